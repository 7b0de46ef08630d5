/**
 * One lookup of a statement under way (protocol.ts): finds for a row what hangs on a value of it. What a chunk needs is
 * sent with it, so that the parent has to remember nothing; this side remembers what it found lately, as values come again.
 */
import type { StatementSync } from "node:sqlite"

import type { Lookup, SqlRow, SqlValue } from "./protocol.ts"
import { readable } from "./readable.ts"

/** Of texts, beyond which all that is remembered is forgotten. */
const mostCharacters = 4_000_000
/** What a row takes besides its texts, in characters. */
const rowSize = 100

interface Found {
  readonly row: SqlRow
  readonly size: number
}

export class Finder {
  readonly #statement: StatementSync
  readonly #lookup: Lookup
  readonly #remembered = new Map<SqlValue, Found>()
  #size = 0
  readonly #numbers = new Map<SqlValue, number>()
  #rows: Array<SqlRow> = []

  constructor(statement: StatementSync, lookup: Lookup) {
    statement.setReturnArrays(true)
    statement.setReadBigInts(true)
    this.#statement = statement
    this.#lookup = lookup
  }

  /**
   * Puts the number of what is found into the column of a row as SQLite gave it; returns about how long the texts are that
   * this adds.
   */
  find(row: Array<SqlValue>): number {
    const { by, key } = this.#lookup
    const value = row[key]!
    const number = this.#numbers.get(value)
    if (number !== undefined) {
      row[key] = number
      return 0
    }
    const found = this.#remembered.get(value) ?? this.#look(value, row[by]!)
    row[key] = this.#rows.push(found.row) - 1
    this.#numbers.set(value, row[key])
    return found.size
  }

  /** What was found for the chunk that ends here. */
  take(): ReadonlyArray<SqlRow> {
    const rows = this.#rows
    this.#rows = []
    this.#numbers.clear()
    return rows
  }

  #look(value: SqlValue, bound: SqlValue): Found {
    const row = (this.#statement.get({ value: bound }) ?? []) as unknown as Array<SqlValue>
    const found = { row, size: readable(row) }
    if (this.#size > mostCharacters) {
      this.#remembered.clear()
      this.#size = 0
    }
    this.#remembered.set(value, found)
    this.#size += found.size + rowSize
    return found
  }
}
