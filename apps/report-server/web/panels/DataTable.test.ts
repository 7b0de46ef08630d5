import { assert, describe, it } from "@effect/vitest"

import { longUnitsOf } from "./DataTable.tsx"

const hour = 3_600_000

const units = (...times: ReadonlyArray<number>) =>
  longUnitsOf(
    {
      columns: [
        { name: "time", kind: "time", filter: "from" },
        { name: "hits", kind: "count", filter: null }
      ],
      rows: times.map((time) => [time, 1])
    },
    () => 0
  )

describe("a chart's table", () => {
  it("tells days as days, and hours as moments", () => {
    assert.deepStrictEqual(units(24 * hour, 48 * hour), ["day", null])
    assert.deepStrictEqual(units(24 * hour, 25 * hour), [null, null])
    assert.deepStrictEqual(units(24 * hour), [null, null])
  })
})
