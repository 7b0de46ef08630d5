import { assert, describe, it } from "@effect/vitest"
import { below, oneOf, type Random, randomFrom } from "@logmill/workers/testing/mutations"
import { Effect } from "effect"

import { dataContext } from "../analysis/context.ts"
import { everything } from "../analysis/filter.ts"
import { readSingle } from "../analysis/statement.ts"
import { QueryEngine, type SqlValue } from "../query/QueryEngine.ts"
import type { TestEntry, TestSource } from "../testing/database.ts"
import { engineLayer } from "../testing/services.ts"
import { askAdHoc } from "./adHoc.ts"
import { isAdditive } from "./additive.ts"

const additive = [
  "SELECT path, sum(hits) FROM hits GROUP BY path",
  "select h.path as p, Sum(h.hits) as hits from hits h group by 1 order by hits desc",
  "SELECT sum(hits) FROM 'hits'".replaceAll("'", '"'),
  "SELECT DISTINCT path FROM hits",
  "SELECT day, total(bytes), max(duration_max_ms), sum(duration_ms) / sum(timed) FROM hits GROUP BY day",
  "SELECT bucket(time, 'hour'), sum(hits) FROM hits GROUP BY 1",
  "SELECT count(DISTINCT path), min(status), max(day) FROM hits WHERE method = 'GET'",
  "SELECT path, sum(CASE WHEN status >= 500 THEN hits ELSE 0 END) FROM hits GROUP BY path HAVING sum(hits) > 3",
  "SELECT path, sum(iif(status IS NULL, 0, hits)), sum((status = 404) * hits) FROM hits GROUP BY path",
  "SELECT sum(hits) FILTER (WHERE day = '2026-11-05') FROM hits",
  "SELECT path, sum(hits) * 1.0 / sum(sum(hits)) OVER (), rank() OVER (ORDER BY sum(hits)) FROM hits GROUP BY path",
  "SELECT path, sum(hits) * 1.0 / (SELECT sum(h.hits) FROM hits h) FROM hits GROUP BY path",
  "WITH t AS (SELECT path, sum(hits) AS n FROM hits GROUP BY path) SELECT count(*), sum(n) FROM t",
  "SELECT * FROM entries WHERE path IN (SELECT path FROM hits GROUP BY path HAVING sum(hits) > 9)"
]
const others = [
  "SELECT count(*) FROM hits",
  "SELECT * FROM hits",
  "SELECT path, hits FROM hits",
  "SELECT max(hits), avg(hits) FROM hits",
  "SELECT sum(hits * hits) FROM hits",
  "SELECT sum(hits + 1) FROM hits",
  "SELECT sum(DISTINCT hits) FROM hits",
  "SELECT sum(1) FROM hits",
  "SELECT sum(status) FROM hits",
  "SELECT count(status) FROM hits",
  "SELECT path, sum(hits) FROM hits WHERE hits > 2 GROUP BY path",
  "SELECT path, sum(hits) AS hits FROM hits GROUP BY path HAVING hits > 2",
  "SELECT hits, sum(hits) FROM hits GROUP BY hits",
  "SELECT time, sum(hits) FROM hits GROUP BY time",
  "SELECT sum(hits) FILTER (WHERE bytes > 0) FROM hits",
  "SELECT sum(iif(hits > 1, hits, 0)) FROM hits",
  "SELECT sum(CASE WHEN status = 404 THEN 1 ELSE hits END) FROM hits",
  "SELECT h.path, sum(hits) FROM hits h, sources s GROUP BY h.path",
  "SELECT sum(a.hits) FROM hits a JOIN hits b USING (path)",
  "SELECT path, sum(hits), row_number() OVER (ORDER BY path) FROM hits GROUP BY path",
  "SELECT path, sum(hits), (SELECT count(*) FROM hits) FROM hits GROUP BY path",
  "SELECT path, sum(hits) OVER () FROM hits GROUP BY path",
  "SELECT DISTINCT path, count(*) OVER (PARTITION BY path) FROM hits",
  "SELECT path, (SELECT sum(hits) FROM hits) FROM hits",
  "SELECT path, (SELECT sum(x.hits) FROM hits x WHERE x.bytes < h.bytes) FROM hits h GROUP BY path",
  "SELECT path, sum(hits), (SELECT max(lines) FROM sources WHERE lines < hits) FROM hits GROUP BY path",
  "SELECT group_concat(path) FROM hits",
  "SELECT path, sum(hits) FROM hits GROUP BY path UNION ALL SELECT 'rows', count(*) FROM hits",
  "SELECT count(*) FROM entries"
]

describe("a statement", () => {
  it.each(additive)("adds hits up: %s", (sql) => assert.isTrue(isAdditive(readSingle(sql))))
  it.each(others)("does more than that: %s", (sql) => assert.isFalse(isAdditive(readSingle(sql))))
})

const entryOf = (random: Random): TestEntry => ({
  time: Date.UTC(2026, 10, 5) + below(random, 4 * 24) * 3_600_000,
  client: `192.0.2.${below(random, 4)}`,
  path: oneOf(random, ["/", "/a.css", "/b"]),
  status: oneOf(random, [null, 200, 404]),
  bytes: oneOf(random, [null, 0, 17]),
  agent: oneOf(random, [null, "Mozilla/5.0", "Googlebot"]),
  site: oneOf(random, [null, "example.com"]),
  durationMs: oneOf(random, [null, 1.5, 250])
})

const sourcesOf = (seed: number): ReadonlyArray<TestSource> => {
  const random = randomFrom(seed)
  return ["1", "2", "3"].map((path) => ({ path, entries: Array.from({ length: 50 }, () => entryOf(random)) }))
}

const visits = [
  "SELECT * FROM visits",
  "SELECT day, count(*), sum(hits) FROM visits GROUP BY day",
  "SELECT count(*) FROM visits WHERE prev_day IS NULL",
  "WITH visits AS (SELECT 1 AS hits) SELECT * FROM visits",
  "WITH hits AS (SELECT 7 AS hits) SELECT sum(hits) FROM hits",
  "SELECT sum(hits) FROM main.hits"
]

it.live("hits has hours where hours are asked for, whatever else is", () =>
  Effect.gen(function* () {
    const engine = yield* QueryEngine
    const data = yield* dataContext
    const asked = {
      params: new Map(),
      typedIn: "flags" as const,
      filter: everything(data.zone),
      isFiltered: false,
      data
    }
    const rowsOf = (sql: string) =>
      Effect.flatMap(askAdHoc({ ...asked, sql }), ({ request }) => Effect.map(engine.run(request), ({ rows }) => rows))
    const hours = "SELECT bucket(time, 'hour') AS h, SUMS AS n FROM VIEW GROUP BY h ORDER BY h"
    const counted = yield* rowsOf(hours.replace("SUMS", "count(*)").replace("VIEW", "entries"))
    assert.isAbove(counted.length, 40)
    for (const sums of ["sum(hits)", "sum(hits) + count(*) * 0", "sum(CASE WHEN path = '/' THEN hits ELSE hits END)"]) {
      assert.deepStrictEqual(yield* rowsOf(hours.replace("SUMS", sums).replace("VIEW", "hits")), counted, sums)
    }
    const ofDay = "SELECT weekday(time), hour_of_day(time), SUMS FROM VIEW GROUP BY 1, 2 ORDER BY 1, 2"
    const clock = yield* rowsOf(ofDay.replace("SUMS", "count(*)").replace("VIEW", "entries"))
    for (const sums of ["sum(hits)", "sum(hits) + count(*) * 0"]) {
      assert.deepStrictEqual(yield* rowsOf(ofDay.replace("SUMS", sums).replace("VIEW", "hits")), clock, sums)
    }
  }).pipe(Effect.provide(engineLayer(sourcesOf(1))))
)

it.live("without a filter and macros, any statement says what it says to SQLite alone", () =>
  Effect.gen(function* () {
    const engine = yield* QueryEngine
    const data = yield* dataContext
    const sorted = (rows: ReadonlyArray<ReadonlyArray<SqlValue>>) => rows.map((row) => JSON.stringify(row)).toSorted()
    let fromRollups = 0
    for (const sql of [...additive, ...others, ...visits]) {
      // Which of the numbers' row a bare column is of is anybody's guess.
      if (sql.includes("bucket(") || sql.includes("HAVING hits")) continue
      const filter = everything(data.zone)
      const { request } = yield* askAdHoc({ sql, params: new Map(), typedIn: "flags", filter, isFiltered: false, data })
      if (request.sql !== sql) fromRollups++
      const { rows } = yield* engine.run(request)
      assert.deepStrictEqual(sorted(rows), sorted((yield* engine.run({ sql })).rows), sql)
    }
    assert.strictEqual(fromRollups, additive.length - 1 + 3)
  }).pipe(Effect.provide(engineLayer(sourcesOf(3))))
)
