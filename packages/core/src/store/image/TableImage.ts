/**
 * Rows on their way into a table, as a small SQLite database that is written byte by byte and attached.
 *
 * A value bound to a statement costs 0.1 µs, an entry of seven values 0.9 µs (better-sqlite3 13, 2 cores, Nov 2026).
 * Written as the pages of an attached database with a table of the same declaration, the same entry costs 0.1 µs to
 * write and 0.35 µs for `INSERT INTO main.entry SELECT * FROM batch.entry`, because SQLite copies the records of such
 * tables as they are (the transfer optimization of its insert.c). All the rest is SQLite's: its transaction, its b-tree,
 * its checks.
 *
 * The file has no name once it is attached, so nothing of it outlives the process. SQLite notices that it was written
 * anew as it notices another process's commit: by the change counter in its header (sqlite.org/fileformat2.html, §1.3).
 * So rows may only be written while no transaction reads the image: `insert` wants a transaction that began deferred,
 * and only one `insert` in each.
 */
import { closeSync, openSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import Database from "better-sqlite3"
import type { Statement } from "better-sqlite3"

import { type Connection, inMemory } from "../open.ts"
import { LeafPages, pageBytes } from "./leaves.ts"
import { type NumberColumn, RecordWriter } from "./records.ts"

/** Offsets in the file's header (§1.3). */
const changeCounterAt = 24
const pageCountAt = 28
const versionValidForAt = 92

export interface ImageOptions {
  /** Under which the image is attached; its file has it for a suffix until it loses its name. */
  readonly schema: string
  /** `CREATE TABLE` of its only table, whose first column is an integer primary key. */
  readonly declaration: string
  /** What `insert` runs: reads the table of `schema`. */
  readonly statement: string
}

export class TableImage {
  readonly #fd: number
  readonly #pages: LeafPages
  readonly #records = new RecordWriter()
  readonly #insert: Statement
  #changes = 1
  #rows = 0

  /** Not inside a transaction: attaches a database. */
  constructor({ path: database, raw }: Connection, { schema, declaration, statement }: ImageOptions) {
    const { template, rootPage } = emptyImage(declaration)
    const path = `${database === inMemory ? join(tmpdir(), `logmill-${process.pid}`) : database}-${schema}`
    rmSync(path, { force: true })
    this.#fd = openSync(path, "wx+", 0o600)
    try {
      writeAll(this.#fd, template)
      raw.prepare(`ATTACH ? AS ${schema}`).run(path)
    } finally {
      rmSync(path, { force: true })
    }
    raw.pragma(`${schema}.cache_size = 8`)
    this.#pages = new LeafPages(rootPage, template.length / pageBytes + 1)
    template.copy(this.#pages.bytes)
    this.#pages.clear()
    this.#insert = raw.prepare(statement)
  }

  /**
   * Adds rows with the ids from `firstId` on, which must be above all before. `columns`: those of the table after its
   * first, in its order; null for one of nulls. Later ones may be left out.
   */
  add(count: number, firstId: number, columns: ReadonlyArray<NumberColumn | null>): void {
    const records = this.#records
    // The primary key stands in the cell; in the record it is null.
    records.measure(count, [null, ...columns])
    this.#pages.place(count, firstId, records.lengths, records.at)
    records.write(this.#pages.bytes)
    this.#rows += count
  }

  /** Stores the rows added since the last time. Throws what SQLite or the file system throws. */
  insert(): void {
    if (this.#rows === 0) return
    const pages = this.#pages.finish()
    const { bytes } = this.#pages
    this.#changes++
    bytes.writeUInt32BE(this.#changes, changeCounterAt)
    bytes.writeUInt32BE(pages, pageCountAt)
    bytes.writeUInt32BE(this.#changes, versionValidForAt)
    writeAll(this.#fd, bytes.subarray(0, pages * pageBytes))
    const { changes } = this.#insert.run()
    if (changes !== this.#rows) throw new Error(`${changes} of ${this.#rows} rows went into the database`)
    this.#pages.clear()
    this.#rows = 0
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/** A database with nothing but an empty table, made by SQLite itself. */
const emptyImage = (declaration: string) => {
  const database = new Database(inMemory)
  try {
    database.pragma(`page_size = ${pageBytes}`)
    database.exec(declaration)
    const rootPage = database.prepare("SELECT rootpage FROM sqlite_schema").pluck().get() as number
    return { template: database.serialize(), rootPage }
  } finally {
    database.close()
  }
}

const writeAll = (fd: number, bytes: Buffer): void => {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, done)
}
