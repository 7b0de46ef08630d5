/** Where a table of the database begins, and in which order its records have its columns. */
import type { DatabaseSync } from "node:sqlite"

export interface Table {
  readonly root: number
  /** From 0. Throws when there is no such column. */
  readonly place: (column: string) => number
}

export const tableOf = (db: DatabaseSync, name: string): Table => {
  const found = db.prepare("SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND name = ?").get(name)
  const columns = db.prepare("SELECT name FROM pragma_table_info(?, 'main') ORDER BY cid").all(name)
  const places = new Map(columns.map((column, place) => [column["name"], place]))
  return {
    root: Number(found?.["rootpage"]),
    place: (column) => {
      const place = places.get(column)
      if (place === undefined) throw new RangeError(`${name} has no column ${column}`)
      return place
    }
  }
}
