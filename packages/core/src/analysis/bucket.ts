/**
 * Times to the start of their minute, hour, day, week, month or year in a zone, as SQL over milliseconds UTC.
 *
 * With one offset this is a remainder. Where the offset changes, the buckets before and after the change are constants,
 * worked out here; all others are remainders with the offset of their stretch. So an expression over a log of ten years
 * is a CASE of some forty numbers, which halves them, and right to the hour on the days the clocks change.
 */
import { offsetAtUtc, type ZoneRule } from "@logmill/workers/zone"

export const bucketUnits = ["minute", "hour", "day", "week", "month", "year"] as const
export type BucketUnit = (typeof bucketUnits)[number]

/**
 * A stretch of time in ms UTC, both ends included: changes of the clock that don't touch it, nor the day before it, are
 * left out. A row of a rollup has the time at which its day or hour begins.
 */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

const fixed = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const
/** 1970 began on a Thursday; weeks begin on Mondays. */
const weekShift = 3 * fixed.day
/** A rule must reach so far back from the first time, that is into the year before. */
export const longestBucketMs = 367 * fixed.day

/** SQL for the bucket's start, in ms UTC. `x` is an expression of ms UTC within `span`; it is written some times for each change. */
export const bucketSql = (x: string, unit: BucketUnit, rule: ZoneRule, span: TimeSpan): string => {
  if (sameWithin(unit, rule)) return startSql(x, unit, rule[0]![1])
  let base = rule[0]![1]
  const steps: Array<Step> = []
  for (const [change, offset] of rule.slice(1)) {
    const before = bucketAround(change - 1, unit, rule)
    const after = bucketAround(change, unit, rule)
    if (before.start > span.to) break
    if (after.end <= span.from - fixed.day) {
      base = offset
      continue
    }
    // A bucket may hold several changes: the last one says how it ends.
    while (steps.length > 0 && steps.at(-1)!.from >= before.start) steps.pop()
    for (const start of new Set([before.start, after.start])) steps.push({ from: start, sql: `${start}` })
    steps.push({ from: after.end, sql: startSql(x, unit, offset) })
  }
  return stepsSql(x, steps, startSql(x, unit, base))
}

/** What holds from a value on. */
interface Step {
  readonly from: number
  readonly sql: string
}

/** Of a hundred changes a CASE that asks one after the other takes ten times as long as one that halves them. */
const askedInTurn = 4

/** SQL for what holds at `x`, of steps in their order; `before`: what does before the first. */
const stepsSql = (x: string, steps: ReadonlyArray<Step>, before: string): string => {
  if (steps.length === 0) return before
  if (steps.length <= askedInTurn) {
    const cases = steps.toReversed().map(({ from, sql }) => `WHEN ${x} >= ${from} THEN ${sql}`)
    return `(CASE ${cases.join(" ")} ELSE ${before} END)`
  }
  const middle = Math.floor(steps.length / 2)
  const { from, sql } = steps[middle]!
  const later = stepsSql(x, steps.slice(middle + 1), sql)
  return `(CASE WHEN ${x} >= ${from} THEN ${later} ELSE ${stepsSql(x, steps.slice(0, middle), before)} END)`
}

/** Whole hours stay whole hours when the clock is moved by hours: no bucket of that unit holds the change. */
const sameWithin = (unit: BucketUnit, rule: ZoneRule): boolean =>
  (unit === "minute" || unit === "hour") && rule.every(([, offset]) => (offset - rule[0]![1]) % fixed[unit] === 0)

/** SQL for a day `YYYY-MM-DD` in the zone. */
export const daySql = (x: string, rule: ZoneRule, span: TimeSpan): string =>
  `date((${localSql(x, rule, span)}) / 1000, 'unixepoch')`

/** SQL for the local time, in ms as if the wall clock were UTC. */
export const localSql = (x: string, rule: ZoneRule, span: TimeSpan): string => {
  const changes = changesWithin(rule, span)
  const base = offsetAtUtc(rule, span.from - fixed.day)
  if (changes.length === 0) return plus(x, base)
  const steps = changes.map(([from, offset]) => ({ from, sql: `${offset}` }))
  return `${x} + ${stepsSql(x, steps, `${base}`)}`
}

/** SQL for the beginning, in ms UTC, of an hour of the wall clock; a change of the clock begins one. */
export const hourSql = (x: string, rule: ZoneRule, span: TimeSpan): string => {
  const hour = `${x} - (${localSql(x, rule, span)} + ${longAgo}) % ${fixed.hour}`
  const changes = changesWithin(rule, span)
  if (changes.every(([from, offset]) => (from + offset) % fixed.hour === 0)) return hour
  const steps = changes.map(([from]) => ({ from, sql: `${from}` }))
  return `max(${stepsSql(x, steps, `${-longAgo}`)}, ${hour})`
}

/** SQL for the number of the day, counted from 1970 on by the wall clock. */
export const dayNumberSql = (x: string, rule: ZoneRule, span: TimeSpan): string =>
  `(${localSql(x, rule, span)} + ${longAgo}) / ${fixed.day} - ${longAgo / fixed.day}`

/** SQL for the beginning of a day given by its number, a column, in ms UTC; of a time `bucketSql` tells it in a shorter text. */
export const dayStartSql = (day: string, rule: ZoneRule, span: TimeSpan): string => {
  // Days that begin after the change; the day of the change begins before it, or with it.
  const steps = changesWithin(rule, span).map(([from, offset]) => ({
    from: Math.ceil((from + offset) / fixed.day),
    sql: `${offset}`
  }))
  const base = offsetAtUtc(rule, span.from - fixed.day)
  return `${day} * ${fixed.day} - ${stepsSql(day, steps, `${base}`)}`
}

/** Before all logs, and a whole number of weeks: remainders of negative numbers, which are times before 1970, are negative. */
export const longAgo = 1_000_000 * fixed.week

const changesWithin = (rule: ZoneRule, { from, to }: TimeSpan): ZoneRule =>
  rule.slice(1).filter(([change]) => from - fixed.day < change && change <= to)

const plus = (x: string, offset: number): string => {
  if (offset === 0) return x
  return offset < 0 ? `${x} - ${-offset}` : `${x} + ${offset}`
}

const startSql = (x: string, unit: BucketUnit, offset: number): string => {
  if (unit === "month" || unit === "year") {
    const start = `unixepoch((${plus(x, offset)}) / 1000, 'unixepoch', 'start of ${unit}') * 1000`
    return `(${plus(start, -offset)})`
  }
  const shift = unit === "week" ? weekShift : 0
  return `(${x} - (${plus(x, ((offset + shift) % fixed[unit]) + longAgo)}) % ${fixed[unit]})`
}

/** The bucket that `time` lies in, in ms UTC; `end` is exclusive. */
const bucketAround = (
  time: number,
  unit: BucketUnit,
  rule: ZoneRule
): { readonly start: number; readonly end: number } => {
  const local = time + offsetAtUtc(rule, time)
  if (unit === "month" || unit === "year") {
    const date = new Date(local)
    const year = date.getUTCFullYear()
    const month = unit === "year" ? 0 : date.getUTCMonth()
    const next = unit === "year" ? Date.UTC(year + 1, 0, 1) : Date.UTC(year, month + 1, 1)
    return { start: toUtc(Date.UTC(year, month, 1), rule), end: toUtc(next, rule) }
  }
  const size = fixed[unit]
  const shift = unit === "week" ? weekShift : 0
  const start = Math.floor((local + shift) / size) * size - shift
  return { start: toUtc(start, rule), end: toUtc(start + size, rule) }
}

/** The first instant at which the wall clock shows `local` or, where it skips it, something later. */
const toUtc = (local: number, rule: ZoneRule): number => {
  for (const [index, [from, offset]] of rule.entries()) {
    const time = local - offset
    const until = rule[index + 1]?.[0] ?? Infinity
    if (time < from) return from
    if (time < until) return time
  }
  return local
}
