import { assert, describe, it } from "@effect/vitest"

import { type BucketUnit, bucketUnits } from "../analysis/bucket.ts"
import { readSingle } from "../analysis/statement.ts"
import { unitsOf } from "./units.ts"

describe("what times of a result's columns begin", () => {
  const cases: ReadonlyArray<readonly [sql: string, units: Readonly<Record<string, BucketUnit | null>>]> = [
    ["SELECT bucket(time, 'day') AS d, count(*) AS n, time FROM entries GROUP BY 1", { d: "day", n: null, time: null }],
    ["SELECT bucket(time, 'hour') FROM entries", { "bucket(time, 'hour')": "hour" }],
    [
      "SELECT h, n FROM (SELECT bucket(time, 'hour') AS h, count(*) AS n FROM entries GROUP BY 1)",
      { h: "hour", n: null }
    ],
    ["WITH t AS (SELECT bucket(time, 'month') AS m FROM entries) SELECT * FROM t", { m: "month" }],
    [
      "WITH t AS (SELECT bucket(time, 'day') AS d FROM entries) SELECT max(t.d) AS last, any_value(d) AS a FROM t",
      { last: "day", a: "day" }
    ],
    [
      "WITH t AS (SELECT bucket(time, 'day') AS x FROM entries), u AS (SELECT time AS x FROM entries) SELECT x FROM t",
      { x: null }
    ],
    [
      "SELECT time - time % 3600000 AS a, e.time - (e.time % 60000) AS b, time / 86400000 * 86400000 AS c FROM entries e",
      { a: "hour", b: "minute", c: "day" }
    ],
    [
      "SELECT bucket(time, 'day') + 1 AS a, lag(bucket(time, 'day')) OVER (ORDER BY time) AS b FROM entries",
      { a: null, b: null }
    ],
    ["SELECT bucket(time, :unit) AS d, min(time) AS t FROM entries", { d: null, t: null }],
    ["VALUES (1)", { column1: null }]
  ]
  it.each(cases)("%s", (sql, units) => {
    const named = unitsOf(
      readSingle(sql),
      Object.keys(units),
      ({ value }) => bucketUnits.find((one) => one === value) ?? null
    )
    assert.deepStrictEqual(named, Object.values(units))
  })
})
