/**
 * The time of the Common Log Format in its one standard shape, `10/Oct/2000:13:55:36 -0700`, to milliseconds UTC; what
 * is of another shape, or no time, is left to JavaScript (parse/time.ts), which reads the same of these 26 bytes.
 */

export const timeBytes: usize = 26

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
  if (load<u8>(at, 2) != 0x2f || load<u8>(at, 6) != 0x2f || load<u8>(at, 20) != 0x20) return NaN
  if (load<u8>(at, 11) != 0x3a || load<u8>(at, 14) != 0x3a || load<u8>(at, 17) != 0x3a) return NaN
  const day = twoDigits(at)
  const month = monthOf((load<u32>(at, 3) & 0x00ff_ffff) | 0x0020_2020)
  const century = twoDigits(at + 7)
  const ofCentury = twoDigits(at + 9)
  const hour = twoDigits(at + 12)
  const minute = twoDigits(at + 15)
  const second = twoDigits(at + 18)
  const zoneHours = twoDigits(at + 22)
  const zoneMinutes = twoDigits(at + 24)
  // Of numbers that are there none is negative.
  if ((day | century | ofCentury | hour | minute | second | zoneHours | zoneMinutes) < 0) return NaN
  const year = century * 100 + ofCentury
  if (month == 0 || year < 1970 || day < 1 || day > daysOf(year, month)) return NaN
  if (hour > 23 || minute > 59 || second > 60 || zoneHours > 15 || zoneMinutes > 59) return NaN
  const sign = load<u8>(at, 21)
  if (sign != 0x2b && sign != 0x2d) return NaN
  const zone = (zoneHours * 60 + zoneMinutes) * (sign == 0x2b ? 60 : -60)
  return (<f64>daysSince1970(year, month, day) * 86_400 + <f64>((hour * 60 + minute) * 60 + second - zone)) * 1000
}

/** The number in two digits, or one below 0. */
function twoDigits(at: usize): i32 {
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
