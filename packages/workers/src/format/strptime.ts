/**
 * Times by a pattern of strftime (POSIX), as Apache (`%{%d/%b/%Y %T}t`) and GoAccess have them. Of its directives those
 * that say when: %Y %y %m %b %B %h %d %e %j %H %I %k %l %p %M %S %f %L %s %z %Z %F %T %D %R %c %x %X %r %n %t %%, and names
 * and numbers of weekdays and weeks, which are passed over.
 */
import { daysOfMonth, isYear, momentOf, type ZoneOffset, zoneOffsetOf } from "../parse/time.ts"
import { FormatError } from "./definition.ts"
import { monthOf } from "./times.ts"

/** What a time says; what it does not say is NaN. */
export interface TimeParts {
  /** Milliseconds since 1970 of the day's beginning, as if it were in UTC. */
  readonly day: number
  /** Milliseconds of the day. */
  readonly ofDay: number
  /** Milliseconds east of UTC. */
  readonly offset: number
  /** Milliseconds since 1970 UTC, of a time that says just this. */
  readonly epoch: number
}

type Parts = Record<
  "year" | "month" | "day" | "dayOfYear" | "hour" | "minute" | "second" | "ms" | "offset" | "epoch",
  number
> & {
  afternoon: boolean | null
}

/** Reads a part at the beginning of `text`; returns how long it is, 0 for none. */
type Step = (text: string, parts: Parts) => number

const digits =
  (most: number, take: (parts: Parts, value: number) => void): Step =>
  (text, parts) => {
    let length = 0
    while (length < most && text.charCodeAt(length) >= 48 && text.charCodeAt(length) <= 57) length++
    if (length > 0) take(parts, Number(text.slice(0, length)))
    return length
  }

const name = (text: string): number => /^[A-Za-z]*/.exec(text)![0].length

const monthName: Step = (text, parts) => {
  const length = name(text)
  parts.month = length < 3 ? -1 : monthOf(text)
  return parts.month < 0 ? 0 : length
}

const fraction: Step = (text, parts) => {
  const length = /^\d{0,9}/.exec(text)![0].length
  parts.ms = Math.floor(Number(text.slice(0, length).padEnd(9, "0")) / 1e6)
  return length
}

const zone: Step = (text, parts) => {
  const match = /^(?:[+-]\d{2}(?::?\d{2})?|Z|GMT|UTC)/.exec(text)
  if (match === null) return 0
  const bytes = Buffer.from(match[0].length === 3 && !/\d/.test(match[0]) ? "Z" : match[0])
  parts.offset = zoneOffsetOf(bytes, 0, bytes.length)
  return match[0].length
}

/** With a blank in place of a leading zero. */
function padded(letter: string): Step {
  return (text, parts) => {
    const blanks = text.startsWith(" ") ? 1 : 0
    const length = steps[letter]!(text.slice(blanks), parts)
    return length === 0 ? 0 : length + blanks
  }
}

const steps: Readonly<Record<string, Step>> = {
  Y: digits(4, (parts, value) => (parts.year = value)),
  y: digits(2, (parts, value) => (parts.year = value + (value < 69 ? 2000 : 1900))),
  m: digits(2, (parts, value) => (parts.month = value - 1)),
  d: digits(2, (parts, value) => (parts.day = value)),
  e: padded("d"),
  j: digits(3, (parts, value) => (parts.dayOfYear = value)),
  H: digits(2, (parts, value) => (parts.hour = value)),
  I: digits(2, (parts, value) => (parts.hour = value)),
  M: digits(2, (parts, value) => (parts.minute = value)),
  S: digits(2, (parts, value) => (parts.second = value)),
  p: (text, parts) => {
    const match = /^[AaPp][Mm]/.exec(text)
    if (match !== null) parts.afternoon = /^p/i.test(match[0])
    return match === null ? 0 : 2
  },
  L: fraction,
  f: fraction,
  s: digits(12, (parts, value) => (parts.epoch = value * 1000)),
  z: zone,
  Z: zone,
  k: padded("H"),
  l: padded("I"),
  u: digits(1, () => {}),
  w: digits(1, () => {}),
  U: digits(2, () => {}),
  V: digits(2, () => {}),
  W: digits(2, () => {}),
  b: monthName,
  B: monthName,
  h: monthName,
  a: name,
  A: name
}

const composed: Readonly<Record<string, string>> = {
  F: "%Y-%m-%d",
  T: "%H:%M:%S",
  D: "%m/%d/%y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
  r: "%I:%M:%S %p",
  c: "%a %b %e %H:%M:%S %Y",
  R: "%H:%M",
  n: " ",
  t: " "
}

/** A pattern without the directives that stand for several. */
export const writtenOut = (pattern: string): string =>
  pattern.replace(/%([FTDRntxXrc%])/g, (whole, letter: string) => composed[letter] ?? whole)

/** The steps of a pattern; null is text. Throws a FormatError for a directive that says nothing of a time. */
const compile = (pattern: string): ReadonlyArray<Step> => {
  const expanded = writtenOut(pattern)
  const compiled: Array<Step> = []
  for (let at = 0; at < expanded.length; at++) {
    let text = expanded[at]!
    if (text === "%" && at + 1 < expanded.length) {
      const letter = expanded[++at]!
      if (letter !== "%") {
        const step = steps[letter]
        if (step === undefined) throw new FormatError(`%${letter} in the time "${pattern}" is not known`)
        compiled.push(step)
        continue
      }
      text = "%"
    }
    compiled.push((rest) => (rest.startsWith(text) ? 1 : 0))
  }
  return compiled
}

/** Reads texts by a pattern; null for what is not written so, or is no time that exists. */
export const strptime = (pattern: string): ((text: string) => TimeParts | null) => {
  const compiled = compile(pattern)
  return (text) => {
    const parts: Parts = {
      year: NaN,
      month: NaN,
      day: NaN,
      dayOfYear: NaN,
      hour: NaN,
      minute: 0,
      second: 0,
      ms: 0,
      offset: NaN,
      epoch: NaN,
      afternoon: null
    }
    let at = 0
    for (const step of compiled) {
      const length = step(text.slice(at), parts)
      if (length === 0) return null
      at += length
    }
    return at === text.length ? timeParts(parts) : null
  }
}

const timeParts = ({
  year,
  month,
  day,
  dayOfYear,
  hour,
  minute,
  second,
  ms,
  offset,
  epoch,
  afternoon
}: Parts): TimeParts | null => {
  let date = NaN
  if (!Number.isNaN(year)) {
    if (!isYear(year)) return null
    if (!Number.isNaN(dayOfYear)) date = Date.UTC(year, 0, dayOfYear)
    else if (month >= 0 && month < 12 && day >= 1 && day <= daysOfMonth(year, month)) date = Date.UTC(year, month, day)
    else if (!Number.isNaN(month) || !Number.isNaN(day)) return null
  }
  const hours = afternoon === null ? hour : (hour % 12) + (afternoon ? 12 : 0)
  if (hours > 23 || minute > 59 || second > 60) return null
  return { day: date, ofDay: ((hours * 60 + minute) * 60 + second) * 1000 + ms, offset, epoch: epoch + ms }
}

/** A time that is all in one text: milliseconds UTC, or NaN. */
export const strptimeReader = (pattern: string, zoneAt: ZoneOffset): ((text: string) => number) => {
  const read = strptime(pattern)
  return (text) => {
    const parts = read(text)
    if (parts === null) return NaN
    if (!Number.isNaN(parts.epoch)) return parts.epoch
    const local = parts.day + parts.ofDay
    return momentOf(parts.day, local - (Number.isNaN(parts.offset) ? zoneAt(local) : parts.offset))
  }
}
