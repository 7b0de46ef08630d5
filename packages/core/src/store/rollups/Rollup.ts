/** A rollup table while sums are added to its rows: from bound values, or from the rows of a table image. */
import type { Statement } from "better-sqlite3"
import { getTableColumns, type SQL, sql } from "drizzle-orm"
import { getTableConfig } from "drizzle-orm/sqlite-core"

import type { Connection } from "../open.ts"
import type { hitsDay, hitsHour, hitsPath, visitorDay } from "../schema.ts"

const rowsPerStatement = 64

export type RollupTable = typeof hitsDay | typeof hitsHour | typeof hitsPath | typeof visitorDay

/** What of a table those need who make its rows. */
export interface RollupShape {
  /** Of its sums in the kernel. */
  readonly number: number
  /** Parts of the key there: the first two of a wide one are one number, `first * 65,536 + second`. */
  readonly parts: number
  readonly isWide: boolean
  /** Columns of the table: those of the key are its first. */
  readonly width: number
}

export class Rollup {
  readonly #connection: Connection
  readonly #table: RollupTable
  /** Properties of the table that are its key. */
  readonly #key: ReadonlyArray<string>
  readonly #statements = new Map<string, Statement>()
  readonly name: string
  readonly shape: RollupShape

  constructor(connection: Connection, number: number, table: RollupTable, key: ReadonlyArray<string>, isWide = false) {
    const width = Object.keys(getTableColumns(table)).length
    this.#connection = connection
    this.#table = table
    this.#key = key
    this.name = getTableConfig(table).name
    this.shape = { number, parts: key.length + Number(isWide), isWide, width }
  }

  /** Adds rows, value by value, many a statement: 1.2 µs each. */
  write(values: Float64Array): void {
    const columns = Object.keys(getTableColumns(this.#table))
    let at = 0
    for (const rows of [rowsPerStatement, 1]) {
      const count = rows * columns.length
      if (values.length - at < count) continue
      const statement = this.#prepared(`bound ${rows}`, () => {
        const row = Object.fromEntries(columns.map((name) => [name, sql.placeholder(name)]))
        return this.#adding(this.#insert().values(Array.from({ length: rows }, () => row as never)))
      })
      for (; values.length - at >= count; at += count) statement.run(Array.from(values.subarray(at, at + count)))
    }
  }

  /**
   * Adds the rows of the table of the same name in an attached database. Into an empty table SQLite copies records and
   * their order as they are, with the transfer optimization of its insert.c. Returns how many it were.
   */
  addFrom(schema: string): number {
    const source = sql`${sql.identifier(schema)}.${sql.identifier(this.name)}`
    const hasRows = this.#prepared("has rows", () =>
      this.#connection.db
        .select({ one: sql`1` })
        .from(this.#table)
        .limit(sql`1` as never)
    )
    const statement =
      hasRows.get() === undefined
        ? this.#prepared("copy", () => this.#insert().select(sql`select * from ${source}`))
        : this.#prepared("add", () => this.#adding(this.#insert().select(sql`select * from ${source} where true`)))
    return statement.run().changes
  }

  #insert() {
    return this.#connection.db.insert(this.#table as typeof hitsDay)
  }

  #adding(insert: ReturnType<ReturnType<Connection["db"]["insert"]>["values"]>) {
    const columns = getTableColumns(this.#table)
    const table = this.#table as typeof hitsDay
    return insert.onConflictDoUpdate({
      target: this.#key.map((name) => table[name as "day"]),
      set: Object.fromEntries(
        Object.keys(columns)
          .slice(this.#key.length)
          .map((name) => [name, added(table, name)])
      )
    })
  }

  /** Drizzle's statement, compiled when first asked for. */
  #prepared(name: string, make: () => { readonly toSQL: () => { readonly sql: string } }): Statement {
    let statement = this.#statements.get(name)
    if (statement === undefined) {
      statement = this.#connection.raw.prepare(make().toSQL().sql)
      this.#statements.set(name, statement)
    }
    return statement
  }
}

const added = (table: typeof hitsDay, name: string): SQL => {
  const column = table[name as "hits"]
  const given = sql.raw(`excluded.${column.name}`)
  return name === "longest" ? sql`max(${column}, ${given})` : sql`${column} + ${given}`
}
