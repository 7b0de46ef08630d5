/**
 * Whatever is rewritten gives the same rows: statements written by hand, and thousands of random ones, over entries with
 * every kind of null, in zones whose clocks change, behind filters.
 */
import { assert, describe, it } from "@effect/vitest"
import { randomFrom } from "@logmill/workers/testing/mutations"
import { Effect } from "effect"

import { entriesColumns } from "../analysis/entryColumns.ts"
import type { FilterInput } from "../analysis/filter.ts"
import { readSingle } from "../analysis/statement.ts"
import { QueryEngine } from "../query/QueryEngine.ts"
import { awkwardSources, compare, pose } from "../testing/sameRows.ts"
import { engineLayer } from "../testing/services.ts"
import { fasterForms } from "./fasterForm.ts"

describe("a statement over entries that hits or visits can answer", () => {
  const cases: ReadonlyArray<readonly [typed: string, faster: string]> = [
    [
      "SELECT path, count(*) FROM entries GROUP BY path ORDER BY count(*) DESC LIMIT 10 OFFSET 5",
      'SELECT path, sum(hits) AS "count(*)" FROM hits GROUP BY path ORDER BY sum(hits) DESC LIMIT 10 OFFSET 5'
    ],
    [
      "select Path, Count( * ) , sum(bytes) traffic from entries where status=404 group by 1",
      'select Path, sum(hits) AS "Count( * )" , sum(bytes) traffic from hits where status=404 group by 1'
    ],
    [
      "select path, count(*) as hits from entries group by 1 having hits > 2 order by hits desc",
      "select path, sum(hits) as hits from hits group by 1 having (sum(hits)) > 2 order by hits desc"
    ],
    [
      "SELECT count(*) FROM entries WHERE status = 404",
      'SELECT coalesce(sum(hits), 0) AS "count(*)" FROM hits WHERE status = 404'
    ],
    [
      "SELECT bucket(time, 'week') AS day, count(*) AS n FROM entries GROUP BY day ORDER BY day",
      "SELECT bucket(time, 'week') AS day, sum(hits) AS n FROM hits GROUP BY 1 ORDER BY day"
    ],
    [
      "SELECT bucket(time, 'hour') AS hour, count(*) AS n FROM entries GROUP BY hour",
      "SELECT bucket(time, 'hour') AS hour, sum(hits) AS n FROM hits GROUP BY hour"
    ],
    [
      "SELECT date(time / 1000, 'unixepoch'), count(*) AS n FROM entries WHERE time >= 1792800000000 GROUP BY 1",
      "SELECT day AS \"date(time / 1000, 'unixepoch')\", sum(hits) AS n FROM hits WHERE day >= '2026-10-24' GROUP BY 1"
    ],
    [
      "SELECT path, count(*) AS n FROM entries WHERE time BETWEEN unixepoch('2026-10-24')*1000 AND unixepoch('2026-10-26')*1000 - 1 GROUP BY path",
      "SELECT path, sum(hits) AS n FROM hits WHERE day BETWEEN '2026-10-24' AND '2026-10-25' GROUP BY path"
    ],
    [
      "SELECT client, count(*) AS n FROM entries WHERE iso_time <= '2026-10-25' GROUP BY client ORDER BY n DESC LIMIT 5",
      "SELECT client, sum(hits) AS n FROM visits WHERE day < '2026-10-25' GROUP BY client ORDER BY n DESC LIMIT 5"
    ],
    [
      "SELECT strftime('%Y-%m', iso_time) AS m, count(*) AS n FROM entries WHERE iso_time LIKE '2026-10-24%' GROUP BY m",
      "SELECT strftime('%Y-%m', day) AS m, sum(hits) AS n FROM hits WHERE day LIKE '2026-10-24%' GROUP BY m"
    ],
    [
      "SELECT substr(iso_time, 1, 13) AS h, count(*) AS n FROM entries WHERE iso_time >= '2026-10-24T06' GROUP BY h",
      "SELECT strftime('%Y-%m-%dT%H', bucket(time, 'hour') / 1000, 'unixepoch') AS h, sum(hits) AS n FROM hits WHERE bucket(time, 'hour') >= unixepoch('2026-10-24 06:00') * 1000 GROUP BY h"
    ],
    [
      "SELECT hour_of_day(time) AS h, count(*) AS n FROM entries GROUP BY h",
      "SELECT hour_of_day(time) AS h, sum(hits) AS n FROM hits GROUP BY h"
    ],
    [
      "SELECT browser, count(*) * 1.0 / (SELECT count(*) FROM entries) AS share FROM entries GROUP BY browser",
      "SELECT browser, sum(hits) * 1.0 / (SELECT coalesce(sum(hits), 0) FROM visits) AS share FROM visits GROUP BY browser"
    ],
    [
      "WITH p AS (SELECT path, count(*) FROM entries GROUP BY 1) SELECT * FROM p",
      'WITH p AS (SELECT path, sum(hits) AS "count(*)" FROM hits GROUP BY 1) SELECT * FROM p'
    ],
    [
      "SELECT cs_uri_stem, count(*) AS path FROM access_log GROUP BY 1 ORDER BY cs_uri_stem",
      "SELECT path AS cs_uri_stem, sum(hits) AS path FROM hits GROUP BY 1 ORDER BY hits.path"
    ],
    ["SELECT count(DISTINCT client_id) FROM entries", "SELECT count(DISTINCT client_id) FROM visits"],
    ["SELECT DISTINCT path, status FROM entries", "SELECT DISTINCT path, status FROM hits"],
    [
      "SELECT e.status, count(e.path_id) AS n, count(e.status) AS s FROM entries AS e GROUP BY e.status",
      "SELECT e.status, sum(hits) AS n, sum(iif((e.status) IS NULL, 0, hits)) AS s FROM hits AS e GROUP BY e.status"
    ],
    [
      "SELECT entries.path, avg(duration_ms) AS a, max(duration_ms) AS m, count(duration_ms) AS n FROM entries GROUP BY entries.path",
      "SELECT hits.path, sum(duration_ms) / sum(timed) AS a, max(duration_max_ms) AS m, sum(timed) AS n FROM hits GROUP BY hits.path"
    ],
    [
      "SELECT path, sum(status >= 500) AS bad, sum(CASE WHEN status = 404 THEN 1 ELSE 0 END) AS gone FROM entries GROUP BY path",
      "SELECT path, sum((status >= 500) * hits) AS bad, sum((CASE WHEN status = 404 THEN 1 ELSE 0 END) * hits) AS gone FROM hits GROUP BY path"
    ],
    [
      "SELECT path, 100.0 * count(*) FILTER (WHERE status >= 500) / count(*) AS share FROM entries GROUP BY path ORDER BY share",
      "SELECT path, 100.0 * coalesce(sum(hits) FILTER (WHERE status >= 500), 0) / sum(hits) AS share FROM hits GROUP BY path ORDER BY share"
    ],
    [
      "SELECT any_value(path) AS path, count(*) AS n FROM entries GROUP BY path_id",
      "SELECT any_value(path) AS path, sum(hits) AS n FROM hits GROUP BY path_id"
    ],
    [
      "SELECT path, kind, count(*) AS n FROM entries WHERE matches(path, '/shop*') GROUP BY path_id",
      "SELECT path, kind, sum(hits) AS n FROM hits WHERE matches(path, '/shop*') GROUP BY path_id"
    ],
    [
      "SELECT lower(path) AS p, max(status), min(method) FROM entries GROUP BY lower(path) ORDER BY lower(path) DESC",
      "SELECT lower(path) AS p, max(status), min(method) FROM hits GROUP BY lower(path) ORDER BY lower(path) DESC"
    ]
  ]
  it.live("is rewritten, to a statement with the same answer", () =>
    Effect.gen(function* () {
      for (const [typed, faster] of cases) {
        const question = yield* pose(typed)
        assert.strictEqual(question.faster?.sql, faster)
        assert.isTrue(yield* compare(typed))
      }
    }).pipe(Effect.provide(engineLayer(awkwardSources(randomFrom(1)))))
  )
})

describe("a statement that these do not tell", () => {
  const context = { days: true, hours: true, isOfDays: () => true, isOfHours: () => false, params: {} }
  const cases: ReadonlyArray<string> = [
    "SELECT path, referrer, count(*) FROM entries GROUP BY path, referrer",
    "SELECT path, count(*) FROM entries WHERE query IS NULL GROUP BY path",
    "SELECT client, path, count(*) FROM entries GROUP BY client, path",
    "SELECT path, status FROM entries WHERE status = 404",
    "SELECT * FROM entries",
    "SELECT path, status, count(*) FROM entries GROUP BY path",
    "SELECT path, count(*) FROM entries GROUP BY path LIMIT 10",
    "SELECT min(time), max(time) FROM entries",
    "SELECT max(bytes) FROM entries",
    "SELECT avg(bytes) FROM entries",
    "SELECT path, percentile(duration_ms, 95) FROM entries GROUP BY path",
    "SELECT path, sum(status) FROM entries GROUP BY path",
    "SELECT path, sum(0.5) FROM entries GROUP BY path",
    "SELECT path, sum(DISTINCT status) FROM entries GROUP BY path",
    "SELECT path, group_concat(status) FROM entries GROUP BY path",
    "SELECT path, sum(bytes) AS b FROM entries GROUP BY path HAVING b < 10",
    "SELECT path, sum(bytes) FROM entries GROUP BY path HAVING sum(bytes) < 10",
    "SELECT path, (SELECT max(status) FROM hits) FROM entries GROUP BY path",
    "SELECT e.path, count(*) FROM entries e JOIN sources s USING (source_id) GROUP BY 1",
    "SELECT e.path, count(*) FROM entries e, hits h WHERE e.path = h.path GROUP BY 1",
    "SELECT path, count(*) FROM main.entries GROUP BY path",
    "SELECT random() % 2 AS r, count(*) FROM entries GROUP BY path",
    "SELECT lower(path) AS query, count(*) FROM entries GROUP BY query",
    "SELECT time, count(*) FROM entries GROUP BY time",
    "SELECT count(*) FROM entries WHERE time >= 1792800000001",
    "SELECT count(*) FROM entries WHERE time >= 1792800000000 + 1",
    "SELECT count(*) FROM entries WHERE bytes + time >= 1792800000000",
    "SELECT strftime('%y-%m-%d', iso_time), count(*) FROM entries GROUP BY 1",
    "SELECT path, count(*) AS n FROM entries GROUP BY path ORDER BY n * 2",
    "EXPLAIN SELECT path, count(*) FROM entries GROUP BY path",
    "VALUES (1)"
  ]
  it.each(cases)("%s", (sql) => {
    assert.isEmpty(fasterForms(readSingle(sql), context))
  })

  it("is one by minutes, and one by hours of paths", () => {
    const byMinute = { ...context, isOfDays: () => false }
    const sql = "SELECT bucket(time, 'minute') AS m, count(*) FROM entries GROUP BY m"
    assert.isEmpty(fasterForms(readSingle(sql), byMinute))
  })

  it.live("is one behind a filter that no rollup knows, and of days in other zones", () =>
    Effect.gen(function* () {
      const paths = "SELECT path, count(*) FROM entries GROUP BY path"
      const clients = "SELECT client, count(*) FROM entries GROUP BY client"
      const hours = "SELECT bucket(time, 'hour') AS h, path, count(*) FROM entries GROUP BY h, path"
      const days = "SELECT path, date(time / 1000, 'unixepoch'), count(*) FROM entries GROUP BY 1, 2"
      const has = (sql: string, input: FilterInput) => Effect.map(pose(sql, input), ({ faster }) => faster !== null)
      assert.isTrue(yield* has(paths, { status: ["404"] }))
      assert.isFalse(yield* has(paths, { referrer: ["-"] }))
      assert.isFalse(yield* has(paths, { client: ["192.0.2.1"] }))
      assert.isTrue(yield* has(clients, { client: ["192.0.2.1"] }))
      assert.isFalse(yield* has(clients, { path: ["/"] }))
      assert.isFalse(yield* has(clients, { tz: "Europe/Berlin" }))
      assert.isFalse(yield* has(hours, {}))
      assert.isTrue(yield* has(days, {}))
      assert.isFalse(yield* has(days, { tz: "Europe/Berlin" }))
    }).pipe(Effect.provide(engineLayer(awkwardSources(randomFrom(2)))))
  )
})

it.live("knows all columns of entries", () =>
  Effect.gen(function* () {
    const { rows } = yield* QueryEngine.use((engine) =>
      engine.run({ sql: "SELECT name FROM pragma_table_info('entries')" })
    )
    assert.deepStrictEqual([...entriesColumns].toSorted(), rows.map(([name]) => String(name)).toSorted())
  }).pipe(Effect.provide(engineLayer([])))
)
