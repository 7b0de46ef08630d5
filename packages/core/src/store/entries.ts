/** Entries on their way into the store: batches gathered in a table image, inserted once a transaction. */
import { getTableColumns } from "drizzle-orm"
import { getTableConfig } from "drizzle-orm/sqlite-core"

import type { Connection } from "./open.ts"
import { type NumberColumn, TableImage } from "./image/TableImage.ts"
import { entry } from "./schema.ts"

export type EntryColumn = Exclude<keyof typeof entry.$inferInsert, "id">

/** Values of a column, one an entry; -1 where there is none. A column that is left out is null in every row. */
export type EntryColumns = Partial<Readonly<Record<EntryColumn, NumberColumn["values"]>>>

const { id: _id, ...columns } = getTableColumns(entry)
const inOrder = Object.entries(columns).map(([name, { notNull }]) => ({
  name: name as EntryColumn,
  nullable: !notNull
}))

export class EntryInserter {
  readonly #image: TableImage

  /** Not inside a transaction: attaches a database. */
  constructor(connection: Connection) {
    const schema = "batch"
    const { name } = getTableConfig(entry)
    const declaration = connection.raw
      .prepare("SELECT sql FROM sqlite_schema WHERE name = ?")
      .pluck()
      .get(name) as string
    const statement = `INSERT INTO main.${name} SELECT * FROM ${schema}.${name}`
    this.#image = new TableImage(connection, { schema, declaration, statement })
  }

  /** Gathers `count` entries with the ids from `firstId` on, which must be above all before. Copies the values. */
  add(count: number, firstId: number, values: EntryColumns): void {
    const last = inOrder.findLastIndex(({ name }) => values[name] !== undefined)
    this.#image.add(
      count,
      firstId,
      inOrder.slice(0, last + 1).map(({ name, nullable }) => {
        const column = values[name]
        return column === undefined ? null : { values: column, nullable }
      })
    )
  }

  /** Inserts what was gathered, in a transaction that began deferred. */
  insert(): void {
    this.#image.insert()
  }

  close(): void {
    this.#image.close()
  }
}
