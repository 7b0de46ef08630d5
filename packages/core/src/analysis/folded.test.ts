/** What of a statement is folded, and what leaves it as it is; that answers are the same is held in rollups.test.ts. */
import { assert, describe, it } from "@effect/vitest"

import { foldFilters } from "./folded.ts"

describe("conditions on keys", () => {
  it("become columns, one for each that differs", () => {
    const found = foldFilters(
      `WITH counted AS (
        SELECT path_id, sum(hits) AS hits, coalesce(sum(hits) FILTER (WHERE status = 404), 0) AS missing,
          sum(bytes) FILTER (WHERE status = 404) AS size, sum(hits) FILTER (WHERE agent_class IN ('human') AND site = :site) AS people
        FROM hits AS h GROUP BY path_id
      ) SELECT * FROM counted`
    )
    assert.deepStrictEqual(found?.conditions, ["status = 404", "agent_class IN ('human') AND site = :site"])
    assert.include(found?.sql, 'coalesce(sum("folded hits_1"), 0) AS missing')
    assert.include(found?.sql, 'sum("folded bytes_1") AS size, sum("folded hits_2") AS people')
    assert.deepStrictEqual(found?.columns, ["hits", "hits_1", "bytes_1", "hits_2"])
  })

  it("leave columns their names, within, too", () => {
    const found = foldFilters(
      "SELECT path_id, coalesce(sum(hits) FILTER (WHERE status=404), 0) FROM hits GROUP BY path_id"
    )
    assert.include(
      found?.sql,
      'coalesce(sum("folded hits_1"), 0) AS "coalesce(sum(hits) FILTER (WHERE status=404), 0)" FROM'
    )
  })

  const select = (items: string, rest = "FROM hits GROUP BY path_id") => `SELECT path_id, ${items} ${rest}`
  const filtered = "sum(hits) FILTER (WHERE status = 404)"
  const left: Readonly<Record<string, string>> = {
    "nothing to fold": select("sum(hits)"),
    "a key that is asked for, too": select(`status, ${filtered}`),
    "a key in another SELECT": `${select(filtered)} UNION ALL SELECT 1, count(*) FROM entries WHERE method = 'GET'`,
    "a key by another name": `SELECT sum(hits) FILTER (WHERE status > 3) FROM (${select("sum(hits) AS hits, sum(hits) AS status")})`,
    "other groups": select(filtered, "FROM hits GROUP BY path_id, extension"),
    "no groups": "SELECT sum(hits) FILTER (WHERE status = 404) FROM hits",
    entries: select("count(*) FILTER (WHERE status = 404)", "FROM entries GROUP BY path_id"),
    "two relations": select(filtered, "FROM hits, sources GROUP BY path_id"),
    "a WHERE": select(filtered, "FROM hits WHERE path LIKE '/a%' GROUP BY path_id"),
    "a number of rows": select(`count(*), ${filtered}`),
    "a sum that is not of rows": select(`sum(hits * hits), ${filtered}`),
    "rows elsewhere": select(`${filtered}, (SELECT count(*) FROM hits)`),
    "rows in parentheses": `SELECT count(*) FROM (${select(`${filtered} AS n`)}) JOIN (hits) USING (path_id)`,
    "rows in a list": `SELECT count(*) FROM (${select(`${filtered} AS n`)}) WHERE 1 IN hits`,
    "a condition on paths": select("sum(hits) FILTER (WHERE status = 404 AND path = '/')"),
    "a call": select("sum(hits) FILTER (WHERE matches(status, '404'))"),
    "a SELECT": select("sum(hits) FILTER (WHERE status IN (SELECT 404))"),
    "distinct hits": select("sum(DISTINCT hits) FILTER (WHERE status = 404)"),
    "more than there is room for": select(
      Array.from({ length: 8 }, (_, index) => `sum(hits) FILTER (WHERE status = ${index})`).join(", ")
    )
  }
  for (const [what, sql] of Object.entries(left)) {
    it(`stay as they are: ${what}`, () => {
      assert.isNull(foldFilters(sql))
    })
  }
})
