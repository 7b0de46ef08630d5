/**
 * One lookup of a statement under way (protocol.ts): finds for a row what hangs on a value of it. What was found is sent
 * once, and remembered by the parent; this side remembers the numbers it has there.
 */
import type { StatementSync } from "node:sqlite"

import type { FoundRows, Lookup, SqlRow, SqlValue } from "./protocol.ts"
import { readable } from "./readable.ts"

/** Of texts, beyond which all that is remembered is forgotten. */
const mostCharacters = 16_000_000
/** What a row takes besides its texts, in characters. */
const rowSize = 100

export class Finder {
  readonly #statement: StatementSync
  readonly #lookup: Lookup
  readonly #numbers = new Map<SqlValue, number>()
  #rows: Array<SqlRow> = []
  #size = 0
  #isAnew = true

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
    const known = this.#numbers.get(value)
    if (known !== undefined) {
      row[key] = known
      return 0
    }
    const found = (this.#statement.get({ value: row[by]! }) ?? []) as unknown as Array<SqlValue>
    const size = readable(found)
    this.#rows.push(found)
    this.#size += size + rowSize
    row[key] = this.#numbers.size
    this.#numbers.set(value, this.#numbers.size)
    return size
  }

  /** What was found since the last chunk, for the one that ends here. */
  take(): FoundRows {
    const found = { isAnew: this.#isAnew, rows: this.#rows }
    this.#isAnew = this.#size > mostCharacters
    this.#rows = []
    if (this.#isAnew) {
      this.#numbers.clear()
      this.#size = 0
    }
    return found
  }
}
