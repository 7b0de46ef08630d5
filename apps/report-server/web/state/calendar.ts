/**
 * Presets that are days and months of the calendar, in the report's zone: those that there are entries of. Today and the like stay words in
 * the address, which count from now whenever it is opened; months of logs that ended before are named, and stay what they are.
 */
import { bucketTitle } from "../format/time.ts"
import { startOf } from "../format/zone.ts"
import type { Clock, Range, Times } from "./range.ts"
import { readTime } from "./time.ts"

export interface CalendarPreset {
  readonly title: string
  readonly times: Times
}

/** What is not over has no end: it goes up to now. */
const days: ReadonlyArray<CalendarPreset> = [
  { title: "Today", times: { from: "today" } },
  { title: "Yesterday", times: { from: "yesterday", to: "yesterday" } }
]
const months: ReadonlyArray<CalendarPreset> = [
  { title: "This month", times: { from: "this-month" } },
  { title: "Last month", times: { from: "last-month", to: "last-month" } }
]

export const calendarPresets = (clock: Clock): ReadonlyArray<CalendarPreset> => {
  const { first, last } = clock
  if (first === null || last === null) return []
  const has = ({ times }: CalendarPreset): boolean => {
    const whole = wholeOf(times, clock)
    return whole !== null && whole.from <= last && whole.to > first
  }
  const own = months.filter(has)
  return [...days.filter(has), ...(own.length > 0 ? own : namedMonths(clock, last).filter(has))]
}

/** That of the newest entry, and the one before. */
const namedMonths = ({ offsetAt }: Clock, last: number): ReadonlyArray<CalendarPreset> =>
  [0, -1].map((steps) => {
    const start = startOf(last, "month", offsetAt, steps)
    const month = new Date(start + offsetAt(start)).toISOString().slice(0, 7)
    return { title: bucketTitle(start, "month", offsetAt), times: { from: month, to: month } }
  })

/** `Today`; null: the times are no word of the calendar. */
export const calendarTitle = ({ from, to }: Times): string | null =>
  [...days, ...months].find(
    ({ times }) => times.from === from && (times.to === to || (from === to && to !== undefined))
  )?.title ?? null

/** All of the day or month that the times name, though it may not be over; null: they name none. */
export const wholeOf = ({ from = "", to = from }: Times, clock: Clock): Range | null => {
  const [start, end] = [readTime(from, "start", clock), readTime(to, "end", clock)]
  return start === null || end === null || end <= start ? null : { from: start, to: end }
}
