/**
 * New rows of one dictionary table: `row` is filled value by value, `add` takes it. They go into the database through a
 * table image where there is one, else, and when they are too long for it, bound to a statement at once.
 */
import type { Statement } from "better-sqlite3"
import { getTableColumns, sql } from "drizzle-orm"
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core"

import { RecordBuilder } from "./image/RecordBuilder.ts"
import type { TextImage } from "./image/TextImage.ts"
import type { Connection } from "./open.ts"

export class NewRows {
  /** Of the columns after the first, which is the id. */
  readonly row = new RecordBuilder()
  readonly #name: string
  readonly #image: TextImage | null
  readonly #bound: Statement
  readonly #width: number

  constructor({ db, raw }: Connection, table: SQLiteTable, image: TextImage | null) {
    const columns = Object.keys(getTableColumns(table))
    this.#name = getTableConfig(table).name
    this.#image = image
    this.#width = columns.length
    this.#bound = raw.prepare(
      db
        .insert(table)
        .values(Object.fromEntries(columns.map((name) => [name, sql.placeholder(name)])))
        .toSQL().sql
    )
  }

  /** The row that is to be filled. */
  begin(): RecordBuilder {
    this.row.clear()
    // The primary key stands before the record; in it, it is null.
    this.row.null()
    return this.row
  }

  /** Takes the row, with an id above all before. */
  add(id: number): void {
    if (this.#image?.add(this.#name, id, this.row) === true) return
    const values = this.row.values()
    values[0] = id
    while (values.length < this.#width) values.push(null)
    this.#bound.run(values)
  }
}
