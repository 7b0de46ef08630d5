/**
 * Checks of one database file, by the engine that writes it: is it ours and sound, who holds it, what an interrupted
 * ingest left behind. Opens it for reading only.
 */
import { existsSync, statSync } from "node:fs"

import Database from "better-sqlite3"

import { isDiskFull } from "@logmill/core/query/diskSpace"
import { isWritable } from "@logmill/core/query/leftovers"
import { fileState } from "@logmill/core/query/fileState"
import { inspect } from "@logmill/core/store/open"
import { StoreError } from "@logmill/core/store/StoreError"

import { byteSize } from "../output/size.ts"
import { type Check, check } from "./check.ts"

/** No checks but the first when there is no database, or none of ours. */
export const databaseChecks = (path: string): ReadonlyArray<Check> => {
  const kind = kindOf(path)
  if (kind === "absent") return [check("database", "ok", `there is none at ${path} yet`)]
  if (typeof kind !== "string") return [kind]
  const size = statSync(path).size
  return [
    check("database", "ok", `${path}, ${byteSize(size)}${kind === "older" ? ", of an older release" : ""}`),
    accessRights(path),
    ...(isWritable(path) ? contentChecks(path) : [notHere(path)])
  ]
}

const kindOf = (path: string): ReturnType<typeof inspect> | Check => {
  try {
    return inspect(path)
  } catch (cause) {
    const sentence = cause instanceof StoreError ? cause.message : `${path} can't be read: ${(cause as Error).message}`
    return check("database", "error", sentence)
  }
}

/** Logs are personal data. */
const accessRights = (path: string): Check => {
  const others = statSync(path).mode & 0o077
  return others === 0
    ? check("rights", "ok", "only you can read the database")
    : check("rights", "warning", `others on this machine can read the database; chmod 600 ${path} keeps it to you`)
}

const contentChecks = (path: string): ReadonlyArray<Check> => {
  let database: Database.Database
  try {
    database = new Database(path, { readonly: true, timeout: 1000 })
  } catch (cause) {
    return [check("integrity", "error", `${path} can't be opened: ${(cause as Error).message}`)]
  }
  try {
    return [integrity(database), ...holder(path, database), ...rejects(database)]
  } catch (cause) {
    const why = isDiskFull(path) ? "the disk is full; make room there" : (cause as Error).message
    return [check("integrity", "error", `${path} can't be read: ${why}`)]
  } finally {
    database.close()
  }
}

/** The engine that writes makes files beside the database even to read it; the one that answers does without (leftovers.ts). */
const notHere = (path: string): Check =>
  check(
    "integrity",
    "warning",
    `not checked: ${path} or its folder can't be written to, so that it is only read; to check it, copy it elsewhere: logmill doctor --db COPY`
  )

const integrity = (database: Database.Database): Check => {
  const [first, ...more] = database.prepare("PRAGMA quick_check(5)").pluck().all() as ReadonlyArray<string>
  return first === "ok"
    ? check("integrity", "ok", "SQLite's quick_check finds no damage")
    : check("integrity", "error", `damaged: ${[first, ...more].join("; ")}; restore a backup or ingest again`)
}

/** Who writes, if anybody; else what somebody who stopped in the middle left. */
const holder = (path: string, database: Database.Database): ReadonlyArray<Check> => {
  const running = database
    .prepare("SELECT pid, started_at AS startedAt FROM run WHERE state = 'running' ORDER BY id DESC LIMIT 1")
    .get() as { readonly pid: number; readonly startedAt: number } | undefined
  if (isLocked(`${path}.lock`)) {
    const who =
      running === undefined ? "another logmill" : `process ${running.pid}, since ${isoTime(running.startedAt)}`
    return [check("writer", "ok", `being written by ${who}`)]
  }
  const wal = walBytes(path)
  return [
    running === undefined
      ? check("writer", "ok", "nobody is writing")
      : check("writer", "warning", `an ingest of ${isoTime(running.startedAt)} did not finish; run it again to go on`),
    wal === 0
      ? check("write-ahead log", "ok", "empty")
      : check("write-ahead log", "ok", `${byteSize(wal)} wait to be moved into the database; the next ingest does it`)
  ]
}

export const walBytes = (path: string): number => {
  const state = fileState(`${path}-wal`)
  return typeof state === "string" ? 0 : Number(state.size)
}

const isLocked = (lockPath: string): boolean => {
  if (!existsSync(lockPath)) return false
  let lock: Database.Database | null = null
  try {
    lock = new Database(lockPath, { fileMustExist: true, timeout: 0 })
    lock.exec("BEGIN EXCLUSIVE; ROLLBACK")
    return false
  } catch (cause) {
    return String((cause as { readonly code?: unknown }).code).startsWith("SQLITE_BUSY")
  } finally {
    lock?.close()
  }
}

const isoTime = (ms: number): string => new Date(ms).toISOString()

const tolerable = 0.01

const rejects = (database: Database.Database): ReadonlyArray<Check> => {
  const sources = database
    .prepare("SELECT path, lines, rejected FROM sources WHERE rejected > lines * ? ORDER BY source_id")
    .all(tolerable) as ReadonlyArray<{ readonly path: string; readonly lines: number; readonly rejected: number }>
  if (sources.length === 0) return [check("rejects", "ok", "at most 1 % of the lines of each source were rejected")]
  return sources.map(({ lines, path, rejected }) =>
    check("rejects", "warning", `${path}: ${rejected} of ${lines} lines were rejected; logmill rejects shows them`)
  )
}
