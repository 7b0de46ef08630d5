/** A time of day, with the day that a header of the log says. */
import { describe, expect, it } from "vitest"

import { mill } from "../testing/reading.ts"
import { utc } from "../zone.ts"
import { FormatParser } from "./compile.ts"
import type { FormatDefinition } from "./definition.ts"

const definition: FormatDefinition = {
  name: "x",
  title: "",
  columns: {
    header: "#Fields:",
    date: "#Date:",
    separator: "blanks",
    fields: { date: "date:utc", time: "clock:utc", "c-ip": "client", "cs-uri": "uri" }
  },
  samples: []
}

/** Of each line, or why it is rejected. */
const timesOf = (...lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const { records } = mill(Buffer.from(lines.map((line) => `${line}\n`).join("")), {
    parser: new FormatParser(definition, utc)
  })
  return records.map((record) => {
    const [, time] = /^\d+: \[(\d+),/.exec(record) ?? []
    return time === undefined ? /rejected at \d+: ([a-z-]+)/.exec(record)![1]! : new Date(Number(time)).toISOString()
  })
}

const line = (time: string): string => `${time} 192.0.2.1 /a`
const fields = "#Fields: time c-ip cs-uri"

describe("a time of day alone", () => {
  it("is none without a day", () => {
    expect(timesOf(fields, line("13:55:36"))).toEqual(["no-time"])
    expect(timesOf("#Date: yesterday", fields, line("13:55:36"))).toEqual(["no-time"])
    expect(timesOf("#date 2026-11-10", fields, line("13:55:36"))).toEqual(["no-time"])
  })

  it("is of the day of the last header that says one", () =>
    expect(
      timesOf(
        "#Date: 2026-11-10 13:55:30",
        fields,
        line("13:55:36"),
        line("13:55:29"),
        line("25:00:00"),
        "#Date:\t31-Dec-2026 00:00:00 ",
        line("00:00:01.5")
      )
    ).toEqual(["2026-11-10T13:55:36.000Z", "2026-11-10T13:55:29.000Z", "no-time", "2026-12-31T00:00:01.500Z"]))

  it("is of the day after when it is long before the header's", () =>
    expect(timesOf("#Date: 2026-12-31 23:50:00", fields, line("23:59:59"), line("00:00:00"))).toEqual([
      "2026-12-31T23:59:59.000Z",
      "2027-01-01T00:00:00.000Z"
    ]))

  it("counts less than a day in the line", () =>
    expect(
      timesOf("#Date: 2026-12-31 23:50:00", "#Fields: date time c-ip cs-uri", `2026-11-10 ${line("13:55:36")}`)
    ).toEqual(["2026-11-10T13:55:36.000Z"]))
})
