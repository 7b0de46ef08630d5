/**
 * Readers of times, by how they are written: bytes[start, end) to milliseconds since 1970 UTC, NaN for what is no time.
 * Times without a zone are in the zone given.
 */
import {
  ClfClock,
  daysOfMonth,
  endOfTime,
  fractionOf,
  isYear,
  momentOf,
  timeOfDay,
  type ZoneOffset,
  zoneOffsetOf
} from "../parse/time.ts"
import { isoTime } from "../parse/iso.ts"
import type { TimeForm } from "./definition.ts"
import { Repeated } from "./Repeated.ts"

const SLASH = 0x2f

export type TimeReader = (bytes: Buffer, view: DataView, start: number, end: number) => number

export const timeReader = (form: TimeForm, zone: ZoneOffset): TimeReader => {
  switch (form) {
    case "clf": {
      const clock = new ClfClock(zone)
      return (bytes, view, start, end) => clock.read(bytes, view, start, end)
    }
    case "iso":
      return (bytes, _, start, end) => isoTime(bytes, start, end, zone)
    case "s":
      return (bytes, _, start, end) => epoch(bytes, start, end, 1000)
    case "ms":
      return (bytes, _, start, end) => epoch(bytes, start, end, 1)
    case "us":
      return (bytes, _, start, end) => epoch(bytes, start, end, 1e-3)
    case "ns":
      return (bytes, _, start, end) => epoch(bytes, start, end, 1e-6)
    case "any": {
      const clock = new ClfClock(zone)
      return (bytes, view, start, end) =>
        bytes[start + 2] === 0x2f ? clock.read(bytes, view, start, end) : anyTime(bytes, start, end, zone)
    }
    case "ctime":
      return readerOfText((text) => ctime(text, zone))
    default:
      return readerOfText(http)
  }
}

/** A reader that is slow, for lines that come many a second. */
export const readerOfText = (read: (text: string) => number): TimeReader => {
  const last = new Repeated(NaN)
  return (bytes, _, start, end) =>
    last.isLast(bytes, start, end)
      ? last.value
      : last.keep(bytes, start, end, read(bytes.toString("latin1", start, end)))
}

/**
 * Whole milliseconds: what is finer is cut off, as in every other form, digit by digit, because a number of nanoseconds is
 * larger than what a double holds.
 */
const epoch = (bytes: Buffer, start: number, end: number, scale: number): number => {
  let digitsEnd = start
  while (digitsEnd < end && bytes[digitsEnd]! >= 48 && bytes[digitsEnd]! <= 57) digitsEnd++
  if (digitsEnd === start || digitsEnd - start > 20) return NaN
  const wholeEnd = digitsEnd - (scale >= 1 ? 0 : scale === 1e-3 ? 3 : 6)
  let ms = 0
  for (let at = start; at < wholeEnd; at++) ms = ms * 10 + (bytes[at]! - 48)
  if (scale === 1000) ms *= 1000
  let at = digitsEnd
  if (at < end && bytes[at] === 0x2e) {
    const fraction = fractionOf(bytes, at, end)
    at = fraction.next
    if (scale === 1000) ms += fraction.ms
  }
  if (at < end) ms = Math.floor(withExponent(bytes.toString("latin1", start, end)) * scale)
  return ms < endOfTime ? ms : NaN
}

/** `1.7e9`, as some JSON writers have it. */
const withExponent = (text: string): number => (/^\d+(?:\.\d+)?[eE]\+?\d+$/.test(text) ? Number(text) : NaN)

/** A number of seconds has ten digits until the year 2286. */
const anyTime = (bytes: Buffer, start: number, end: number, zone: ZoneOffset): number => {
  let digits = 0
  while (start + digits < end && bytes[start + digits]! >= 48 && bytes[start + digits]! <= 57) digits++
  // Go's loggers write `2026/11/10 13:55:36`.
  if (digits < 9) return isoTime(bytes, start, end, zone, bytes[start + 4] === SLASH ? SLASH : undefined)
  return epoch(bytes, start, end, digits < 12 ? 1000 : digits < 15 ? 1 : digits < 18 ? 1e-3 : 1e-6)
}

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

export const monthOf = (name: string): number => monthNames.indexOf(name.slice(0, 3).toLowerCase())

const dateOf = (year: number, month: number, day: number): number =>
  month >= 0 && day >= 1 && isYear(year) && day <= daysOfMonth(year, month) ? Date.UTC(year, month, day) : NaN

const ctime = (text: string, zone: ZoneOffset): number => {
  const match = /^\w{3} (\w{3}) +(\d{1,2}) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4})$/.exec(text)
  if (match === null) return NaN
  const [, month = "", day, clock = "", year] = match
  const ofDay = timeOfDay(Buffer.from(clock), 0)
  const date = dateOf(Number(year), monthOf(month), Number(day))
  const local = date + (ofDay < 0 ? NaN : ofDay)
  return momentOf(date, local - zone(local))
}

const http = (text: string): number => {
  const match = /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d:\d\d:\d\d) (GMT|UTC|[+-]\d{4})$/.exec(text)
  if (match === null) return NaN
  const [, day, month = "", year, clock = "", zone = ""] = match
  const ofDay = timeOfDay(Buffer.from(clock), 0)
  const offset = zone.length === 3 ? 0 : zoneOffsetOf(Buffer.from(zone), 0, 5)
  const date = dateOf(Number(year), monthOf(month), Number(day))
  return momentOf(date, date + (ofDay < 0 ? NaN : ofDay) - offset)
}
