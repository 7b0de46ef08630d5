/**
 * Which period is compared with which: from what `--compare` says and the filter's own times to two stretches of time.
 *
 * Periods move by the wall clock of the answer's zone, so that a day stays a day where the clock changes:
 *
 * - `previous`: whole months move back by as many months, a period that begins with a day by the days it touches, any other
 *   by its own length. So whole days are followed by the period directly, and a day that is not over is compared with the
 *   same hours of an earlier one.
 * - `week`: as many weeks back as the period touches, at least one: each day with the same weekday.
 * - `year`: whole months move back by twelve, all else by 364 days, so that weekdays meet.
 * - `FROM..TO`: these times, read as those of a filter are.
 *
 * With `--from` and without `--to`, the period is all that is there from then on: it ends with the hour of the last entry, be
 * that beyond now; or now, where that hour is not over, or the `--from` counts from now (`-7d`, `today`). Without both, it is the last
 * seven days up to the hour of the last entry, or to now if that is earlier.
 */
import { Effect } from "effect"

import { nearest } from "../nearest.ts"
import { instantOf, type OffsetAt, offsetsOf } from "../zone.ts"
import { type Filter, FilterError, type FilterInput } from "./filter.ts"
import { countsFromNow, noTimeText, readTime } from "./time.ts"

/** ms UTC; `to` is exclusive, and later than `from`. */
export interface Period {
  readonly from: number
  readonly to: number
}

export interface ComparedPeriods {
  readonly period: Period
  /** What it is compared with, be it earlier or not. */
  readonly before: Period
  /** The data's own ends, where it has nothing of a part of `before`, or of all of it: differences are none of the traffic then. */
  readonly partly: Period | null
}

export interface PeriodsContext {
  /** As typed, and as it was read. */
  readonly input: FilterInput
  readonly filter: Filter
  /** ms UTC. */
  readonly now: number
  /** Of the earliest and the latest entry, ms UTC; null: there is none. */
  readonly firstTime: number | null
  readonly lastTime: number | null
}

/** `against` as typed: `previous`, `week`, `year` or `FROM..TO`. */
export const comparedPeriods = (
  against: string,
  context: PeriodsContext
): Effect.Effect<ComparedPeriods, FilterError> =>
  Effect.gen(function* () {
    const clock = new WallClock(offsetsOf(context.filter.zone))
    const compared = yield* readAgainst(against, context, clock)
    const period = ownPeriod(context, clock)
    const before = compared(period)
    return { period, before, partly: partlyIn(before, context) }
  })

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Days of the period that is taken when none is given. */
export const usualDays = 7
/** 52 weeks. */
const yearDays = 364

/** Times moved by the wall clock of a zone. */
class WallClock {
  readonly #offsetAt: OffsetAt

  constructor(offsetAt: OffsetAt) {
    this.#offsetAt = offsetAt
  }

  instant(local: number): number {
    return instantOf(local, this.#offsetAt)
  }

  /** What the wall clock shows; of the beginning of a day midnight, even if the clock skips it. */
  local(time: number): number {
    const local = time + this.#offsetAt(time)
    const midnight = Math.floor(local / dayMs) * dayMs
    return this.instant(midnight) === time ? midnight : local
  }

  isDayStart(time: number): boolean {
    return this.local(time) % dayMs === 0
  }

  /** Of the hour that `time` lies in, but no later than `now`. */
  endOfHour(time: number, now: number): number {
    const end = Math.max(time + 1, this.instant((Math.floor(this.local(time) / hourMs) + 1) * hourMs))
    return time < now ? Math.min(now, end) : end
  }

  /** Months since 1970 of the beginning of a month, else null. */
  monthStart(time: number): number | null {
    const local = new Date(this.local(time))
    if (!this.isDayStart(time) || local.getUTCDate() !== 1) return null
    return (local.getUTCFullYear() - 1970) * 12 + local.getUTCMonth()
  }

  months(count: number): number {
    return this.instant(Date.UTC(1970, count, 1))
  }

  plusDays(time: number, days: number): number {
    return this.instant(this.local(time) + days * dayMs)
  }
}

/** Of a period, that may be missing: a log need not begin with an entry. */
const missable = 1 / 20

/** Null: the data has it, or there is none. */
const partlyIn = ({ from, to }: Period, { firstTime, lastTime }: PeriodsContext): Period | null => {
  if (firstTime === null || lastTime === null) return null
  const missing = Math.max(firstTime - from, 0) + Math.max(to - lastTime, 0)
  return missing <= (to - from) * missable ? null : { from: firstTime, to: lastTime }
}

const wrong = (value: string, reason: string): FilterError =>
  new FilterError({ option: "--compare", value, message: `--compare: ${reason}` })

const ownPeriod = ({ filter, input, now, lastTime }: PeriodsContext, clock: WallClock): Period => {
  const to = filter.to ?? openEnd(input, { now, lastTime }, clock)
  if (filter.from === null) {
    const lastDay = Math.floor((clock.local(to) - 1) / dayMs) * dayMs
    return { from: clock.instant(lastDay - (usualDays - 1) * dayMs), to }
  }
  // From beyond the data on there is nothing, and that is what is to be said, not that it has no end.
  const end = filter.from < to ? to : clock.plusDays(filter.from, 1)
  return { from: filter.from, to: end }
}

const openEnd = (
  { from }: FilterInput,
  { now, lastTime }: Pick<PeriodsContext, "now" | "lastTime">,
  clock: WallClock
): number => {
  if (lastTime === null) return now
  const end = clock.endOfHour(lastTime, now)
  if (from === undefined) return Math.min(end, now)
  return countsFromNow(from) ? Math.max(end, now) : end
}

/** How the period compared with follows from the other. */
const readAgainst = (
  against: string,
  { filter, now }: PeriodsContext,
  clock: WallClock
): Effect.Effect<(period: Period) => Period, FilterError> => {
  if (against === "previous") return Effect.succeed((period) => previous(period, clock))
  if (against === "week") return Effect.succeed((period) => weeksBefore(period, clock))
  if (against === "year") return Effect.succeed((period) => yearBefore(period, clock))
  const at = against.indexOf("..")
  if (at < 0) {
    const weeks = /^-?(?:7d|1w)$|^weeks?[ -]?(?:before|ago)$|^last[ -]week$/.test(against)
    const meant = weeks ? "week" : nearest(against, ["previous", "week", "year"])
    const instead =
      meant === null
        ? "write previous, week, year, or two times such as 2026-10-01..2026-10-31"
        : `did you mean ${meant}?`
    return Effect.fail(wrong(against, `"${against}" is no period; ${instead}`))
  }
  const offsetAt = offsetsOf(filter.zone)
  const [from, to] = [against.slice(0, at), against.slice(at + 2)]
  const times = [readTime(from, "start", { now, offsetAt }), readTime(to, "end", { now, offsetAt })] as const
  const faulty = times[0] === null ? from : to
  if (times[0] === null || times[1] === null) {
    return Effect.fail(wrong(against, `${noTimeText(faulty, { now, offsetAt })}, on both sides of the ..`))
  }
  if (times[0] >= times[1]) return Effect.fail(wrong(against, `nothing lies between ${from} and ${to}`))
  const given = { from: times[0], to: times[1] }
  return Effect.succeed(() => given)
}

const previous = ({ from, to }: Period, clock: WallClock): Period => {
  const [first, end] = [clock.monthStart(from), clock.monthStart(to)]
  if (first !== null && end !== null) return { from: clock.months(first - (end - first)), to: from }
  if (!clock.isDayStart(from)) return { from: from - (to - from), to: from }
  const days = Math.ceil((clock.local(to) - clock.local(from)) / dayMs)
  return { from: clock.plusDays(from, -days), to: clock.plusDays(to, -days) }
}

/** What is longer than a week goes back by several, so that it is compared with nothing of itself. */
const weeksBefore = ({ from, to }: Period, clock: WallClock): Period => {
  const days = 7 * Math.max(1, Math.ceil((clock.local(to) - clock.local(from)) / (7 * dayMs)))
  return { from: clock.plusDays(from, -days), to: clock.plusDays(to, -days) }
}

const yearBefore = ({ from, to }: Period, clock: WallClock): Period => {
  const [first, end] = [clock.monthStart(from), clock.monthStart(to)]
  if (first !== null && end !== null) return { from: clock.months(first - 12), to: clock.months(end - 12) }
  return { from: clock.plusDays(from, -yearDays), to: clock.plusDays(to, -yearDays) }
}
