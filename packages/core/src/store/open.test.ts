/** Databases that are not ours, not of this release, or only just begun. */
import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { Effect } from "effect"
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"

import { ingestInChild } from "../testing/child.ts"
import { type Lab, makeLab, pathsOf } from "../testing/lab.ts"
import { logLines } from "../testing/logs.ts"
import { ingestOptions } from "../testing/options.ts"
import { QueryEngine } from "../query/QueryEngine.ts"
import { inMemory } from "./filesBeside.ts"
import { inspect, openForWriting } from "./open.ts"
import type { StoreReason } from "./StoreError.ts"
import { applicationId, schemaVersion } from "./version.ts"

/** Every file of a folder: name, kind, rights and content. */
const snapshot = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .toSorted()
    .map((name) => {
      const path = join(folder, name)
      const stat = lstatSync(path)
      const content = stat.isFile() ? createHash("sha256").update(readFileSync(path)).digest("hex") : ""
      return `${name} ${stat.mode} ${stat.size} ${content}`
    })

/** An ingest into `logs.db` fails for this reason with these words, and leaves every file as it was. */
const isLeftAlone = (lab: Lab, reason: StoreReason, ...words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    lab.write("a.log", logLines("a", 1, 3))
    const before = snapshot(lab.folder)
    const error = yield* Effect.flip(lab.ingest(["a.log"]))
    assert.strictEqual(error.reason, reason, error.message)
    for (const word of [lab.databasePath, ...words]) assert.include(error.message, word)
    assert.deepStrictEqual(snapshot(lab.folder), before)
    if (reason === "missing") return
    const forgetting = yield* Effect.flip(Effect.scoped(lab.forget("a.log")))
    assert.strictEqual(forgetting.reason, reason, forgetting.message)
    assert.deepStrictEqual(snapshot(lab.folder), before)
  })

/** It becomes a database of ours by an ingest. */
const isBegun = (lab: Lab) =>
  Effect.gen(function* () {
    lab.write("a.log", logLines("a", 1, 3))
    yield* lab.ingest(["a.log"])
    assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 3]))
    assert.strictEqual(inspect(lab.databasePath), "current")
  })

const sqliteFile = (path: string, ...statements: ReadonlyArray<string>): void => {
  const database = new Database(path)
  for (const statement of statements) database.exec(statement)
  database.close()
}

describe("a file that is no database of ours", () => {
  const cases: ReadonlyArray<readonly [string, (path: string) => void]> = [
    ["a text", (path) => writeFileSync(path, "SQLite format 3 is what this is not\n".repeat(10))],
    ["a log", (path) => writeFileSync(path, logLines("a", 1, 10))],
    ["one byte", (path) => writeFileSync(path, "x")],
    ["SQLite's first bytes alone", (path) => writeFileSync(path, "SQLite format 3\0")],
    ["SQLite's first bytes and NULs", (path) => writeFileSync(path, `SQLite format 3\0${"\0".repeat(5000)}`)],
    ["another program's database", (path) => sqliteFile(path, "PRAGMA application_id = 7", "CREATE TABLE t (x)")],
    ["a database of nobody", (path) => sqliteFile(path, "CREATE TABLE t (x)", "PRAGMA user_version = 1")],
    ["a database without tables", (path) => sqliteFile(path, "PRAGMA user_version = 3")],
    [
      "a database with a write-ahead log",
      (path) => {
        const database = new Database(`${path}.open`)
        database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)")
        for (const suffix of ["", "-wal"]) copyFileSync(`${path}.open${suffix}`, `${path}${suffix}`)
        database.close()
      }
    ],
    ["a folder", (path) => mkdirSync(path)],
    ["a pipe", (path) => void execFileSync("mkfifo", [path])]
  ]
  for (const [what, make] of cases) {
    it.live(`is named and left alone: ${what}`, () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        make(lab.databasePath)
        const said = what === "a folder" ? "is a folder" : "not a logmill database"
        yield* isLeftAlone(lab, "notOurs", said, "--db")
      })
    )
  }

  it.live("is named and left alone: a device", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      const error = yield* Effect.flip(lab.ingest(["a.log"], { databasePath: "/dev/null" }))
      assert.strictEqual(error.reason, "notOurs")
    })
  )
})

describe("a place where no database can be", () => {
  it.live("is named: a folder that is not there", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      const error = yield* Effect.flip(lab.ingest(["a.log"], { databasePath: lab.path("none/logs.db") }))
      assert.strictEqual(error.reason, "missing")
      assert.include(error.message, `mkdir -p ${lab.path("none")}`)
    })
  )

  it.live("is named: below a file, and where a link leads", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      symlinkSync("none/logs.db", lab.path("link"))
      for (const [path, said] of [
        ["a.log/logs.db", `${lab.path("a.log")} is a file`],
        ["link", `mkdir -p ${lab.path("none")}`]
      ] as const) {
        const error = yield* Effect.flip(lab.ingest(["a.log"], { databasePath: lab.path(path) }))
        assert.strictEqual(error.reason, "missing")
        assert.include(error.message, said)
      }
      lab.mkdir("none")
      yield* lab.ingest(["a.log"], { databasePath: lab.path("link") })
      assert.strictEqual(inspect(lab.path("none/logs.db")), "current")
      assert.isTrue(lstatSync(lab.path("link")).isSymbolicLink())
    })
  )

  const nobody = 65_534
  const isRoot = process.getuid?.() === 0
  if (!isRoot) console.warn("not tested here: another user's rights, because only root can become another user")
  it.live.skipIf(!isRoot)("is named: a file and a folder that only others may use", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      chmodSync(lab.folder, 0o755)
      lab.write("a.log", logLines("a", 1, 3))
      yield* lab.ingest(["a.log"], { databasePath: lab.path("private.db") })
      lab.mkdir("readable")
      for (const databasePath of [lab.path("private.db"), lab.path("readable/logs.db")]) {
        const before = snapshot(lab.folder)
        const options = ingestOptions(lab.folder, ["a.log"], { databasePath })
        const result = yield* Effect.promise(() => ingestInChild(options, { uid: nobody }))
        assert("reason" in result, JSON.stringify(result))
        assert.strictEqual(result.reason, "io")
        assert.include(result.message, databasePath)
        assert.include(result.message, "rights")
        assert.deepStrictEqual(snapshot(lab.folder), before)
      }
      lab.mkdir("own")
      chownSync(lab.path("own"), nobody, nobody)
      const databasePath = lab.path("own/logs.db")
      const options = ingestOptions(lab.folder, ["a.log"], { databasePath })
      const result = yield* Effect.promise(() => ingestInChild(options, { uid: nobody }))
      assert("report" in result, JSON.stringify(result))
      assert.strictEqual(statSync(databasePath).mode & 0o777, 0o600)
    })
  )
})

/** A database as the first release made it: the first migration, and one row of each table that grew since. */
const ofFirstRelease = (path: string): void => {
  const first = readFileSync(join(import.meta.dirname, "migrations/0000_first.sql"), "utf8")
  sqliteFile(
    path,
    `PRAGMA application_id = ${applicationId}`,
    ...first.split("--> statement-breakpoint"),
    "INSERT INTO meta VALUES (1, 'UTC', 1, 0, 1, 0, randomblob(16))",
    "INSERT INTO zone_offset VALUES (-9000000000000000, 0)",
    "INSERT INTO agent (id, hash, value, agent_class) VALUES (1, 0, 'x', 'unknown')",
    "INSERT INTO client (id, hash, value) VALUES (1, 0, '198.51.100.9')",
    "INSERT INTO path (id, hash, value, kind) VALUES (1, 0, '/old', 'page')",
    "INSERT INTO request (id, hash, path_id) VALUES (1, 0, 1)",
    "INSERT INTO entry (id, time, client_id, request_id, agent_id) VALUES (1, 0, 1, 1, 1)",
    "INSERT INTO source VALUES (1, NULL, 'old.log', 'combined', 'UTC', NULL, 'complete', NULL, 0, 1)",
    "INSERT INTO source_range VALUES (1, 1, 0, 1, 1, 1, 0, 9, 1, 0, NULL, 1, 1, 0, 0, 0, 0, 0, 0, 0, x'')",
    "PRAGMA user_version = 1"
  )
}

describe("a database of another release", () => {
  it.live("that is older is brought up to date by what writes, and its rows stay", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      ofFirstRelease(lab.databasePath)
      assert.strictEqual(inspect(lab.databasePath), "older")
      lab.write("a.log", logLines("a", 1, 3))
      yield* lab.ingest(["a.log"])
      assert.strictEqual(inspect(lab.databasePath), "current")
      assert.deepStrictEqual(lab.query("SELECT agent, network, os_version FROM entries WHERE entry_id = 1"), [
        { agent: "x", network: null, os_version: null }
      ])
      assert.deepStrictEqual(lab.query("SELECT count(*) AS n FROM entries"), [{ n: 4 }])
    })
  )

  it.live("that is older is not read, and says what brings it up to date", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      ofFirstRelease(lab.databasePath)
      const error = yield* Effect.flip(QueryEngine.use((engine) => engine.run({ sql: "SELECT 1" }))).pipe(
        Effect.provide(QueryEngine.layer(lab.databasePath))
      )
      assert.strictEqual(error.reason, "notADatabase")
      assert.include(error.message, "logmill enrich")
    })
  )

  it.live("that is newer is named and left alone", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      yield* isBegun(lab)
      sqliteFile(lab.databasePath, `PRAGMA user_version = ${schemaVersion + 1}`)
      yield* isLeftAlone(lab, "newer", "newer logmill", `schema ${schemaVersion + 1}`)
    })
  )

  it.live("that is newer says so also when its version is in the write-ahead log still", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      yield* isBegun(lab)
      const database = new Database(lab.databasePath)
      database.pragma(`user_version = ${schemaVersion + 1}`)
      for (const suffix of ["", "-wal"]) copyFileSync(`${lab.databasePath}${suffix}`, lab.path(`copy.db${suffix}`))
      database.close()
      assert.strictEqual(inspect(lab.path("copy.db")), "current")
      const error = yield* Effect.flip(lab.ingest(["a.log"], { databasePath: lab.path("copy.db") }))
      assert.strictEqual(error.reason, "newer")
    })
  )
})

describe("a database that was only begun", () => {
  it.live("is finished: an empty file", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("logs.db", "")
      assert.strictEqual(inspect(lab.databasePath), "new")
      yield* isBegun(lab)
    })
  )

  it.live("is finished: one that has its mark and nothing else", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      sqliteFile(lab.databasePath, `PRAGMA application_id = ${applicationId}`, "PRAGMA journal_mode = WAL")
      assert.strictEqual(inspect(lab.databasePath), "older")
      yield* isBegun(lab)
    })
  )

  it.live("is not left behind when nothing could be read, and is when something was there", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("no.log", "this is no log\n")
      yield* lab.ingest(["no.log", "missing.log"])
      assert.isFalse(existsSync(lab.databasePath))
      yield* isBegun(lab)
      yield* lab.ingest(["no.log"])
      assert.deepStrictEqual(readdirSync(lab.folder).toSorted(), ["a.log", "logs.db", "no.log"])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 3]))
    })
  )
})

describe("a damaged database", () => {
  it.live("is named as such", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      yield* isBegun(lab)
      const bytes = lab.read("logs.db")
      lab.write("logs.db", bytes.fill(0x5a, 4096))
      lab.append("a.log", logLines("a", 4, 1))
      const error = yield* Effect.flip(lab.ingest(["a.log"]))
      assert.strictEqual(error.reason, "corrupt", error.message)
    })
  )
})

describe("a dry run", () => {
  it.live("reads and counts, and makes no file", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      lab.gzip("a.log", "a.log.gz")
      const before = snapshot(lab.folder)
      const report = yield* lab.ingest(["a.log", "a.log.gz"], { dryRun: true })
      assert.strictEqual(report.counts.stored, 3)
      assert.deepStrictEqual(snapshot(lab.folder), before)
      assert.isFalse(existsSync(inMemory))
    })
  )
})

describe("a new database", () => {
  it.live("is its owner's alone, knows its zone, and has all views", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      yield* lab.ingest(["a.log"], { reportZone: "Europe/Berlin" })
      assert.strictEqual(statSync(lab.databasePath).mode & 0o777, 0o600)
      assert.deepStrictEqual(lab.query("SELECT zone FROM meta"), [{ zone: "Europe/Berlin" }])
      for (const view of ["entries", "hits", "visits", "sources", "rejects", "access_log"]) {
        assert.isAtLeast(lab.query(`SELECT * FROM ${view}`).length, view === "rejects" ? 0 : 1, view)
      }
      const later = yield* lab.ingest(["a.log"], { reportZone: "UTC" })
      assert.include(later.notices.join(), "Europe/Berlin")
    })
  )

  it("is brought to the schema in one transaction, or not at all", () => {
    const connection = openForWriting(inMemory, {
      zone: "UTC",
      zoneRule: [[-Infinity, 0]],
      durability: "normal",
      now: 0
    })
    assert.strictEqual(connection.raw.pragma("user_version", { simple: true }), schemaVersion)
    connection.raw.close()
  })
})

describe("a database that another program writes to", () => {
  it.live("is waited for as long as was asked, within bounds", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const waited = [undefined, 0, 3_000, 60_000].map((waitMs) => {
        const options = { zone: "UTC", zoneRule: [], durability: "normal", now: 0 } as const
        const { raw } = openForWriting(lab.databasePath, { ...options, ...(waitMs === undefined ? {} : { waitMs }) })
        const timeout = raw.pragma("busy_timeout", { simple: true })
        raw.close()
        return timeout
      })
      assert.deepStrictEqual(waited, [10_000, 1_000, 3_000, 10_000])
    })
  )
})
