/**
 * Rows of the rollups on their way into their tables, as a table image: 0.1 µs to write one, 0.2 µs to copy it into an
 * empty table, 0.6 µs to add it to one with rows, in place of 1.2 µs bound to a statement.
 */
import type { Connection } from "../open.ts"
import { ImageFile } from "../image/ImageFile.ts"
import { IndexPages } from "../image/IndexPages.ts"
import type { Rollup } from "./Rollup.ts"
import type { SumTable } from "./SumTable.ts"

const schema = "sums"

export class RollupImage {
  readonly #file: ImageFile
  readonly #tables: ReadonlyMap<Rollup, IndexPages>
  #nextPage: number
  readonly #row = new Float64Array(8)
  /** Its rows were inserted in this transaction: until `release`, in the next, nothing can be added. */
  isRead = false

  /** Not inside a transaction: attaches a database. */
  constructor(connection: Connection, rollups: ReadonlyArray<Rollup>) {
    const declaration = connection.raw.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").pluck()
    this.#file = new ImageFile(
      connection,
      schema,
      rollups.map(({ name }) => declaration.get(name) as string)
    )
    this.#nextPage = this.#file.firstFree
    const nextPage = () => this.#nextPage++
    this.#tables = new Map(
      rollups.map((rollup, index) => [
        rollup,
        new IndexPages(this.#file, this.#file.roots[index]!, rollup.width, nextPage)
      ])
    )
  }

  /** Rows waiting for a table. */
  rowsOf(rollup: Rollup): number {
    return this.#tables.get(rollup)!.rows
  }

  /** Adds rows of a sum table, whose keys are above all before, in their order. */
  add(rollup: Rollup, sums: SumTable, slots: Int32Array): void {
    const pages = this.#tables.get(rollup)!
    const row = this.#row
    for (let index = 0; index < slots.length; index++) {
      sums.copy(slots[index]!, rollup.keyWidth, rollup.width, row, 0)
      pages.add(row, 0)
    }
  }

  /** Adds the rows to those of their tables, in a transaction that began deferred, once in each. */
  insert(): void {
    const waiting = [...this.#tables].filter(([, { rows }]) => rows > 0)
    for (const [, pages] of this.#tables) pages.finish()
    this.#file.publish(this.#nextPage - 1)
    this.isRead = true
    for (const [rollup, { rows }] of waiting) {
      const added = rollup.addFrom(schema)
      if (added !== rows) throw new Error(`${added} of ${rows} rows went into ${rollup.name}`)
    }
    for (const [, pages] of this.#tables) pages.clear()
    this.#nextPage = this.#file.firstFree
  }

  /** Another transaction has begun, or is the next thing to happen. */
  release(): void {
    this.isRead = false
  }

  close(): void {
    this.#file.close()
  }
}
