/**
 * What a selected time has of hours that it cuts, as rows of hits: `temp.part_hours`. The rollup by hours can't tell, so the
 * entries of up to an hour at each end are read, and they cost every question of a report 15 to 40 ms on 10 M entries, which
 * the rollup answers in 1 ms (Nov 2026). Kept for the questions that follow; of one filter at a time.
 */
import type { DatabaseSync, SQLInputValue } from "node:sqlite"

import { writingOwnTables } from "../ownTables.ts"
import { type BoundSql, partHoursTable } from "../protocol.ts"

export class PartHours {
  readonly #db: DatabaseSync
  /** What the table has; null: nothing yet. */
  #has: string | null = null

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** In a read transaction, trusted. */
  make({ params, sql }: BoundSql, dataVersion: number): void {
    const asked = JSON.stringify([dataVersion, sql, params])
    if (this.#has === asked && this.#isThere()) return
    this.#has = null
    writingOwnTables(this.#db, () => {
      this.#db.exec(`DROP TABLE IF EXISTS temp.${partHoursTable}`)
      this.#db.prepare(`CREATE TEMP TABLE ${partHoursTable} AS ${sql}`).run(params as Record<string, SQLInputValue>)
    })
    this.#has = asked
  }

  /** It goes with a transaction that SQLite gives up. */
  #isThere(): boolean {
    return this.#db.prepare("SELECT 1 FROM temp.sqlite_schema WHERE name = ?").get(partHoursTable) !== undefined
  }
}
