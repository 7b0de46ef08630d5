/**
 * Rows of one table that are inserted many at a time: a statement costs 1 µs however many rows it has (better-sqlite3
 * 13, 2 cores, Nov 2026). The statements are Drizzle's, compiled once.
 */
import type { Statement } from "better-sqlite3"
import { sql } from "drizzle-orm"
import type { SQLiteTable } from "drizzle-orm/sqlite-core"

import type { Connection } from "./open.ts"

export type BoundValue = number | string | Buffer | null

const rowsPerStatement = 32

export class RowInserter {
  readonly #many: Statement
  readonly #one: Statement
  readonly #width: number
  #values: Array<BoundValue> = []

  /** `columns`: of the table, in its order. */
  constructor({ db, raw }: Connection, table: SQLiteTable, columns: ReadonlyArray<string>) {
    const row = Object.fromEntries(columns.map((name) => [name, sql.placeholder(name)]))
    const prepare = (rows: number): Statement =>
      raw.prepare(
        db
          .insert(table)
          .values(Array.from({ length: rows }, () => row))
          .toSQL().sql
      )
    this.#width = columns.length
    this.#many = prepare(rowsPerStatement)
    this.#one = prepare(1)
  }

  add(...row: ReadonlyArray<BoundValue>): void {
    this.#values.push(...row)
    if (this.#values.length < rowsPerStatement * this.#width) return
    this.#many.run(this.#values)
    this.#values = []
  }

  /** Inserts the rows that are still waiting. */
  flush(): void {
    for (let at = 0; at < this.#values.length; at += this.#width) {
      this.#one.run(this.#values.slice(at, at + this.#width))
    }
    this.#values = []
  }
}
