/**
 * The time of the Common Log Format in its one standard shape, `10/Oct/2000:13:55:36 -0700`, to milliseconds UTC; what
 * is of another shape, or no time, is left to JavaScript (parse/time.ts), which reads the same of these 26 bytes.
 */

export const timeBytes: usize = 26

// The zone of times that name none: how many offsets, and where they are, each with the local time it holds from.
let offsets: i32 = 0
let offsetsAt: usize = 0
// The one that held last, from and up to which local time.
let offsetFrom: f64 = NaN
let offsetTo: f64 = NaN
let offset: f64 = 0

export function setZone(at: usize, count: i32): void {
  offsetsAt = at
  offsets = count
  offsetFrom = offsetTo = NaN
}

/** From a local time to UTC. */
export function fromLocal(time: f64): f64 {
  if (!(time >= offsetFrom && time < offsetTo)) {
    let index = offsets - 1
    while (index > 0 && !(time >= load<f64>(offsetsAt + ((<usize>index) << 4)))) index--
    const at = offsetsAt + ((<usize>index) << 4)
    offsetFrom = load<f64>(at)
    offsetTo = index + 1 < offsets ? load<f64>(at, 16) : Infinity
    offset = load<f64>(at, 8)
  }
  return time - offset
}

// The last time: its bytes 0-15 and 10-25, and what they came to.
let head: v128 = i64x2(0, 0)
let rest: v128 = i64x2(0, 0)
let time: f64 = 0

/** The time in the 26 bytes at `at`, or NaN. */
export function readTime(at: usize): f64 {
  const first = v128.load(at)
  const last = v128.load(at, 10)
  // Servers write many lines a second.
  if (!v128.any_true(v128.or(v128.xor(first, head), v128.xor(last, rest)))) return time
  const read = timeOf(at)
  if (!isNaN(read)) {
    head = first
    rest = last
    time = read
  }
  return read
}

function timeOf(at: usize): f64 {
  if (load<u8>(at, 20) != 0x20) return NaN
  const zoneHours = twoDigits(at + 22)
  const zoneMinutes = twoDigits(at + 24)
  // Of numbers that are there none is negative.
  if ((zoneHours | zoneMinutes) < 0 || zoneHours > 15 || zoneMinutes > 59) return NaN
  const sign = load<u8>(at, 21)
  if (sign != 0x2b && sign != 0x2d) return NaN
  return wallClock(at) - <f64>((zoneHours * 60 + zoneMinutes) * (sign == 0x2b ? 60_000 : -60_000))
}

/** `10/Oct/2000:13:55:36` as if it were UTC. */
function wallClock(at: usize): f64 {
  if (load<u8>(at, 2) != 0x2f || load<u8>(at, 6) != 0x2f || load<u8>(at, 11) != 0x3a) return NaN
  const day = twoDigits(at)
  const month = monthOf((load<u32>(at, 3) & 0x00ff_ffff) | 0x0020_2020)
  const century = twoDigits(at + 7)
  const ofCentury = twoDigits(at + 9)
  if ((day | century | ofCentury) < 0) return NaN
  const year = century * 100 + ofCentury
  if (month == 0 || !isPlainYear(year) || day < 1 || day > daysOf(year, month)) return NaN
  return <f64>daysSince1970(year, month, day) * 86_400_000 + ofDayAt(at + 12)
}

/** The same with or without a fraction, and without a zone: a local time. */
export function localClf(at: usize, end: usize): f64 {
  if (end - at < 20) return NaN
  const time = wallClock(at)
  if (end - at == 20) return time
  if (load<u8>(at, 20) != 0x2e || fractionEnd(at + 20, end) != end) return NaN
  return time + fractionMs
}

/** The number in two digits, or one below 0. */
export function twoDigits(at: usize): i32 {
  const high = <i32>load<u8>(at) - 0x30
  const low = <i32>load<u8>(at, 1) - 0x30
  return <u32>high < 10 && <u32>low < 10 ? high * 10 + low : -1
}

/** 1 to 12 by the month's three letters in lower case as a number, or 0. */
function monthOf(letters: u32): i32 {
  switch (letters) {
    case 0x6e616a:
      return 1
    case 0x626566:
      return 2
    case 0x72616d:
      return 3
    case 0x727061:
      return 4
    case 0x79616d:
      return 5
    case 0x6e756a:
      return 6
    case 0x6c756a:
      return 7
    case 0x677561:
      return 8
    case 0x706573:
      return 9
    case 0x74636f:
      return 10
    case 0x766f6e:
      return 11
    case 0x636564:
      return 12
    default:
      return 0
  }
}

/** Of years at the ends of time it depends on the zone whether a moment is one of a log: JavaScript tells. */
function isPlainYear(year: i32): bool {
  return year >= 1970 && year < 9999
}

function daysOf(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
}

/** Days of the Gregorian calendar; years begin in March here, so that the leap day is a year's last. */
function daysSince1970(year: i32, month: i32, day: i32): i32 {
  const years = month <= 2 ? year - 1 : year
  const months = month <= 2 ? month + 9 : month - 3
  const ofYear = (153 * months + 2) / 5 + day - 1
  return years * 365 + years / 4 - years / 100 + years / 400 + ofYear - 719_468
}

/** A calendar day `YYYY-MM-DD` in milliseconds since 1970, or NaN. */
export function dayAt(at: usize): f64 {
  const century = twoDigits(at)
  const ofCentury = twoDigits(at + 2)
  const month = twoDigits(at + 5)
  const day = twoDigits(at + 8)
  if ((century | ofCentury | month | day) < 0 || load<u8>(at, 4) != 0x2d || load<u8>(at, 7) != 0x2d) return NaN
  const year = century * 100 + ofCentury
  if (!isPlainYear(year) || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return NaN
  return <f64>daysSince1970(year, month, day) * 86_400_000
}

/** `HH:MM:SS` in milliseconds, or NaN. */
export function ofDayAt(at: usize): f64 {
  const hour = twoDigits(at)
  const minute = twoDigits(at + 3)
  const second = twoDigits(at + 6)
  if ((hour | minute | second) < 0 || load<u8>(at, 2) != 0x3a || load<u8>(at, 5) != 0x3a) return NaN
  if (hour > 23 || minute > 59 || second > 60) return NaN
  return <f64>((hour * 60 + minute) * 60 + second) * 1000
}

/** Where the digits of a fraction end whose point is at `at`; `fractionMs` is what they say, in whole milliseconds. */
export function fractionEnd(at: usize, end: usize): usize {
  let ms: i32 = 0
  let scale: i32 = 100
  for (at++; at < end && <u8>(load<u8>(at) - 0x30) < 10; at++) {
    ms += (<i32>load<u8>(at) - 0x30) * scale
    scale /= 10
  }
  fractionMs = <f64>ms
  return at
}

export let fractionMs: f64 = 0

/**
 * `YYYY-MM-DDTHH:MM:SS`, a fraction, and `Z` or `+hh:mm`, in milliseconds UTC; without a zone in that of the program. NaN
 * for whatever else.
 */
export function isoTime(at: usize, end: usize): f64 {
  if (end - at < 19) return NaN
  const between = load<u8>(at, 10)
  if (between != 0x54 && between != 0x20) return NaN
  let time = dayAt(at) + ofDayAt(at + 11)
  let next = at + 19
  const point = load<u8>(next)
  if (next < end && (point == 0x2e || point == 0x2c)) {
    next = fractionEnd(next, end)
    time += fractionMs
  }
  const left = end - next
  if (left == 0) return fromLocal(time)
  const sign = load<u8>(next)
  if (left == 1 && (sign | 32) == 0x7a) return time
  if (left != 6 || (sign != 0x2b && sign != 0x2d) || load<u8>(next, 3) != 0x3a) return NaN
  const hours = twoDigits(next + 1)
  const minutes = twoDigits(next + 4)
  if ((hours | minutes) < 0 || hours > 15 || minutes > 59) return NaN
  return time - <f64>((hours * 60 + minutes) * (sign == 0x2b ? 60_000 : -60_000))
}
