/**
 * Times of a result that begin a day, an hour or the like, as the statement tells: written as far as they say something, `2026-10-30` and
 * not `2026-10-30 00:00:00`, as days of `hits` are. All others are moments, with all they have.
 */
import type { Answer, Cell, Column } from "../api/types.ts"
import { stamp } from "../format/time.ts"
import { type OffsetAt, startOf, type Unit } from "../format/zone.ts"

/** Letters of `2026-10-30 14:00:00` that tell a unit. */
const told: Readonly<Record<Unit, number>> = { year: 4, month: 7, week: 10, day: 10, hour: 16, minute: 16 }

/** A function per column, of its cells. None where one of them begins no such unit in the page's zone: it would be told as one. */
export const bucketTexts = (
  { columns, rows }: Pick<Answer, "columns" | "rows">,
  offsetAt: OffsetAt
): ReadonlyMap<Column, (cell: Cell) => string | null> =>
  new Map(
    columns.flatMap((column, at) => {
      const { kind, unit } = column
      if (kind !== "time" || unit === undefined) return []
      const begins = (cell: Cell): boolean =>
        cell === null || (typeof cell === "number" && startOf(cell, unit, offsetAt) === cell)
      if (!rows.every((row) => begins(row[at] ?? null))) return []
      const text = (cell: Cell): string | null =>
        typeof cell === "number" ? stamp(cell, offsetAt).slice(0, told[unit]) : null
      return [[column, text] as const]
    })
  )
