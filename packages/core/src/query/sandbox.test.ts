import { assert, it } from "@effect/vitest"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

import { temporaryDatabase } from "../testing/services.ts"
import { QueryEngine, type QueryRequest } from "./QueryEngine.ts"

const views = ["entries", "hits", "visits", "sources", "rejects", "access_log", "extras"]
const run = (request: QueryRequest) => QueryEngine.use((engine) => engine.run(request))
const asAnalysis = (sql: string): QueryRequest => ({ sql, analysis: { sql, views } })

const database = temporaryDatabase([
  { path: "a.log", entries: [{}, { path: "/b", agent: "Googlebot" }], rejects: ["broken"] }
])

/** Statements that want more than to read; FILE is a file beside the database. */
const escapes = [
  "ATTACH 'FILE' AS x",
  "ATTACH ':memory:' AS x",
  "DETACH main",
  "VACUUM",
  "VACUUM INTO 'FILE'",
  "PRAGMA user_version",
  "PRAGMA query_only = 0",
  "PRAGMA writable_schema = 1",
  "PRAGMA temp_store_directory = '/tmp'",
  "PRAGMA journal_mode = DELETE",
  "PRAGMA wal_checkpoint(TRUNCATE)",
  "BEGIN",
  "BEGIN IMMEDIATE",
  "COMMIT",
  "ROLLBACK",
  "END",
  "SAVEPOINT a",
  "RELEASE a",
  "INSERT INTO site(id, hash, value) VALUES (9, 9, 'x')",
  "REPLACE INTO site(id, hash, value) VALUES (9, 9, 'x')",
  "UPDATE entry SET status = 0",
  "DELETE FROM entry",
  "WITH x AS (SELECT 1) DELETE FROM entry",
  "WITH x AS (SELECT 1) INSERT INTO site SELECT 9, 9, 'x' FROM x",
  "WITH x AS (SELECT 1) UPDATE entry SET status = 0",
  "WITH x AS (SELECT 1) SELECT * FROM x; DELETE FROM entry",
  "SELECT 1; DELETE FROM entry",
  "SELECT 1;--\nDELETE FROM entry",
  "/* */ DELETE FROM entry",
  "EXPLAIN DELETE FROM entry",
  "CREATE TABLE x(a)",
  "CREATE TEMP TABLE x(a)",
  "CREATE TEMP TABLE x AS SELECT * FROM entries",
  "CREATE VIEW x AS SELECT 1",
  "CREATE TEMP VIEW x AS SELECT 1",
  "CREATE INDEX x ON entry(time)",
  "CREATE TRIGGER x AFTER INSERT ON entry BEGIN SELECT 1; END",
  "CREATE VIRTUAL TABLE x USING fts5(a)",
  "CREATE VIRTUAL TABLE x USING dbstat",
  "DROP TABLE entry",
  "DROP VIEW entries",
  "ALTER TABLE entry ADD COLUMN x",
  "REINDEX",
  "ANALYZE",
  "SELECT load_extension('FILE')",
  "SELECT LOAD_EXTENSION('FILE', 'init')",
  "SELECT sqlite_log(1, 'x')",
  "SELECT fts3_tokenizer('simple')",
  "SELECT readfile('FILE')",
  "SELECT writefile('FILE', 'x')",
  "SELECT edit('x')",
  "SELECT rtreecheck('entry')",
  "SELECT * FROM dbstat",
  "SELECT count(*) FROM dbstat",
  "SELECT * FROM sqlite_dbpage",
  "SELECT * FROM pragma_database_list",
  "SELECT count(*) FROM pragma_database_list",
  "SELECT * FROM pragma_query_only",
  "SELECT * FROM fsdir('/')",
  "SELECT * FROM csv('FILE')",
  "SELECT * FROM other.entries",
  ".open FILE"
]

it.live("no statement writes, attaches, or looks outside", () =>
  Effect.gen(function* () {
    const file = yield* database
    const beside = join(dirname(file), "beside")
    writeFileSync(`${beside}.txt`, "beside")
    const state = () => [
      createHash("sha256").update(readFileSync(file)).digest("hex"),
      readdirSync(dirname(file)).toSorted()
    ]
    yield* Effect.gen(function* () {
      yield* run({ sql: "SELECT 1" })
      const before = state()
      for (const escape of escapes) {
        const sql = escape.replaceAll("FILE", beside)
        const error = yield* Effect.flip(run({ sql }))
        assert.include(["denied", "syntax"], error.reason, `${sql}: ${error.message}`)
        const inAnalysis = yield* Effect.flip(run(asAnalysis(sql)))
        assert.include(["denied", "syntax"], inAnalysis.reason, `${sql}: ${inAnalysis.message}`)
      }
      assert.deepStrictEqual(state(), before)
      assert.deepStrictEqual((yield* run({ sql: "SELECT count(*) FROM entries" })).rows, [[2]])
    }).pipe(Effect.provide(QueryEngine.layer(file)))
    assert.isFalse(existsSync(beside))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
)

/** Statements that don't end, or grow without bound. */
const runaways = [
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t ORDER BY -x LIMIT 1",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION SELECT x + 1 FROM t) SELECT max(x) FROM t",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 100000) SELECT count(*) FROM t a, t b, t c",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 100000) SELECT count(DISTINCT a.x * b.x) FROM t a, t b",
  "WITH RECURSIVE t(x) AS (SELECT 'a' UNION ALL SELECT x || x FROM t WHERE length(x) < 4000000) SELECT sum(length(replace(a.x, 'a', 'bb'))) FROM t a, t b, t c, t d",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT sum(length(randomblob(1000000))) FROM t",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT sum(length(printf('%*d', 1000000, x))) FROM t",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT sum(hex(zeroblob(1000000)) LIKE '%a%b%c%') FROM t",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT sum(regexp('(0+)+$', hex(zeroblob(100000)) || 'x')) FROM t",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT row_number() OVER (ORDER BY x DESC) FROM t",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t, json_each('[1,2,3]')"
]

it.live(
  "what runs away is killed in time",
  () =>
    Effect.gen(function* () {
      const file = yield* database
      yield* Effect.gen(function* () {
        for (const sql of runaways) {
          yield* run({ sql: "SELECT 1" })
          const began = performance.now()
          const error = yield* Effect.flip(run({ sql, deadline: "300 millis" }))
          assert.deepStrictEqual([sql, error.reason], [sql, "deadline"])
          assert.isBelow(performance.now() - began, 600, sql)
        }
      }).pipe(Effect.provide(QueryEngine.layer(file)))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
  60_000
)

/** Statements that ask for more than they get at once. */
const bombs = [
  "SELECT randomblob(1000000000)",
  "SELECT zeroblob(1000000000)",
  "SELECT printf('%1000000000d', 1)",
  "SELECT replace(hex(zeroblob(4000000)), '0', hex(zeroblob(4000000)))",
  `SELECT ${"NOT ".repeat(2000)}1`,
  `SELECT ${Array.from({ length: 5000 }, (_, n) => `1 AS c${n}`).join(", ")}`,
  Array.from({ length: 2000 }, () => "SELECT 1").join(" UNION ALL "),
  `SELECT 1 WHERE 'a' LIKE '${"%a".repeat(20_000)}'`,
  `SELECT ${"x".repeat(2_000_000)}`
]

it.live("what asks for too much is refused", () =>
  Effect.gen(function* () {
    const file = yield* database
    yield* Effect.gen(function* () {
      for (const sql of bombs) {
        const error = yield* Effect.flip(run({ sql, deadline: "10 seconds" }))
        assert.deepStrictEqual([sql.slice(0, 60), error.reason], [sql.slice(0, 60), "syntax"])
      }
      assert.deepStrictEqual((yield* run({ sql: "SELECT 1" })).rows, [[1]])
    }).pipe(Effect.provide(QueryEngine.layer(file)))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
)

it.live("users may read base tables and the schema, analyses only the views", () =>
  Effect.gen(function* () {
    const file = yield* database
    yield* Effect.gen(function* () {
      const own: ReadonlyArray<readonly [string, string]> = [
        ["SELECT value FROM path", "write entries or hits (columns path, path_id)"],
        [
          "SELECT count(*) FROM entry",
          '"entry" is a table of the database\'s inside, which no filter reaches; write entries'
        ],
        ["SELECT * FROM source_range", "write sources"],
        ["SELECT (SELECT value FROM client WHERE id = client_id) AS c FROM entries", "write entries or visits"],
        ["WITH entries AS (SELECT * FROM entry) SELECT time FROM entries", "write entries"],
        ["SELECT 1 FROM entries WHERE 1 IN (SELECT id FROM reject)", "write rejects"],
        [
          "SELECT name FROM sqlite_schema",
          "the statement wants to read sqlite_master, but it may only read entries, hits"
        ],
        ["SELECT * FROM pragma_table_info('entry')", "wants to read pragma_table_info"],
        ["SELECT count(*) FROM pragma_table_info('entry')", "wants to read pragma_table_info"],
        ["SELECT zone FROM meta", 'there is no view "meta"']
      ]
      for (const [sql, reason] of own) {
        yield* run({ sql })
        const error = yield* Effect.flip(run(asAnalysis(sql)))
        assert.include(error.message, reason, sql)
      }
      for (const sql of [
        "SELECT * FROM entries",
        "SELECT count(*) FROM hits, visits, sources, rejects, access_log",
        "WITH t AS (SELECT 1 AS x) SELECT count(*) FROM t",
        "SELECT value FROM json_each('[1]')"
      ]) {
        assert.isNotEmpty((yield* run(asAnalysis(sql))).rows, sql)
      }
    }).pipe(Effect.provide(QueryEngine.layer(file)))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
)

it.live("an analysis must not read a view that the filter was not put in front of", () =>
  Effect.gen(function* () {
    const file = yield* database
    const error = yield* Effect.flip(
      run({ sql: "SELECT 1 FROM entries", analysis: { sql: "SELECT 1 FROM entries", views: ["hits"] } })
    ).pipe(Effect.provide(QueryEngine.layer(file)))
    assert.deepStrictEqual(
      [error.reason, error.message],
      ["denied", "the statement reads entries in a way that the filter can't follow; write FROM entries"]
    )
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
)
