import { describe, expect, it } from "vitest"

import { offsetsOf } from "../zone.ts"
import { readDuration, readTime, writeDuration } from "./time.ts"

const now = Date.parse("2026-11-20T10:11:12.345Z")
const read = (text: string, edge: "start" | "end", zone: string): string | null => {
  const time = readTime(text, edge, { now, offsetAt: offsetsOf(zone) })
  return time === null ? null : new Date(time).toISOString().replace(":00.000Z", "Z")
}

describe("times", () => {
  it.each([
    "",
    "x",
    "tomorrow",
    "Today",
    "last month",
    "constructor",
    "7d",
    "+7d",
    "-7",
    "-7x",
    "--7d",
    "2026-13",
    "2026-00-01",
    "2026-02-29",
    "2026-2-9",
    "26-02-01",
    "0050-01-01",
    "2026-11-05T",
    "2026-11-05T24:00",
    "2026-11-05T10:60",
    "2026-11-05T10:00:61",
    "2026-11-05T10:00 Berlin",
    "2026-11-05T10:00+2",
    "2026-11-05T10:00+25:00",
    "2026-11-05T10:00+05:60",
    "05/Nov/2026:14:30:00 +9999",
    "2026-11-05T10:00:00.",
    "1793880000",
    " now"
  ])("refuses %j", (text) => expect(read(text, "start", "UTC")).toBeNull())

  it.each<[string, string, string, string]>([
    ["now", "UTC", "2026-11-20T10:11:12.345Z", "2026-11-20T10:11:12.345Z"],
    ["-90s", "UTC", "2026-11-20T10:09:42.345Z", "2026-11-20T10:09:42.345Z"],
    ["-7d", "Europe/Berlin", "2026-11-13T10:11:12.345Z", "2026-11-13T10:11:12.345Z"],
    ["-2w", "UTC", "2026-11-06T10:11:12.345Z", "2026-11-06T10:11:12.345Z"],
    ["today", "UTC", "2026-11-20T00:00Z", "2026-11-21T00:00Z"],
    ["yesterday", "Pacific/Auckland", "2026-11-18T11:00Z", "2026-11-19T11:00Z"],
    ["this-month", "UTC", "2026-11-01T00:00Z", "2026-12-01T00:00Z"],
    ["last-month", "Europe/Berlin", "2026-09-30T22:00Z", "2026-10-31T23:00Z"],
    ["2026", "UTC", "2026-01-01T00:00Z", "2027-01-01T00:00Z"],
    ["2026-02", "UTC", "2026-02-01T00:00Z", "2026-03-01T00:00Z"],
    ["2026-12", "Europe/Berlin", "2026-11-30T23:00Z", "2026-12-31T23:00Z"],
    ["2026-11-05", "UTC", "2026-11-05T00:00Z", "2026-11-06T00:00Z"],
    ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00Z", "2026-10-25T23:00Z"],
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T22:00Z"],
    ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00Z", "2018-11-05T02:00Z"],
    ["2026-11-05T14", "UTC", "2026-11-05T14:00Z", "2026-11-05T14:00Z"],
    ["2026-11-05 14:30", "Europe/Berlin", "2026-11-05T13:30Z", "2026-11-05T13:30Z"],
    ["2026-11-05T14:30:15.25Z", "Europe/Berlin", "2026-11-05T14:30:15.250Z", "2026-11-05T14:30:15.250Z"],
    ["2026-11-05T14:30:15.123456Z", "UTC", "2026-11-05T14:30:15.123Z", "2026-11-05T14:30:15.123Z"],
    ["2026-11-05T14:30:15,123456789+01:00", "UTC", "2026-11-05T13:30:15.123Z", "2026-11-05T13:30:15.123Z"],
    ["2026-11-05T14:30+05:30", "UTC", "2026-11-05T09:00Z", "2026-11-05T09:00Z"],
    ["05/Nov/2026", "UTC", "2026-11-05T00:00Z", "2026-11-06T00:00Z"],
    ["05/Nov/2026:14:30:15", "Europe/Berlin", "2026-11-05T13:30:15.000Z", "2026-11-05T13:30:15.000Z"],
    ["05/Nov/2026:14:30:00 -0800", "UTC", "2026-11-05T22:30Z", "2026-11-05T22:30Z"],
    ["2026-11-05T14:30-0800", "UTC", "2026-11-05T22:30Z", "2026-11-05T22:30Z"]
  ])("%s in %s is from %s to %s", (text, zone, start, end) => {
    expect(read(text, "start", zone)).toBe(start)
    expect(read(text, "end", zone)).toBe(end)
  })
})

describe("durations", () => {
  it.each<[string, number | null]>([
    ["500ms", 500],
    ["1.5s", 1500],
    ["30m", 1_800_000],
    ["2h", 7_200_000],
    ["1d", 86_400_000],
    ["0", 0],
    ["", null],
    ["30", null],
    ["-5s", null],
    ["5 s", null]
  ])("%j is %s ms", (text, ms) => expect(readDuration(text)).toBe(ms))

  it.each([
    [0, "0ms"],
    [1, "1ms"],
    [1500, "1500ms"],
    [90_000, "90s"],
    [5_400_000, "90m"],
    [86_400_000, "1d"]
  ])("%d ms is %j", (ms, text) => expect(writeDuration(ms)).toBe(text))
})
