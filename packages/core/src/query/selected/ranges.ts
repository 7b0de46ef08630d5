/** Where in the table of entries those of a stretch of time can be, as the ranges of sources tell. */
import type { DatabaseSync } from "node:sqlite"

import type { Keys } from "../pages/trees.ts"
import type { EntryStretch } from "../protocol.ts"

/** Ids and times, both ends included. */
export interface Range extends Keys {
  readonly least: number
  readonly most: number
  readonly source: number
}

/** In the order of ids. */
export const rangesOf = (db: DatabaseSync, { ranges }: EntryStretch): ReadonlyArray<Range> =>
  db
    .prepare(ranges.sql)
    .all(ranges.params)
    .map((row) => ({
      first: Number(row["first_entry"]),
      last: Number(row["last_entry"]),
      least: Number(row["min_time"]),
      most: Number(row["max_time"]),
      source: Number(row["source_id"])
    }))
