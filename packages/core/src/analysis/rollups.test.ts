/**
 * Whatever the rollups answer, the entries say the same: random logs whose rollups are behind, were repaired, lack
 * unfinished lines; in zones whose clocks change on those days; under random filters that cut days, hours and sites.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { below, oneOf, type Random, randomFrom } from "@logmill/workers/testing/mutations"
import Database from "better-sqlite3"
import { Effect, Layer } from "effect"

import { plainSql } from "../query/arePlain.ts"
import { QueryEngine, type SqlValue } from "../query/QueryEngine.ts"
import type { Rollups, TestDetails, TestEntry, TestSource } from "../testing/database.ts"
import { checkRollups } from "../testing/rollups.ts"
import { temporaryDatabase } from "../testing/services.ts"
import { offsetsOf, zoneRule } from "../zone.ts"
import { daySql, longestBucketMs } from "./bucket.ts"
import type { Analysis } from "./contract.ts"
import { type FilterInput, parseFilter } from "./filter.ts"
import { ask, type DataContext, writeOut } from "./question.ts"
import { Analyses } from "./runner.ts"

const hour = 3_600_000
const day = 24 * hour

/**
 * Its clock went back from 00:01 to 23:01, so that a day came in two parts: `day` is right then, but `bucket(time, 'day')`
 * counts the minute after midnight to neither, with rollups and without, and `weekday(time)` is that of a day's beginning.
 */
const twoPartDays = "America/St_Johns"

/** Report zones, each with a day on which its clock changes. */
const zones: ReadonlyArray<readonly [zone: string, change: number]> = [
  ["Europe/Berlin", Date.UTC(2026, 9, 25, 1)],
  ["America/New_York", Date.UTC(2026, 10, 1, 6)],
  ["Asia/Kathmandu", Date.UTC(2026, 10, 1)],
  ["Australia/Lord_Howe", Date.UTC(2026, 3, 4, 15)],
  ["Australia/Lord_Howe", Date.UTC(2026, 9, 3, 15, 30)],
  ["America/Havana", Date.UTC(2026, 10, 1, 5)],
  ["America/Havana", Date.UTC(2026, 2, 8, 5)],
  [twoPartDays, Date.UTC(2010, 10, 7, 2, 31)],
  ["UTC", Date.UTC(2026, 11, 31)]
]

const paths = ["/", "/a.css", "/b", "*"]
const sites = [null, "example.com", "example.net"]
const statuses = [null, 200, 304, 404, 500, 70_000]
const methods = [null, "GET", "POST"]
const agents = [null, "Mozilla/5.0", "Googlebot", "GPTBot", "curl"]
const clients = Array.from({ length: 6 }, (_, n) => `192.0.2.${n}`)
/** What is told of some; enriching leaves agents without a browser. */
const details: TestDetails = {
  agents: { "Mozilla/5.0": { browser: "Firefox", os: "Linux", device: "desktop" } },
  clients: {
    "192.0.2.1": { country: "NL", city: "Utrecht", network: "AS64500" },
    "192.0.2.2": { country: "NL" },
    "192.0.2.3": { country: "DE", network: "AS64501" }
  }
}
const answerZones = ["UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]

/** Within so many hours. */
const entryOf = (random: Random, start: number, hours: number, ofStatuses: typeof statuses): TestEntry => ({
  time: start + below(random, hours * 4) * (hour / 4) + oneOf(random, [0, 0, 1, 59_999]),
  client: oneOf(random, clients),
  method: oneOf(random, methods),
  path: oneOf(random, paths),
  query: oneOf(random, [null, "", "q"]),
  status: oneOf(random, ofStatuses),
  bytes: oneOf(random, [null, 0, 17, 2 ** 33 + 1, 2 ** 40]),
  agent: oneOf(random, agents),
  site: oneOf(random, sites),
  user: oneOf(random, [null, null, "ada", "bob"]),
  durationMs: oneOf(random, [null, null, 0, 1.5, 250])
})

/** What keeps a database from being plain (query/arePlain.ts), each by itself. */
const oddities = ["tails", "behind", "no status", "no sums by path"] as const
type Has = (oddity: (typeof oddities)[number]) => boolean

/** Of databases in turn: those that are plain, have one oddity, or all but the last. */
const hasOf = (seed: number): Has => {
  const kind = seed % (oddities.length + 2)
  return (oddity) => oddities[kind] === oddity || (kind === oddities.length && oddity !== "no sums by path")
}

const logOf = (random: Random, change: number, has: Has): ReadonlyArray<TestSource> =>
  Array.from({ length: 2 + below(random, 5) }, (_, index) => {
    const isTail = has("tails") && (index === 0 || random() < 0.3)
    const ofStatuses = has("no status") ? statuses : statuses.filter((status) => status !== null)
    const count = isTail ? 1 : below(random, 60)
    // Of all four days, or of a few hours, as ranges of real logs are.
    const hours = oneOf(random, [4 * 24, 30, 5])
    const start = change - 2 * day + below(random, 4 * 24 - hours + 1) * hour
    return {
      path: `${index}.log`,
      isTail,
      details,
      entries: Array.from({ length: count }, () => entryOf(random, start, hours, ofStatuses))
    }
  })

const filterOf = (random: Random, change: number, zone: string): FilterInput => {
  const offsetAt = offsetsOf(zone)
  const edge = (): string => {
    const time = change - 3 * day + below(random, 6 * 48) * (hour / 2)
    const moment = new Date(time + oneOf(random, [0, 0, 0, 1, 31 * 60_000]))
    return oneOf(random, [moment.toISOString(), new Date(time + offsetAt(time)).toISOString().slice(0, 10)])
  }
  const maybe = <Value>(chance: number, value: () => Value): Value | undefined =>
    random() < chance ? value() : undefined
  const given = {
    from: maybe(0.5, edge),
    to: maybe(0.5, edge),
    tz: maybe(0.3, () => oneOf(random, answerZones)),
    site: maybe(0.15, () => [oneOf(random, ["example.com", "-", "!-", "!example.net", "example.*"])]),
    path: maybe(0.2, () => [oneOf(random, ["/", "/*", "!/b", "*.css", "/nothing"])]),
    status: maybe(0.2, () => [oneOf(random, ["404", "5xx", "!200", "-", "!-", "200,304"])]),
    method: maybe(0.15, () => [oneOf(random, ["GET", "!GET", "-", "!-", "P*"])]),
    class: maybe(0.15, () => [
      oneOf(random, ["human", "!human", "monitor", "unknown", "-", "!unknown", "search,ai-crawler"])
    ]),
    client: maybe(0.1, () => [oneOf(random, ["192.0.2.1", "!192.0.2.2", "192.0.2.0/30"])]),
    agent: maybe(0.1, () => [oneOf(random, ["curl", "-", "!-", "!Mozilla*"])]),
    browser: maybe(0.08, () => [oneOf(random, ["Firefox", "-", "!-", "!Firefox"])]),
    os: maybe(0.04, () => [oneOf(random, ["Linux", "!L*"])]),
    device: maybe(0.04, () => [oneOf(random, ["desktop", "-"])]),
    bot: maybe(0.08, () => [oneOf(random, ["Googlebot", "-", "!-", "G*,!GPTBot"])]),
    country: maybe(0.08, () => [oneOf(random, ["NL", "-", "!NL", "!-"])]),
    city: maybe(0.04, () => [oneOf(random, ["Utrecht", "-"])]),
    network: maybe(0.04, () => [oneOf(random, ["AS64500", "!-"])]),
    user: maybe(0.05, () => [oneOf(random, ["ada", "-", "!-", "!ada"])]),
    source: maybe(0.05, () => ["0.log"])
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

const sums = "sum(hits), sum(bytes), sum(timed), round(sum(duration_ms), 3), max(duration_max_ms)"
const counts = "count(*), coalesce(sum(bytes), 0), count(duration_ms), round(sum(duration_ms), 3), max(duration_ms)"
const group = (columns: string, sql: string): string => `SELECT ${columns}, ${sql} GROUP BY ${columns}`
/** `{day}` is the day of an entry in the answer's zone. */
const visitorDays =
  "SELECT {day} AS day, site, client, agent, agent_class, bot, count(*) AS hits, coalesce(sum(bytes), 0) AS bytes FROM entries GROUP BY {day}, site_id, client_id, agent_id"

const conditionsOnKeys = [
  ["status BETWEEN 400 AND 499", "status BETWEEN 400 AND 499"],
  ["agent_class NOT IN ('human', 'unknown')", "NOT (site_id IS NULL OR method = 'GET')"],
  ["status = '404' OR status IS NULL", "site LIKE 'example.%' AND status"]
] as const

/** The same from rollups and from entries. */
const pairs: ReadonlyArray<readonly [rolledUp: string, raw: string]> = [
  ...[
    "path, extension, kind, method, status, site, agent_class",
    "status, agent_class, method",
    "site",
    "path_id",
    "path_id, status",
    "bucket(time, 'day'), path_id",
    "bucket(time, 'day'), status",
    "bucket(time, 'month')",
    "bucket(time, 'hour'), status",
    "bucket(time, 'hour'), path",
    "bucket(time, 'minute'), status",
    "weekday(time), path_id",
    "weekday(time), hour_of_day(time)"
  ].map((columns): readonly [string, string] => [
    group(columns, `${sums} FROM hits`),
    group(columns, `${counts} FROM entries`)
  ]),
  [`SELECT day, ${sums} FROM hits GROUP BY day`, `SELECT {day} AS day, ${counts} FROM entries GROUP BY 1`],
  [
    `SELECT day, path, ${sums} FROM hits GROUP BY day, path`,
    `SELECT {day}, path, ${counts} FROM entries GROUP BY 1, 2`
  ],
  ["SELECT coalesce(sum(hits), 0) FROM hits", "SELECT count(*) FROM entries"],
  // A number is also found by its text.
  [
    `SELECT path_id, ${sums} FROM hits WHERE status = '404' OR site_id IN ('1', '2') GROUP BY path_id`,
    `SELECT path_id, ${counts} FROM entries WHERE status = '404' OR site_id IN ('1', '2') GROUP BY path_id`
  ],
  [
    "SELECT coalesce(sum(hits), 0) FROM hits WHERE status >= '400'",
    "SELECT count(*) FROM entries WHERE status >= '400'"
  ],
  // Conditions on keys that the query child folds.
  [
    `SELECT path, ${sums}, ${conditionsOnKeys.map(([hits, bytes]) => `sum(hits) FILTER (WHERE ${hits}), sum(bytes) FILTER (WHERE ${bytes})`).join(", ")} FROM hits GROUP BY path_id`,
    `SELECT path, ${counts}, ${conditionsOnKeys.map(([hits, bytes]) => `nullif(count(*) FILTER (WHERE ${hits}), 0), sum(coalesce(bytes, 0)) FILTER (WHERE ${bytes})`).join(", ")} FROM entries GROUP BY path_id`
  ],
  ["SELECT day, site, client, agent, agent_class, bot, hits, bytes FROM visits", visitorDays],
  [
    "SELECT day, site, client, agent, prev_day FROM visits",
    `SELECT day, site, client, agent, lag(day) OVER (PARTITION BY site, client, agent ORDER BY day) FROM (${visitorDays})`
  ],
  [
    "SELECT count(*) FROM (SELECT DISTINCT client_id, agent_id FROM visits)",
    "SELECT count(DISTINCT client || ' ' || coalesce(agent, '-')) FROM entries"
  ]
]

/** Some clients or agents by name, whose days say where to look; and the same by excluding the others, which are looked for everywhere. */
const choiceOf = (
  random: Random,
  from: ReadonlyArray<string | null>
): readonly [chosen: FilterInput, others: FilterInput] => {
  const name = from === clients ? "client" : "agent"
  const isChosen = from.map((_, index) => index === 0 || random() < 0.2)
  const values = (wanted: boolean, prefix: string) =>
    from.filter((_, index) => isChosen[index] === wanted).map((value) => prefix + (value ?? "-"))
  return [{ [name]: values(true, "") }, { [name]: values(false, "!") }]
}

const statement = (sql: string): Analysis => ({
  id: "test",
  title: "",
  description: "",
  topic: null,
  cost: "rollup",
  chart: "table",
  empty: null,
  counts: "all",
  replaces: false,
  also: [],
  params: [],
  columns: [],
  sql,
  variants: [],
  file: "test.sql",
  origin: "built-in"
})

const sorted = (rows: ReadonlyArray<ReadonlyArray<SqlValue>>): ReadonlyArray<string> =>
  rows.map((row) => JSON.stringify(row, (_, value) => (typeof value === "bigint" ? String(value) : value))).toSorted()

const answer = (sql: string, input: FilterInput, data: DataContext) =>
  Effect.gen(function* () {
    const engine = yield* QueryEngine
    const filter = yield* parseFilter(input, { now: data.lastTime ?? 0, zone: data.zone })
    const span = { from: data.firstTime ?? 0, to: data.lastTime ?? 0 }
    const ofAnswer = daySql("time", zoneRule(filter.zone, span.from - longestBucketMs, span.to + day), span)
    const analysis = statement(sql.replaceAll("{day}", ofAnswer))
    const question = yield* ask(analysis, { params: {}, filter, data, now: 0, isFollowed: true })
    const { sql: asked, params, selected } = question
    const rows = sorted((yield* engine.run({ sql: asked, params })).rows)
    const plan = sorted((yield* engine.run({ sql: `EXPLAIN QUERY PLAN ${asked}`, params })).rows).join("\n")
    assert.notMatch(plan, /SCAN \w+ LEFT-JOIN/, `looks through a table for every row: ${asked}`)
    if (selected !== null) {
      const again = yield* engine.run({ sql: asked, params, selected })
      assert.isTrue(again.usedSelected, asked)
      assert.deepStrictEqual(sorted(again.rows), rows, `${JSON.stringify(selected)}\nagainst\n${asked}`)
    }
    if (selected !== null && selected.partHours !== null) {
      const { ofEntries, table } = selected.partHours
      const ungrouped = `${table}_ungrouped`
      // Another name, so that it is made anew.
      const partHours = { ...selected.partHours, ofGroups: writeOut(ofEntries), table: ungrouped }
      const sql = selected.sql.replaceAll(new RegExp(`\\b${table}\\b`, "g"), ungrouped)
      const again = yield* engine.run({
        sql: asked,
        params,
        selected: { ...selected, sql, plain: null, folded: null, partHours }
      })
      assert.isTrue(again.usedSelected, asked)
      assert.deepStrictEqual(sorted(again.rows), rows, `${writeOut(ofEntries)}\nagainst\n${asked}`)
    }
    return { rows, sql: asked, isSelected: selected !== null, isFolded: selected?.folded != null }
  })

const checkAll = (seed: number) =>
  Effect.gen(function* () {
    const random = randomFrom(seed)
    const [zone, change] = zones[seed % zones.length]!
    const has = hasOf(seed)
    const sources = logOf(random, change, has)
    const rollups: Rollups = {
      behind: has("behind") ? below(random, sources.length + 1) : 0,
      forgotten: random() < 0.4 ? [1 + below(random, sources.length)] : [],
      isEnriched: random() < 0.3
    }
    const file = yield* temporaryDatabase(sources, zone, rollups)
    checkRollups(file)
    if (has("no sums by path")) forgetSumsByPath(file)
    let used = 0
    let selected = 0
    let folded = 0
    const asking = Effect.gen(function* () {
      // Large enough to be added up before the statement.
      const data = { ...(yield* (yield* Analyses).context), lastEntry: 1e9 }
      const plainRows = (yield* (yield* QueryEngine).run({ sql: plainSql })).rows
      if (oddities.every((oddity) => !has(oddity))) assert.lengthOf(plainRows, 1)
      const inputs = Array.from({ length: filtersEach }, () => filterOf(random, change, zone))
      for (const input of [{}, ...inputs]) {
        for (const [rolledUp, raw] of pairs) {
          if (zone === twoPartDays && /bucket\(|weekday\(/.test(rolledUp)) continue
          const answering = answer(rolledUp, input, data)
          const found = yield* Effect.catchTag(answering, "FilterError", () => Effect.succeed(null))
          // Random times, of which --from was the later one.
          if (found === null) break
          const expected = yield* answer(raw, input, data)
          const where = `seed ${seed}, ${zone}, ${JSON.stringify(input)}, ${JSON.stringify(rollups)}\n${found.sql}\nagainst\n${expected.sql}`
          assert.deepStrictEqual(found.rows, expected.rows, where)
          if (/main\.(hits_|visitor_)/.test(found.sql)) used++
          if (found.isSelected) selected++
          if (found.isFolded && plainRows.length > 0) folded++
        }
      }
      // What came after the data was looked at is in the answer, too.
      if (zone === "UTC") {
        const before = { ...data, firstTime: change, lastTime: change + hour }
        for (const [rolledUp, raw] of pairs.filter(([sql]) => sql.endsWith("GROUP BY path_id"))) {
          const found = yield* answer(rolledUp, { to: "2030" }, before)
          assert.include(found.sql, "s.day = ")
          assert.deepStrictEqual(
            found.rows,
            (yield* answer(raw, { to: "2030" }, data)).rows,
            `seed ${seed}\n${found.sql}`
          )
        }
      }
      for (const input of inputs) {
        for (const [chosen, others] of [choiceOf(random, clients), choiceOf(random, agents)]) {
          const sql =
            "SELECT entry_id, day FROM entries LEFT JOIN (SELECT sum(hits) AS day FROM hits) ORDER BY entry_id"
          const found = yield* Effect.orElseSucceed(answer(sql, { ...input, ...chosen }, data), () => null)
          if (found === null) break
          const expected = yield* answer(sql, { ...input, ...others }, data)
          const where = `seed ${seed}, ${zone}, ${JSON.stringify({ ...input, ...chosen })}, ${JSON.stringify(rollups)}`
          assert.deepStrictEqual(found.rows, expected.rows, `${where}\n${found.sql}`)
        }
      }
      for (const [rolledUp, raw] of viewPairs) {
        const engine = yield* QueryEngine
        const found = yield* engine.run({ sql: rolledUp })
        const expected = yield* engine.run({ sql: raw })
        assert.deepStrictEqual(sorted(found.rows), sorted(expected.rows), `seed ${seed}, ${zone}: ${rolledUp}`)
      }
    })
    const services = Analyses.layer({ folders: [] }).pipe(
      Layer.provideMerge(QueryEngine.layer(file, {})),
      Layer.provideMerge(NodeServices.layer)
    )
    yield* Effect.provide(asking, services)
    return { used, selected, folded }
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

/** As they are while an ingest has not ended. */
const forgetSumsByPath = (file: string): void => {
  const database = new Database(file)
  database.exec("UPDATE meta SET paths_follow = 0; DELETE FROM hits_path")
  database.close()
}

/** The views alone, as other programs read them. */
const ownDay =
  "date((time + (SELECT offset_ms FROM zone_offset WHERE from_time <= time ORDER BY from_time DESC LIMIT 1)) / 1000, 'unixepoch')"
const viewPairs: ReadonlyArray<readonly [string, string]> = [
  [
    `SELECT day, path, status, method, site, agent_class, ${sums} FROM hits GROUP BY 1, 2, 3, 4, 5, 6`,
    `SELECT ${ownDay}, path, status, method, site, agent_class, ${counts} FROM entries GROUP BY 1, 2, 3, 4, 5, 6`
  ],
  [
    "SELECT coalesce(sum(hits), 0) FROM hits WHERE status = '404' OR site_id = '1'",
    "SELECT count(*) FROM entries WHERE status = '404' OR site_id = '1'"
  ],
  [
    "SELECT day, site, client, agent, agent_class, bot, hits, bytes FROM visits",
    visitorDays.replaceAll("{day}", ownDay)
  ],
  [
    "SELECT day, site, client, agent, prev_day FROM visits",
    `SELECT day, site, client, agent, lag(day) OVER (PARTITION BY site, client, agent ORDER BY day) FROM (${visitorDays.replaceAll("{day}", ownDay)})`
  ]
]

const databases = 12
const filtersEach = 8

it.live(
  `rollups and entries say the same (${databases} databases, ${filtersEach} filters each)`,
  () =>
    Effect.gen(function* () {
      let used = 0
      let selected = 0
      let folded = 0
      for (let seed = 1; seed <= databases; seed++) {
        const one = yield* checkAll(seed)
        used += one.used
        selected += one.selected
        folded += one.folded
      }
      // Of all answers, so many came from a rollup: else nothing would be proven.
      assert.isAbove(used, (databases * filtersEach * pairs.length) / 4)
      assert.isAbove(selected, databases * filtersEach)
      assert.isAbove(folded, databases / 2)
    }),
  240_000
)
