/**
 * One ingest at a time: an exclusive SQLite lock on an empty file beside the database, `<db>.lock`.
 *
 * The kernel gives the lock back when its holder dies, however it dies; a process number in a table would not survive
 * kill -9, number reuse or containers. Who holds it is told by the run that is marked running (see `holderOf`). Readers
 * are not touched by it.
 */
import { closeSync, openSync, rmSync, statSync } from "node:fs"

import Database from "better-sqlite3"
import { desc, eq } from "drizzle-orm"
import { drizzle } from "drizzle-orm/better-sqlite3"
import { Duration, Effect, Schedule, type Scope } from "effect"

import { lockFile } from "./filesBeside.ts"
import { run } from "./schema.ts"
import { StoreError, storeError } from "./StoreError.ts"

/** Takes the lock for the scope, waiting at most `waitMs` for another ingest to end; fails with `busy`. */
export const lockDatabase = (
  path: string,
  waitMs: number,
  describeHolder: (path: string) => string
): Effect.Effect<void, StoreError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.try({ try: () => tryLock(lockFile(path)), catch: (cause) => storeError(path, cause) }).pipe(
      Effect.retry({
        while: (error) => error.reason === "busy",
        schedule: Schedule.max([Schedule.spaced("50 millis"), Schedule.during(Duration.millis(waitMs))])
      }),
      Effect.mapError((error) =>
        error.reason === "busy"
          ? new StoreError({
              reason: "busy",
              message: `${path} is being written by ${describeHolder(path)}; wait longer with --wait 5m, or stop that one`,
              cause: error
            })
          : error
      )
    ),
    (lock) => Effect.sync(() => unlock(lock, lockFile(path)))
  ).pipe(Effect.asVoid)

const tryLock = (lockPath: string): Database.Database => {
  for (let attempt = 1; ; attempt++) {
    closeSync(openSync(lockPath, "a", 0o600))
    const inode = inodeOf(lockPath)
    const lock = new Database(lockPath)
    try {
      lock.pragma("busy_timeout = 0")
      lock.exec("BEGIN EXCLUSIVE")
      if (isStill(lockPath, inode)) return lock
    } catch (cause) {
      const isGone = wasGone(cause) && attempt < mostAttempts
      if (!isGone && isStill(lockPath, inode)) {
        lock.close()
        throw cause
      }
    }
    lock.close()
  }
}

/** Of a file that has been removed each time: longer nobody goes on taking the lock before us. */
const mostAttempts = 1000

/** The file was not there when SQLite looked; the next one may have its inode, which is free at once. */
const wasGone = (cause: unknown): boolean => (cause as { readonly code?: string }).code === "SQLITE_IOERR_FSTAT"

/**
 * The holder before us removes the file while it still holds the lock: what we locked may be another by now, or SQLite
 * may have looked for it in between, and says SQLITE_IOERR_FSTAT.
 */
const isStill = (lockPath: string, inode: bigint | undefined): boolean =>
  inode !== undefined && inode === inodeOf(lockPath)

const inodeOf = (path: string): bigint | undefined => statSync(path, { bigint: true, throwIfNoEntry: false })?.ino

const unlock = (lock: Database.Database, lockPath: string): void => {
  rmSync(lockPath, { force: true })
  lock.close()
}

/** The process that a running ingest says it is, in words. Only asks; the database may be busy or not yet there. */
export const holderOf = (path: string): string => {
  try {
    const raw = new Database(path, { readonly: true, fileMustExist: true })
    try {
      const holder = drizzle({ client: raw })
        .select({ pid: run.pid, startedAt: run.startedAt })
        .from(run)
        .where(eq(run.state, "running"))
        .orderBy(desc(run.id))
        .limit(1)
        .get()
      if (holder === undefined) return "another logmill"
      return `another ingest (process ${holder.pid}, since ${new Date(holder.startedAt).toISOString()})`
    } finally {
      raw.close()
    }
  } catch {
    return "another logmill"
  }
}
