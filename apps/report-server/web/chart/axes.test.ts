import { assert, describe, it } from "@effect/vitest"

import { offsetsOf } from "../format/zone.ts"
import { markTexts, timeMarks } from "./axes.ts"

const utc = () => 0
const at = (text: string): number => Date.parse(`${text}Z`)

const texts = (
  from: string,
  to: string,
  most: number,
  offsetAt = utc as (time: number) => number
): ReadonlyArray<string> => {
  const { marks, unit } = timeMarks(at(from), at(to), most, offsetAt)
  return markTexts(marks, unit, offsetAt)
}

describe("thousands of years", () => {
  it("have marks that stand apart", () => {
    const { marks, unit } = timeMarks(Date.UTC(2026, 10, 1), Date.UTC(9999, 5, 30), 16, utc)
    assert.deepStrictEqual(
      markTexts(marks.slice(0, 2), unit, () => 0),
      ["2500", "3000"]
    )
    assert.isAtMost(marks.length, 16)
  })
})

describe("marks of the time axis", () => {
  it.each([
    ["2026-11-10T14:00", "2026-11-10T15:00", 6, "10 Nov, 14:00 14:10 14:20 14:30 14:40 14:50 15:00"],
    ["2026-11-09T18:00", "2026-11-10T18:00", 4, "9 Nov, 18:00 10 Nov 06:00 12:00 18:00"],
    ["2026-11-02T00:00", "2026-11-06T00:00", 5, "2 Nov 3 Nov 4 Nov 5 Nov 6 Nov"],
    ["2025-11-15T00:00", "2026-02-20T00:00", 5, "Dec 2025 Jan 2026 Feb"],
    ["2019-05-01T00:00", "2026-05-01T00:00", 8, "2020 2021 2022 2023 2024 2025 2026"]
  ])("from %s to %s, at most %d", (from, to, most, marks) => assert.strictEqual(texts(from, to, most).join(" "), marks))

  it("stand at midnight of the zone, also on the day the clock changes", () => {
    const berlin = offsetsOf("Europe/Berlin")
    const found = texts("2026-10-24T10:00", "2026-10-26T11:00", 5, berlin)
    assert.deepStrictEqual(
      found.filter((text) => text.includes("Oct")),
      ["24 Oct, 12:00", "25 Oct", "26 Oct"]
    )
  })
})
