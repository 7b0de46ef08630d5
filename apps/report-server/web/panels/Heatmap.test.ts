import { assert, describe, it } from "@effect/vitest"

import type { Answer } from "../api/types.ts"
import { heat, heatGrid, largestText } from "./Heatmap.tsx"

const gridOf = (...hits: ReadonlyArray<number>) =>
  heatGrid({
    columns: ["weekday", "hour", "hits"].map((name) => ({ name })),
    rows: hits.map((one, hour) => [1, hour, one])
  } as unknown as Answer)

describe("hours of the week", () => {
  it("that are even are of a middle tone, a peak has the whole colour", () => {
    const even = gridOf(100, 102, 98)
    assert.closeTo(heat(100, even.darkest), 0.525, 0.01)
    const peak = gridOf(10, 10, 900)
    assert.deepStrictEqual([heat(900, peak.darkest), peak.largest], [1, 900])
  })

  it("are counted in words", () => {
    assert.strictEqual(largestText(1), "1 hit in an hour of the week")
    assert.strictEqual(largestText(0), "0 hits in an hour of the week")
  })
})
