/**
 * Whether the rollups have every entry (none is beyond the watermark or an unfinished last line, and the sums by path follow
 * those by day) and all keys of hits a status: statements need not look anywhere else then, nor ask each row whether it has
 * one. SQLite takes 15 of 135 ms less for 205,000 rows (10 M entries, Nov 2026).
 */
import type { DatabaseSync } from "node:sqlite"

/** One row, if they are. */
export const plainSql = `SELECT 1 FROM main.meta
  WHERE paths_follow AND watermark >= coalesce((SELECT max(id) FROM main.entry), 0)
    AND NOT EXISTS (SELECT 1 FROM main.source_range WHERE tail)
    AND NOT EXISTS (SELECT 1 FROM main.hit_key WHERE status = -1)`

/** In a transaction. */
export const arePlain = (db: DatabaseSync): boolean => db.prepare(plainSql).get() !== undefined
