/** Statuses, sizes and durations. */
import { holds } from "./aside"
import { draft, has, isDash } from "./draft"
import { bytesField, statusField } from "./record"
import { slotEnd, slotStart } from "./split"

const PLUS: u8 = 0x2b
const COMMA: u8 = 0x2c
const DASH: u8 = 0x2d
const DOT: u8 = 0x2e
const COLON: u8 = 0x3a
const SPACE: u8 = 0x20

// Fields, as they are counted; 0 is a number that is not kept.
const STATUS: i32 = 1
const BYTES: i32 = 2
const BYTES_IN: i32 = 3
const DURATION: i32 = 4
const UPSTREAM: i32 = 5
const mostDigits: usize = 15
const largest: f64 = 9007199254740991
export let duration: f64 = -1
export let upstream: f64 = -1
export let bytesIn: f64 = -1

export function fillNumbers(at: usize): usize {
  const count = load<i32>(at)
  at += 4
  let status: f64 = -1
  let bytes: f64 = -1
  duration = upstream = bytesIn = -1
  for (let index = 0; index < count; index++, at += 24) {
    const slot = load<i32>(at)
    const field = load<i32>(at, 4)
    const isPart = (load<i32>(at, 8) & 1) != 0
    const isAgain = (load<i32>(at, 8) & 2) != 0
    const needsPoint = (load<i32>(at, 8) & 4) != 0
    if (!has(slot) || (isAgain && (field == DURATION ? duration : upstream) >= 0)) continue
    const start = slotStart(slot)
    const end = slotEnd(slot)
    const isWhole = field == STATUS || field == BYTES || field == BYTES_IN
    const value = isWhole ? wholeNumber(start, end) : durationOf(start, end, load<f64>(at, 16))
    if (isNaN(value) || value > largest) return 0
    if (needsPoint && (value < 0 ? field == DURATION : !holds(DOT, start, end))) return 0
    if (field == STATUS) status = value
    else if (field == BYTES) bytes = value
    else if (field == BYTES_IN) bytesIn = value
    if (field == DURATION || isPart) duration = sum(duration, value)
    if (field == UPSTREAM) upstream = sum(upstream, value)
  }
  store<f64>(draft, status, statusField)
  store<f64>(draft, bytes, bytesField)
  return at
}

function sum(before: f64, value: f64): f64 {
  return value < 0 ? before : max(before, 0) + value
}

function wholeNumber(start: usize, end: usize): f64 {
  if (start == end || isDash(start, end)) return -1
  if (end - start > mostDigits) return NaN
  let value: i64 = 0
  for (let at = start; at < end; at++) {
    const digit = load<u8>(at) - 0x30
    if (digit > 9) return NaN
    value = value * 10 + <i64>digit
  }
  return <f64>value
}

/** In microseconds, of which `unit` is so many; of a list the sum. */
function durationOf(start: usize, end: usize, unit: f64): f64 {
  let total: f64 = -1
  let isApart = true
  for (let at = start; at < end;) {
    for (; at < end && isBetween(load<u8>(at)); at++) if (load<u8>(at) != SPACE) isApart = true
    const from = at
    while (at < end && !isBetween(load<u8>(at))) at++
    if (at == from) continue
    if (!isApart) return NaN
    isApart = false
    const value = oneDuration(from, at, unit)
    if (isNaN(value)) return NaN
    total = sum(total, value)
  }
  return total
}

function isBetween(byte: u8): bool {
  return byte == SPACE || byte == COMMA || byte == COLON
}

function oneDuration(start: usize, end: usize, unit: f64): f64 {
  if (isDash(start, end)) return -1
  let at = start
  const isNegative = load<u8>(at) == DASH
  if (isNegative || load<u8>(at) == PLUS) at++
  const first = at
  let whole: i64 = 0
  while (at < end && <u8>(load<u8>(at) - 0x30) < 10) whole = whole * 10 + (<i64>load<u8>(at++) - 0x30)
  if (at == first || at - first > mostDigits) return NaN
  if (isNegative) return at == end && whole > 0 ? -1 : NaN
  if (at == end) return rounded(<f64>whole * unit)
  if (load<u8>(at) != DOT) return NaN
  at++
  let fraction: i64 = 0
  let scale: f64 = 1
  for (const from = at; at < end && <u8>(load<u8>(at) - 0x30) < 10; at++) {
    if (at - from >= 9) continue
    fraction = fraction * 10 + (<i64>load<u8>(at) - 0x30)
    scale *= 10
  }
  return at == end ? rounded(<f64>whole * unit + (<f64>fraction / scale) * unit) : NaN
}

/** As Math.round does. */
function rounded(value: f64): f64 {
  const whole = floor(value)
  return value - whole >= 0.5 ? whole + 1 : whole
}
