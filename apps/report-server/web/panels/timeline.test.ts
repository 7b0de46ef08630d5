import { assert, describe, it } from "@effect/vitest"

import type { Answer } from "../api/types.ts"
import { timelineOf } from "./timeline.ts"

const hour = 3_600_000
const utc = () => 0
const answerOf = (starts: ReadonlyArray<number>): Answer =>
  ({
    columns: [
      { name: "start", kind: "time" },
      { name: "bytes", kind: "bytes" }
    ],
    rows: starts.map((start) => [start, "9007199254740993"])
  }) as unknown as Answer

describe("rows by time", () => {
  const first = Date.UTC(2026, 10, 10, 1)

  it("have a place for each unit between them", () => {
    const { series, starts } = timelineOf(answerOf([first, first + 3 * hour]), utc)!
    assert.deepStrictEqual(
      starts,
      [0, 1, 2, 3].map((hours) => first + hours * hour)
    )
    assert.deepStrictEqual(series[0]!.values, [2 ** 53, 0, 0, 2 ** 53])
  })

  it("are all there where a line of a broken clock is thousands of years away", () => {
    const last = Date.UTC(9999, 5, 30, 23)
    const { series, starts } = timelineOf(answerOf([first, first + hour, last]), utc)!
    assert.deepStrictEqual(starts, [first, first + hour, first + 2 * hour, last])
    assert.deepStrictEqual(series[0]!.values, [2 ** 53, 2 ** 53, 0, 2 ** 53])
  })
})
