import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, it } from "@effect/vitest"
import Database from "better-sqlite3"

import { emptyLog } from "./emptyLog.ts"
import { openForWriting } from "./open.ts"

it("the write-ahead log is emptied, unless somebody reads, who is not waited for", () => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-log-"))
  const file = join(folder, "a.db")
  const zoneRule = [[-Infinity, 0]] as const
  const connection = openForWriting(file, { zone: "UTC", zoneRule, durability: "normal", now: 0 })
  const { raw } = connection
  const logSize = () => statSync(`${file}-wal`).size
  emptyLog(connection)
  assert.strictEqual(logSize(), 0)

  const reader = new Database(file, { readonly: true })
  const rows = reader.prepare("SELECT name FROM sqlite_schema").iterate()
  rows.next()
  raw.exec("UPDATE meta SET data_version = data_version + 1")
  const began = performance.now()
  emptyLog(connection)
  assert.isBelow(performance.now() - began, 2000)
  assert.isAbove(logSize(), 0)
  assert.strictEqual(raw.pragma("busy_timeout", { simple: true }), 10_000)

  rows.return?.()
  emptyLog(connection)
  assert.strictEqual(logSize(), 0)
  reader.close()
  raw.close()
  rmSync(folder, { recursive: true })
})
