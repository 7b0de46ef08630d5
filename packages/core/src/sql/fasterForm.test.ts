/**
 * Whatever is rewritten gives the same rows: statements written by hand, and thousands of random ones, over entries with
 * every kind of null, in zones whose clocks change, behind filters.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { below, oneOf, type Random, randomFrom } from "@logmill/workers/testing/mutations"
import { Effect } from "effect"

import { dataContext } from "../analysis/context.ts"
import { type FilterInput, parseFilter } from "../analysis/filter.ts"
import { readSingle } from "../analysis/statement.ts"
import { QueryEngine, type SqlValue } from "../query/QueryEngine.ts"
import type { TestEntry, TestSource } from "../testing/database.ts"
import { engineLayer } from "../testing/services.ts"
import { type AdHocQuestion, askAdHoc } from "./adHoc.ts"
import { entriesColumns } from "../analysis/entryColumns.ts"
import { fasterForm } from "./fasterForm.ts"

const day = 86_400_000
const start = Date.UTC(2026, 9, 23)

const sourcesOf = (random: Random): ReadonlyArray<TestSource> =>
  Array.from({ length: 4 }, (_, index) => ({
    path: `${index}.log`,
    entries: Array.from({ length: 60 }, (): TestEntry => entryOf(random))
  }))

const entryOf = (random: Random): TestEntry => ({
  time: start + below(random, 5 * 24 * 4) * (day / 96) + oneOf(random, [0, 1, 59_999]),
  client: `192.0.2.${below(random, 5)}`,
  method: oneOf(random, [null, "GET", "GET", "POST"]),
  path: oneOf(random, ["/", "/a.css", "/b", "/B", "/shop/x", "-"]),
  status: oneOf(random, [null, 200, 200, 304, 404, 500]),
  bytes: oneOf(random, [null, 0, 17, 1000]),
  agent: oneOf(random, [null, "Mozilla/5.0", "Googlebot", "curl"]),
  site: oneOf(random, [null, "example.com", "example.net"]),
  durationMs: oneOf(random, [null, 0, 1.5, 250])
})

const pose = (sql: string, input: FilterInput = {}) =>
  Effect.gen(function* () {
    const data = yield* dataContext
    const filter = yield* parseFilter(input, { now: start, zone: data.zone })
    const isFiltered = Object.keys(input).length > 0
    return yield* askAdHoc({ sql, params: new Map(), typedIn: "flags", filter, isFiltered, data })
  })

const rowsOf = ({ request }: Pick<AdHocQuestion, "request">) =>
  Effect.map(
    QueryEngine.use((engine) => engine.run(request)),
    ({ rows }) => rows
  )

/** In any order; averages are of sums in another order. */
const comparable = (rows: ReadonlyArray<ReadonlyArray<SqlValue>>, zeros: boolean) =>
  rows
    .map((row) =>
      JSON.stringify(
        row.map((value) =>
          zeros && value === null ? 0 : typeof value === "number" ? Number(value.toPrecision(12)) : value
        )
      )
    )
    .toSorted()

/** Runs a statement and its faster form; false: it has none. */
const compare = (sql: string, input: FilterInput = {}) =>
  Effect.gen(function* () {
    const question = yield* pose(sql, input)
    const { faster } = question
    if (faster === null) return false
    const rows = comparable(yield* rowsOf(question), faster.hasZeros)
    const same = comparable(yield* rowsOf(yield* pose(faster.sql, input)), faster.hasZeros)
    assert.deepStrictEqual(same, rows, `${sql}\n${faster.sql}\n${JSON.stringify(input)}`)
    // Any program may ask the view itself, where no macro is in the statement.
    if (Object.keys(input).length === 0 && !/bucket|matches|approx_distinct|any_value/.test(faster.sql)) {
      const ofView = comparable(yield* rowsOf({ request: { sql: faster.sql } }), faster.hasZeros)
      assert.deepStrictEqual(ofView, rows, `the view itself: ${faster.sql}`)
    }
    return true
  })

describe("a statement over entries that hits or visits can answer", () => {
  const cases: ReadonlyArray<readonly [typed: string, faster: string]> = [
    [
      "SELECT path, count(*) FROM entries GROUP BY path ORDER BY count(*) DESC LIMIT 10",
      "SELECT path, sum(hits) FROM hits GROUP BY path ORDER BY sum(hits) DESC LIMIT 10"
    ],
    [
      "select Path, Count(*) as hits, sum(bytes) traffic from entries where status=404 group by 1 having hits > 2 order by hits desc",
      "select Path, sum(hits) as hits, sum(bytes) traffic from hits where status=404 group by 1 having (sum(hits)) > 2 order by hits desc"
    ],
    ["SELECT count(*) FROM entries WHERE status = 404", "SELECT coalesce(sum(hits), 0) FROM hits WHERE status = 404"],
    [
      "SELECT bucket(time, 'week') AS day, count(*) FROM entries GROUP BY day ORDER BY day",
      "SELECT bucket(time, 'week') AS day, sum(hits) FROM hits GROUP BY 1 ORDER BY day"
    ],
    [
      "SELECT bucket(time, 'hour') AS hour, count(*) AS n FROM entries GROUP BY hour",
      "SELECT bucket(time, 'hour') AS hour, sum(hits) AS n FROM hits GROUP BY hour"
    ],
    [
      "SELECT date(time / 1000, 'unixepoch') AS d, count(*) FROM entries WHERE time >= 1792800000000 GROUP BY d",
      "SELECT day AS d, sum(hits) FROM hits WHERE day >= '2026-10-24' GROUP BY d"
    ],
    [
      "SELECT client, count(*) AS n FROM entries WHERE iso_time < '2026-10-25' GROUP BY client ORDER BY n DESC LIMIT 5",
      "SELECT client, sum(hits) AS n FROM visits WHERE day < '2026-10-25' GROUP BY client ORDER BY n DESC LIMIT 5"
    ],
    ["SELECT count(DISTINCT client_id) FROM entries", "SELECT count(DISTINCT client_id) FROM visits"],
    ["SELECT DISTINCT path, status FROM entries", "SELECT DISTINCT path, status FROM hits"],
    [
      "SELECT e.status, count(e.path_id), count(e.status) FROM entries AS e GROUP BY e.status",
      "SELECT e.status, sum(hits), sum(iif((e.status) IS NULL, 0, hits)) FROM hits AS e GROUP BY e.status"
    ],
    [
      "SELECT entries.path, avg(duration_ms), max(duration_ms), count(duration_ms) FROM entries GROUP BY entries.path",
      "SELECT hits.path, sum(duration_ms) / sum(timed), max(duration_max_ms), sum(timed) FROM hits GROUP BY hits.path"
    ],
    [
      "SELECT path, sum(status >= 500), sum(CASE WHEN status = 404 THEN 1 ELSE 0 END) FROM entries GROUP BY path",
      "SELECT path, sum((status >= 500) * hits), sum((CASE WHEN status = 404 THEN 1 ELSE 0 END) * hits) FROM hits GROUP BY path"
    ],
    [
      "SELECT path, 100.0 * count(*) FILTER (WHERE status >= 500) / count(*) AS share FROM entries GROUP BY path ORDER BY share",
      "SELECT path, 100.0 * coalesce(sum(hits) FILTER (WHERE status >= 500), 0) / sum(hits) AS share FROM hits GROUP BY path ORDER BY share"
    ],
    [
      "SELECT any_value(path) AS path, count(*) FROM entries GROUP BY path_id",
      "SELECT any_value(path) AS path, sum(hits) FROM hits GROUP BY path_id"
    ],
    [
      "SELECT path, kind, count(*) FROM entries WHERE matches(path, '/shop*') GROUP BY path_id",
      "SELECT path, kind, sum(hits) FROM hits WHERE matches(path, '/shop*') GROUP BY path_id"
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
    }).pipe(Effect.provide(engineLayer(sourcesOf(randomFrom(1)))))
  )
})

describe("a statement that these do not tell", () => {
  const context = { isUtc: true, isOfDays: () => true, isOfHours: () => false }
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
    "SELECT path, count(*), rank() OVER (ORDER BY count(*)) FROM entries GROUP BY path",
    "SELECT path, count(*) FROM entries GROUP BY path UNION SELECT 'all', count(*) FROM entries",
    "SELECT path, (SELECT max(status) FROM hits) FROM entries GROUP BY path",
    "SELECT e.path, count(*) FROM entries e JOIN sources s USING (source_id) GROUP BY 1",
    "SELECT e.path, count(*) FROM entries e, hits h WHERE e.path = h.path GROUP BY 1",
    "WITH x AS (SELECT 1) SELECT path, count(*) FROM entries GROUP BY path",
    "SELECT path, count(*) FROM access_log GROUP BY path",
    "SELECT path, count(*) FROM main.entries GROUP BY path",
    "SELECT random() % 2 AS r, count(*) FROM entries GROUP BY path",
    "SELECT lower(path) AS query, count(*) FROM entries GROUP BY query",
    "SELECT time, count(*) FROM entries GROUP BY time",
    "SELECT count(*) FROM entries WHERE time >= 1792800000001",
    "SELECT count(*) FROM entries WHERE time >= 1792800000000 + 1",
    "SELECT count(*) FROM entries WHERE bytes + time >= 1792800000000",
    "SELECT count(*) FROM entries WHERE iso_time >= '2026-10-24T12'",
    "SELECT strftime('%y-%m-%d', iso_time), count(*) FROM entries GROUP BY 1",
    "SELECT path, count(*) AS n FROM entries GROUP BY path ORDER BY n * 2",
    "EXPLAIN SELECT path, count(*) FROM entries GROUP BY path",
    "VALUES (1)"
  ]
  it.each(cases)("%s", (sql) => {
    assert.isNull(fasterForm(readSingle(sql), context))
  })

  it("is one by minutes, and one by hours of paths", () => {
    const byMinute = { isUtc: true, isOfDays: () => false, isOfHours: () => false }
    const sql = "SELECT bucket(time, 'minute') AS m, count(*) FROM entries GROUP BY m"
    assert.isNull(fasterForm(readSingle(sql), byMinute))
  })

  it.live("is one behind a filter that no rollup knows, and of days in other zones", () =>
    Effect.gen(function* () {
      const paths = "SELECT path, count(*) FROM entries GROUP BY path"
      const clients = "SELECT client, count(*) FROM entries GROUP BY client"
      const hours = "SELECT bucket(time, 'hour') AS h, path, count(*) FROM entries GROUP BY h, path"
      const days = "SELECT date(time / 1000, 'unixepoch'), count(*) FROM entries GROUP BY 1"
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
    }).pipe(Effect.provide(engineLayer(sourcesOf(randomFrom(2)))))
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

const groups = [
  "path",
  "path_id",
  "status",
  "method",
  "site",
  "agent_class",
  "extension",
  "lower(path)",
  "status / 100",
  "coalesce(site, '-')",
  "CASE WHEN status >= 400 THEN 'bad' ELSE 'fine' END",
  "matches(path, '/shop/*')",
  "client",
  "client_id",
  "agent",
  "bot",
  "bucket(time, 'hour')",
  "bucket(time, 'day')",
  "bucket(time, 'week')",
  "bucket(time, 'auto')",
  "date(iso_time)"
]
const counts = [
  "count(*)",
  "count(1)",
  "count(status)",
  "count(site)",
  "count(DISTINCT path)",
  "count(DISTINCT client)",
  "count(DISTINCT method)",
  "approx_distinct(path)",
  "sum(status = 404)",
  "sum(status >= 400 AND method = 'GET')",
  "sum(CASE WHEN status >= 500 THEN 1 END)",
  "sum(iif(method = 'GET', 2, 0))",
  "count(*) FILTER (WHERE status = 404)",
  "count(DISTINCT path) FILTER (WHERE status = 200)",
  "100 * count(*) FILTER (WHERE status >= 400) / count(*)",
  "min(status)",
  "max(path)",
  "avg(duration_ms)",
  "max(duration_ms)",
  "sum(duration_ms)",
  "count(duration_ms)",
  "total(duration_ms)"
]
const sumsOfBytes = ["sum(bytes)", "total(bytes)", "coalesce(sum(bytes), 0)", "sum(bytes) FILTER (WHERE status = 200)"]
const conditions = [
  "status = 404",
  "status >= 400 AND method = 'GET'",
  "path LIKE '/%b'",
  "site IS NULL",
  "NOT matches(path, '*.css')",
  "agent_class IN ('human', 'search')",
  "bot IS NOT NULL",
  "client = '192.0.2.1'",
  `time >= ${start + 2 * day} AND time < ${start + 4 * day}`,
  "iso_time < '2026-10-25'",
  "status > 1000"
]
const names = [null, null, "day", "hits", "n", "timed", "status", "x"]

const statementOf = (random: Random): string => {
  const grouped = Array.from({ length: below(random, 3) }, () => oneOf(random, groups))
  const hasBytes = random() < 0.3
  const aggregates = Array.from({ length: 1 + below(random, 2) }, () =>
    oneOf(random, hasBytes && random() < 0.6 ? sumsOfBytes : counts)
  )
  const used = new Set<string>()
  const items = [...grouped, ...aggregates].map((expression) => {
    const alias = oneOf(random, names)
    if (alias === null || used.has(alias)) return { expression, alias: null }
    used.add(alias)
    return { expression, alias }
  })
  const select = items.map(({ alias, expression }) => `${expression}${alias === null ? "" : ` AS ${alias}`}`)
  const terms = grouped.map((expression, index) => {
    const { alias } = items[index]!
    return oneOf(random, [expression, String(index + 1), alias ?? expression])
  })
  const named = items.slice(grouped.length).find(({ alias, expression }) => alias !== null && expression === "count(*)")
  const having = oneOf(random, [
    "",
    "",
    " HAVING count(*) > 1",
    named === undefined ? "" : ` HAVING ${named.alias} > 2`
  ])
  const all = items.map((_, index) => `${index + 1}`).join(", ")
  const order = oneOf(random, ["", ` ORDER BY ${all}`, hasBytes ? "" : ` ORDER BY ${all} LIMIT 4`])
  const where = random() < 0.5 ? ` WHERE ${oneOf(random, conditions)}` : ""
  const groupBy = terms.length === 0 ? "" : ` GROUP BY ${terms.join(", ")}`
  return `SELECT ${select.join(", ")} FROM entries${where}${groupBy}${terms.length === 0 ? "" : having}${order}`
}

const filters: ReadonlyArray<FilterInput> = [
  {},
  {},
  { path: ["/shop/*,/b"] },
  { status: ["4xx"], method: ["GET"] },
  { from: "2026-10-24T06:30", to: "2026-10-26" },
  { client: ["192.0.2.1,192.0.2.2"] },
  { tz: "America/New_York" }
]

it.live.each(["UTC", "Europe/Berlin", "Asia/Kathmandu"])("random statements have the same answer in %s", (zone) =>
  Effect.gen(function* () {
    const seed = Number(process.env["LOGMILL_SEED"] ?? 5) + zone.length
    const random = randomFrom(seed)
    yield* Effect.gen(function* () {
      let rewritten = 0
      for (let count = 0; count < 250; count++) {
        if (yield* compare(statementOf(random), oneOf(random, filters))) rewritten++
      }
      // They are made so that most can be.
      assert.isAbove(rewritten, 60)
    }).pipe(Effect.provide(engineLayer(sourcesOf(random), zone)))
  }).pipe(Effect.provide(NodeServices.layer))
)
