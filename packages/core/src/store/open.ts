/**
 * Opening a database file: is it ours, is it of this release, and if it is new, making it.
 *
 * What is not ours is recognised from its header before SQLite opens it, and is left untouched. A new or older file is
 * brought to this release's schema by the migrations that Drizzle wrote, in one transaction; Drizzle's own runner would
 * hide what SQLite says when the disk is full, by rolling back what is rolled back already.
 */
import { closeSync, existsSync, lstatSync, openSync, readFileSync, readlinkSync, readSync, rmSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"

import Database from "better-sqlite3"
import { sql } from "drizzle-orm"
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3"
import { readMigrationFiles } from "drizzle-orm/migrator"

import { digestKeyBytes } from "@logmill/workers/digest"
import type { ZoneRule } from "@logmill/workers/zone"

import { pathFault } from "../query/databasePath.ts"
import { fileState } from "../query/fileState.ts"
import { databaseFiles, inMemory, keyFile } from "./filesBeside.ts"
import { meta, zoneOffset } from "./schema.ts"
import { StoreError } from "./StoreError.ts"
import { applicationId, schemaVersion } from "./version.ts"

export interface Connection {
  readonly path: string
  readonly raw: Database.Database
  readonly db: BetterSQLite3Database
  /**
   * What `make` returns, made once for this connection. For statements that run for each file: Drizzle writing and SQLite
   * compiling them takes ten times as long as running them.
   */
  readonly once: <Made>(make: (db: BetterSQLite3Database) => Made) => Made
}

export interface OpenOptions {
  /** Report zone of a new database, and its offsets. */
  readonly zone: string
  readonly zoneRule: ZoneRule
  /** `full`: each commit survives a power failure. `normal`: the last ones may be undone by it, and are read again. */
  readonly durability: "normal" | "full"
  /** Milliseconds since 1970, for a new database. */
  readonly now: number
  /** How long to wait for whoever writes without our lock, another program; absent: as long as is usual. */
  readonly waitMs?: number
}

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url))

/** Nothing else goes on meanwhile, so not for as long as the lock is waited for; and never so short that a commit is too long. */
const busyMs = (waitMs = 10_000): number => Math.min(10_000, Math.max(1_000, waitMs))

/** Opens for writing; makes the file when there is none. Throws a StoreError or what SQLite throws. */
export const openForWriting = (path: string, options: OpenOptions): Connection => {
  const state = inspect(path)
  // Logs are personal data: the file is for its owner only. SQLite gives its -wal and -shm the same rights.
  if (state === "absent") closeSync(openSync(fileAt(path), "wx", 0o600))
  const raw = new Database(path)
  try {
    raw.pragma(`busy_timeout = ${busyMs(options.waitMs)}`)
    if (state !== "current") {
      raw.pragma("page_size = 8192")
      raw.pragma(`application_id = ${applicationId}`)
    }
    raw.pragma("journal_mode = WAL")
    raw.pragma(`synchronous = ${options.durability === "full" ? "FULL" : "NORMAL"}`)
    raw.pragma("temp_store = MEMORY")
    raw.pragma("cache_size = -6000")
    // Some 100 MB of write-ahead log: pages that change with each commit are written back once for many of them.
    raw.pragma("wal_autocheckpoint = 12000")
    raw.pragma("journal_size_limit = 67108864")
    const connection = connect(path, raw)
    // The header may be behind the write-ahead log.
    const version = checked(path, raw.pragma("user_version", { simple: true }) as number)
    if (version < schemaVersion) migrate(connection, version, options)
    return connection
  } catch (cause) {
    raw.close()
    if (state === "absent") for (const file of databaseFiles(fileAt(path))) rmSync(file, { force: true })
    throw cause
  }
}

const connect = (path: string, raw: Database.Database): Connection => {
  const db = drizzle({ client: raw })
  const made = new Map<unknown, unknown>()
  const once = <Made>(make: (db: BetterSQLite3Database) => Made): Made => {
    if (!made.has(make)) made.set(make, make(db))
    return made.get(make) as Made
  }
  return { path, raw, db, once }
}

const migrate = ({ raw, db }: Connection, version: number, options: OpenOptions): void => {
  raw
    .transaction(() => {
      const migrations = readMigrationFiles({ migrationsFolder }).slice(version)
      for (const statement of migrations.flatMap((migration) => migration.sql)) raw.exec(statement)
      if (version === 0) begin(db, options)
      raw.pragma(`user_version = ${schemaVersion}`)
    })
    .immediate()
}

const begin = (db: BetterSQLite3Database, { zone, zoneRule, now }: OpenOptions): void => {
  const digestKey = sql`randomblob(${sql.raw(String(digestKeyBytes))})`
  db.insert(meta).values({ id: 1, zone, dataVersion: 1, createdAt: now, digestKey }).run()
  for (const [from, offset] of zoneRule) {
    db.insert(zoneOffset)
      .values({ fromTime: Math.max(from, Number.MIN_SAFE_INTEGER), offset })
      .run()
  }
}

/** The key of its digests (workers/digest.ts). Throws a StoreError when it lies beside the database, and is not there. */
export const digestKeyOf = ({ db, path }: Connection): Buffer => {
  const { digestKey } = db.select({ digestKey: meta.digestKey }).from(meta).get()!
  if (digestKey.length > 0) return digestKey
  const file = keyFile(path)
  const key = existsSync(file) ? readFileSync(file) : null
  if (key?.length === digestKeyBytes) return key
  const what = key === null ? "is not there" : "is damaged"
  const message = `the key ${file} ${what}, by which this anonymized database knows again what it has read; put it back, or begin a new database (--db PATH)`
  throw new StoreError({ reason: "missing", message })
}

/** By a random step: copies of a database that went on apart never have the same version, by which answers are kept. */
export const nextVersion = sql`${meta.dataVersion} + 1 + (random() & 1048575)`

/** Answers worked out before this are stale. */
export const bumpVersion = ({ db }: Connection): void => {
  db.update(meta).set({ dataVersion: nextVersion }).run()
}

/** What the file is, by its first 100 bytes (https://sqlite.org/fileformat.html §1.3). An empty file is a new database. */
export const inspect = (path: string): "absent" | "new" | "older" | "current" => {
  if (path === inMemory) return "new"
  const fault = pathFault(path, fileState(path))
  if (fault !== null) throw new StoreError({ reason: "notOurs", message: fault })
  if (!existsSync(path)) return placeFor(fileAt(path))
  const header = Buffer.alloc(100)
  const fd = openSync(path, "r")
  let length: number
  try {
    length = readSync(fd, header, 0, 100, 0)
  } finally {
    closeSync(fd)
  }
  if (length === 0) return "new"
  if (header.toString("latin1", 0, 16) !== "SQLite format 3\0" || header.readUInt32BE(68) !== applicationId) {
    throw notOurs(path)
  }
  return checked(path, header.readUInt32BE(60)) === schemaVersion ? "current" : "older"
}

/** Where a path leads, also to a file that is not there yet. */
const fileAt = (path: string): string =>
  fileState(path) === "ENOENT" && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
    ? fileAt(resolve(dirname(path), readlinkSync(path)))
    : path

/** That there is one for a new file. */
const placeFor = (path: string): "absent" => {
  const folder = dirname(path)
  const state = fileState(folder)
  if (typeof state !== "string" && !state.isDirectory()) {
    const message = `${folder} is a file, so that there can't be a database ${path}; choose another place with --db PATH`
    throw new StoreError({ reason: "missing", message })
  }
  if (!existsSync(folder)) {
    const message = `there is no folder ${folder} for the database; make it first (mkdir -p ${folder}), or choose another place with --db PATH`
    throw new StoreError({ reason: "missing", message })
  }
  // The longest name that SQLite makes beside it.
  const fault = pathFault(path, fileState(`${path}-journal`))
  if (fault !== null) throw new StoreError({ reason: "notOurs", message: fault })
  return "absent"
}

const checked = (path: string, version: number): number => {
  if (version <= schemaVersion) return version
  throw new StoreError({
    reason: "newer",
    message: `${path} was made by a newer logmill (schema ${version}, this one knows ${schemaVersion}); update logmill, or choose another file with --db PATH`
  })
}

const notOurs = (path: string): StoreError =>
  new StoreError({
    reason: "notOurs",
    message: `${path} is not a logmill database, and was left untouched; choose another file with --db PATH`
  })
