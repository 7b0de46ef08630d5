/**
 * Rows with texts on their way into several tables: like TableImage, a small database written byte by byte and attached,
 * from which SQLite copies the records as they are. Bound to a statement of 32 rows, a new path costs 1.3 µs without any
 * index, this way 0.6 to 1.0, and needs no strings (better-sqlite3 13, 2 cores, Nov 2026).
 *
 * All tables share one file, because SQLite attaches ten at most.
 */
import type { Statement } from "better-sqlite3"

import { type ImageKernel, imageKernel } from "../../kernels.ts"
import type { Connection } from "../open.ts"
import { ImageFile } from "./ImageFile.ts"
import { ImagePages, pageBytes } from "./ImagePages.ts"
import type { RecordBuilder } from "./RecordBuilder.ts"
import { Trees } from "./Trees.ts"

const schema = "texts"

/** A payload up to this stays in one cell; SQLite would look for an overflow page behind a longer one (§1.6). */
const maxPayloadBytes = pageBytes - 35

interface ImageTable {
  readonly tree: number
  readonly insert: Statement
}

export class TextImage {
  readonly #kernel: ImageKernel
  readonly #file: ImageFile
  readonly #trees: Trees
  readonly #tables: ReadonlyMap<string, ImageTable>
  readonly #memory: Buffer

  /** Not inside a transaction: attaches a database. `names`: of the tables, whose first column is the primary key. */
  constructor(connection: Connection, names: ReadonlyArray<string>) {
    const { raw } = connection
    const declaration = raw.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?").pluck()
    this.#kernel = imageKernel()
    if (names.length > this.#kernel.mostTrees.value) throw new RangeError(`${names.length} tables are too many`)
    this.#memory = Buffer.from(this.#kernel.memory.buffer)
    this.#file = new ImageFile(
      connection,
      schema,
      names.map((name) => declaration.get(name) as string)
    )
    this.#trees = new Trees(this.#kernel, new ImagePages(this.#file.empty), true)
    this.#tables = new Map(
      names.map((name, tree) => {
        const insert = raw.prepare(`INSERT INTO main.${name} SELECT * FROM ${schema}.${name}`)
        return [name, { tree, insert }]
      })
    )
  }

  /** Adds a row; its id is above all before. False when it is too long, and was not added. */
  add(name: string, id: number, record: RecordBuilder): boolean {
    const { length } = record
    if (length > maxPayloadBytes) return false
    const { tree } = this.#tables.get(name)!
    this.#trees.fill(() => {
      record.write(this.#memory, this.#kernel.placeRecord(tree, id, length))
      return true
    })
    return true
  }

  /** Stores the rows added since the last time: at most once in a transaction, which began deferred (ImageFile.ts). */
  insert(): void {
    const filled = [...this.#tables.values()].filter(({ tree }) => this.#kernel.rowsOf(tree) > 0)
    if (filled.length === 0) return
    this.#trees.publish()
    for (const { insert, tree } of filled) {
      const rows = this.#kernel.rowsOf(tree)
      const { changes } = insert.run()
      if (changes !== rows) throw new Error(`${changes} of ${rows} rows went into the database`)
    }
    this.#trees.clear()
  }

  close(): void {
    this.#file.close()
  }
}
