import { describe, expect, it } from "vitest"

import { FormatError } from "./definition.ts"
import { strptime, strptimeReader } from "./strptime.ts"

const hour = 3_600_000

/** ISO 8601 of what a text says, in a zone two hours east where it says none; null for no time. */
const read = (pattern: string, text: string): string | null => {
  const time = strptimeReader(pattern, () => 2 * hour)(text)
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

describe("strptimeReader", () => {
  it.each(["%Q", "%Y-%m-%d %E"])("refuses the pattern %j, which says what is not known", (pattern) =>
    expect(() => strptimeReader(pattern, () => 0)).toThrow(FormatError)
  )
  it.each([
    ["%Y-%m-%d %H:%M:%S", ""],
    ["%Y-%m-%d %H:%M:%S", "2026-11-10"],
    ["%Y-%m-%d %H:%M:%S", "2026-11-10 13:55:36 "],
    ["%Y-%m-%d %H:%M:%S", " 2026-11-10 13:55:36"],
    ["%Y-%m-%d %H:%M:%S", "2026-11-10T13:55:36"],
    ["%Y-%m-%d %H:%M:%S", "2026-02-29 13:55:36"],
    ["%Y-%m-%d %H:%M:%S", "2026-13-10 13:55:36"],
    ["%Y-%m-%d %H:%M:%S", "2026-00-10 13:55:36"],
    ["%Y-%m-%d %H:%M:%S", "2026-11-00 13:55:36"],
    ["%Y-%m-%d %H:%M:%S", "2026-11-10 24:00:00"],
    ["%Y-%m-%d %H:%M:%S", "2026-11-10 13:60:00"],
    ["%Y-%m-%d %H:%M:%S", "2026-11-10 13:55:61"],
    ["%Y-%m-%d %H:%M:%S", "1969-12-31 13:55:36"],
    ["%d/%b/%Y %T", "10/Foo/2026 13:55:36"],
    ["%F %T.%L", "2026-11-10 13:55:36."],
    ["%F %T %z", "2026-11-10 13:55:36 CET"],
    // No day, or no time of day.
    ["%T", "13:55:36"],
    ["%F", "2026-11-10"],
    ["%m-%d %T", "11-10 13:55:36"]
  ])("by %j refuses %j", (pattern, text) => expect(read(pattern, text)).toBeNull())

  it.each([
    ["%Y-%m-%d %H:%M:%S", "2026-11-10 13:55:36", "2026-11-10T11:55:36.000Z"],
    ["%F %T", "2026-11-10 13:55:36", "2026-11-10T11:55:36.000Z"],
    ["%F %R", "2026-11-10 13:55", "2026-11-10T11:55:00.000Z"],
    ["%D %T", "11/10/26 13:55:36", "2026-11-10T11:55:36.000Z"],
    ["%y%m%d%H%M%S", "261110135536", "2026-11-10T11:55:36.000Z"],
    ["%y%m%d%H%M%S", "991110135536", "1999-11-10T11:55:36.000Z"],
    ["%d/%b/%Y:%T %z", "10/Nov/2026:13:55:36 -0730", "2026-11-10T21:25:36.000Z"],
    ["%d/%b/%Y:%T %z", "10/nov/2026:13:55:36 +05:30", "2026-11-10T08:25:36.000Z"],
    ["%F %T%z", "2026-11-10 13:55:36Z", "2026-11-10T13:55:36.000Z"],
    ["%F %T %Z", "2026-11-10 13:55:36 UTC", "2026-11-10T13:55:36.000Z"],
    ["%F %T,%L", "2026-11-10 13:55:36,5", "2026-11-10T11:55:36.500Z"],
    ["%F %T.%f", "2026-11-10 13:55:36.123456", "2026-11-10T11:55:36.123Z"],
    ["%a %b %e %T %Y", "Tue Nov  3 13:55:36 2026", "2026-11-03T11:55:36.000Z"],
    ["%A, %d %B %Y %T", "Tuesday, 10 November 2026 13:55:36", "2026-11-10T11:55:36.000Z"],
    ["%F %I:%M:%S %p", "2026-11-10 12:00:00 AM", "2026-11-09T22:00:00.000Z"],
    ["%F %I:%M:%S %p", "2026-11-10 12:00:00 pm", "2026-11-10T10:00:00.000Z"],
    ["%F %I:%M:%S %p", "2026-11-10 01:55:36 PM", "2026-11-10T11:55:36.000Z"],
    ["%Y.%j %T", "2026.314 13:55:36", "2026-11-10T11:55:36.000Z"],
    ["%F %T", "2028-02-29 13:55:36", "2028-02-29T11:55:36.000Z"],
    ["%F %T", "2026-11-10 23:59:60", "2026-11-10T22:00:00.000Z"],
    ["%s", "1794318936", "2026-11-10T13:55:36.000Z"],
    ["%s.%L", "1794318936.123", "2026-11-10T13:55:36.123Z"],
    ["%%%F %T", "%2026-11-10 13:55:36", "2026-11-10T11:55:36.000Z"]
  ])("by %j reads %j", (pattern, text, iso) => expect(read(pattern, text)).toBe(iso))
})

describe("strptime", () => {
  it("says of a day and of a time of day each what it says, and no more", () => {
    expect(strptime("%F")("2026-11-10")).toMatchObject({ day: Date.UTC(2026, 10, 10), ofDay: NaN, offset: NaN })
    expect(strptime("%T")("13:55:36")).toMatchObject({ day: NaN, ofDay: 50_136_000, offset: NaN })
    expect(strptime("%T %z")("13:55:36 +0100")).toMatchObject({ ofDay: 50_136_000, offset: hour })
    expect(strptime("%F")("10.11.2026")).toBeNull()
  })
})
