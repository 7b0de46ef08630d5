/**
 * From the slots of a line to its record, as fill.ts does in JavaScript, for what is ordinary. Whatever is not (lists of
 * durations, addresses in a list, numbers with exponents, times in words ...) is left to JavaScript, which a test holds
 * this to.
 */
import { aside, holds, moveAside, putByte, putBytes, putLiteral, putPercent, putPlus } from "./aside"
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
import { AGENT, CLIENT, detailsAt, chunkLines, EXTRA, programAt, REFERRER, REQUEST, SITE, USER } from "./memory"
import { bytesField, ENTRY, kindField, recordBytes, spansField, statusField, timeField } from "./record"
import { dropSlot, slotEnd, slotHow, slotStart } from "./split"

const PLUS: u8 = 0x2b
const COMMA: u8 = 0x2c
const DASH: u8 = 0x2d
const DOT: u8 = 0x2e
const COLON: u8 = 0x3a
const QUESTION: u8 = 0x3f
const OPEN: u8 = 0x5b
const BACKSLASH: u8 = 0x5c
const CLOSE: u8 = 0x5d
const PERCENT: u8 = 0x25
const SPACE: u8 = 0x20
const NUMBER_SIGN: u8 = 0x23
const SLASH: u8 = 0x2f

const ESCAPED: i32 = 0
const LITERAL: i32 = 2

// How servers write texts.
const PLAIN: i32 = 0
const PLUS_CODE: i32 = 1

// Words of a shape's fields, in this order (src/format/program.ts).
const CODE: usize = 0
const CLIENT_SLOT: usize = 4
const CLIENT_PORT: usize = 8
const LIST_SLOT: usize = 12
const USER_SLOT: usize = 16
const SITE_SLOT: usize = 20
const SITE_PORT: usize = 24
const REFERRER_SLOT: usize = 28
const AGENT_SLOT: usize = 32
const REQUEST_SLOT: usize = 36
const METHOD_SLOT: usize = 40
const URI_SLOT: usize = 44
const PATH_SLOT: usize = 48
const QUERY_SLOT: usize = 52
const PROTOCOL_SLOT: usize = 56
const TIME_KIND: usize = 60
const TIME_SLOT: usize = 64
const CLOCK_SLOT: usize = 68
const SLOTS: usize = 72
/** What protocols are called otherwise. */
const PROTOCOL_VALUES: usize = 76
const LISTS: usize = 80

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

// Numbers.
const IGNORED: i32 = 0
const STATUS: i32 = 1
const BYTES: i32 = 2
const BYTES_IN: i32 = 3
const DURATION: i32 = 4
const UPSTREAM: i32 = 5

const mostDigits: usize = 15
const largest: f64 = 9007199254740991
const farFuture: f64 = 253_402_300_800_000

/** The record is written here first: where it goes, the line's place stands until all is known. */
const draft: usize = memory.data(96)

/** Makes the record of a line whose slots are filled; false: it is for JavaScript to read. */
export function fill(fields: usize, record: usize, number: i32): bool {
  asksForTime = false
  const lists = fields + LISTS
  let at = lists
  // Texts that say that there is nothing.
  const nones = load<i32>(at)
  at += 4
  for (let index = 0; index < nones; index++, at += 8) dropEqual(load<i32>(fields, SLOTS), at)
  const fixed = load<i32>(at)
  at += 4
  for (let index = 0; index < fixed; index++) {
    const texts = load<i32>(at, 8)
    const slot = load<i32>(at)
    if (has(slot) ? !isOneOf(slot, at + 12, texts) : load<i32>(at, 4) != 0) return false
    at += 12 + ((<usize>texts) << 3)
  }
  if (!fillClient(fields) || !fillTime(fields) || !fillRequest(fields)) return false
  const code = load<i32>(fields, CODE)
  const user = load<i32>(fields, USER_SLOT)
  if (!fillText(user, USER, code, false, true)) return false
  if (!fillSite(fields)) return false
  if (!fillText(load<i32>(fields, REFERRER_SLOT), REFERRER, code, true, false)) return false
  if (!fillText(load<i32>(fields, AGENT_SLOT), AGENT, code, false, false)) return false
  at = fillNumbers(at)
  if (at == 0 || !fillExtras(at, code)) return false
  const details = detailsAt + ((<usize>number) << 3)
  store<f64>(details, duration)
  store<f64>(details, upstream, (<usize>chunkLines) << 3)
  store<f64>(details, bytesIn, (<usize>chunkLines) << 4)
  store<i32>(draft, ENTRY, kindField)
  memory.copy(record, draft, recordBytes)
  return true
}

function has(slot: i32): bool {
  return slot >= 0 && slotStart(slot) != 0
}

function isGiven(slot: i32): bool {
  return has(slot) && slotEnd(slot) > slotStart(slot) && !isDash(slotStart(slot), slotEnd(slot))
}

function isDash(start: usize, end: usize): bool {
  return end - start == 1 && load<u8>(start) == DASH
}

function equals(slot: i32, text: usize): bool {
  const length = load<i32>(text, 4)
  const start = slotStart(slot)
  return slotEnd(slot) - start == <usize>length && same(start, programAt + <usize>load<i32>(text), <usize>length)
}

function dropEqual(slots: i32, text: usize): void {
  for (let slot = 0; slot < slots; slot++) if (slotStart(slot) != 0 && equals(slot, text)) dropSlot(slot)
}

function isOneOf(slot: i32, texts: usize, count: i32): bool {
  for (let index = 0; index < count; index++) if (equals(slot, texts + ((<usize>index) << 3))) return true
  return false
}

/** Of pairs of texts the place of the second of the one whose first it is, or 0. */
function valueOf(slot: i32, values: usize): usize {
  const count = load<i32>(values)
  let at = values + 4
  for (let index = 0; index < count; index++, at += 16) if (equals(slot, at)) return at + 8
  return 0
}

function setSpan(field: i32, start: usize, end: usize): void {
  store<u64>(draft + ((<usize>field) << 3), <u64>start | ((<u64>end) << 32), spansField)
}

function noSpan(field: i32): void {
  store<u64>(draft + ((<usize>field) << 3), 0, spansField)
}

/** Where the address ends that a port stands behind, always if `hasPort`. */
function endOfAddress(start: usize, end: usize, hasPort: bool): usize {
  let colon = end - 1
  while (colon > start && <u8>(load<u8>(colon) - 0x30) < 10) colon--
  if (colon <= start || colon >= end - 1 || load<u8>(colon) != COLON) return end
  if (hasPort || load<u8>(colon - 1) == CLOSE || !holds(COLON, start, colon)) return colon
  let colons = 1
  for (let at = start; at < colon; at++) if (load<u8>(at) == COLON) colons++
  return colons == 8 || end - colon > 5 ? colon : end
}

function fillClient(fields: usize): bool {
  const slot = load<i32>(fields, CLIENT_SLOT)
  if (!isGiven(slot)) return slot < 0 && fillFirstOfList(load<i32>(fields, LIST_SLOT))
  return setAddress(slot, CLIENT, load<i32>(fields, CLIENT_PORT)) && !endsEmpty(CLIENT)
}

function endsEmpty(field: i32): bool {
  const span = load<u64>(draft + ((<usize>field) << 3), spansField)
  return <u32>span == <u32>(span >> 32)
}

/** An address, a name; without brackets and a port that there may be (`port` 1) or always is (2). */
function setAddress(slot: i32, field: i32, port: i32): bool {
  let start = slotStart(slot)
  let end = slotEnd(slot)
  if (holds(COMMA, start, end)) return false
  if (slotHow(slot) != ESCAPED && isOdd(start, end)) return false
  if (port > 0) {
    end = endOfAddress(start, end, port == 2)
    if (load<u8>(start) == OPEN && load<u8>(end - 1) == CLOSE) {
      start++
      end--
    }
    // A dash with a port, or nothing in the brackets.
    if (start >= end || isDash(start, end)) return false
  }
  setSpan(field, start, end)
  return true
}

/** The first of a list of addresses, when it is plainly one. */
function fillFirstOfList(slot: i32): bool {
  if (!has(slot)) return false
  const start = slotStart(slot)
  if (slotHow(slot) != ESCAPED && isOdd(start, slotEnd(slot))) return false
  if (slotHow(slot) > LITERAL && !isGiven(slot)) return false
  let end = start
  let colons = 0
  for (; end < slotEnd(slot); end++) {
    const byte = load<u8>(end)
    if (byte == COMMA) break
    if (byte == OPEN) return false
    if (byte == COLON) colons++
  }
  if (end == start || colons == 1) return false
  setSpan(CLIENT, start, end)
  return true
}

function fillSite(fields: usize): bool {
  const slot = load<i32>(fields, SITE_SLOT)
  if (!has(slot) || slotStart(slot) == slotEnd(slot) || isDash(slotStart(slot), slotEnd(slot))) {
    noSpan(SITE)
    return true
  }
  return setAddress(slot, SITE, load<i32>(fields, SITE_PORT))
}

/** `skipsEmpty`: an empty text says nothing. */
function fillText(slot: i32, field: i32, code: i32, isReferrer: bool, skipsEmpty: bool): bool {
  noSpan(field)
  if (!has(slot)) return true
  const start = slotStart(slot)
  const end = slotEnd(slot)
  const how = slotHow(slot)
  if (isDash(start, end) || (start == end && (skipsEmpty || how != ESCAPED))) return true
  const isLiteral = how == LITERAL && holds(BACKSLASH, start, end)
  if (how > LITERAL && isOdd(start, end)) return false
  const from = aside
  if (code == PLUS_CODE && !isReferrer && how <= LITERAL && holds(PLUS, start, end)) putPlus(start, end, isLiteral)
  else if (code > PLUS_CODE && holds(PERCENT, start, end)) {
    if (isReferrer) {
      if (isLiteral || !isWebAddress(start, end)) return false
    } else {
      if (isLiteral || mayBeForm(start, end) || !putPercent(start, end)) return false
      // It may have been encoded twice.
      if (holds(PERCENT, from, aside)) return false
    }
  } else if (isLiteral) putLiteral(start, end)
  if (aside == from) setSpan(field, start, end)
  else setSpan(field, from, aside)
  return true
}

/** Whether a `+` may be a blank: not where blanks are `%20`. */
function mayBeForm(start: usize, end: usize): bool {
  if (!holds(PLUS, start, end)) return false
  for (let at = start; at + 2 < end; at++) {
    if (load<u8>(at) == PERCENT && load<u16>(at, 1) == 0x3032) return false
  }
  return true
}

/** Whether it begins as `http://` or `https://` do. */
function isWebAddress(start: usize, end: usize): bool {
  for (let at = start; at + 2 < end && at < start + 8; at++) {
    if (load<u8>(at) == COLON && load<u8>(at, 1) == SLASH && load<u8>(at, 2) == SLASH) return true
  }
  return false
}

function putRaw(slot: i32): void {
  const start = slotStart(slot)
  const end = slotEnd(slot)
  if (slotHow(slot) == LITERAL && holds(BACKSLASH, start, end)) putLiteral(start, end)
  else putBytes(start, end)
}

/** Whether putRaw can write it. */
function isRaw(slot: i32): bool {
  const start = slotStart(slot)
  const end = slotEnd(slot)
  return slotHow(slot) <= LITERAL || !isOdd(start, end)
}

/** Whether a text in quotes, or with bytes as `#22`, is anything but what stands there. */
function isOdd(start: usize, end: usize): bool {
  const backslash = i8x16.splat(BACKSLASH)
  const quote = i8x16.splat(0x22)
  const hash = i8x16.splat(NUMBER_SIGN)
  for (let at = start; at < end; at += 16) {
    const bytes = v128.load(at)
    const odd = v128.or(v128.or(i8x16.eq(bytes, backslash), i8x16.eq(bytes, quote)), i8x16.eq(bytes, hash))
    const found = i8x16.bitmask(odd)
    if (found != 0) return at + <usize>ctz(found) < end
  }
  return false
}

function fillRequest(fields: usize): bool {
  const request = load<i32>(fields, REQUEST_SLOT)
  const uri = load<i32>(fields, URI_SLOT)
  const path = load<i32>(fields, PATH_SLOT)
  if (has(request) && (isGiven(request) || (uri < 0 && path < 0))) {
    if (!isRaw(request)) return false
    const from = aside
    if (slotHow(request) == LITERAL && holds(BACKSLASH, slotStart(request), slotEnd(request))) putRaw(request)
    if (aside == from) setSpan(REQUEST, slotStart(request), slotEnd(request))
    else setSpan(REQUEST, from, aside)
    return true
  }
  if (request >= 0) return false
  const target = isGiven(uri) || !has(path) ? uri : path
  if (!isGiven(target) || !isRaw(target)) return false
  const from = aside
  const method = load<i32>(fields, METHOD_SLOT)
  const hasMethod = isGiven(method)
  if (hasMethod) {
    if (!isRaw(method) || load<u8>(slotStart(method)) == OPEN) return false
    putRaw(method)
    putByte(SPACE)
  }
  const targetFrom = aside
  putRaw(target)
  const query = load<i32>(fields, QUERY_SLOT)
  if (isGiven(query) && !holds(QUESTION, targetFrom, aside)) {
    if (!isRaw(query)) return false
    if (load<u8>(slotStart(query)) != QUESTION) putByte(QUESTION)
    putRaw(query)
  }
  const protocol = load<i32>(fields, PROTOCOL_SLOT)
  if (hasMethod && isGiven(protocol)) {
    const value = valueOf(protocol, programAt + <usize>load<i32>(fields, PROTOCOL_VALUES))
    if (value == 0 && !isHttp(slotStart(protocol), slotEnd(protocol))) return false
    putByte(SPACE)
    if (value != 0) putText(value)
    else putBytes(slotStart(protocol), slotEnd(protocol))
  }
  setSpan(REQUEST, from, aside)
  return true
}

function putText(text: usize): void {
  const start = programAt + <usize>load<i32>(text)
  putBytes(start, start + <usize>load<i32>(text, 4))
}

/** `HTTP/1.1`, `HTTP/2`. */
function isHttp(start: usize, end: usize): bool {
  const length = end - start
  if ((length != 6 && length != 8) || (load<u32>(start) | 0x2020_2020) != 0x7074_7468) return false
  if (load<u8>(start, 4) != SLASH || <u8>(load<u8>(start, 5) - 0x30) > 9) return false
  return length == 6 || (load<u8>(start, 6) == DOT && <u8>(load<u8>(start, 7) - 0x30) < 10)
}

function fillTime(fields: usize): bool {
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

/** Says of a line that was left what its time is, or NaN; before the next is read. */
export function tellTime(time: f64): void {
  if (asksForTime) lastTime = time
  asksForTime = false
}

let duration: f64 = -1
let upstream: f64 = -1
let bytesIn: f64 = -1

function fillNumbers(at: usize): usize {
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
    if (needsPoint && value >= 0 && !holds(DOT, start, end)) return 0
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

function fillExtras(at: usize, code: i32): bool {
  const count = load<i32>(at)
  at += 4
  const from = aside
  for (let index = 0; index < count; index++, at += 16) {
    const slot = load<i32>(at)
    if (!has(slot)) continue
    const start = slotStart(slot)
    const end = slotEnd(slot)
    if (start == end || isDash(start, end)) continue
    const value = valueOf(slot, programAt + <usize>load<i32>(at, 12))
    if (value != 0 && load<i32>(value, 4) == 0) continue
    putText(at + 4)
    if (value != 0) {
      putText(value)
      continue
    }
    const how = slotHow(slot)
    if (how > LITERAL && isOdd(start, end)) return false
    const isLiteral = how == LITERAL && holds(BACKSLASH, start, end)
    if (code > PLUS_CODE && holds(PERCENT, start, end)) {
      if (isLiteral || mayBeForm(start, end) || !putPercent(start, end)) return false
    } else if (code == PLUS_CODE && how <= LITERAL && holds(PLUS, start, end)) putPlus(start, end, isLiteral)
    else if (isLiteral) putLiteral(start, end)
    else putBytes(start, end)
  }
  if (aside == from) noSpan(EXTRA)
  else setSpan(EXTRA, from, aside)
  return true
}
