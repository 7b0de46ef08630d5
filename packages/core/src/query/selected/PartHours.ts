/**
 * What a selected time has of hours that it cuts, as rows of hits, in a temporary table. The rollup by hours can't tell, so
 * the entries of up to an hour at each end are grouped, and they would cost every question of a report 15 to 40 ms on 10 M
 * entries, which the rollup answers in 1 ms (Nov 2026). Kept for the questions that follow; of few filters, as a report that
 * compares goes from one to the other.
 */
import type { DatabaseSync, SQLInputValue } from "node:sqlite"

import { writingOwnTables } from "../ownTables.ts"
import { encode } from "../json.ts"
import type { Grouping, PartHoursTable } from "../protocol.ts"

const most = 4

export class PartHours {
  readonly #db: DatabaseSync
  /** What each table has, the one that was asked for last at the end. */
  readonly #made = new Map<string, string>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** In a read transaction, trusted. `group` puts groups where the statement over them looks; null: it can't be done. */
  make(asking: PartHoursTable, dataVersion: number, group: ((grouping: Grouping) => void) | null): void {
    const { grouping, ofEntries, ofGroups, table } = asking
    const asked = encode([dataVersion, ofGroups, grouping])
    const isMade = this.#made.get(table) === asked && this.#isThere(table)
    this.#made.delete(table)
    if (!isMade) {
      group?.(grouping)
      const { params, sql } = group === null ? ofEntries : { params: {}, sql: ofGroups }
      const tooMany = [...this.#made.keys()].slice(0, Math.max(0, this.#made.size - most + 1))
      writingOwnTables(this.#db, () => {
        for (const name of [table, ...tooMany]) {
          this.#made.delete(name)
          this.#db.exec(`DROP TABLE IF EXISTS temp.${name}`)
        }
        this.#db.prepare(`CREATE TEMP TABLE ${table} AS ${sql}`).run(params as Record<string, SQLInputValue>)
      })
    }
    this.#made.set(table, asked)
  }

  /** It goes with a transaction that SQLite gives up. */
  #isThere(table: string): boolean {
    return this.#db.prepare("SELECT 1 FROM temp.sqlite_schema WHERE name = ?").get(table) !== undefined
  }
}
