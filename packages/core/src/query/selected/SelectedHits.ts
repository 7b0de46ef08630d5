/**
 * The sums by path and key of a stretch of time, made before the statement that asks for them, as a table like hits_path
 * in a database of its own in memory: `selected.hits_path`. From the pages of hits_day and, where days are cut, of the
 * entries, past SQLite, which would sort them: 0.05 to 0.1 in place of 0.5 to 1.2 µs a row.
 *
 * Whatever stands in the way (a write-ahead log, more than there is memory for, a page that is not as it should be) is
 * no error: the statement that asks SQLite for everything takes the place.
 */
import { statSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"

import { type SelectedKernel, selectedKernel } from "../../kernels.ts"
import { PageFile } from "../pages/PageFile.ts"
import { eachRow } from "../pages/trees.ts"
import type { Selection } from "../protocol.ts"
import { SelectedSums } from "./SelectedSums.ts"
import { sumsImage } from "./sumsImage.ts"
import { tableOf } from "./tables.ts"

export class SelectedHits {
  readonly #db: DatabaseSync
  #file: PageFile | null = null
  #kernel: SelectedKernel | null = null
  #isAttached = false

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** Not inside a transaction. False: this Node can't do without the statement for everything. */
  prepare(): boolean {
    const db = this.#db as DatabaseSync & { readonly limits?: { attach: number } }
    if (this.#isAttached || typeof db.deserialize !== "function" || db.limits === undefined) return this.#isAttached
    db.limits.attach = 1
    db.exec("ATTACH ':memory:' AS selected")
    db.limits.attach = 0
    return (this.#isAttached = true)
  }

  /** In a transaction that has begun to read, after `prepare`. Whether `selected.hits_path` is there now. */
  fill(selection: Selection): boolean {
    try {
      return this.#fill(selection)
    } catch {
      return false
    }
  }

  /** When the database is closed, and not before. */
  close(): void {
    this.#file?.close()
  }

  #fill(selection: Selection): boolean {
    const path = this.#db.location()
    if (path === null || (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return false
    const file = (this.#file ??= new PageFile(path))
    this.#checkFile(file)
    const kernel = (this.#kernel ??= selectedKernel())
    const sums = new SelectedSums(this.#db, file, kernel)
    sums.add(selection)
    this.#db.deserialize(sumsImage(kernel), { dbName: "selected" })
    return true
  }

  /** Whether this is the file that SQLite has open, and in the same state. Throws when not. */
  #checkFile(file: PageFile): void {
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
