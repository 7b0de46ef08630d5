/** Adds the rows of a sum table to those of a rollup table, in the order of their keys, many a statement. */
import type { Statement } from "better-sqlite3"
import { getTableColumns, type SQL, sql } from "drizzle-orm"

import type { Connection } from "../open.ts"
import type { hitsDay, hitsHour, hitsPath, visitorDay } from "../schema.ts"
import type { SumTable } from "./SumTable.ts"

const rowsPerStatement = 64

type RollupTable = typeof hitsDay | typeof hitsHour | typeof hitsPath | typeof visitorDay

export class Upsert {
  readonly #connection: Connection
  readonly #table: RollupTable
  /** Properties of the table that are its key. */
  readonly #key: ReadonlyArray<string>
  readonly #statements = new Map<string, Statement>()

  constructor(connection: Connection, table: RollupTable, key: ReadonlyArray<string>) {
    this.#connection = connection
    this.#table = table
    this.#key = key
  }

  write(sums: SumTable): void {
    const slots = sums.sorted()
    const columns = [...this.#key, "hits", "bytes", ...(sums.hasDurations ? ["duration", "longest", "timed"] : [])]
    let from = 0
    for (const rows of [rowsPerStatement, 1]) {
      if (slots.length - from < rows) continue
      const statement = this.#statement(columns, rows)
      const bound = Array.from<number>({ length: rows * columns.length })
      for (; slots.length - from >= rows; from += rows) {
        for (let row = 0; row < rows; row++)
          sums.copy(slots[from + row]!, this.#key.length, bound, row * columns.length)
        statement.run(bound)
      }
    }
  }

  #statement(columns: ReadonlyArray<string>, rows: number): Statement {
    const id = `${rows}:${columns.length}`
    let statement = this.#statements.get(id)
    if (statement === undefined) {
      const { db, raw } = this.#connection
      const table = this.#table as typeof hitsDay
      const row = Object.fromEntries(
        Object.keys(getTableColumns(table)).map((name) => [
          name,
          columns.includes(name) ? sql`${sql.placeholder(name)}` : sql`0`
        ])
      ) as unknown as typeof hitsDay.$inferInsert
      const query = db
        .insert(table)
        .values(Array.from({ length: rows }, () => row))
        .onConflictDoUpdate({
          target: this.#key.map((name) => table[name as "day"]),
          set: Object.fromEntries(columns.slice(this.#key.length).map((name) => [name, added(table, name)]))
        })
      statement = raw.prepare(query.toSQL().sql)
      this.#statements.set(id, statement)
    }
    return statement
  }
}

const added = (table: typeof hitsDay, name: string): SQL => {
  const column = table[name as "hits"]
  const given = sql.raw(`excluded.${column.name}`)
  return name === "longest" ? sql`max(${column}, ${given})` : sql`${column} + ${given}`
}
