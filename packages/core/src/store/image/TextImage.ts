/**
 * Rows with texts on their way into several tables: like TableImage, a small database written byte by byte and attached,
 * from which SQLite copies the records as they are. Bound to a statement, a new path costs 1.5 µs without any index, this
 * way 0.6 (better-sqlite3 13, 2 cores, Nov 2026).
 *
 * All tables share one file, because SQLite attaches ten at most. Each has its root on a page of its own; the leaves of
 * all follow behind, laid out anew for each transaction. Of a table that gets no rows in it the root is left stale, and
 * nobody reads it.
 */
import type { Statement } from "better-sqlite3"

import type { Connection } from "../open.ts"
import { ImageFile, pageBytes } from "./ImageFile.ts"
import { LeafPages } from "./leaves.ts"
import { interiorHeaderBytes, pageKind } from "./pages.ts"
import type { RecordBuilder } from "./RecordBuilder.ts"

const schema = "texts"

/** A payload up to this stays in one cell; SQLite would look for an overflow page behind a longer one (§1.6). */
const maxPayloadBytes = pageBytes - 35

interface ImageTable {
  readonly rootPage: number
  /** Its root as page 1, leaves from page 2 on. */
  readonly pages: LeafPages
  readonly insert: Statement
  rows: number
}

export class TextImage {
  readonly #file: ImageFile
  readonly #tables: ReadonlyMap<string, ImageTable>
  readonly #length = new Uint32Array(1)
  readonly #at = new Uint32Array(1)

  /** Not inside a transaction: attaches a database. `names`: of the tables, whose first column is the primary key. */
  constructor(connection: Connection, names: ReadonlyArray<string>) {
    const { raw } = connection
    const declaration = raw.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?").pluck()
    this.#file = new ImageFile(
      connection,
      schema,
      names.map((name) => declaration.get(name) as string)
    )
    this.#tables = new Map(
      names.map((name, index) => {
        const pages = new LeafPages(1, 2)
        pages.clear()
        const insert = raw.prepare(`INSERT INTO main.${name} SELECT * FROM ${schema}.${name}`)
        return [name, { rootPage: this.#file.roots[index]!, pages, insert, rows: 0 }]
      })
    )
  }

  /** Adds a row; its id is above all before. False when it is too long, and was not added. */
  add(name: string, id: number, record: RecordBuilder): boolean {
    const { length } = record
    if (length > maxPayloadBytes) return false
    const table = this.#tables.get(name)!
    this.#length[0] = length
    table.pages.place(1, id, this.#length, this.#at)
    record.write(table.pages.bytes, this.#at[0]!)
    table.rows++
    return true
  }

  /** Stores the rows added since the last time: at most once in a transaction, which began deferred (ImageFile.ts). */
  insert(): void {
    const filled = [...this.#tables.values()].filter(({ rows }) => rows > 0)
    if (filled.length === 0) return
    let next = this.#file.firstFree
    for (const { pages, rootPage } of filled) {
      const last = pages.finish()
      moveChildren(pages.bytes, next - 2)
      this.#file.write(pages.bytes.subarray(0, pageBytes), rootPage)
      this.#file.write(pages.bytes.subarray(pageBytes, last * pageBytes), next)
      next += last - 1
    }
    this.#file.publish(next - 1)
    for (const table of filled) {
      const { changes } = table.insert.run()
      if (changes !== table.rows) throw new Error(`${changes} of ${table.rows} rows went into the database`)
      table.pages.clear()
      table.rows = 0
    }
  }

  close(): void {
    this.#file.close()
  }
}

/** A root laid out as page 1 points to leaves from page 2 on: adds `by` to the numbers of the pages it points to. */
const moveChildren = (bytes: Buffer, by: number): void => {
  if (bytes[0] !== pageKind.tableInterior) return
  const children = bytes.readUInt16BE(3)
  for (let child = 0; child < children; child++) {
    const at = bytes.readUInt16BE(interiorHeaderBytes + 2 * child)
    bytes.writeUInt32BE(bytes.readUInt32BE(at) + by, at)
  }
  bytes.writeUInt32BE(bytes.readUInt32BE(8) + by, 8)
}
