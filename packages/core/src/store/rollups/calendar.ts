/**
 * Days and hours of the report zone: which one a time lies in, and when they begin.
 *
 * A day is a number, counted from 1970 on by the wall clock. An hour is known by its beginning in minutes UTC: of two
 * hours that the wall clock shows alike each is one, and where the clock changes within an hour (Lord Howe moves it by
 * 30 minutes) a new one begins, so that hours follow one another without overlap in every zone. Pure, for the host of
 * questions too.
 */
import { offsetAtUtc, type ZoneRule } from "@logmill/workers/zone"

export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000

/** An hour in ms UTC, `end` exclusive, and the day it belongs to. */
export interface Hour {
  readonly start: number
  readonly end: number
  readonly day: number
}

export const hourAround = (rule: ZoneRule, time: number): Hour => {
  let index = rule.length - 1
  while (index > 0 && time < rule[index]![0]) index--
  const [from, offset] = rule[index]!
  const local = Math.floor((time + offset) / hourMs) * hourMs
  return {
    start: Math.max(from, local - offset),
    end: Math.min(rule[index + 1]?.[0] ?? Infinity, local + hourMs - offset),
    day: Math.floor(local / dayMs)
  }
}

export const dayOf = (rule: ZoneRule, time: number): number => Math.floor((time + offsetAtUtc(rule, time)) / dayMs)

/**
 * The first day, from the one of `time` on, that begins at `time` or later and has no part of it nor of a later day
 * before its beginning: where the clock is put back over midnight, a day comes in two parts. Returns also when it begins.
 */
export const dayFrom = (rule: ZoneRule, time: number): { readonly day: number; readonly start: number } => {
  for (let day = dayOf(rule, time); ; day++) {
    const start = startOfDay(rule, day)
    if (start >= time && isClean(rule, day, start)) return { day, start }
  }
}

/** The last such day that begins at `time` or before. */
export const dayUntil = (rule: ZoneRule, time: number): { readonly day: number; readonly start: number } => {
  for (let day = dayOf(rule, time); ; day--) {
    const start = startOfDay(rule, day)
    if (start <= time && isClean(rule, day, start)) return { day, start }
  }
}

/** The first moment at which the wall clock shows this day or, where it skips it, a later one. */
export const startOfDay = (rule: ZoneRule, day: number): number => {
  const local = day * dayMs
  for (const [index, [from, offset]] of rule.entries()) {
    const start = Math.max(from, local - offset)
    if (start < (rule[index + 1]?.[0] ?? Infinity)) return start
  }
  return local
}

/** Whether the wall clock shows no earlier day any more after the day's start. */
const isClean = (rule: ZoneRule, day: number, start: number): boolean =>
  rule.every(([from, offset]) => from <= start || from + offset >= day * dayMs)
