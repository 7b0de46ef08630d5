import { assert, describe, it } from "@effect/vitest"

import type { Answer } from "../api/types.ts"
import type { Metric } from "../state/url.ts"
import { drawingOf } from "./drawing.ts"

const hour = 3_600_000

const answer = {
  columns: [
    { name: "time", kind: "time", filter: "from" },
    { name: "visitors", kind: "count", filter: null },
    { name: "bytes", kind: "bytes", filter: null }
  ],
  rows: [
    [0, 3, 10],
    [hour, 3, 20]
  ]
} as const satisfies Partial<Answer>

const drawn = (metric: Metric) =>
  drawingOf(metric, answer as unknown as Answer, { range: { from: 0, to: 2 * hour }, unit: "hour", offsetAt: () => 0 })

describe("what the main chart draws", () => {
  it("tells no sum of visitors: most are there in several hours", () => {
    assert.deepStrictEqual(drawn("visitors").parts[0]?.values, [3, 3])
    assert.isFalse(drawn("visitors").isStack)
    assert.isTrue(drawn("bytes").isStack)
  })
})
