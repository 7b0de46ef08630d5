import { assert, it } from "@effect/vitest"

import { planLines } from "./plan.ts"

it("a plan is a tree", () => {
  assert.deepStrictEqual(
    planLines([
      [4, 0, 0, "SCAN entry"],
      [9, 0, 0, "CORRELATED SCALAR SUBQUERY 2"],
      [12, 9, 0, "SEARCH path"],
      [14, 12, 0, "SEARCH request"],
      [20, 9, 0, "SCAN agent"],
      [30, 0, 0, "USE TEMP B-TREE FOR GROUP BY"]
    ]),
    [
      "SCAN entry",
      "CORRELATED SCALAR SUBQUERY 2",
      "├─ SEARCH path",
      "│  └─ SEARCH request",
      "└─ SCAN agent",
      "USE TEMP B-TREE FOR GROUP BY"
    ]
  )
})
