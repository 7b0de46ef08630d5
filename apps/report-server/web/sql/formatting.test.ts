import { assert, describe, it } from "@effect/vitest"

import { formatted } from "./formatting.ts"
import { firstStatement } from "./tabs.ts"

const functions = ["bucket", "hour_of_day"]

/** Blanks don't count outside of texts, names and comments. */
const words = (sql: string): ReadonlyArray<string> =>
  sql.match(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?\*\/|[\w.:@$?]+|[^\s\w]/g) ?? []

describe("a formatted statement", () => {
  it("says what it said, and stays as it is when it is formatted again", () => {
    for (const sql of [
      firstStatement,
      "select query, Path, key, plan, row, action from entries where query like '%  a%' -- why\nand status>=:least",
      "SELECT bucket(time,'hour') AS hour, count(*) FILTER (WHERE status=404) AS n, x'00ff', \"a b\", [c d], `e` FROM hits",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 10) SELECT max(i) AS top FROM n /* all */",
      "VALUES (1,2),(3,4)",
      "SELECT extra->>'$.a', j.value FROM entries, json_each(extra) AS j WHERE NOT path GLOB '*.php' AND a IS NOT b",
      "SELECT 'it''s', 'ünï', '日本' AS \"名前\", 1e3, 0x1F, a<<2, a||b, -x, ?1, @p, $q"
    ]) {
      const text = formatted(sql, functions)
      assert.isNotNull(text, sql)
      assert.deepStrictEqual(words(text), words(sql), sql)
      assert.strictEqual(formatted(text, functions), text, sql)
    }
  })

  it("has a clause a line, and calls what is called", () => {
    assert.strictEqual(
      formatted("select bucket(time, 'hour') as hour, count(*) from entries group by 1", functions),
      "select\n  bucket(time, 'hour') as hour,\n  count(*)\nfrom\n  entries\ngroup by\n  1"
    )
  })

  it("is none when there is no whole statement, or too long a one", () => {
    for (const sql of ["SELECT 'it", "SELECT (1", "SELECT # FROM x"]) assert.isNull(formatted(sql, functions), sql)
    assert.isNull(formatted(`SELECT '${"x".repeat(100_000)}'`, functions))
    assert.strictEqual(formatted("", functions), "")
  })
})
