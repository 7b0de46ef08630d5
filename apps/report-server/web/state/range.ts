/**
 * The selected stretch of time: as the URL has it, as instants, and as the reader chooses it. Presets count back from the
 * newest entry when it is older than a day: "last 7 days" of a log from last year are its last seven.
 */
import type { FilterQuery, Overview } from "../api/types.ts"
import { setTimes } from "../filters/filters.ts"
import { moment, span, typed, typedDay } from "../format/time.ts"
import { knownZone, type OffsetAt, offsetsOf, startOf, type Unit, unitFor, units } from "../format/zone.ts"
import { visible } from "../format/visible.ts"
import { calendarTitle } from "./calendar.ts"
import { countsFromNow, readTime } from "./time.ts"

/** ms UTC, `to` exclusive. */
export interface Range {
  readonly from: number
  readonly to: number
}

export type Times = Pick<FilterQuery, "from" | "to">

/** What is known of the data, and the clock by which relative times count. */
export interface Clock {
  readonly now: number
  readonly first: number | null
  readonly last: number | null
  readonly offsetAt: OffsetAt
}

export const clockOf = (overview: Overview, filter: FilterQuery): Clock => ({
  now: overview.now,
  first: overview.first_time,
  last: overview.last_time,
  offsetAt: offsetsOf(knownZone(filter.tz) ?? overview.zone)
})

/**
 * The whole data where the filter names no time; null while there is neither. `isCompared`: as the server takes periods that are
 * compared (docs/filters.md): without a beginning seven days.
 */
export const rangeOf = (filter: Times, clock: Clock, isCompared = false): Range | null => {
  const { first, last, now, offsetAt } = clock
  const read = (text: string | undefined, edge: "start" | "end"): number | null =>
    text === undefined ? null : readTime(text, edge, { now, offsetAt })
  const given = read(filter.from, "start")
  const end = last === null ? null : openEnd(filter, { last, now, offsetAt }, isCompared)
  const to = read(filter.to, "end") ?? (end === null ? null : Math.max(end, (given ?? first ?? 0) + 1))
  const from = given ?? (isCompared && to !== null ? startOf(to - 1, "day", offsetAt, 1 - usualDays) : first)
  return from === null || to === null || to <= from ? null : { from, to }
}

/** Of a period that is compared, and has no beginning. */
const usualDays = 7

/** All that is there, be it later than now; of a time that counts from now at least up to then. */
const openEnd = (
  { from }: Times,
  { last, now, offsetAt }: { readonly last: number; readonly now: number; readonly offsetAt: OffsetAt },
  isCompared: boolean
): number => {
  if (from === undefined && !isCompared) return last + 1
  const hour = startOf(last, "hour", offsetAt, 1)
  const end = last < now ? Math.min(hour, now) : hour
  if (from === undefined) return Math.min(end, now)
  return countsFromNow(from) ? Math.max(end, now) : end
}

/** Entries that nobody can have logged yet: of a clock that is ahead, or of another zone than the one they were read in. */
export const isBeyondNow = ({ last, now }: Pick<Clock, "last" | "now">): boolean => last !== null && last > now + hourMs

const hourMs = 3_600_000

/** As filters take it: whole days as days, whose end is named by the last one. */
export const timesOf = ({ from, to }: Range, offsetAt: OffsetAt): Times => {
  const isDay = (time: number): boolean => startOf(time, "day", offsetAt) === time
  if (isDay(from) && isDay(to)) return { from: typedDay(from, offsetAt), to: typedDay(to - 1, offsetAt) }
  return { from: typed(from, offsetAt), to: typed(to, offsetAt) }
}

export const presets = ["day", "week", "month", "year", "all"] as const
export type Preset = (typeof presets)[number]

const days = { day: 1, week: 7, month: 30, year: 365 } as const

/** Whether relative times mean what the reader thinks: the newest entry is of the last 24 hours. */
export const isFresh = ({ last, now }: Clock): boolean => last !== null && now - last < 86_400_000

/** Null: no time is set. */
export const presetTimes = (preset: Preset, clock: Clock): Times | null => {
  if (preset === "all" || clock.last === null) return null
  if (isFresh(clock)) return { from: preset === "day" ? "-24h" : `-${days[preset]}d` }
  const { last, offsetAt } = clock
  return {
    from: typedDay(startOf(last, "day", offsetAt, 1 - days[preset]), offsetAt),
    to: typedDay(last, offsetAt)
  }
}

export const presetTitle = (preset: Preset, clock: Clock): string => {
  if (preset === "all") return "All"
  const isRelative = isFresh(clock)
  if (preset === "day") return isRelative ? "Last 24 hours" : "Last day"
  return `Last ${days[preset]} days`
}

/** The one that is on. `isCompared`: what is compared without a time is not all, but days as `rangeOf` takes them. */
export const presetOf = (filter: Times, clock: Clock, isCompared: boolean): Preset | null => {
  const times = isCompared && filter.from === undefined && filter.to === undefined ? daysOfCompared(clock) : filter
  return (
    presets.find((preset) => {
      const { from, to } = presetTimes(preset, clock) ?? {}
      return from === times?.from && to === times?.to
    }) ?? null
  )
}

/** Null: there are no entries to take days of. */
const daysOfCompared = (clock: Clock): Times | null => {
  const range = rangeOf({}, clock, true)
  return range === null
    ? null
    : timesOf({ from: range.from, to: startOf(range.to - 1, "day", clock.offsetAt, 1) }, clock.offsetAt)
}

/** The period before (-1) or after (1): as long, by months or days where it is made of them. */
export const moved = ({ from, to }: Range, direction: -1 | 1, offsetAt: OffsetAt): Range => {
  const isMonth = (time: number): boolean => startOf(time, "month", offsetAt) === time
  if (isMonth(from) && isMonth(to)) {
    const months = Math.round((to - from) / monthMs)
    const at = (time: number): number => startOf(time, "month", offsetAt, direction * months)
    return { from: at(from), to: at(to) }
  }
  const isDay = (time: number): boolean => startOf(time, "day", offsetAt) === time
  if (isDay(from) && isDay(to)) {
    const length = Math.round((to - from) / 86_400_000)
    const at = (time: number): number => startOf(time, "day", offsetAt, direction * length)
    return { from: at(from), to: at(to) }
  }
  return { from: from + direction * (to - from), to: to + direction * (to - from) }
}

/** On average. */
const monthMs = 30.44 * 86_400_000

/** Beyond so many days each weekday comes often enough. */
const mostDays = 27

/**
 * The days whole weeks earlier, of the same weekdays, where the period before has others: of a Monday to Thursday those of the week
 * before, as `compare=week` takes them. Null: the period is of whole weeks, of many days, or begins within one.
 */
export const sameWeekdays = ({ from, to }: Range, offsetAt: OffsetAt): Range | null => {
  if (startOf(from, "day", offsetAt) !== from) return null
  const end = startOf(to - 1, "day", offsetAt, 1)
  const days = Math.round((end - from) / 86_400_000)
  if (days % 7 === 0 || days > mostDays) return null
  const back = -7 * Math.ceil(days / 7)
  const endBefore = startOf(end, "day", offsetAt, back)
  return { from: startOf(from, "day", offsetAt, back), to: endBefore - (end - to) }
}

/** What a brush selects: whole units of the chart, and at least one. */
export const brushed = (a: number, b: number, unit: Unit, offsetAt: OffsetAt): Range => {
  const [low, high] = a <= b ? [a, b] : [b, a]
  const from = startOf(low, unit, offsetAt)
  const end = startOf(high, unit, offsetAt)
  return { from, to: end === high && end > from ? end : startOf(high, unit, offsetAt, 1) }
}

/** The unit of the main chart's bars: as chosen, unless they would be too many for that, else the finest that fits. */
export const chartUnit = ({ from, to }: Range, chosen: string | null, mostBars: number): Unit => {
  const unit = units.find((one) => one === chosen)
  return unit !== undefined && bearable(unit, to - from) ? unit : unitFor(to - from, mostBars)
}

/** What a chart shows of data that is all within one or two of its units: the next larger one around it, for one column tells nothing. */
export const withNeighbours = (range: Range, unit: Unit, offsetAt: OffsetAt): Range => {
  const larger = units[units.indexOf(unit) + 1]
  if (larger === undefined || startOf(range.from, unit, offsetAt, 2) < range.to) return range
  return { from: startOf(range.from, larger, offsetAt), to: startOf(range.to - 1, larger, offsetAt, 1) }
}

/** Units one may choose for a range; of thousands of years there is no choice. */
export const unitsFor = ({ from, to }: Range): ReadonlyArray<Unit> => {
  const some = units.filter((unit) => bearable(unit, to - from))
  return some.length === 0 ? ["year"] : some
}

const shortest = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_419_200_000,
  year: 31_536_000_000
}

/** Beyond this columns are thinner than lines. */
const bearable = (unit: Unit, ms: number): boolean => ms / shortest[unit] <= 1500

export const rangeTitle = (filter: Times, clock: Clock, isCompared: boolean): string => {
  const mistyped = [filter.from, filter.to].find(
    (text) => text !== undefined && readTime(text, "start", clock) === null
  )
  if (mistyped !== undefined) return `“${visible(mistyped)}” is no time`
  const range = rangeOf(filter, clock, isCompared)
  if (range === null) return "No entries"
  const calendar = calendarTitle(filter)
  const days = span(...wholeDays(range, filter, clock.offsetAt), clock.offsetAt)
  if (calendar !== null) return `${calendar}, ${days}`
  const relative = relativeTitle(filter)
  if (relative !== null) return `${relative}, since ${moment(range.from, clock.offsetAt)}`
  return days
}

const spelled: Readonly<Record<string, string>> = { s: "second", m: "minute", h: "hour", d: "day", w: "week" }

/** Of times that count from now: `Last 7 days`; null: they don't. */
export const relativeTitle = ({ from, to = "now" }: Times): string | null => {
  const found = /^-(\d{1,6})([smhdw])$/.exec(from ?? "")
  if (found === null || to !== "now") return null
  const unit = spelled[found[2]!]!
  return found[1] === "1" ? `Last ${unit}` : `Last ${found[1]} ${unit}s`
}

/** The data's own ends are named by their days. */
const wholeDays = ({ from, to }: Range, filter: Times, offsetAt: OffsetAt): readonly [number, number] => [
  filter.from === undefined ? startOf(from, "day", offsetAt) : from,
  filter.to === undefined ? startOf(to - 1, "day", offsetAt, 1) : to
]

export const setRange = (filter: FilterQuery, range: Range | null, offsetAt: OffsetAt): FilterQuery =>
  setTimes(filter, range === null ? {} : timesOf(range, offsetAt))
