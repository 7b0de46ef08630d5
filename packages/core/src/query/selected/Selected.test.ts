/**
 * What is added up from pages is what SQLite adds up: over databases of thousands of rows, whose trees have levels, in
 * small pages, so that agents and methods go on on others; and where pages must not be read, SQLite is asked.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { below, oneOf, type Random, randomFrom } from "@logmill/workers/testing/mutations"
import Database from "better-sqlite3"
import { Effect } from "effect"
import { copyFileSync, renameSync } from "node:fs"

import { noon, type TestEntry, type TestSource } from "../../testing/database.ts"
import { temporaryDatabase } from "../../testing/services.ts"
import { type Selection, selectedStatement } from "../protocol.ts"
import { QueryEngine } from "../QueryEngine.ts"

const day = 86_400_000
const midnight = noon - day / 2
/** As hits_day has it. */
const dayNumber = midnight / day

const agents = [
  null,
  "Mozilla/5.0",
  "curl",
  "Googlebot",
  ...[300, 600, 9000].map((length) => `GPTBot ${"x".repeat(length)}`)
]
const methods = [null, "GET", "GET", "POST", "BASELINE-CONTROL", "M".repeat(700), "N".repeat(9000)]

const entryOf = (random: Random): TestEntry => ({
  time: midnight + below(random, 4 * day),
  client: `192.0.2.${below(random, 200)}`,
  method: oneOf(random, methods),
  path: random() < 0.5 ? "/" : `/${below(random, 5000)}`,
  query: oneOf(random, [null, `q=${below(random, 100)}`]),
  status: oneOf(random, [null, 200, 304, 404, 70_000]),
  bytes: oneOf(random, [null, 0, 1, 300, 70_000, 2 ** 24, 2 ** 33, 2 ** 49]),
  agent: oneOf(random, agents),
  site: oneOf(random, [null, "example.com", "example.net"]),
  durationMs: oneOf(random, [null, 0, 1.5, 70_000, 5_000_000])
})

const sourcesOf = (random: Random): ReadonlyArray<TestSource> => [
  ...[4000, 3000].map((count, index) => ({
    path: `${index}.log`,
    entries: Array.from({ length: count }, () => entryOf(random))
  })),
  // Neither is in the rollups.
  { path: "tail.log", isTail: true, entries: [entryOf(random)] },
  { path: "behind.log", entries: Array.from({ length: 20 }, () => entryOf(random)) }
]

const selections: ReadonlyArray<Selection> = [
  { days: { first: null, end: null }, pieces: [] },
  { days: { first: dayNumber + 1, end: dayNumber + 3 }, pieces: [] },
  { days: { first: dayNumber + 3, end: null }, pieces: [{ from: midnight + day / 3, to: midnight + 3 * day }] },
  {
    days: { first: dayNumber + 1, end: dayNumber + 2 },
    pieces: [
      { from: midnight + 1, to: midnight + day },
      { from: midnight + 2 * day, to: midnight + 2.5 * day }
    ]
  },
  { days: null, pieces: [{ from: noon, to: noon + 1000 }] },
  { days: null, pieces: [{ from: null, to: null }] },
  { days: { first: dayNumber + 50, end: dayNumber + 60 }, pieces: [] },
  { days: null, pieces: [{ from: noon + 50 * day, to: null }] }
]

const sums = "path_id, key_id, hits, bytes, duration_us, duration_max_us, timed"
const selectedSql = `SELECT ${sums} FROM selected.hits_path ORDER BY path_id, key_id`

/** The same by SQLite alone. */
const plainSql = ({ days, pieces }: Selection): string => {
  const within = (column: string, from: number | null, to: number | null): string =>
    `${column} >= ${from ?? -1e15} AND ${column} < ${to ?? 1e15}`
  const arms = [
    ...(days === null ? [] : [`SELECT ${sums} FROM hits_day WHERE ${within("day", days.first, days.end)}`]),
    ...pieces.map(
      ({ from, to }) => `SELECT q.path_id, k.id AS key_id, 1 AS hits, ifnull(e.bytes, 0) AS bytes,
        ifnull(e.duration_us, 0) AS duration_us, ifnull(e.duration_us, 0) AS duration_max_us, e.duration_us IS NOT NULL AS timed
      FROM entry e JOIN request q ON q.id = e.request_id LEFT JOIN agent a ON a.id = e.agent_id
      JOIN hit_key k ON k.site_id = ifnull(e.site_id, 0) AND k.method = ifnull(q.method, '')
        AND k.status = ifnull(e.status, -1) AND k.agent_class = ifnull(a.agent_class, 'unknown')
      WHERE e.id <= (SELECT watermark FROM meta) AND ${within("e.time", from, to)}
        AND e.id NOT IN (SELECT first_entry FROM source_range WHERE tail)`
    )
  ]
  return `SELECT path_id, key_id, sum(hits), sum(bytes), sum(duration_us), max(duration_max_us), sum(timed)
    FROM (${arms.join(" UNION ALL ")}) GROUP BY path_id, key_id ORDER BY path_id, key_id`
}

const ask = (selection: Selection) =>
  QueryEngine.use((engine) =>
    engine.run({
      sql: plainSql(selection),
      selected: { ...selectedStatement(selectedSql), selection }
    })
  )

const rewrite = (file: string, statements: ReadonlyArray<string>): void => {
  const database = new Database(file)
  for (const statement of statements) database.exec(statement)
  database.close()
}

describe("sums of a selected time", () => {
  for (const pageBytes of [512, 4096, 8192, 65_536]) {
    it.live(`are SQLite's, in pages of ${pageBytes} bytes`, () =>
      Effect.gen(function* () {
        const file = yield* temporaryDatabase(sourcesOf(randomFrom(pageBytes)), "UTC", { behind: 1 })
        rewrite(file, ["PRAGMA journal_mode = DELETE", `PRAGMA page_size = ${pageBytes}`, "VACUUM"])
        const compare = Effect.gen(function* () {
          for (const selection of selections) {
            const found = yield* ask(selection)
            const expected = yield* QueryEngine.use((engine) => engine.run({ sql: plainSql(selection) }))
            assert.isTrue(found.usedSelected, JSON.stringify(selection))
            assert.deepStrictEqual(found.rows, expected.rows, JSON.stringify(selection))
          }
        })
        yield* Effect.provide(compare, QueryEngine.layer(file))
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
    )
  }
})

describe("pages that must not be read", () => {
  const selection = selections[3]!
  const withSmall = <A, E>(test: (file: string) => Effect.Effect<A, E, QueryEngine>) =>
    Effect.gen(function* () {
      const random = randomFrom(1)
      const entries = Array.from({ length: 100 }, () => entryOf(random))
      const file = yield* temporaryDatabase([{ path: "a.log", entries }])
      return yield* test(file).pipe(Effect.provide(QueryEngine.layer(file)))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

  it.live("while a write-ahead log has newer ones; and as soon as it is gone they are read again", () =>
    withSmall((file) =>
      Effect.gen(function* () {
        const before = yield* ask(selection)
        assert.isTrue(before.usedSelected)
        const writer = new Database(file)
        writer.exec("UPDATE hits_day SET hits = hits + 1000; UPDATE meta SET data_version = data_version + 1")
        const during = yield* ask(selection)
        assert.isFalse(during.usedSelected)
        assert.notDeepEqual(during.rows, before.rows)
        writer.pragma("wal_checkpoint(TRUNCATE)")
        writer.close()
        const after = yield* ask(selection)
        assert.isTrue(after.usedSelected)
        assert.deepStrictEqual(after.rows, during.rows)
      })
    )
  )

  it.live("when another file has taken the database's place", () =>
    withSmall((file) =>
      Effect.gen(function* () {
        const sql = "SELECT count(*) FROM hits"
        const { dataVersion, rows } = yield* QueryEngine.use((engine) => engine.run({ sql }))
        copyFileSync(file, `${file}.copy`)
        rewrite(`${file}.copy`, ["PRAGMA journal_mode = DELETE", "UPDATE meta SET data_version = data_version + 1"])
        renameSync(`${file}.copy`, file)
        // By a child of its own, which has never seen the other one.
        assert.strictEqual((yield* ask(selection)).dataVersion, dataVersion + 1)
        assert.deepStrictEqual((yield* QueryEngine.use((engine) => engine.run({ sql }))).rows, rows)
      })
    )
  )

  it.live("when a page is not as it should be", () =>
    withSmall((file) =>
      Effect.gen(function* () {
        // A key that no entry's site, status, method and class lead to.
        rewrite(file, ["UPDATE hit_key SET status = status + 1000000000"])
        assert.isFalse((yield* ask({ days: null, pieces: [{ from: null, to: null }] })).usedSelected)
        assert.isTrue((yield* ask(selections[0]!)).usedSelected)
      })
    )
  )

  it.live("by a user's SQL, which can attach nothing either", () =>
    withSmall((file) =>
      Effect.gen(function* () {
        yield* ask(selection)
        const denied = yield* Effect.flip(QueryEngine.use((engine) => engine.run({ sql: `ATTACH '${file}' AS other` })))
        assert.strictEqual(denied.reason, "denied")
        const analysis = { sql: "SELECT * FROM selected.hits_path", views: [] }
        const refused = yield* Effect.flip(QueryEngine.use((engine) => engine.run({ sql: analysis.sql, analysis })))
        assert.include(["denied", "syntax"], refused.reason)
      })
    )
  )
})
