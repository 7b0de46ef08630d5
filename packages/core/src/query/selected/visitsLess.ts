/**
 * Visits under a filter by status that most entries pass: those of the rollup, which does not know statuses, less what it has
 * of other ones. Of ten million entries of which eight are let through, two are read, and not eight: 0.3 s in place of 1.1
 * (Nov 2026). A visitor whose every entry has been taken away has none, and is not there.
 */
import type { DatabaseSync } from "node:sqlite"

import { compileStatuses } from "@logmill/workers/filter/status"

import type { Grouping, VisitsLess } from "../protocol.ts"
import { admitStatuses, placeIn } from "./groupedKeys.ts"
import { readStretch, readVisitors } from "./groupedRows.ts"
import type { Reading } from "./reading.ts"
import { type Table, tableOf } from "./tables.ts"

/** Entries that are let through for each of the others: the rollup must be read besides. */
const least = 3

/** How the rows are made that way: `others`, the statuses that are taken away. */
export interface Less {
  readonly visits: VisitsLess
  readonly others: ReadonlyArray<number | null>
}

/** Null: there is no such way, or more to read on it. Only the rows of visits themselves are made so. */
export const lessOf = (db: DatabaseSync, { entries, keepsVisits, less }: Grouping): Less | null => {
  if (less === null || keepsVisits || entries.statuses === null) return null
  const isMeant = compileStatuses(entries.statuses)
  const others: Array<number | null> = []
  const counts = { meant: 0, others: 0 }
  for (const { hits, status } of db.prepare(hitsByStatus).iterate()) {
    const one = status === null ? null : Number(status)
    counts[isMeant(one) ? "meant" : "others"] += Number(hits)
    if (!isMeant(one)) others.push(one)
  }
  return counts.meant > least * counts.others ? { visits: less, others } : null
}

/** What the rollups have. */
const hitsByStatus = `SELECT nullif(k.status, -1) AS status, sum(s.hits) AS hits
FROM main.hits_hour AS s CROSS JOIN main.hit_key AS k ON k.id = s.key_id GROUP BY k.status`

/** The filter's column of statuses is the last of those that must be admitted. */
export const readLess = (reading: Reading, entries: Table, { others, visits }: Less): void => {
  const { db, filtered, kernel, placed, recorded } = reading
  const { days, notRolledUp, rolledUp } = visits
  const visitors = tableOf(db, "visitor_day")
  kernel.placeRows(visitors.place("day"), visitors.place("hits"))
  placeIn(
    visitors,
    placed.filter(([column]) => column !== "status")
  )
  kernel.admitFirst(filtered.length - 1)
  readVisitors(reading, visitors, days)
  kernel.placeRows(entries.place("time"), -1)
  placeIn(entries, [...placed, ...recorded])
  kernel.admitFirst(filtered.length)
  readStretch(reading, entries, notRolledUp)
  admitStatuses(kernel, filtered.length - 1, others)
  kernel.takeAway()
  readStretch(reading, entries, rolledUp)
}
