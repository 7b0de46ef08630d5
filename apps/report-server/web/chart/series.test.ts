import { assert, describe, it } from "@effect/vitest"

import { offsetsOf } from "../format/zone.ts"
import { axisEnd, bucketAt, bucketsOf, seriesOf, stacked, unitOf, withinBefore } from "./series.ts"

const utc = () => 0
const at = (text: string): number => Date.parse(`${text}Z`)

describe("what was before", () => {
  it("ends where the compared period does, and is unknown before it begins", () => {
    const starts = bucketsOf({ from: at("2026-11-08T00:00"), to: at("2026-11-14T00:00") }, "day", utc)
    const compared = {
      period: { from: at("2026-11-09T12:00"), to: at("2026-11-14T00:00") },
      before: { from: at("2026-11-02T06:00"), to: at("2026-11-05T00:00") }
    }
    const values = withinBefore([0, 1, 2, 3, 0, 0], starts, { compared, unit: "day", offsetAt: utc })
    assert.deepStrictEqual(values, [null, 1, 2, 3, null, null])
  })
})

describe("buckets", () => {
  it("are all that touch the range", () => {
    const range = { from: at("2026-11-10T13:30"), to: at("2026-11-10T15:00") }
    assert.deepStrictEqual(bucketsOf(range, "hour", utc), [at("2026-11-10T13:00"), at("2026-11-10T14:00")])
  })

  it("follow the wall clock where it changes", () => {
    const berlin = offsetsOf("Europe/Berlin")
    const range = { from: at("2026-10-23T22:00"), to: at("2026-10-26T23:00") }
    const days = bucketsOf(range, "day", berlin).map((start) => new Date(start).toISOString())
    assert.deepStrictEqual(days, ["2026-10-23T22:00:00.000Z", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"])
    assert.strictEqual(bucketsOf({ from: range.from, to: at("2026-10-25T23:00") }, "hour", berlin).length, 49)
  })

  it.each([
    [["2026-11-10T13:00", "2026-11-10T15:00"], "hour"],
    [["2026-11-10T00:00", "2026-11-12T00:00"], "day"],
    [["2026-11-09T00:00", "2026-11-23T00:00"], "week"],
    [["2026-10-01T00:00", "2026-12-01T00:00"], "month"],
    [["2025-01-01T00:00", "2026-01-01T00:00"], "year"],
    [["2026-11-10T13:00:05"], null]
  ])("that begin at %j are of the unit %s", (starts, unit) => assert.strictEqual(unitOf(starts.map(at), utc), unit))

  it("are found by a time", () => {
    assert.deepStrictEqual(
      [5, 10, 15, 20, 99].map((time) => bucketAt([10, 20], time)),
      [null, 0, 0, 1, 1]
    )
  })
})

describe("series", () => {
  const answer = {
    columns: [
      { name: "start", kind: "time" as const, filter: null },
      { name: "hits", kind: "count" as const, filter: null },
      { name: "p95_ms", kind: "duration_ms" as const, filter: null }
    ],
    rows: [
      [10, 5, 1.5],
      [30, 7, null]
    ]
  }

  it("are zero for counts where there is no row, and unknown for times", () => {
    assert.deepStrictEqual(seriesOf(answer, "hits", [10, 20, 30], 0), [5, 0, 7])
    assert.deepStrictEqual(seriesOf(answer, "p95_ms", [10, 20, 30], null), [1.5, null, null])
    assert.deepStrictEqual(seriesOf(answer, "teeth", [10, 20], 0), [0, 0])
  })

  it("stand on those below them", () => {
    assert.deepStrictEqual(
      stacked([
        [1, 2, null],
        [10, null, 30]
      ]),
      [
        [1, 2, 0],
        [11, 2, 30]
      ]
    )
  })

  it("have room for a column that has just begun, and no more than it will take", () => {
    const offsetAt = () => 0
    const hour = 3_600_000
    const starts = Array.from({ length: 10 }, (_, index) => index * hour)
    assert.strictEqual(axisEnd(starts, 9 * hour + 1, "hour", offsetAt), 9 * hour + 0.015 * (9 * hour + 1))
    assert.strictEqual(axisEnd(starts, 9.5 * hour, "hour", offsetAt), 9.5 * hour)
    const minutes = Array.from({ length: 400 }, (_, index) => index * 60_000)
    assert.strictEqual(axisEnd(minutes, 399 * 60_000 + 1, "minute", offsetAt), 400 * 60_000)
  })
})
