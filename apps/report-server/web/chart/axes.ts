/** Where the time axis has its marks, and what they say: by the wall clock of the answer's zone. */
import { dayMonth, wallClock, yearOf } from "../format/time.ts"
import { type OffsetAt, startOf, type Unit } from "../format/zone.ts"

interface Step {
  readonly unit: Unit
  readonly count: number
  readonly ms: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const steps: ReadonlyArray<Step> = [
  ...[1, 5, 10, 15, 30].map((count) => ({ unit: "minute" as const, count, ms: count * minute })),
  ...[1, 2, 3, 6, 12].map((count) => ({ unit: "hour" as const, count, ms: count * hour })),
  ...[1, 2].map((count) => ({ unit: "day" as const, count, ms: count * day })),
  { unit: "week", count: 1, ms: 7 * day },
  { unit: "week", count: 2, ms: 14 * day },
  ...[1, 2, 3, 6].map((count) => ({ unit: "month" as const, count, ms: count * 30 * day })),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].map((count) => ({
    unit: "year" as const,
    count,
    ms: count * 365 * day
  }))
]

/** At most `most` marks from `from` to `to`; months and years at their beginnings, hours at even ones. */
export const timeMarks = (
  from: number,
  to: number,
  most: number,
  offsetAt: OffsetAt
): { readonly marks: ReadonlyArray<number>; readonly unit: Unit } => {
  const step = steps.find(({ ms }) => (to - from) / ms <= most) ?? steps.at(-1)!
  const marks: Array<number> = []
  for (let at = firstMark(from, step, offsetAt); at <= to && marks.length < 100;) {
    if (at >= from) marks.push(at)
    const next = nextMark(at, step, offsetAt)
    if (next <= at) break
    at = next
  }
  return { marks, unit: step.unit }
}

const firstMark = (from: number, { unit, count }: Step, offsetAt: OffsetAt): number => {
  if (unit === "minute" || unit === "hour") return startOf(from, "day", offsetAt)
  if (unit === "month") return startOf(from, "year", offsetAt)
  const start = startOf(from, unit, offsetAt)
  return unit === "year" ? startOf(start, "year", offsetAt, -(yearOf(start, offsetAt) % count)) : start
}

const nextMark = (at: number, { unit, count, ms }: Step, offsetAt: OffsetAt): number => {
  if (unit !== "minute" && unit !== "hour") return startOf(at, unit, offsetAt, count)
  // Hours of the wall clock, also on the day on which it changes.
  const next = at + ms
  const midnight = startOf(at, "day", offsetAt, 1)
  return next > midnight && at < midnight ? midnight : next
}

/** The year only where it is not that of the mark before. Times of a day say of which at midnight, and at the first mark. */
export const markTexts = (marks: ReadonlyArray<number>, unit: Unit, offsetAt: OffsetAt): ReadonlyArray<string> => {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  return marks.map((mark, index) => {
    const year = yearOf(mark, offsetAt)
    const before = index === 0 ? null : yearOf(marks[index - 1]!, offsetAt)
    const month = months[new Date(mark + offsetAt(mark)).getUTCMonth()]!
    if (unit === "year") return String(year)
    if (unit === "month") return before === year ? month : `${month} ${year}`
    const date = dayMonth(mark, offsetAt, before ?? year)
    if (unit === "day" || unit === "week") return date
    // Of an hour that comes twice, both: there is no room for their offsets.
    const time = wallClock(mark, offsetAt)
    if (time === "00:00") return date
    return index === 0 ? `${date}, ${time}` : time
  })
}
