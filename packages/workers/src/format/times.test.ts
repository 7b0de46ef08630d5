import { describe, expect, it } from "vitest"

import type { TimeForm } from "./definition.ts"
import { timeReader } from "./times.ts"

const hour = 3_600_000

/** ISO 8601 of what a text says, in a zone two hours east where it says none; null for no time. */
const read = (form: TimeForm, text: string): string | null => {
  const bytes = Buffer.from(`0${text}0${"\0".repeat(64)}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const time = timeReader(form, () => 2 * hour)(bytes, view, 1, 1 + Buffer.byteLength(text))
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

describe("timeReader", () => {
  it.each<[TimeForm, string]>([
    ["clf", ""],
    ["clf", "-"],
    ["clf", "31/Jun/2026:13:55:36 +0000"],
    ["clf", "2026-11-10T13:55:36Z"],
    ["iso", "10/Nov/2026:13:55:36 +0000"],
    ["iso", "2026-11-10"],
    ["iso", "2026-02-30T13:55:36Z"],
    ["iso", "2026-11-10T13:55:36 CET"],
    ["s", ""],
    ["s", "-"],
    ["s", "-1794318936"],
    ["s", "now"],
    ["s", "1794318936.x"],
    ["s", "1794318936 "],
    ["s", "0x10"],
    ["s", "253402300800"],
    ["ms", "253402300800000"],
    ["us", "a"],
    ["ns", "111111111111111111111"],
    ["any", "yesterday"],
    ["any", "12345678"],
    ["ctime", "Tue Nov 10 13:55:36"],
    ["ctime", "Tue Foo 10 13:55:36 2026"],
    ["ctime", "Tue Feb 30 13:55:36 2026"],
    ["ctime", "Tue Nov 10 25:55:36 2026"],
    ["http", "Tue, 10 Nov 2026 13:55:36"],
    ["http", "Tue, 31 Nov 2026 13:55:36 GMT"],
    ["http", "Tue, 10 Nov 2026 13:61:36 GMT"]
  ])("as %s refuses %j", (form, text) => expect(read(form, text)).toBeNull())

  it.each<[TimeForm, string, string]>([
    ["clf", "10/Nov/2026:13:55:36 +0100", "2026-11-10T12:55:36.000Z"],
    ["clf", "10/Nov/2026:13:55:36.123", "2026-11-10T11:55:36.123Z"],
    ["iso", "2026-11-10T13:55:36Z", "2026-11-10T13:55:36.000Z"],
    ["iso", "2026-11-10 13:55:36,987+01:00", "2026-11-10T12:55:36.987Z"],
    ["iso", "2026-11-10T13:55:36.123456789", "2026-11-10T11:55:36.123Z"],
    ["s", "1794318936", "2026-11-10T13:55:36.000Z"],
    ["s", "1794318936.123", "2026-11-10T13:55:36.123Z"],
    ["s", "1794318936.1239999", "2026-11-10T13:55:36.123Z"],
    ["s", "1.794318936e9", "2026-11-10T13:55:36.000Z"],
    ["s", "0", "1970-01-01T00:00:00.000Z"],
    ["ms", "1794318936123", "2026-11-10T13:55:36.123Z"],
    ["ms", "1794318936123.9", "2026-11-10T13:55:36.123Z"],
    ["us", "1794318936123999", "2026-11-10T13:55:36.123Z"],
    ["ns", "1794318936123999999", "2026-11-10T13:55:36.123Z"],
    ["any", "2026-11-10T13:55:36Z", "2026-11-10T13:55:36.000Z"],
    ["any", "1794318936", "2026-11-10T13:55:36.000Z"],
    ["any", "1794318936.5", "2026-11-10T13:55:36.500Z"],
    ["any", "1794318936123", "2026-11-10T13:55:36.123Z"],
    ["any", "1794318936123456", "2026-11-10T13:55:36.123Z"],
    ["any", "1794318936123456789", "2026-11-10T13:55:36.123Z"],
    ["any", "999999999", "2001-09-09T01:46:39.000Z"],
    ["ctime", "Tue Nov 10 13:55:36 2026", "2026-11-10T11:55:36.000Z"],
    ["ctime", "Tue Nov  3 13:55:36 2026", "2026-11-03T11:55:36.000Z"],
    ["ctime", "Tue Nov 10 13:55:36.123456 2026", "2026-11-10T11:55:36.000Z"],
    ["http", "Tue, 10 Nov 2026 13:55:36 GMT", "2026-11-10T13:55:36.000Z"],
    ["http", "Tue, 10 Nov 2026 13:55:36 -0500", "2026-11-10T18:55:36.000Z"]
  ])("as %s reads %j", (form, text, iso) => expect(read(form, text)).toBe(iso))
})
