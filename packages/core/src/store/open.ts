/**
 * Opening a database file: is it ours, is it of this release, and if it is new, making it.
 *
 * What is not ours is recognised from its header before SQLite opens it, and is left untouched. A new or older file is
 * brought to this release's schema by Drizzle's migrations in one transaction.
 */
import { closeSync, existsSync, openSync, readSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

import Database from "better-sqlite3"
import { sql } from "drizzle-orm"
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3"
import { migrate } from "drizzle-orm/better-sqlite3/migrator"

import type { ZoneRule } from "@logmill/workers/zone"

import { meta, zoneOffset } from "./schema.ts"
import { StoreError } from "./StoreError.ts"
import { applicationId, schemaVersion } from "./version.ts"

export interface Connection {
  readonly path: string
  readonly raw: Database.Database
  readonly db: BetterSQLite3Database
}

export interface OpenOptions {
  /** Report zone of a new database, and its offsets. */
  readonly zone: string
  readonly zoneRule: ZoneRule
  /** `full`: each commit survives a power failure. `normal`: the last ones may be undone by it, and are read again. */
  readonly durability: "normal" | "full"
  /** Milliseconds since 1970, for a new database. */
  readonly now: number
}

/** A database that lives as long as its connection. */
export const inMemory = ":memory:"

/** The files SQLite keeps of a database: itself, its write-ahead log and what belongs to it. */
export const databaseFiles = (path: string): ReadonlyArray<string> =>
  path === inMemory ? [] : ["", "-wal", "-shm", "-journal"].map((suffix) => `${path}${suffix}`)

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url))

/** Opens for writing; makes the file when there is none. Throws a StoreError or what SQLite throws. */
export const openForWriting = (path: string, options: OpenOptions): Connection => {
  const state = inspect(path)
  // Logs are personal data: the file is for its owner only. SQLite gives its -wal and -shm the same rights.
  if (state === "absent") closeSync(openSync(path, "wx", 0o600))
  const raw = new Database(path)
  try {
    raw.pragma("busy_timeout = 10000")
    if (state !== "current") {
      raw.pragma("page_size = 4096")
      raw.pragma(`application_id = ${applicationId}`)
    }
    raw.pragma("journal_mode = WAL")
    raw.pragma(`synchronous = ${options.durability === "full" ? "FULL" : "NORMAL"}`)
    raw.pragma("temp_store = MEMORY")
    raw.pragma("cache_size = -16000")
    raw.pragma("wal_autocheckpoint = 8000")
    raw.pragma("journal_size_limit = 67108864")
    const db = drizzle({ client: raw })
    if (state !== "current") create(raw, db, options)
    return { path, raw, db }
  } catch (cause) {
    raw.close()
    throw cause
  }
}

const create = (raw: Database.Database, db: BetterSQLite3Database, options: OpenOptions): void => {
  migrate(db, { migrationsFolder })
  db.transaction((tx) => {
    const made = tx
      .insert(meta)
      .values({ id: 1, zone: options.zone, dataVersion: 1, createdAt: options.now })
      .onConflictDoNothing()
      .run()
    if (made.changes === 0) return
    for (const [from, offset] of options.zoneRule) {
      tx.insert(zoneOffset).values({ fromTime: Math.max(from, Number.MIN_SAFE_INTEGER), offset }).run()
    }
  })
  raw.pragma(`user_version = ${schemaVersion}`)
}

/** Answers worked out before this are stale. */
export const bumpVersion = ({ db }: Connection): void => {
  db.update(meta)
    .set({ dataVersion: sql`${meta.dataVersion} + 1` })
    .run()
}

/**
 * What the file is, by its first 100 bytes (https://sqlite.org/fileformat.html §1.3). A database that was only just
 * begun may have its header in the write-ahead log still: SQLite is asked then.
 */
export const inspect = (path: string): "absent" | "new" | "older" | "current" => {
  if (path === inMemory) return "new"
  if (!existsSync(path)) {
    const folder = dirname(path)
    if (existsSync(folder)) return "absent"
    throw new StoreError({
      reason: "missing",
      message: `there is no folder ${folder} for the database; make it first (mkdir -p ${folder}), or choose another place with --db PATH`
    })
  }
  const header = Buffer.alloc(100)
  const fd = openSync(path, "r")
  let length: number
  try {
    length = readSync(fd, header, 0, 100, 0)
  } finally {
    closeSync(fd)
  }
  if (length > 0 && header.toString("latin1", 0, 16) !== "SQLite format 3\0") throw notOurs(path)
  let id = length < 100 ? 0 : header.readUInt32BE(68)
  let version = length < 100 ? 0 : header.readUInt32BE(60)
  if (id === 0) {
    const raw = new Database(path, { readonly: true })
    try {
      id = raw.pragma("application_id", { simple: true }) as number
      version = raw.pragma("user_version", { simple: true }) as number
      const tables = raw.prepare("select count(*) from sqlite_schema").pluck().get() as number
      if (id === 0 && tables === 0) return "new"
    } finally {
      raw.close()
    }
  }
  if (id !== applicationId) throw notOurs(path)
  if (version > schemaVersion) {
    throw new StoreError({
      reason: "newer",
      message: `${path} was made by a newer logmill (schema ${version}, this one knows ${schemaVersion}); update logmill, or choose another file with --db PATH`
    })
  }
  return version === schemaVersion ? "current" : "older"
}

const notOurs = (path: string): StoreError =>
  new StoreError({
    reason: "notOurs",
    message: `${path} is not a logmill database, and was left untouched; choose another file with --db PATH`
  })
