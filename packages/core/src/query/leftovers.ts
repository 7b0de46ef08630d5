/**
 * The files SQLite keeps beside a database in WAL mode, `-wal` and `-shm`, and who may make them.
 *
 * A connection that only reads makes them too, but cannot take them away: so the last of our readers opens the database
 * once more for writing, whose closing does. It copies the log into the database then, if nobody else uses that; which is
 * left to those who write, but where it grew while we read: then it may be us that kept them from it. Where they cannot be
 * made, as the disk is full, or would be a stranger's that the owner of the database cannot use, it is read as a file that
 * stands still (`immutable`).
 */
import { accessSync, constants, realpathSync, statSync } from "node:fs"
import { dirname } from "node:path"

/** Whether this process may write to the database and make files beside it. */
export const isWritable = (path: string): boolean => {
  try {
    for (const each of [path, dirname(path)]) accessSync(each, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Loads what `removeLeftovers` needs: ahead of time, while there is nothing to do but wait for an answer. */
export const prepareToRemove = async (): Promise<void> => {
  try {
    const { default: Database } = await import("better-sqlite3")
    // The first one loads SQLite itself.
    new Database(":memory:").close()
  } catch {
    // As below.
  }
}

/** Bytes of the write-ahead log; 0 when there is none. */
export const logSize = (databasePath: string): number => {
  try {
    return statSync(`${realpathSync(databasePath)}-wal`).size
  } catch {
    return 0
  }
}

/**
 * To be called when no process of ours reads any more. Leaves what others use, and a write-ahead log that holds no more
 * than it did (`logBefore`, bytes).
 */
export const removeLeftovers = async (databasePath: string, logBefore: number): Promise<void> => {
  try {
    const path = realpathSync(databasePath)
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size
    if (log === undefined || (log > 0 && log <= logBefore) || !isWritable(path)) return
    const { default: Database } = await import("better-sqlite3")
    const database = new Database(path, { fileMustExist: true, timeout: 0 })
    try {
      database.pragma("user_version")
    } finally {
      database.close()
    }
  } catch {
    // They do no harm.
  }
}
