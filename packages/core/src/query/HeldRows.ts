/**
 * The rows of one answer, kept in the query child to be looked at piece by piece: an answer that is too large to be sent is asked
 * for once, and then searched, sorted and turned over without the statement running again.
 *
 * They stand in temporary tables of the connection, in files beyond a few megabytes: the rows as they came, and for the last
 * order or search that was wished the numbers of the rows. So any piece is found by its place. Of a million rows of nine
 * columns, to keep them takes 1 s, to sort them 0.7 to 2 s, and any piece then 10 ms (Nov 2026).
 *
 * Texts are sorted letter by letter, in which those of ASCII are the same large and small; nulls are last either way; equal rows
 * keep their order.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"

import { writingOwnTables } from "./ownTables.ts"
import type { BoundSql, RowWindow, SqlValue } from "./protocol.ts"

/** A statement that was checked and prepared as it stands, and the data it sees. */
export interface HeldQuestion extends BoundSql {
  /**
   * What it answers, in full: the statement itself may stand over tables with sums, whose text is the same whatever is selected
   * (query/selected).
   */
  readonly question: BoundSql
  readonly columns: ReadonlyArray<string>
  readonly dataVersion: number
}

interface Held {
  /** What the asker calls the question. */
  readonly name: string
  /** The question, with its values. */
  readonly text: string
  readonly columns: ReadonlyArray<string>
  readonly dataVersion: number
  readonly rows: number
  /** The order that `held_order` has, and its rows; null: none yet. */
  order: { readonly text: string; readonly rows: number } | null
}

export class HeldRows {
  readonly #db: DatabaseSync
  #held: Held | null = null

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** The columns and the data version, if rows of this question and this version are here, whatever the data is now. */
  has({ dataVersion, name }: RowWindow): Pick<Held, "columns" | "dataVersion"> | null {
    const held = this.#held
    return held !== null && held.name === name && held.dataVersion === dataVersion ? held : null
  }

  /** Keeps the rows of this question, unless they are here. In a read transaction, trusted. */
  hold({ columns, dataVersion, params, question, sql }: HeldQuestion, { name }: RowWindow): void {
    const text = JSON.stringify([question.sql, question.params], (_, value: unknown) =>
      typeof value === "bigint" ? `${value}n` : value
    )
    const held = this.#held
    if (held?.text === text && held.dataVersion === dataVersion) {
      this.#held = { ...held, name }
      return
    }
    this.#held = null
    writingOwnTables(this.#db, () => {
      this.#db.exec("DROP TABLE IF EXISTS temp.held_order; DROP TABLE IF EXISTS temp.held_rows")
      this.#db.exec(`CREATE TEMP TABLE held_rows(${columns.map(nameOf).join(", ")})`)
      this.#db.prepare(`INSERT INTO temp.held_rows ${sql}`).run(params as Record<string, SQLInputValue>)
    })
    this.#held = { name, text, columns, dataVersion, rows: this.#count("held_rows"), order: null }
  }

  /** The rows wished, how many are found, and how many there are. After `has` or `hold`, trusted. */
  piece({ find, limit, offset, sort }: RowWindow): {
    readonly statement: StatementSync
    readonly params: Readonly<Record<string, SqlValue>>
    readonly found: number
    readonly rows: number
  } {
    const held = this.#held!
    const cells = held.columns.map((_, index) => `held_rows.${nameOf(_, index)}`).join(", ")
    const params = { offset, end: offset + limit }
    const by = sort === null ? -1 : held.columns.indexOf(sort.column)
    if (by < 0 && find.length === 0) {
      const sql = `SELECT ${cells} FROM temp.held_rows WHERE rowid > :offset AND rowid <= :end ORDER BY rowid`
      return { statement: this.#db.prepare(sql), params, found: held.rows, rows: held.rows }
    }
    const order = this.#order(held, { find, sort: by < 0 ? null : { by, descending: sort!.descending } })
    const sql = `SELECT ${cells} FROM temp.held_order CROSS JOIN temp.held_rows ON held_rows.rowid = held_order.place
      WHERE held_order.rowid > :offset AND held_order.rowid <= :end ORDER BY held_order.rowid`
    return { statement: this.#db.prepare(sql), params, found: order.rows, rows: held.rows }
  }

  #order(
    held: Held,
    {
      find,
      sort
    }: {
      readonly find: ReadonlyArray<string>
      readonly sort: { readonly by: number; readonly descending: boolean } | null
    }
  ): NonNullable<Held["order"]> {
    const text = JSON.stringify([find, sort])
    if (held.order?.text === text) return held.order
    held.order = null
    // Words hold no spaces, so that none is found across two cells. A part of a number is none of what one sees: 9999 bytes are 9.76 KiB.
    const names = held.columns.slice(0, mostSearched).map(nameOf)
    const texts = `lower(concat_ws(' ', ${names.map((name) => `iif(typeof(${name}) = 'text', ${name}, NULL)`).join(", ")}))`
    // A whole number is sent as one, whatever SQLite holds it as.
    const numberOf = (name: string): string =>
      `iif(typeof(${name}) = 'text', NULL, iif(typeof(${name}) = 'real' AND ${name} = CAST(${name} AS INTEGER), CAST(${name} AS INTEGER), ${name}))`
    const numbers = `concat_ws(' ', '', ${names.map(numberOf).join(", ")}, '')`
    const found = find.map(
      (_, index) =>
        `(instr(${texts}, lower(:word_${index})) > 0 OR instr(${numbers}, concat(' ', :word_${index}, ' ')) > 0)`
    )
    const key = sort === null ? "" : `c${sort.by}`
    const order = sort === null ? "" : `${key} IS NULL, ${key} COLLATE NOCASE ${sort.descending ? "DESC" : "ASC"}, `
    writingOwnTables(this.#db, () => {
      this.#db.exec("DROP TABLE IF EXISTS temp.held_order; CREATE TEMP TABLE held_order(place INTEGER)")
      this.#db
        .prepare(
          `INSERT INTO temp.held_order SELECT rowid FROM temp.held_rows
          ${found.length === 0 ? "" : `WHERE ${found.join(" AND ")}`} ORDER BY ${order}rowid`
        )
        .run(Object.fromEntries(find.map((word, index) => [`word_${index}`, word])))
    })
    return (held.order = { text, rows: this.#count("held_order") })
  }

  #count(table: string): number {
    return Number(this.#db.prepare(`SELECT max(rowid) AS rows FROM temp.${table}`).get()!["rows"] ?? 0)
  }
}

/** SQLite gives a function so many arguments here. */
const mostSearched = 97

/** Names of an answer may be the same twice, or anything. */
const nameOf = (_: string, index: number): string => `c${index}`
