import { assert, describe, it } from "@effect/vitest"

import type { ColumnKind } from "../analysis/contract.ts"
import { readSingle } from "../analysis/statement.ts"
import { kindsOf } from "./kinds.ts"

describe("the kinds of a result's columns", () => {
  const cases: ReadonlyArray<readonly [sql: string, kinds: Readonly<Record<string, ColumnKind>>]> = [
    ["SELECT time, path AS p, status FROM entries", { time: "time", p: "path", status: "status" }],
    ["SELECT e.time AS t, max(e.time) AS last FROM entries e", { t: "time", last: "time" }],
    ["SELECT bucket(time, 'day') AS d, count(*) n FROM entries GROUP BY d", { d: "time", n: "count" }],
    [
      "SELECT time + 0 AS t, time / 1000, max(time) - min(time) AS span FROM entries",
      { t: "text", "time / 1000": "text", span: "text" }
    ],
    [
      "SELECT time - time % 3600000 AS a, e.time - (e.time % 60000) AS b, time/3600000*3600000 AS c, (time / 1000) * 1000 FROM entries e",
      { a: "time", b: "time", c: "time", "(time / 1000) * 1000": "time" }
    ],
    [
      "SELECT time - bytes % 60 AS a, time / 60 * 30 AS b, bytes - bytes % 10 AS c, time / (60 * 60) AS d, (time - time) % 60 AS e FROM entries",
      { a: "text", b: "text", c: "text", d: "text", e: "text" }
    ],
    [
      "SELECT sum(bytes) AS b, avg(duration_ms), sum(time) AS t FROM entries",
      { b: "bytes", "avg(duration_ms)": "duration_ms", t: "text" }
    ],
    [
      "SELECT h, n FROM (SELECT bucket(time, 'hour') AS h, count(*) AS n FROM entries GROUP BY 1)",
      { h: "time", n: "count" }
    ],
    ["WITH t AS (SELECT max(time) AS m FROM entries) SELECT m, any_value(m) AS a FROM t", { m: "time", a: "time" }],
    ["WITH t AS (SELECT bytes AS x FROM entries), u AS (SELECT time AS x FROM entries) SELECT x FROM t", { x: "text" }],
    ["WITH t(time) AS (VALUES (5)) SELECT time FROM t", { time: "text" }],
    ["SELECT avg(duration_ms) AS time FROM entries", { time: "duration_ms" }],
    ["SELECT * FROM sources", { source_id: "text", first_time: "time", lines: "count" }],
    ["SELECT time FROM entries UNION ALL SELECT 3", { time: "time" }],
    ["SELECT approx_distinct(client) AS c, percentile(bytes, 50) AS p FROM entries", { c: "approx_count", p: "bytes" }],
    ["SELECT lag(time) OVER (ORDER BY time) AS before FROM entries", { before: "text" }],
    ["SELECT started, max(ended) AS last FROM sessions('30m')", { started: "time", last: "time" }],
    ["SELECT * FROM sessions('30m')", { started: "time", ended: "time", pages: "text", exit_path: "path" }],
    ["VALUES (1)", { column1: "text" }]
  ]
  it.each(cases)("%s", (sql, kinds) => {
    assert.deepStrictEqual(kindsOf(readSingle(sql), Object.keys(kinds)), Object.values(kinds))
  })
})
