import { assert, describe, it } from "@effect/vitest"

import type { Column } from "../api/types.ts"
import { offsetsOf } from "../format/zone.ts"
import { bucketTexts } from "./bucketTexts.ts"

const at = (text: string): number => Date.parse(`${text}Z`)
const column = (unit?: Column["unit"]): Column => ({
  name: "t",
  kind: "time",
  filter: null,
  ...(unit === undefined ? {} : { unit })
})
const texts = (one: Column, times: ReadonlyArray<number | null>, zone = "UTC") => {
  const text = bucketTexts({ columns: [one], rows: times.map((time) => [time]) }, offsetsOf(zone)).get(one)
  return text === undefined ? null : times.map((time) => text(time))
}

describe("times that begin something", () => {
  it.each([
    ["day", "2026-10-30T00:00", "2026-10-30"],
    ["week", "2026-10-26T00:00", "2026-10-26"],
    ["month", "2026-10-01T00:00", "2026-10"],
    ["year", "2026-01-01T00:00", "2026"],
    ["hour", "2026-10-30T00:00", "2026-10-30 00:00"],
    ["minute", "2026-10-30T14:03", "2026-10-30 14:03"]
  ] as const)("a %s are told as such", (unit, time, text) =>
    assert.deepStrictEqual(texts(column(unit), [at(time), null]), [text, null])
  )

  it("by the days of the zone", () => {
    const midnight = at("2026-10-29T23:00")
    assert.deepStrictEqual(texts(column("day"), [midnight], "Europe/Berlin"), ["2026-10-30"])
    assert.isNull(texts(column("day"), [midnight]))
  })

  it("are moments where the statement tells no unit, or one cell begins none", () => {
    assert.isNull(texts(column(), [at("2026-10-30T00:00")]))
    assert.isNull(texts(column("day"), [at("2026-10-30T00:00"), at("2026-10-30T07:00")]))
  })
})
