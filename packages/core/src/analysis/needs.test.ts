import { assert, describe, it } from "@effect/vitest"

import { needsOf } from "./needs.ts"

const span = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 2, 1) }
const params = { unit: "hour", long: "week" }

describe("what a statement needs of hits and visits", () => {
  it.each([
    ["SELECT sum(hits) FROM hits", false, "none", false],
    ["SELECT count(*), sum(hits) * 1.0 FROM hits", false, "none", false],
    ["SELECT status, 'path', \":time\" FROM hits -- time", false, "none", false],
    ["SELECT path_id, sum(hits) FROM hits GROUP BY path_id", true, "none", false],
    ['SELECT h."Path" FROM hits h', true, "none", false],
    ["SELECT day, kind FROM hits", true, "day", false],
    ["SELECT bucket(time, 'day') FROM hits", false, "day", false],
    ["SELECT bucket ( time , 'month' ), extension FROM hits", true, "day", false],
    ["SELECT bucket(time, 'hour') FROM hits", false, "hour", false],
    ["SELECT bucket(time, 'minute') FROM hits", false, "minute", false],
    ["SELECT bucket(time, 'minute'), bucket(time, 'hour'), day FROM hits", false, "minute", false],
    ["SELECT weekday(time) FROM hits", false, "day", false],
    ["SELECT weekday(time + 1) FROM hits", false, "hour", false],
    ["SELECT weekday(time), hour_of_day(time) FROM hits", false, "hour", false],
    ["SELECT bucket(time, :unit) FROM hits", false, "hour", false],
    ["SELECT bucket(time, :long) FROM hits", false, "day", false],
    ["SELECT bucket(time, 'auto') FROM hits", false, "day", false],
    ["SELECT bucket(time + 1, 'day') FROM hits", false, "hour", false],
    ["SELECT bucket(h.time, 'day') FROM hits h", false, "hour", false],
    ["SELECT min(time), template FROM hits", true, "hour", false],
    ["SELECT time(0), day FROM hits", false, "day", false],
    ["SELECT * FROM hits", true, "day", true],
    ["SELECT h.*, bucket(time, 'hour') FROM hits h", true, "hour", true],
    ["SELECT * FROM 'hits'", true, "day", true],
    ["SELECT a.* FROM a, (hits) AS h", true, "day", true],
    ["SELECT * FROM (SELECT status FROM hits)", true, "day", true],
    [
      "WITH a AS (SELECT status, sum(hits) AS hits FROM hits GROUP BY status) SELECT *, hits FROM a",
      false,
      "none",
      false
    ],
    ["WITH a AS (SELECT a.* FROM (SELECT 1 AS b) AS a) SELECT day FROM hits, a", false, "day", false],
    ["SELECT prev_day FROM visits", false, "none", true]
  ] as const)("%s", (sql, path, time, previous) => {
    const needs = needsOf(sql, { params, span })
    assert.deepStrictEqual([needs.path, needs.time, needs.previous], [path, time, previous])
  })

  it("names columns, or may use all", () => {
    const names = (sql: string) => needsOf(sql, { params, span }).names
    assert.isTrue(names('SELECT Hits, "bytes" FROM hits')?.isSupersetOf(new Set(["hits", "bytes"])))
    assert.isFalse(names("SELECT hits, 'bytes' FROM hits")?.has("bytes"))
    assert.isNull(names("SELECT h.* FROM hits h"))
    assert.isNotNull(names("WITH a AS (SELECT hits FROM hits) SELECT * FROM a"))
    assert.isNull(names("SELECT sum(hits) FROM hits NATURAL JOIN (SELECT 200 AS x)"))
  })

  it.each([
    ["SELECT path_id FROM hits GROUP BY path_id", true],
    ["SELECT path_id FROM hits GROUP BY path_id, status", true],
    ["SELECT path_id FROM hits GROUP BY status, path_id", false],
    ["SELECT path_id FROM hits ORDER BY path_id", false]
  ] as const)("is spared the sorting by path: %s", (sql, byPath) => {
    assert.strictEqual(needsOf(sql, { params, span }).byPath, byPath)
  })
})
