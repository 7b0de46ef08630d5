import { assert, describe, it } from "@effect/vitest"

import { readSingle } from "../analysis/statement.ts"
import { bareColumns } from "./bareColumns.ts"

describe("columns of some row of the group", () => {
  const cases: ReadonlyArray<readonly [sql: string, bare: ReadonlyArray<string>]> = [
    ["SELECT path, status, count(*) FROM entries GROUP BY path", ["status"]],
    ["SELECT path, count(*) FROM entries", ["path"]],
    ["SELECT *, count(*) FROM entries GROUP BY path", ["*"]],
    ["SELECT e.client, e.path || e.query, count(*) FROM entries e GROUP BY e.client", ["path", "query"]],
    ["SELECT upper(path), lower(path) FROM entries GROUP BY lower(path)", ["path"]],
    ["SELECT path FROM entries GROUP BY client HAVING count(*) > 3", ["path"]],
    ["SELECT n FROM (SELECT status, count(*) AS n FROM entries GROUP BY path)", ["status"]],
    ["SELECT path, min(time), max(time), client FROM entries GROUP BY path", ["client"]],
    ["SELECT lower(path) AS status, count(*) FROM entries GROUP BY status", ["path"]]
  ]
  it.each(cases)("%s", (sql, bare) => assert.deepStrictEqual(bareColumns(readSingle(sql)), bare))
})

describe("nothing is said of", () => {
  it.each([
    "SELECT path, status FROM entries",
    "SELECT path, count(*) FROM entries GROUP BY path",
    "SELECT Path, count(*) FROM entries GROUP BY PATH",
    "SELECT path AS p, count(*) FROM entries GROUP BY p",
    "SELECT path, count(*) FROM entries GROUP BY 1",
    "SELECT entries.path, count(*) FROM entries GROUP BY path",
    "SELECT lower(path) || '!', count(*) FROM entries GROUP BY lower(path)",
    "SELECT path, max(time), client FROM entries GROUP BY path",
    "SELECT path, kind, path_id, count(*) FROM entries GROUP BY path_id",
    "SELECT any_value(status), count(*) FROM entries GROUP BY path",
    "SELECT bucket(time, 'day') AS day, count(*) FROM entries GROUP BY day",
    "SELECT count(*) FILTER (WHERE status = 404), max(path) FROM entries",
    "SELECT 'all' AS path, CAST(count(*) AS text), CASE WHEN sum(bytes) > 0 THEN true END FROM entries",
    "SELECT path, row_number() OVER (ORDER BY path) FROM entries",
    "SELECT path, (SELECT count(*) FROM hits h WHERE h.path = entries.path) FROM entries GROUP BY path",
    "SELECT coalesce(path, '') COLLATE nocase, count(*) FROM entries GROUP BY path",
    "SELECT max(time, 3), path FROM entries",
    "VALUES (1)"
  ])("%s", (sql) => assert.deepStrictEqual(bareColumns(readSingle(sql)), []))
})
