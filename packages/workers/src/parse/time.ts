/**
 * The time of the Common Log Format, `10/Oct/2000:13:55:36 -0700` (Apache's %t, nginx's $time_local), to milliseconds.
 *
 * Servers write many lines a second, so the last time's bytes are remembered: an equal time costs a comparison, a new
 * second of the same day six digits. Also reads Python http.server's `29/Aug/2023 22:02:58`, which has no zone and is
 * taken in the zone given to the clock. Dates that do not exist (31 June) are refused, a leap second (:60) is the next
 * second.
 */

/** Offset of local time from UTC in milliseconds, at a moment given as local time counted like UTC. */
export type ZoneOffset = (localMs: number) => number

const months: Readonly<Record<number, number>> = Object.fromEntries(
  ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"].map((name, index) => [
    (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2),
    index
  ])
)
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const SPACE = 0x20
const COLON = 0x3a
const DOT = 0x2e

/** The value of two digits at `at`, or -1. */
const twoDigits = (bytes: Buffer, at: number): number => {
  const high = bytes[at]! - 48
  const low = bytes[at + 1]! - 48
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : -1
}

export const daysOfMonth = (year: number, month: number): number =>
  month === 1 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (daysInMonth[month] ?? 0)

/** Years that dates of a log can have: where it was 1969, it may have been 1970 in UTC. */
export const isYear = (year: number): boolean => year >= 1969 && year <= 9999

/**
 * The moment if it is one of a log, or NaN: clocks that were never set say 1970, which is still 1969 west of Greenwich; and what
 * has no date of four digits in UTC has none in SQLite. `date` is as written, as if it were UTC; both in milliseconds.
 */
export const momentOf = (date: number, time: number): number =>
  time < endOfTime && (date >= 0 || time >= 0) ? time : NaN

/**
 * A day before the year 10000, in milliseconds: from here on nothing is a time of a log. East of Greenwich that year begins within
 * this day, and has no date in SQLite.
 */
export const endOfTime = 253_402_214_400_000

/** `HH:MM:SS` at `at` in milliseconds of the day, or -1. */
export const timeOfDay = (bytes: Buffer, at: number): number => {
  const hour = twoDigits(bytes, at)
  const minute = twoDigits(bytes, at + 3)
  const second = twoDigits(bytes, at + 6)
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return -1
  if (bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return -1
  return ((hour * 60 + minute) * 60 + second) * 1000
}

/** `+hhmm`, `+hh:mm`, `+hh`, `Z`, `UTC` or `GMT` in bytes[at, end) in milliseconds east of UTC, or NaN. */
export const zoneOffsetOf = (bytes: Buffer, at: number, end: number): number => {
  if (end - at === 1 && (bytes[at]! | 32) === 0x7a) return 0
  // WEBrick writes the name of its zone; those of other zones are names of several.
  if (end - at === 3 && isUtcName.test(bytes.toString("latin1", at, end))) return 0
  const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : 0
  const minutesAt = bytes[at + 3] === COLON ? at + 4 : at + 3
  if (sign === 0 || (end !== minutesAt + 2 && end !== at + 3)) return NaN
  const hours = twoDigits(bytes, at + 1)
  const minutes = end === at + 3 ? 0 : twoDigits(bytes, minutesAt)
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return NaN
  return sign * (hours * 60 + minutes) * 60_000
}

const isUtcName = /^(?:UTC|GMT)$/

/** Fraction of a second (`.123456` at `at`) in whole milliseconds, and where it ends. */
export const fractionOf = (bytes: Buffer, at: number, end: number): { readonly ms: number; readonly next: number } => {
  let next = at + 1
  let ms = 0
  let scale = 100
  for (; next < end && bytes[next]! >= 48 && bytes[next]! <= 57; next++) {
    ms += (bytes[next]! - 48) * scale
    scale = scale >= 10 ? scale / 10 : 0
  }
  return { ms, next }
}

const lastWholeDay = endOfTime - 86_400_000

export class ClfClock {
  readonly #zone: ZoneOffset
  // The last standard time (26 bytes) and what it came to: words 0-2 are `dd/Mon/yyyy:`, words 3-4 `HH:MM:SS`,
  // the seam (2 bytes) and word 5 are ` +hhmm`.
  #word0 = 0
  #word1 = 0
  #word2 = 0
  #word3 = 0
  #word4 = 0
  #seam = 0
  #word5 = 0
  #time = NaN
  #dayStart = NaN

  constructor(zone: ZoneOffset) {
    this.#zone = zone
  }

  /** The time in bytes[start, end) (without brackets) in milliseconds UTC, or NaN when it is no time. */
  read(bytes: Buffer, view: DataView, start: number, end: number): number {
    if (end - start !== 26) return this.#readSlowly(bytes, start, end)
    const word0 = view.getInt32(start, true)
    const word1 = view.getInt32(start + 4, true)
    const word2 = view.getInt32(start + 8, true)
    const word3 = view.getInt32(start + 12, true)
    const word4 = view.getInt32(start + 16, true)
    const seam = view.getUint16(start + 20, true)
    const word5 = view.getInt32(start + 22, true)
    const sameDayAndZone =
      word0 === this.#word0 &&
      word1 === this.#word1 &&
      word2 === this.#word2 &&
      seam === this.#seam &&
      word5 === this.#word5
    if (sameDayAndZone && word3 === this.#word3 && word4 === this.#word4) return this.#time
    let time: number
    if (sameDayAndZone) {
      const ofDay = timeOfDay(bytes, start + 12)
      time = ofDay < 0 ? NaN : this.#dayStart + ofDay
    } else {
      time = this.#readSlowly(bytes, start, end)
      const ofDay = timeOfDay(bytes, start + 12)
      this.#dayStart = time - ofDay
    }
    // Times that are no measure for the rest of their day: without a zone (a fraction may make them as long), or of a day that is cut.
    const isCut = this.#dayStart < 0 || this.#dayStart > lastWholeDay
    if (Number.isNaN(time) || isCut || bytes[start + 20] !== SPACE) {
      this.#word0 = 0
      this.#dayStart = this.#time = NaN
      return time
    }
    this.#word0 = word0
    this.#word1 = word1
    this.#word2 = word2
    this.#word3 = word3
    this.#word4 = word4
    this.#word5 = word5
    this.#seam = seam
    this.#time = time
    return time
  }

  #readSlowly(bytes: Buffer, start: number, end: number): number {
    if (end - start < 20) return NaN
    const day = twoDigits(bytes, start)
    const month = months[((bytes[start + 3]! | 32) << 16) | ((bytes[start + 4]! | 32) << 8) | (bytes[start + 5]! | 32)]
    const century = twoDigits(bytes, start + 7)
    const yearOfCentury = twoDigits(bytes, start + 9)
    if (day < 1 || month === undefined || century < 0 || yearOfCentury < 0) return NaN
    const year = century * 100 + yearOfCentury
    if (bytes[start + 2] !== 0x2f || bytes[start + 6] !== 0x2f) return NaN
    if (!isYear(year) || day > daysOfMonth(year, month)) return NaN
    const separator = bytes[start + 11]
    if (separator !== COLON && separator !== SPACE) return NaN
    const ofDay = timeOfDay(bytes, start + 12)
    if (ofDay < 0) return NaN
    const date = Date.UTC(year, month, day)
    let local = date + ofDay
    let at = start + 20
    if (at < end && bytes[at] === DOT) {
      const fraction = fractionOf(bytes, at, end)
      local += fraction.ms
      at = fraction.next
    }
    if (at === end) return momentOf(date, local - this.#zone(local))
    return bytes[at] === SPACE ? momentOf(date, local - zoneOffsetOf(bytes, at + 1, end)) : NaN
  }
}
