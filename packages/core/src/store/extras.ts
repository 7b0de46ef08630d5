/**
 * Texts of many values on their way into the store: those of an ingest that keeps some (`--keep-extra`). Bound to a
 * statement of many rows; without any, nothing is even prepared.
 */
import { max, sql } from "drizzle-orm"
import type { Statement } from "better-sqlite3"

import type { Batch } from "@logmill/workers/batch"

import { isAnonymized } from "./anonymity.ts"
import { maskText } from "./anonymize.ts"
import type { Connection } from "./open.ts"
import { entryExtra, extraName } from "./schema.ts"

/** Rows of a statement: more gain nothing. */
const rowsAtOnce = 64

export class ExtraWriter {
  readonly #connection: Connection
  readonly #statements = new Map<number, Statement>()
  readonly #isAnonymized: boolean
  #names: Map<string, number> | undefined

  constructor(connection: Connection) {
    this.#connection = connection
    this.#isAnonymized = isAnonymized(connection)
  }

  /** Stores the texts of a batch whose first entry has this id. */
  write(firstEntry: number, { keptName, keptNames, keptRow, keptTexts }: Batch): void {
    if (keptRow === null || keptName === null) return
    const nameIds = keptNames.map((name) => this.#idOf(name))
    const texts = Buffer.from(keptTexts.bytes.buffer, keptTexts.bytes.byteOffset, keptTexts.bytes.byteLength)
    let values: Array<number | string> = []
    let start = 0
    for (let index = 0; index < keptRow.length; index++) {
      const end = keptTexts.ends[index]!
      const name = keptName[index]!
      const text = texts.toString("utf8", start, end)
      const stored = this.#isAnonymized ? maskText(keptNames[name]!, text) : text
      values.push(firstEntry + keptRow[index]!, nameIds[name]!, stored)
      if (values.length === 3 * rowsAtOnce) {
        this.#insert(values)
        values = []
      }
      start = end
    }
    if (values.length > 0) this.#insert(values)
  }

  #insert(values: ReadonlyArray<number | string>): void {
    const rows = values.length / 3
    let statement = this.#statements.get(rows)
    if (statement === undefined) {
      const { db, raw } = this.#connection
      const row = {
        entryId: sql.placeholder("entry"),
        nameId: sql.placeholder("name"),
        value: sql.placeholder("value")
      }
      // A format may name a text twice: the last counts, as it does in an extra.
      const insert = db
        .insert(entryExtra)
        .values(Array.from({ length: rows }, () => row))
        .onConflictDoUpdate({ target: [entryExtra.entryId, entryExtra.nameId], set: { value: sql`excluded.value` } })
      this.#statements.set(rows, (statement = raw.prepare(insert.toSQL().sql)))
    }
    statement.run(values)
  }

  #idOf(name: string): number {
    const { db } = this.#connection
    this.#names ??= new Map(
      db
        .select()
        .from(extraName)
        .all()
        .map(({ id, value }) => [value, id])
    )
    let id = this.#names.get(name)
    if (id === undefined) {
      const last = db
        .select({ id: max(extraName.id) })
        .from(extraName)
        .get()!
      id = (last.id ?? 0) + 1
      db.insert(extraName).values({ id, value: name }).run()
      this.#names.set(name, id)
    }
    return id
  }
}
