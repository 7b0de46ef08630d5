/**
 * Statements over entries that a child has grouped beforehand say what SQLite says of the entries themselves; those that
 * ask for more than groups know stay as they are.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { below, oneOf, type Random, randomFrom } from "@logmill/workers/testing/mutations"
import Database from "better-sqlite3"
import { Effect, Layer } from "effect"

import { statusParts } from "../../query/protocol.ts"
import { type ChildPool, QueryEngine, type SqlValue } from "../../query/QueryEngine.ts"
import type { TestEntry, TestSource } from "../../testing/database.ts"
import { temporaryDatabase } from "../../testing/services.ts"
import { zoneRule } from "../../zone.ts"
import type { Analysis, AnalysisParam } from "../contract.ts"
import { everything, type Filter, type FilterInput, parseFilter } from "../filter.ts"
import { needsOf } from "../needs.ts"
import { ask, type Question } from "../question.ts"
import { Analyses } from "../runner.ts"
import { groupsKernels } from "../../kernels.ts"
import { mostStatus } from "./admission.ts"
import { groupEntries } from "./groupings.ts"
import { hintParts, readAhead } from "./readAhead.ts"

const start = Date.UTC(2026, 9, 24, 20)

/** They are written anew. */
const grouped: ReadonlyArray<string> = [
  // Columns without a name keep that which SQLite gives them, and who selects from them may say it.
  "SELECT path, count(*), count(DISTINCT client_id) FROM entries GROUP BY path",
  'SELECT max("count(*)") AS n FROM (SELECT client_id, count(*) FROM entries GROUP BY client_id)',
  "SELECT count(*) AS n FROM entries",
  "SELECT min(time) AS first, max(e.time) AS last FROM entries AS e",
  "SELECT max(time) - min(time) AS ms FROM entries HAVING count(*) > 3",
  "SELECT count(*) AS n, sum(bytes) AS b FROM entries WHERE status = 599",
  "SELECT referrer_id, count(*) AS hits, sum(bytes) AS bytes FROM entries GROUP BY referrer_id",
  "WITH counted AS (SELECT referrer_id, count(*) AS hits FROM entries GROUP BY referrer_id) SELECT count(*), max(hits) FROM counted",
  "SELECT referrer_site AS site, count(*) AS n FROM entries GROUP BY referrer_site",
  "SELECT path, query, count(*) AS n FROM entries GROUP BY path, query",
  "SELECT path_id, any_value(path) AS path, avg(bytes) AS mean, min(bytes) AS least, max(bytes) AS most, count(bytes) AS known FROM entries GROUP BY path_id",
  "SELECT extension, kind, count(*) AS n FROM entries GROUP BY extension, kind",
  "SELECT protocol, method, count(*) FILTER (WHERE status >= 400 AND agent_class <> 'human') AS errors, sum(bytes) FILTER (WHERE status < 400) AS fine FROM entries GROUP BY protocol, method",
  "SELECT status, count(DISTINCT path) AS paths, approx_distinct(client) AS clients, count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0)) AS visitors FROM entries GROUP BY status",
  "SELECT bucket(time, 'hour') AS hour, agent_class, count(*) AS n, sum(duration_ms) AS took, max(duration_ms) AS longest, avg(duration_ms) AS mean FROM entries GROUP BY hour, agent_class",
  "SELECT bucket(time, 'minute') AS minute, count(*) AS n FROM entries GROUP BY minute",
  "SELECT bucket(time, :unit) AS day, site, count(*) AS n FROM entries GROUP BY day, site",
  "SELECT e.status AS s, min(e.time) AS first, max(e.time) AS last FROM entries AS e GROUP BY e.status",
  "SELECT entries.user AS u, sum(coalesce(bytes, 0)) AS bytes FROM entries GROUP BY u ORDER BY bytes DESC, u",
  "SELECT method AS m, sum(CASE WHEN status >= 400 THEN 1 ELSE 0 END) AS errors, sum(status) AS s, avg(status) AS mean FROM entries GROUP BY m",
  "SELECT status AS s, count(*) * 1.0 / sum(count(*)) OVER () AS share FROM entries GROUP BY s HAVING count(*) > 1",
  "SELECT DISTINCT agent, browser FROM entries",
  "SELECT template, count(*) AS n FROM entries GROUP BY template",
  "SELECT status IS DISTINCT FROM 200 AS odd, count(*) AS n FROM entries GROUP BY odd",
  "SELECT client FROM entries WHERE matches(path, '/a*') GROUP BY client_id HAVING max(status) >= 500",
  "SELECT count(method) AS n, count(referrer_site) AS sites, min(path) AS first, max(agent) AS last FROM entries",
  "SELECT (SELECT count(*) FROM entries WHERE status = 200) AS fine, (SELECT count(DISTINCT agent) FROM entries) AS agents",
  "SELECT status AS s, count(*) AS n FROM entries GROUP BY s UNION ALL SELECT -2, sum(bytes) AS n FROM entries ORDER BY s",
  "SELECT client, count(*) AS n FROM entries WHERE status IN (404, 500) AND kind = 'page' AND agent_class <> 'human' GROUP BY client_id",
  "SELECT client, count(*) AS n FROM entries WHERE status BETWEEN 300 AND 499 AND path LIKE '/a%' OR user IS NULL AND 0 OR method = 'POST' GROUP BY client_id",
  "SELECT site, count(*) AS n FROM entries WHERE status IS NULL AND referrer IS NULL GROUP BY site",
  "SELECT count(*) AS n, max(e.time) AS last FROM entries AS e WHERE e.path = '/a' AND (e.method = 'GET' OR method IS NULL)",
  "SELECT path, count(*) AS n FROM entries WHERE CASE WHEN status = 404 AND 1 THEN 1 ELSE status > 499 END AND query IS NOT NULL GROUP BY path",
  "SELECT agent, count(*) AS n FROM entries WHERE matches(path, '/a*') AND status NOT BETWEEN 200 AND 299 AND agent IS NOT NULL GROUP BY agent",
  "SELECT status, count(*) AS n FROM entries WHERE client = '192.0.2.1' AND status = 200 OR method = 'POST' GROUP BY status",
  "SELECT bucket(time, :unit) AS day, count(*) AS n FROM entries WHERE NOT site IS NULL AND user IS NULL AND bot IS NULL AND extension IS NOT 'css' AND status < 500 AND referrer_site <> 'example.net' AND path_id + 0 > client_id - 9 GROUP BY day",
  "SELECT path, count(*) AS n FROM entries WHERE status = 404 AND :unit = 'day' GROUP BY path",
  "SELECT count(*) AS n FROM entries WHERE status = '404'",
  "SELECT client, count(*) FILTER (WHERE status >= '500') AS n, CASE status WHEN '404' THEN 1 ELSE 0 END AS m FROM entries WHERE client_id IN ('1', '2', '3') GROUP BY client, status HAVING status > '200'",
  "SELECT agent_id = '1' AS a, site_id = '1' AS s, path_id = '2' AS p, request_id < '4' AS r, count(*) AS n FROM entries GROUP BY 1, 2, 3, 4",
  "SELECT sum(bytes) / sum(duration_ms) AS r, count(*) / sum(duration_ms) AS s, 1000.0 / max(duration_ms) AS t, max(duration_ms) || ' ms' AS u, -min(duration_ms) AS v, sum(bytes) / avg(duration_ms) AS w FROM entries",
  "SELECT path AS p, count(*) AS _hits, sum(bytes) AS _bytes_sum, max(bytes) AS bytes_max FROM entries GROUP BY path HAVING _hits > 50 AND _bytes_sum > 0",
  "SELECT client, country, agent, agent_class, bot, started, ended, duration_ms, pages, bytes, entry_path, exit_path, referrer, first_entry, last_entry FROM sessions('30m')",
  "SELECT s.pages AS pages, count(*) AS n, (SELECT count(*) FROM sessions('0s')) AS all_of_them FROM sessions('5h') AS s GROUP BY s.pages",
  "SELECT (SELECT sum(pages) FROM sessions('1d')) - (SELECT count(*) FROM entries)",
  "SELECT agent_class, count(DISTINCT client_id) AS clients, count(*) AS n, sum(bytes) AS bytes, max(time) AS last FROM entries GROUP BY agent_class",
  "SELECT count(DISTINCT client_id) FILTER (WHERE status = 404) AS clients, count(DISTINCT agent_id) AS agents FROM entries",
  "SELECT country, count(DISTINCT client_id) AS clients, count(DISTINCT agent_id) AS agents FROM entries GROUP BY country",
  "SELECT count(DISTINCT client_id) FROM entries",
  "SELECT site, count(DISTINCT client_id) * 2 AS twice FROM entries GROUP BY site HAVING count(DISTINCT client_id) > 1 ORDER BY count(DISTINCT client_id) DESC, site",
  "SELECT m.n, s.status FROM (SELECT max(n) AS n FROM (SELECT count(*) AS n FROM entries GROUP BY client)) AS m CROSS JOIN (SELECT DISTINCT status FROM entries) AS s"
]

/** They are written anew under every filter: from the rollup of visitors and from entries. */
const visitors = "count(DISTINCT client_id * 4294967296 + coalesce(agent_id, 0))"

const ofVisits: ReadonlyArray<string> = [
  "SELECT sum(hits) AS n, sum(bytes) AS b FROM visits",
  "SELECT agent_id, any_value(agent) AS agent, sum(hits) AS n, sum(bytes) AS b, count(DISTINCT client_id) AS clients FROM visits GROUP BY agent_id",
  "SELECT country, browser, sum(hits) AS n, count(DISTINCT client_id) AS clients FROM visits GROUP BY country, browser",
  "SELECT site_id AS s, count(DISTINCT agent_id) AS agents, sum(hits) FILTER (WHERE agent_class <> 'human') AS bots FROM visits WHERE site IS NULL OR site <> 'example.net' GROUP BY site_id",
  "SELECT count(DISTINCT site_id) AS sites, count(DISTINCT browser) AS browsers, min(agent) AS first FROM visits",
  "SELECT sum(clients) AS visitors FROM (SELECT agent_id, count(DISTINCT client_id) AS clients FROM visits GROUP BY agent_id) CROSS JOIN (SELECT count(*) FROM entries)",
  `SELECT browser, sum(hits) AS n, sum(bytes) AS b, ${visitors} AS visitors FROM visits GROUP BY browser`,
  `SELECT ${visitors} AS visitors FROM visits`,
  `SELECT os, ${visitors} AS visitors, sum(bytes) AS b FROM visits WHERE site IS NULL OR site <> 'example.net' GROUP BY os`,
  `SELECT agent_id, agent, ${visitors} AS visitors FROM visits GROUP BY agent_id, agent ORDER BY agent_id`
]

/** Of clients, in whose order the rollup is, SQLite is asked where that knows the filter. */
const ofClients: ReadonlyArray<string> = [
  "SELECT agent_class, count(DISTINCT client_id) AS clients, count(DISTINCT agent_id) AS agents, sum(hits) AS n FROM visits GROUP BY agent_class",
  "SELECT v.client AS c, sum(v.hits) AS n FROM visits AS v WHERE v.agent_class = 'human' AND v.site = 'example.com' GROUP BY v.client_id HAVING sum(v.hits) > 3",
  "SELECT count(*) AS visitors, sum(n) AS n FROM (SELECT client_id, agent_id, sum(hits) AS n FROM visits GROUP BY client_id, agent_id)",
  "SELECT DISTINCT client, bot FROM visits"
]

/** So are these, where the clock does not change: days are told of entries by one offset. */
const ofDays: ReadonlyArray<string> = [
  "SELECT day, sum(hits) AS n, count(DISTINCT client_id) AS clients FROM visits GROUP BY day",
  "SELECT agent_id AS a, min(day) AS first, max(day) AS last, sum(bytes) AS b FROM visits GROUP BY agent_id",
  "SELECT count(DISTINCT day) AS days, max(day) AS last FROM visits WHERE agent_class = 'human'"
]

/** These where no rollup tells; by how fine their times are. */
const ofHits: ReadonlyArray<readonly [time: "none" | "hour" | "minute", sql: string]> = [
  [
    "none",
    "SELECT sum(hits) AS n, sum(bytes) AS b, sum(timed) AS t, sum(duration_ms) AS d, max(duration_max_ms) AS m FROM hits"
  ],
  [
    "none",
    "SELECT path_id, any_value(path) AS path, sum(hits) AS n, coalesce(sum(hits) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS errors, sum(bytes) FILTER (WHERE agent_class <> 'human') AS b FROM hits GROUP BY path_id"
  ],
  [
    "none",
    "SELECT template, kind, extension, sum(hits) AS n, count(DISTINCT path_id) AS paths FROM hits GROUP BY 1, 2, 3"
  ],
  ["none", "SELECT method, status, site, sum(hits) AS n FROM hits GROUP BY method, status, site ORDER BY n DESC"],
  ["hour", "SELECT bucket(time, 'hour') AS hour, sum(hits) AS n FROM hits GROUP BY hour"],
  ["minute", "SELECT bucket(time, 'minute') AS minute, sum(hits) AS n FROM hits GROUP BY minute"],
  ["none", "SELECT bucket(time, :unit) AS start, sum(hits) AS n, sum(bytes) AS b FROM hits GROUP BY start"],
  [
    "hour",
    "SELECT weekday(time) AS weekday, hour_of_day(time) AS hour, sum(hits) AS n, count(DISTINCT day) AS days FROM hits GROUP BY weekday, hour"
  ],
  ["none", "SELECT status, site_id, count(DISTINCT day) AS days FROM hits GROUP BY status, site_id"],
  ["none", "SELECT day, site_id, sum(hits) AS n FROM hits GROUP BY day, site_id HAVING sum(hits) > 2"],
  [
    "hour",
    "SELECT count(DISTINCT day) AS days, min(time) AS first, max(status) AS most FROM hits WHERE status < 400 OR method = 'POST'"
  ]
]

/** And these under a filter that entries are asked about. */
const ofSources: ReadonlyArray<string> = [
  "SELECT path, state, lines, first_time FROM sources",
  "SELECT count(*) AS n, (SELECT count(*) FROM entries) AS entries FROM sources WHERE path <> '0.log'"
]

/** They say something of single entries, or what would not mean the same of groups. */
const asTheyAre: ReadonlyArray<string> = [
  "SELECT path FROM entries",
  "SELECT * FROM entries",
  "SELECT DISTINCT * FROM entries",
  "SELECT DISTINCT path, count(*) OVER () AS n FROM entries",
  "SELECT path, count(*) AS n FROM entries GROUP BY path, line",
  "SELECT path, count(*) AS n FROM entries GROUP BY path ORDER BY random()",
  "SELECT path, count(*) AS n, sum(count(*)) OVER w AS all_of_them FROM entries GROUP BY path WINDOW w AS (PARTITION BY status)",
  "SELECT path, bytes, count(*) AS n FROM entries GROUP BY path",
  'SELECT path, count(*) AS "grouped hits" FROM entries GROUP BY path HAVING "grouped hits" > 1',
  "SELECT path, count(*) AS n FROM entries WHERE bytes > 10 GROUP BY path",
  "SELECT path, count(*) FILTER (WHERE duration_ms > 10) AS n FROM entries GROUP BY path",
  "SELECT path, percentile(duration_ms, 95) AS p95 FROM entries GROUP BY path",
  "SELECT path, group_concat(status) AS all_of_them FROM entries GROUP BY path",
  "SELECT time, count(*) AS n FROM entries GROUP BY time",
  "SELECT bucket(time, 'hour') AS time, count(*) AS n FROM entries GROUP BY time",
  "SELECT source, count(*) AS n FROM entries GROUP BY source",
  "SELECT path, sum(bytes * 2) AS b FROM entries GROUP BY path",
  "SELECT path, sum(bytes) AS bytes FROM entries GROUP BY path HAVING bytes > 5",
  "SELECT path, sum(bytes) AS bytes FROM entries GROUP BY path ORDER BY bytes * 2",
  "SELECT path, sum(DISTINCT bytes) AS b FROM entries GROUP BY path",
  "SELECT a.path, count(*) AS n FROM entries AS a JOIN entries AS b ON a.client_id = b.client_id GROUP BY a.path",
  "SELECT a.path, count(*) AS n FROM entries AS a, (SELECT 1) GROUP BY a.path",
  "SELECT path, count(*) AS n FROM entries WHERE status IN (SELECT status FROM hits) GROUP BY path",
  "SELECT path, lag(time) OVER (PARTITION BY client ORDER BY time) AS before FROM entries GROUP BY path",
  "SELECT client, agent, referrer, site, user, path, tls, status, count(*) AS n FROM entries GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
  "SELECT count(*) AS n FROM visits",
  "SELECT client_id, sum(hits) AS n FROM visits GROUP BY client_id",
  "SELECT client_id, avg(hits) AS n FROM visits GROUP BY client_id",
  "SELECT client_id, sum(hits) AS n FROM visits WHERE hits > 1 GROUP BY client_id",
  "SELECT client_id, sum(hits * 2) AS n FROM visits GROUP BY client_id",
  "SELECT client_id, max(prev_day) AS before FROM visits GROUP BY client_id",
  "SELECT client_id, sum(hits) AS n FROM visits GROUP BY client_id, bytes",
  "SELECT client, hits FROM visits",
  "SELECT path, sum(hits) AS n FROM hits GROUP BY path",
  "SELECT bucket(time, 'hour') AS hour, sum(hits) AS n FROM hits GROUP BY hour"
]

const filters: ReadonlyArray<FilterInput> = [
  {},
  { from: "2026-10-25T00:30", to: "2026-10-25T20:00" },
  { status: ["4xx,-"] },
  // Those that most entries pass: visits are told by the others.
  { status: ["!404"] },
  { path: ["!/c.png"], agent: ["!curl"] },
  { method: ["!POST"], class: ["!human"] },
  { referrer: ["!https://example.net/"] },
  { user: ["-,ada"], from: "2026-10-25" },
  { path: ["/a*"], method: ["GET"], site: ["-"] },
  { class: ["!human"], referrer: ["-"] },
  { client: ["192.0.2.0/30"], tz: "Asia/Kathmandu" },
  { agent: ["-,Googlebot*"] },
  { referrer: ["!-"], source: ["1.log"] },
  { path: ["/nothing"] }
]

const entryOf = (random: Random): TestEntry => ({
  time: start + below(random, 40 * 60) * 60_000 + below(random, 60_000),
  client: `192.0.2.${below(random, 9)}`,
  method: oneOf(random, [null, "GET", "GET", "POST"]),
  path: oneOf(random, ["/", "/a", "/a/b.css", "/c.png", "*"]),
  query: oneOf(random, [null, "", "q=1", "q=2"]),
  status: oneOf(random, [null, 0, 200, 304, 404, 500, 999]),
  bytes: oneOf(random, [null, null, 0, 17, 2 ** 40]),
  agent: oneOf(random, [null, "Mozilla/5.0", "Googlebot/2.1", "curl"]),
  referrer: oneOf(random, [null, "", "https://www.example.com/a", "https://example.com/b", "https://example.net/"]),
  site: oneOf(random, [null, "example.com", "example.net"]),
  user: oneOf(random, [null, "ada"]),
  durationMs: oneOf(random, [null, 0, 1.5, 250, 1e6])
})

const laterBy = (random: Random, days: number): TestEntry => {
  const entry = entryOf(random)
  return { ...entry, time: entry.time! + below(random, days) * 86_400_000 }
}

const sources = (random: Random): ReadonlyArray<TestSource> => [
  ...[300, 200].map((count, index) => ({
    path: `${index}.log`,
    entries: Array.from({ length: count }, () => entryOf(random))
  })),
  { path: "tail.log", isTail: true, entries: [entryOf(random)] },
  { path: "behind.log", entries: Array.from({ length: 20 }, () => entryOf(random)) }
]

const unit: AnalysisParam = {
  name: "unit",
  type: "text",
  default: "day",
  description: null,
  choices: [],
  min: null,
  max: null
}

const analysisOf = (sql: string): Analysis => ({
  id: "test",
  title: "",
  description: "",
  cost: "scan",
  chart: "table",
  topic: null,
  empty: null,
  counts: "all",
  replaces: false,
  also: [],
  params: sql.includes(":unit") ? [unit] : [],
  columns: [],
  sql,
  variants: [],
  file: "test.sql",
  origin: "built-in"
})

/** Floating-point sums depend on the order. */
const rounded = (value: SqlValue): unknown => {
  if (typeof value === "bigint") return Number(value)
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value
}
const sorted = (rows: ReadonlyArray<ReadonlyArray<SqlValue>>): ReadonlyArray<string> =>
  rows.map((row) => JSON.stringify(row.map(rounded))).toSorted()

/** As a report asks: one question after the other, whose child keeps what it has found out. */
const pool: ChildPool = { name: "quick", isBackground: false }

/** As the page asks for whole tables. */
const allRows = { dataVersion: null, find: [], sort: null, offset: 0, limit: 1e6 }

const checkWhere =
  (
    isMeant: (question: Question, input: FilterInput) => boolean,
    asked: "followed" | "alone" | "held" = "followed",
    under = filters
  ) =>
  (sql: string) =>
    Effect.gen(function* () {
      const engine = yield* QueryEngine
      const data = { ...(yield* (yield* Analyses).context), lastEntry: 1e9 }
      for (const input of under) {
        const filter = yield* parseFilter(input, { now: 0, zone: data.zone })
        const question = yield* ask(analysisOf(sql), { params: {}, filter, data, now: 0 })
        const where = `${JSON.stringify(input)}\n${sql}\n${question.selected?.sql}`
        assert.strictEqual((question.selected?.groupings.length ?? 0) > 0, isMeant(question, input), where)
        if (question.selected === null) continue
        const plain = yield* engine.run({ sql: question.sql, params: question.params })
        const { own: analysis, selected } = question
        const request = { sql: question.sql, params: question.params, analysis, selected }
        const found = yield* engine.run({
          ...request,
          ...(asked === "alone" ? {} : { pool }),
          ...(asked === "held" ? { window: { ...allRows, name: JSON.stringify(input) } } : {})
        })
        assert.isTrue(found.usedSelected, where)
        assert.deepStrictEqual(found.columns, plain.columns, where)
        assert.deepStrictEqual(sorted(found.rows), sorted(plain.rows), where)
      }
    })

const check = checkWhere(() => true)
const checkAlone = checkWhere(() => true, "alone")
const checkHeld = checkWhere(() => true, "held")
/** Of `hits`, no rollup knows them. */
const isOfEntries = ({ agent, client, referrer, source, user }: FilterInput): boolean =>
  [agent, client, referrer, source, user].some((one) => one !== undefined)

const servicesOf = (file: string) =>
  Analyses.layer({ folders: [] }).pipe(
    Layer.provideMerge(QueryEngine.layer(file)),
    Layer.provideMerge(NodeServices.layer)
  )

const withServices = <A, E>(
  zone: string,
  run: Effect.Effect<A, E, Analyses | QueryEngine>,
  pageBytes: number | null = null,
  stored = (random: Random) => ({ sources: sources(random), behind: 1 })
) =>
  Effect.gen(function* () {
    const { behind, sources } = stored(randomFrom(zone.length))
    const file = yield* temporaryDatabase(sources, zone, { behind })
    if (pageBytes !== null) {
      const database = new Database(file)
      database.exec(`PRAGMA journal_mode = DELETE; PRAGMA page_size = ${pageBytes}; VACUUM`)
      database.close()
    }
    yield* Effect.provide(run, servicesOf(file))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

describe("a statement that groups entries", () => {
  it.live("says of groups what it says of entries, under every filter", () =>
    withServices("Europe/Berlin", Effect.forEach(grouped, checkAlone))
  )

  it.live("does so of groups that were made for another one", () =>
    withServices(
      "Europe/Berlin",
      Effect.forEach(filters, (one) =>
        Effect.forEach(
          grouped.toReversed(),
          checkWhere(() => true, "followed", [one])
        )
      )
    )
  )

  it.live("has rows of its own kept for every filter, though its text over groups is the same", () =>
    withServices("Europe/Berlin", Effect.forEach(grouped.slice(0, 12), checkHeld))
  )

  it.live("does so where the clock moves by half an hour", () =>
    withServices(
      "Australia/Lord_Howe",
      Effect.forEach(
        grouped.filter((sql) => /\btime\b|sessions/.test(sql)),
        check
      )
    )
  )

  for (const [pageBytes, ofHints] of [
    [512, "hints"],
    [512, "hints of some entries"],
    [65_536, "hints"]
  ] as const) {
    it.live(`does so in pages of ${pageBytes} bytes, and of entries that were kept, or told by ${ofHints}`, () =>
      withServices(
        "UTC",
        Effect.gen(function* () {
          const requests = readAhead(yield* Analyses.use(({ context }) => context))
          assert.lengthOf(requests, hintParts + 3 + statusParts + 1)
          for (const request of ofHints === "hints" ? requests : requests.slice(1, hintParts)) {
            const { usedSelected } = yield* QueryEngine.use((engine) => engine.run({ ...request, pool }))
            assert.isTrue(usedSelected)
          }
          yield* Effect.forEach([...grouped.slice(0, 8), ...ofVisits, ...ofDays], check)
        }),
        pageBytes
      )
    )
  }

  it.live("says of visits and hits what it says of their rollups and entries", () =>
    Effect.forEach(["Europe/Berlin", "UTC"], (zone) =>
      withServices(
        zone,
        Effect.gen(function* () {
          // First among entries, then of rows of visits.
          yield* Effect.forEach([...ofVisits, ...ofVisits], check)
          yield* Effect.forEach(
            ofClients,
            checkWhere((_, input) => Object.keys(input).some((name) => name !== "agent"))
          )
          yield* Effect.forEach(
            ofDays,
            checkWhere((_, { tz = zone }) => tz !== "Europe/Berlin")
          )
          yield* Effect.forEach(
            ofSources,
            checkWhere((question, input) => Object.keys(input).length > 0 || question.sql.includes("entries"))
          )
          yield* Effect.forEach(ofHits, ([time, sql]) =>
            checkWhere(
              (_, input) => isOfEntries(input) || time === "minute" || (time === "hour" && input.path !== undefined)
            )(sql)
          )
        })
      )
    )
  )

  for (const pageBytes of [512, 4096]) {
    it.live(`counts visitors in the order in which their rollup has them, in pages of ${pageBytes} bytes`, () =>
      withServices("UTC", Effect.forEach([...ofVisits, ...ofDays, ...ofVisits], check), pageBytes, (random) => ({
        sources: [{ path: "0.log", entries: Array.from({ length: 3000 }, () => laterBy(random, 40)) }],
        behind: 0
      }))
    )
  }

  it.live("says nothing from before a change", () =>
    Effect.gen(function* () {
      const file = yield* temporaryDatabase(sources(randomFrom(1)), "UTC")
      const sql = "SELECT browser, count(*) AS n FROM entries GROUP BY browser"
      const answer = Effect.gen(function* () {
        const engine = yield* QueryEngine
        const data = { ...(yield* (yield* Analyses).context), lastEntry: 1e9 }
        const filter = yield* parseFilter({ status: ["404"] }, { now: 0, zone: "UTC" })
        const { params, selected, sql: plain } = yield* ask(analysisOf(sql), { params: {}, filter, data, now: 0 })
        const { rows, usedSelected } = yield* engine.run({ sql: plain, params, selected })
        assert.isTrue(usedSelected)
        return sorted(rows)
      })
      yield* Effect.gen(function* () {
        const before = yield* answer
        assert.deepStrictEqual(yield* answer, before)
        const database = new Database(file)
        database.exec(
          "UPDATE agent SET browser = 'Lynx'; UPDATE entry SET status = 404; UPDATE meta SET data_version = data_version + 1"
        )
        database.pragma("wal_checkpoint(TRUNCATE)")
        database.close()
        const after = yield* answer
        assert.notDeepEqual(after, before)
        assert.isTrue(after.some((row) => row.includes("Lynx")))
      }).pipe(Effect.provide(servicesOf(file)))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  const noParams = { span: { from: 0, to: start }, params: {} }

  const read = (sql: string, zone = "UTC", filter: Filter = everything("UTC")) =>
    groupEntries(
      sql,
      { zone: zoneRule(zone, 0, start), ...noParams },
      { filter, zone: zoneRule("UTC", 0, start), otherZone: null, needs: needsOf(sql, noParams) },
      new Set(["entries", "visits", "hits"])
    )

  it.each(asTheyAre)("stays as it is: %s", (sql) => {
    assert.isNull(read(sql))
  })

  it("stays as it is where it names a column that its view has not", () => {
    const ofSource = { ...everything("UTC"), sourceIds: [1] }
    assert.isNotNull(read("SELECT path, sum(hits) AS n FROM hits GROUP BY path", "UTC", ofSource))
    for (const sql of [
      "SELECT path, (SELECT sum(hits) FROM hits WHERE client = 'a') AS n FROM sources",
      "SELECT path, (SELECT sum(hits) FROM visits WHERE status = 404) AS n FROM sources"
    ]) {
      const found = read(sql, "UTC", ofSource)!
      assert.notMatch(found.ctes.join(), /AS (?:client|status)\b/, sql)
      assert.deepStrictEqual(found.groupings[0]!.admitted, [], sql)
    }
  })

  it("stays as it is where hours do not begin with quarters of an hour", () => {
    const sql = "SELECT bucket(time, 'hour') AS hour, count(*) AS n FROM entries GROUP BY hour"
    assert.isNull(read(sql, "Africa/Monrovia"))
    assert.isNotNull(read(sql))
  })

  it("lets in what a condition on one column says, and has no part for it", () => {
    const shape = (sql: string) => {
      const [one] = read(sql)!.groupings
      return [one!.parts.map(({ by }) => by), one!.admitted.map(({ column }) => column)]
    }
    const where = (condition: string) =>
      shape(`SELECT client_id, count(*) AS n FROM entries WHERE ${condition} GROUP BY 1`)
    assert.deepStrictEqual(where("status = 404"), [["client_id"], ["status"]])
    assert.deepStrictEqual(where("path = '/a' AND kind <> 'page' AND status = 404"), [
      ["client_id"],
      ["request_id", "request_id", "status"]
    ])
    assert.deepStrictEqual(where("status = 404 OR path = '/a'"), [["client_id", "status", "path_id"], []])
    assert.deepStrictEqual(where("status = 404 AND path = :path"), [["client_id", "path_id"], ["status"]])
    assert.deepStrictEqual(where("status BETWEEN 400 AND 499"), [["client_id"], ["status"]])
  })

  it("asks of the statuses that the kernel knows", () => {
    assert.strictEqual(groupsKernels()().mostStatus.value, mostStatus)
  })

  it("groups by no more than what is asked for", () => {
    const parts = (sql: string) =>
      read(sql)!.groupings.map((one) => one.parts.map(({ by, alike }) => [by, alike !== null]))
    assert.deepStrictEqual(parts("SELECT path, count(*) AS n FROM entries GROUP BY path"), [[["path_id", false]]])
    assert.deepStrictEqual(parts("SELECT extension, count(*) AS n FROM entries GROUP BY 1"), [[["request_id", true]]])
    assert.deepStrictEqual(parts("SELECT path, query, count(*) AS n FROM entries GROUP BY 1, 2"), [
      [["request_id", false]]
    ])
    assert.deepStrictEqual(parts("SELECT agent_class, browser, count(*) AS n FROM entries GROUP BY 1, 2"), [
      [["agent_id", true]]
    ])
    assert.deepStrictEqual(parts("SELECT agent, browser, count(*) AS n FROM entries GROUP BY 1, 2"), [
      [["agent_id", false]]
    ])
  })
})
