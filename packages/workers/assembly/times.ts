/** When: in the forms that are read here (clock.ts), and in all others by the last one that JavaScript read. */
import { same } from "./bytes"
import {
  dayAt,
  fractionEnd,
  fractionMs,
  fromLocal,
  isoTime,
  localClf,
  ofDayAt,
  readTime,
  timeBytes,
  twoDigits
} from "./clock"
import { draft, has } from "./draft"
import { timeField } from "./record"
import { CLOCK_SLOT, TIME_KIND, TIME_SLOT } from "./shape"
import { slotEnd, slotStart } from "./split"

const DOT: u8 = 0x2e
const COLON: u8 = 0x3a

// Kinds of times.
const CLF: i32 = 0
const ISO: i32 = 1
const SECONDS: i32 = 2
const MILLISECONDS: i32 = 3
const MICROSECONDS: i32 = 4
const NANOSECONDS: i32 = 5
const DAY_AND_CLOCK: i32 = 6
const LOCAL_DAY_AND_CLOCK: i32 = 7

/** Of whatever form, but with `HH:MM:SS` in it, and no other such. */
const WITH_CLOCK: i32 = 8

const mostDigits: usize = 15
const farFuture: f64 = 253_402_214_400_000

export function fillTime(fields: usize): bool {
  const slot = load<i32>(fields, TIME_SLOT)
  if (!has(slot)) return false
  const start = slotStart(slot)
  const end = slotEnd(slot)
  let time: f64 = NaN
  switch (load<i32>(fields, TIME_KIND)) {
    case CLF:
      time = end - start == timeBytes ? readTime(start) : fromLocal(localClf(start, end))
      break
    case ISO:
      time = isoTime(start, end)
      break
    case SECONDS:
      time = epoch(start, end, 0)
      break
    case MILLISECONDS:
      time = epoch(start, end, 1)
      break
    case MICROSECONDS:
      time = epoch(start, end, 3)
      break
    case NANOSECONDS:
      time = epoch(start, end, 6)
      break
    case DAY_AND_CLOCK:
    case LOCAL_DAY_AND_CLOCK: {
      const clock = load<i32>(fields, CLOCK_SLOT)
      if (!has(clock) || end - start != 10 || slotEnd(clock) - slotStart(clock) != 8) return false
      time = dayAt(start) + ofDayAt(slotStart(clock))
      if (load<i32>(fields, TIME_KIND) == LOCAL_DAY_AND_CLOCK) time = fromLocal(time)
      break
    }
    default:
      time = repeated(start, end, load<i32>(fields, CLOCK_SLOT), load<i32>(fields, TIME_KIND) == WITH_CLOCK)
  }
  if (!(time >= 0)) return false
  store<f64>(draft, time, timeField)
  return true
}

/** Digits in seconds (`unit` 0, with a fraction) or milliseconds (1), or so many digits more than milliseconds. */
function epoch(start: usize, end: usize, unit: i32): f64 {
  let digitsEnd = start
  while (digitsEnd < end && <u8>(load<u8>(digitsEnd) - 0x30) < 10) digitsEnd++
  const count = digitsEnd - start
  const wholeEnd = unit > 1 ? digitsEnd - <usize>unit : digitsEnd
  if (count == 0 || wholeEnd <= start || wholeEnd - start > mostDigits) return NaN
  let ms: i64 = 0
  for (let at = start; at < wholeEnd; at++) ms = ms * 10 + (<i64>load<u8>(at) - 0x30)
  let time = <f64>ms
  if (unit == 0) time *= 1000
  let at = digitsEnd
  if (at < end && load<u8>(at) == DOT) {
    at = fractionEnd(at, end)
    if (unit == 0) time += fractionMs
  }
  return at == end && time < farFuture ? time : NaN
}

/**
 * The text of the last time that only JavaScript could read, and what it came to: lines of a second come together, and
 * of a minute too, where it is known which digits are the seconds. No zone changes within a minute.
 */
const lastText: usize = memory.data(256)

const thisText: usize = memory.data(256)

/** Where in it the seconds are; 0 when it is not known. */
let lastSeconds: usize = 0

let lastLength: usize = 0
let lastTime: f64 = NaN
let asksForTime: bool = false
const longestText: usize = 96

function repeated(start: usize, end: usize, clock: i32, hasClock: bool): f64 {
  const clockStart = has(clock) ? slotStart(clock) : end
  const clockEnd = has(clock) ? slotEnd(clock) : end
  const length = end - start
  const total = length + clockEnd - clockStart
  if (length > longestText || total - length > longestText) return NaN
  memory.copy(thisText, start, length)
  memory.copy(thisText + length, clockStart, total - length)
  if (total + (length << 8) == lastLength) {
    if (same(thisText, lastText, total)) return lastTime
    const between = secondsBetween(total)
    if (!isNaN(between) && !isNaN(lastTime)) return lastTime + between * 1000
  }
  memory.copy(lastText, thisText, total)
  lastLength = total + (length << 8)
  lastSeconds = hasClock ? secondsIn(total) : 0
  lastTime = NaN
  asksForTime = true
  return NaN
}

/** Seconds from the last time to this one, if they differ in nothing else. */
function secondsBetween(total: usize): f64 {
  const rest = lastSeconds + 2
  if (lastSeconds == 0 || !same(thisText, lastText, lastSeconds)) return NaN
  if (!same(thisText + rest, lastText + rest, total - rest)) return NaN
  const last = twoDigits(lastText + lastSeconds)
  const seconds = twoDigits(thisText + lastSeconds)
  return last < 0 || last > 59 || seconds < 0 || seconds > 59 ? NaN : <f64>(seconds - last)
}

/** Where the seconds of the first `HH:MM:SS` in the last text are, or 0. */
function secondsIn(total: usize): usize {
  for (let at: usize = 0; at + 8 <= total; at++) {
    const text = lastText + at
    if (load<u8>(text, 2) != COLON || load<u8>(text, 5) != COLON) continue
    if ((twoDigits(text) | twoDigits(text + 3) | twoDigits(text + 6)) >= 0) return at + 6
  }
  return 0
}

export function forgetTime(): void {
  lastLength = 0
  asksForTime = false
}

/** A line begins, whose time nobody has asked for. */
export function beginTime(): void {
  asksForTime = false
}

/** Says of a line that was left what its time is, or NaN; before the next is read. */
export function tellTime(time: f64): void {
  if (asksForTime) lastTime = time
  asksForTime = false
}
