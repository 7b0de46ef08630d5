/** Which hours of the selected time an hour of the week stands for. */
import type { Answer } from "../api/types.ts"
import { bucketsOf, columnIndex, mostBuckets } from "../chart/series.ts"
import { numberOf } from "../format/cell.ts"
import type { OffsetAt } from "../format/zone.ts"
import type { Range } from "../state/range.ts"

/** `day` 0-6 from Monday, `hour` 0-23, by the wall clock. */
export interface HourOfWeek {
  readonly day: number
  readonly hour: number
}

/** Starts of hours by the hour of the week, in order; null: of more than a year there are too many to go to one. */
export type HoursOfWeek = ReadonlyMap<string, ReadonlyArray<number>> | null

const keyOf = ({ day, hour }: HourOfWeek): string => `${day} ${hour}`

export const hoursOfWeek = (range: Range, offsetAt: OffsetAt): HoursOfWeek => {
  const starts = bucketsOf(range, "hour", offsetAt)
  if (starts.length === mostBuckets) return null
  return Map.groupBy(starts, (start) => {
    const local = new Date(start + offsetAt(start))
    return keyOf({ day: (local.getUTCDay() + 6) % 7, hour: local.getUTCHours() })
  })
}

export const hoursAt = (hours: HoursOfWeek, at: HourOfWeek): ReadonlyArray<number> | null =>
  hours === null ? null : (hours.get(keyOf(at)) ?? [])

export interface CountedHour {
  readonly start: number
  readonly hits: number
}

/** Those with hits, most first; of `traffic` by the hour. */
export const countedHours = (
  traffic: Pick<Answer, "columns" | "rows">,
  starts: ReadonlyArray<number>
): ReadonlyArray<CountedHour> => {
  const [start, hits] = ["start", "hits"].map((name) => columnIndex(traffic, name))
  const byStart = new Map(traffic.rows.map((row) => [row[start!], numberOf(row[hits!]) ?? 0]))
  return starts
    .map((start) => ({ start, hits: byStart.get(start) ?? 0 }))
    .filter(({ hits }) => hits > 0)
    .toSorted((a, b) => b.hits - a.hits || a.start - b.start)
}
