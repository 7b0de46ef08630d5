/**
 * The database's file for those who read its pages past SQLite (pages/PageFile.ts): given out only when what a read
 * transaction sees stands in it, that is with nothing in the write-ahead log, and when it is the file that SQLite has open.
 */
import { statSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"

import { PageFile } from "../pages/PageFile.ts"
import { eachRow } from "../pages/trees.ts"
import { tableOf } from "./tables.ts"

export class StillFile {
  readonly #db: DatabaseSync
  #file: PageFile | null = null

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** In a transaction that has begun to read. Null: its pages must not be read now. Throws when they are not as they should be. */
  open(): PageFile | null {
    const path = this.#db.location()
    if (path === null || (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return null
    const file = (this.#file ??= new PageFile(path))
    this.#check(file)
    return file
  }

  /** When the database is closed, and not before. */
  close(): void {
    this.#file?.close()
  }

  /** Whether this is the file that SQLite has open, and in the same state. */
  #check(file: PageFile): void {
    const names = ["created_at", "data_version", "watermark"]
    const meta = tableOf(this.#db, "meta")
    const row = this.#db.prepare(`SELECT ${names.join(", ")} FROM main.meta`).get()!
    let isSame = false
    const places = names.map(meta.place)
    eachRow(file, meta.root, { first: 1, last: 1 }, 1 + Math.max(...places), (record) => {
      isSame = names.every((name, index) => record.integer(places[index]!) === row[name])
    })
    if (!isSame) throw new RangeError("another file")
  }
}
