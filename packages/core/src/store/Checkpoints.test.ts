/** What the thread beside the writer does to a database, and what it is spared. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"

import { Checkpoints } from "./Checkpoints.ts"
import { inMemory } from "./filesBeside.ts"

const withDatabase = async (test: (path: string, raw: Database.Database) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-"))
  const path = join(folder, "checkpoints.db")
  const raw = new Database(path)
  try {
    raw.pragma("journal_mode = WAL")
    raw.pragma("wal_autocheckpoint = 0")
    raw.exec("CREATE TABLE number (value integer)")
    await test(path, raw)
  } finally {
    raw.close()
    rmSync(folder, { recursive: true })
  }
}

const insert = (raw: Database.Database): void => {
  raw.exec("WITH n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < 50000) INSERT INTO number SELECT i FROM n")
}

/** Pages of the log that are not in the database yet; looks without copying any. */
const pagesLeft = (raw: Database.Database): number => {
  const [state] = raw.pragma("wal_checkpoint(NOOP)") as ReadonlyArray<{ log: number; checkpointed: number }>
  return state!.log - state!.checkpointed
}

describe("checkpoints beside the writer", () => {
  it("copy what is committed, while the writer goes on", () =>
    withDatabase(async (path, raw) => {
      const checkpoints = new Checkpoints(path)
      insert(raw)
      assert.isAbove(pagesLeft(raw), 0)
      checkpoints.committed(1_000_000)
      for (let tries = 0; pagesLeft(raw) > 0 && tries < 500; tries++) await sleep(20)
      assert.strictEqual(pagesLeft(raw), 0)
      insert(raw)
      await checkpoints.close()
      assert.strictEqual(raw.prepare("SELECT count(*) FROM number").pluck().get(), 100_000)
      assert.strictEqual(raw.pragma("integrity_check", { simple: true }), "ok")
    }))

  it("are not made for little, nor of a database that has no file", () =>
    withDatabase(async (path, raw) => {
      const checkpoints = new Checkpoints(path)
      insert(raw)
      const before = pagesLeft(raw)
      checkpoints.committed(1000)
      checkpoints.start()
      await checkpoints.close()
      assert.strictEqual(pagesLeft(raw), before)
      const none = new Checkpoints(inMemory)
      none.committed(1_000_000)
      await none.close()
    }))

  it("that fail leave the writer alone", () =>
    withDatabase(async (path, raw) => {
      const checkpoints = new Checkpoints(`${path}-absent`)
      checkpoints.committed(1_000_000)
      await sleep(300)
      checkpoints.committed(1_000_000)
      await checkpoints.close()
      insert(raw)
      assert.strictEqual(raw.prepare("SELECT count(*) FROM number").pluck().get(), 50_000)
    }))
})
