import { assert, it } from "@effect/vitest"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Fiber } from "effect"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"

import { queryChildren } from "../testing/queryChildren.ts"
import { temporaryDatabase } from "../testing/services.ts"
import { childLimits } from "./limits.ts"
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
  ".open FILE",
  "EXPLAIN QUERY PLAN DELETE FROM entry",
  "EXPLAIN EXPLAIN DELETE FROM entry",
  "DELETE FROM entry RETURNING id",
  "INSERT INTO site DEFAULT VALUES RETURNING id",
  "INSERT INTO site(id, hash, value) VALUES (1, 1, 'x') ON CONFLICT DO UPDATE SET value = 'x'",
  "INSERT INTO entries(time) VALUES (1)",
  "UPDATE entries SET time = 1",
  "UPDATE sqlite_schema SET sql = ''",
  "DELETE FROM sqlite_sequence",
  "INSERT INTO temp.sqlite_schema VALUES (1, 1, 1, 1, 1)",
  "SELECT * FROM (DELETE FROM entry RETURNING id)",
  "WITH x AS (DELETE FROM entry RETURNING id) SELECT * FROM x",
  "WITH RECURSIVE x(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM x WHERE a < 9) INSERT INTO site SELECT a, a, a FROM x",
  "SELECT 1 INTO x",
  "SELECT 1;\u00a0DELETE FROM entry",
  "SELECT 1\0; DELETE FROM entry",
  "\uFEFFDELETE FROM entry",
  ";;DELETE FROM entry",
  "SELECT 1;;DELETE FROM entry;",
  "SELECT 1 /* ; */ ; -- ;\nDROP TABLE entry",
  "/* SELECT */ DROP TABLE entry -- SELECT",
  "-- SELECT 1\nDROP TABLE entry",
  "SELECT 'a''; '; DROP TABLE entry",
  "ANALYZE entry",
  "REINDEX entry",
  "ATTACH 'file:FILE?mode=rwc' AS x",
  "ATTACH DATABASE main AS main",
  "VACUUM main INTO 'FILE'",
  "CREATE TABLE temp.x(a)",
  "CREATE TABLE IF NOT EXISTS entry(a)",
  "CREATE VIRTUAL TABLE temp.x USING rtree(a, b, c)",
  "CREATE VIRTUAL TABLE x USING csv(filename='FILE')",
  "ALTER TABLE entry RENAME TO x",
  "ALTER TABLE entry DROP COLUMN status",
  "DROP INDEX IF EXISTS x",
  "DROP TRIGGER IF EXISTS x",
  "PRAGMA main.journal_mode = MEMORY",
  "PRAGMA locking_mode = EXCLUSIVE",
  "PRAGMA trusted_schema(1)",
  "SELECT fts3_tokenizer('x', x'00')",
  "SELECT fts5(x'00')",
  "SELECT geopoly_debug(1)",
  "SELECT rtreenode(2, x'00')",
  "SELECT match(1, 2)",
  "SELECT sqlite_log(1, 'x') FROM entries",
  "SELECT value FROM generate_series(1, 3)",
  "SELECT * FROM bytecode('SELECT 1')",
  "SELECT * FROM sqlite_stmt",
  "SELECT * FROM sqlite_dbdata",
  "SELECT * FROM fts3tokenize('simple', 'a b')",
  "SELECT * FROM fts5vocab",
  "SELECT * FROM rtree",
  "SELECT * FROM zipfile('FILE')",
  "SELECT * FROM dbstat('main')",
  "SELECT * FROM temp.sqlite_schema",
  "SELECT * FROM sqlite_temp_master",
  "SELECT * FROM entries WHERE EXISTS (SELECT 1 FROM dbstat)",
  "WITH d AS (SELECT * FROM dbstat) SELECT * FROM d",
  "SELECT (SELECT name FROM pragma_database_list)"
]

/** All there are in SQLite 3.53, but those whose tables only tell of the schema. */
const pragmas = (
  "analysis_limit application_id auto_vacuum automatic_index busy_timeout cache_size cache_spill case_sensitive_like " +
  "cell_size_check checkpoint_fullfsync collation_list compile_options count_changes data_version database_list " +
  "default_cache_size defer_foreign_keys encoding foreign_key_check foreign_key_list foreign_keys freelist_count " +
  "fullfsync hard_heap_limit ignore_check_constraints incremental_vacuum index_xinfo integrity_check journal_mode " +
  "journal_size_limit legacy_alter_table locking_mode max_page_count mmap_size module_list optimize page_count page_size " +
  "pragma_list query_only quick_check read_uncommitted recursive_triggers schema_version secure_delete shrink_memory " +
  "soft_heap_limit synchronous temp_store temp_store_directory threads trusted_schema user_version wal_autocheckpoint " +
  "wal_checkpoint writable_schema"
).split(" ")

/** Others may test, or ask, at the same time. */
const ownChildren = () => queryChildren().filter(({ parent }) => parent === process.pid)

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
      const ofPragmas = pragmas.flatMap((name) => [
        `PRAGMA ${name}`,
        `PRAGMA main.${name} = 1`,
        `SELECT * FROM pragma_${name}`,
        `SELECT count(*) FROM pragma_${name}(1)`
      ])
      for (const escape of [...escapes, ...ofPragmas]) {
        const sql = escape.replaceAll("FILE", beside)
        const error = yield* Effect.flip(run({ sql }))
        assert.include(["denied", "syntax"], error.reason, `${sql}: ${error.message}`)
        const inAnalysis = yield* Effect.flip(run(asAnalysis(sql)))
        assert.include(["denied", "syntax"], inAnalysis.reason, `${sql}: ${inAnalysis.message}`)
        assert.deepStrictEqual(state(), before, sql)
      }
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
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t, json_each('[1,2,3]')",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT percentile(x, 50) FROM t",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x % 1000, group_concat(x % 10) FROM t GROUP BY 1",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT DISTINCT x FROM t ORDER BY x DESC",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT sum(x) OVER (ORDER BY x ROWS BETWEEN 1000000 PRECEDING AND 1000000 FOLLOWING) FROM t",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 3000000) SELECT count(*) FROM t WHERE x IN (SELECT -x FROM t) OR x NOT IN (SELECT x + 1 FROM t)",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 100000) SELECT max(a.x || b.x) FROM t a JOIN t b ON a.x LIKE '%' || b.x || '%'",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT sum(x) FROM t WHERE x GLOB '*1*2*3*4*5*6*7*8*9*'",
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT sum(length(json_group_array)) FROM (SELECT json_group_array(x) AS json_group_array FROM t)",
  "WITH RECURSIVE t(x) AS (SELECT '[]' UNION ALL SELECT json_insert(x, '$[#]', 1) FROM t) SELECT count(*) FROM t",
  "SELECT hex(zeroblob(4000000)) LIKE '%' || hex(zeroblob(4900)) || '1%'",
  "SELECT instr(a, hex(zeroblob(900000)) || '1') FROM (SELECT hex(zeroblob(4000000)) AS a)",
  "SELECT count(*) FROM entries a, entries b, entries c, (WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t)",
  "SELECT * FROM entries WHERE EXISTS (WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT 1 FROM t WHERE x < 0)"
]

const deadlineMs = 150

const waitUntil = (isSo: () => boolean) =>
  Effect.gen(function* () {
    for (let tries = 0; !isSo() && tries < 3000; tries++) yield* Effect.sleep("10 millis")
    assert.isTrue(isSo())
  })

it.live(
  "what runs away is killed in time",
  () =>
    Effect.gen(function* () {
      const file = yield* database
      yield* Effect.gen(function* () {
        const lates: Array<number> = []
        for (const sql of runaways) {
          yield* run({ sql: "SELECT 1" })
          const child = ownChildren()[0]!.pid
          // Much of what comes late on a busy machine is this process itself: a timer of its own says by how much.
          let due = Infinity
          const timer = setTimeout(() => (due = performance.now()), deadlineMs)
          const error = yield* Effect.flip(run({ sql, deadline: deadlineMs }))
          const late = Math.max(0, performance.now() - due)
          clearTimeout(timer)
          assert.deepStrictEqual([sql, error.reason], [sql, "deadline"])
          // Some of them can't be stopped but by killing, and go on for minutes.
          assert.isBelow(late, 2000, sql)
          lates.push(late)
          yield* waitUntil(() => queryChildren().every(({ pid }) => pid !== child))
        }
        assert.isBelow(lates.toSorted((a, b) => a - b)[lates.length >> 1]!, 400)
      }).pipe(Effect.provide(QueryEngine.layer(file)))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
  240_000
)

/** What grows in memory, and what is sorted beside it. */
const growing = `WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT ${Array.from({ length: 40 }, (_, n) => `percentile(x, ${n})`).join(", ")} FROM t`
const sorting =
  "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 2000000) SELECT x, hex(zeroblob(100)) FROM t ORDER BY -x"

it.live("a text that is too long is refused with what to do instead", () =>
  Effect.gen(function* () {
    const file = yield* database
    yield* Effect.gen(function* () {
      for (const sql of ["SELECT zeroblob(16000001)", "SELECT printf('%.*c', 2000000000, 'x')"]) {
        const error = yield* Effect.flip(run({ sql }))
        assert.deepStrictEqual(
          [error.reason, error.message],
          [
            "syntax",
            "the statement makes a text or a blob of more than 16 MB, the most there may be; ask for rows in place of one long text"
          ]
        )
      }
    }).pipe(Effect.provide(QueryEngine.layer(file)))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
)

it.live("what takes too much memory is ended, and the next statement runs", () =>
  Effect.gen(function* () {
    const file = yield* database
    const limits = { ...childLimits(process.env), memory: 250 * 2 ** 20 }
    yield* Effect.gen(function* () {
      let most = 0
      const watching = yield* Effect.forkChild(
        Effect.forever(
          Effect.andThen(
            Effect.sleep("20 millis"),
            Effect.sync(() => (most = Math.max(most, ...ownChildren().map(({ memory }) => memory))))
          )
        )
      )
      const error = yield* Effect.flip(run({ sql: growing, deadline: "50 seconds" }))
      yield* Fiber.interrupt(watching)
      assert.deepStrictEqual(
        [error.reason, error.message],
        ["resources", "the query needs more memory than a query may have; ask for less, or for fewer values at once"]
      )
      assert.isBelow(most, 1.5 * limits.memory)
      assert.deepStrictEqual((yield* run({ sql: "SELECT 1" })).rows, [[1]])
    }).pipe(Effect.provide(QueryEngine.layer(file, { limits })))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
)

it.live("what sorts more than the disk has room for fails, and the next statement runs", () =>
  Effect.gen(function* () {
    const file = yield* database
    const temporaryFolder = dirname(file)
    const limits = { ...childLimits(process.env), temporaryFolder, temporaryFile: 16 * 2 ** 20 }
    yield* Effect.gen(function* () {
      const error = yield* Effect.flip(run({ sql: sorting, deadline: "50 seconds" }))
      assert.deepStrictEqual(
        [error.reason, error.message],
        [
          "resources",
          `the statement wants to sort more than temporary files have room for (16 MiB each, in ${temporaryFolder}); ask for less, or set SQLITE_TMPDIR to a folder with more space`
        ]
      )
      assert.deepStrictEqual((yield* run({ sql: "SELECT 1" })).rows, [[1]])
    }).pipe(Effect.provide(QueryEngine.layer(file, { limits })))
    yield* Effect.gen(function* () {
      assert.strictEqual((yield* run({ sql: sorting, maxBytes: 1000 })).complete, false)
    }).pipe(Effect.provide(QueryEngine.layer(file)))
    // Nothing is left of either.
    assert.deepStrictEqual(readdirSync(temporaryFolder), [basename(file)])
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
)

/** Three tables of 15 MB in temporary files, joined for longer than it takes to look at them. */
const manyFiles = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 15000),
  ${["a", "b", "c"].map((name) => `${name} AS MATERIALIZED (SELECT i, randomblob(1000) AS x FROM n)`).join(", ")}
  SELECT count(*) FROM a, b, c WHERE a.x < b.x AND b.x < c.x`

it.live(
  "many temporary files that fill the disk end the statement, few that do not or a disk that others fill do not",
  () =>
    Effect.gen(function* () {
      const file = yield* database
      const temporaryFolder = dirname(file)
      const limits = { ...childLimits(process.env), temporaryFolder, temporaryFile: 20 * 2 ** 20 }
      const ends = (keptFree: number, sql: string, seconds = 1) =>
        Effect.flip(run({ sql, deadline: `${seconds} seconds` })).pipe(
          Effect.map(({ reason }) => reason),
          Effect.provide(QueryEngine.layer(file, { limits: { ...limits, keptFree } }))
        )
      assert.strictEqual(yield* ends(Number.MAX_SAFE_INTEGER, manyFiles, 50), "resources")
      assert.strictEqual(yield* ends(0, manyFiles), "deadline")
      const inMemory = manyFiles.replace("15000", "5000")
      // Elsewhere a process's files can't be looked at.
      if (existsSync("/proc/self/fd")) {
        assert.strictEqual(yield* ends(Number.MAX_SAFE_INTEGER, inMemory), "deadline")
      }
      assert.deepStrictEqual(readdirSync(temporaryFolder), [basename(file)])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
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
