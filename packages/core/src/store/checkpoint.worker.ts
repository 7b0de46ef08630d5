/**
 * The thread of Checkpoints.ts: with every message, copies what is committed by then from the write-ahead log into the
 * database, without waiting for anybody who reads or writes.
 */
import { parentPort, workerData } from "node:worker_threads"

import Database from "better-sqlite3"

const database = new Database(workerData as string, { fileMustExist: true })
database.pragma("cache_size = -200")
parentPort!.on("message", () => {
  database.pragma("wal_checkpoint(PASSIVE)")
  parentPort!.postMessage("done")
})
