import { assert, describe, it } from "@effect/vitest"

import { readSingle } from "@logmill/core/analysis/statement"

import { costOf } from "./costOf.ts"

const entries = 1_000_000
const cost = (sql: string, elapsedMs: number) => costOf(readSingle(sql), { elapsedMs, entries })

describe("the class of a statement", () => {
  it("is never rollup when it reads entries, however quick it was", () => {
    for (const view of ["entries", "access_log", "extras", '"entries"']) {
      assert.strictEqual(cost(`SELECT count(*) AS n FROM ${view}`, 1), "scan", view)
    }
    assert.strictEqual(cost("SELECT sum(hits) AS n FROM hits WHERE path IN (SELECT path FROM entries)", 1), "scan")
  })

  it("is rollup for what reads sums, unless that took long", () => {
    assert.strictEqual(cost("SELECT path AS entries FROM hits", 500), "rollup")
    assert.strictEqual(cost("SELECT path FROM hits", 501), "scan")
    assert.strictEqual(cost("SELECT path FROM hits", 2_201), "sort")
  })

  it("is sort when it took longer than a pass over all entries", () => {
    assert.strictEqual(cost("SELECT path FROM entries", 2_200), "scan")
    assert.strictEqual(cost("SELECT path FROM entries", 2_201), "sort")
    assert.strictEqual(costOf(readSingle("SELECT path FROM entries"), { elapsedMs: 200, entries: 0 }), "scan")
  })
})
