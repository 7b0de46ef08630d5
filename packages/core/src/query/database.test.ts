/** The function of ours that stands in for one of SQLite's own, where Node was built without that. */
import { DatabaseSync } from "node:sqlite"

import { describe, expect, it } from "vitest"

import { addPercentile } from "./database.ts"

const withPercentile = (values: ReadonlyArray<number | null>, isOurs: boolean) => {
  const db = new DatabaseSync(":memory:")
  if (isOurs) addPercentile(db)
  db.exec("CREATE TABLE t(g, x)")
  const insert = db.prepare("INSERT INTO t VALUES (?, ?)")
  values.forEach((value, index) => insert.run(index % 3, value))
  return (percent: number) =>
    db
      .prepare(
        `SELECT g, percentile(x, ${percent}) AS p FROM t GROUP BY g UNION ALL SELECT 'all', percentile(x, ${percent}) FROM t`
      )
      .all()
      .map(({ g, p }) => [g, p])
}

describe("our percentile", () => {
  it("of nothing is null, and leaves nulls out", () => {
    expect(withPercentile([], true)(50)).toEqual([["all", null]])
    expect(withPercentile([null, 1, null, null], true)(50)).toEqual([
      [0, null],
      [1, 1],
      [2, null],
      ["all", 1]
    ])
  })

  it.each([
    [0, 1],
    [25, 1.75],
    [50, 2.5],
    [95, 3.85],
    [100, 4]
  ])("lies between values: %d", (percent, expected) => {
    expect(withPercentile([4, 1, 3, 2], true)(percent).at(-1)![1]).toBeCloseTo(expected, 12)
  })

  const isThere = new DatabaseSync(":memory:")
    .prepare("SELECT 1 FROM pragma_function_list WHERE name = 'percentile'")
    .get()
  // Node 26 has SQLite's own to compare with.
  it.skipIf(isThere === undefined)("is SQLite's own", () => {
    const values = Array.from({ length: 1000 }, (_, index) => (index % 11 === 0 ? null : (index * 7919) % 1009))
    const [ours, its] = [withPercentile(values, true), withPercentile(values, false)]
    for (const percent of [0, 1, 12.5, 50, 90, 95, 99, 99.9, 100]) expect(ours(percent)).toEqual(its(percent))
  })
})
