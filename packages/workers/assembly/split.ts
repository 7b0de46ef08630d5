/**
 * Takes a line apart by the steps of a program (src/format/program.ts), as splitPattern.ts and splitColumns.ts do in
 * JavaScript: where each field is, is in its slot. A test holds the two to the same.
 */
import { endOfWord, placeOf, quoteOrControl } from "./bytes"
import { programAt, slotsAt } from "./memory"

const TAB: u8 = 0x09
const SPACE: u8 = 0x20
const QUOTE: u8 = 0x22
const PLUS: u8 = 0x2b
const COMMA: u8 = 0x2c
const DASH: u8 = 0x2d
const COLON: u8 = 0x3a
const BACKSLASH: u8 = 0x5c

// What a step does; its words are those below, in this order (src/format/program.ts).
const END: i32 = 0
const TEXT: i32 = 1
const WORD: i32 = 2
const QUOTED: i32 = 3
const UNTIL: i32 = 4
const REST: i32 = 5
const COLUMN: i32 = 6
const NAME: i32 = 7

const SLOT: usize = 4
/** The text that follows, or is to be there; of columns the separator. */
const AFTER: usize = 8
const AFTER_LENGTH: usize = 12
const BARE: usize = 16
const BARE_LENGTH: usize = 20
const IS_LAST: usize = 24
/** Of columns: the line's first. */
const IS_LIST: usize = 28
/** Of columns: a line may end before it. */
const IS_OPTIONAL: usize = 32
const IS_WORD: usize = 36
const HAS_ESCAPES: usize = 40
const RANK: usize = 44
/** Blanks within a word. */
const BLANKS: usize = 48
/** Whether a zone may follow behind one more. */
const HAS_ZONE: usize = 52
const stepBytes: usize = 56

// Switches of a shape.
const TRIMS: i32 = 1
const COUNTS_BLANKS: i32 = 2

// How a text is written (src/format/slots.ts).
const ESCAPED: i32 = 0
const LITERAL: i32 = 2
const IN_QUOTES: i32 = 3

/** How texts are written where a step does not say. */
let usual: i32 = ESCAPED

/** Whether a blank of a text is one blank. */
let countsBlanks: bool = false

/** Of a slot, 16 bytes: where it begins (0: the line does not have it), where it ends, how it is written, its rank. */
export function slotStart(slot: i32): usize {
  return <usize>load<u32>(slotsAt + ((<usize>slot) << 4))
}
export function slotEnd(slot: i32): usize {
  return <usize>load<u32>(slotsAt + ((<usize>slot) << 4), 4)
}
export function slotHow(slot: i32): i32 {
  return load<i32>(slotsAt + ((<usize>slot) << 4), 8)
}
export function clearSlots(count: i32, how: i32): void {
  usual = how
  memory.fill(slotsAt, 0, (<usize>count) << 4)
}
export function dropSlot(slot: i32): void {
  store<u32>(slotsAt + ((<usize>slot) << 4), 0)
}

function setSlot(slot: i32, start: usize, end: usize): void {
  store<u64>(slotsAt + ((<usize>slot) << 4), <u64>start | ((<u64>end) << 32))
  store<i32>(slotsAt + ((<usize>slot) << 4), usual, 8)
}

export function isBlank(byte: u8): bool {
  return byte == SPACE || byte == TAB
}

/** Whether the line [at, end) is as the steps from `step` on say. */
export function split(step: usize, at: usize, end: usize, switches: i32): bool {
  countsBlanks = (switches & COUNTS_BLANKS) != 0
  if ((switches & TRIMS) != 0) while (end > at && isBlank(load<u8>(end - 1))) end--
  for (; load<i32>(step) != END; step += stepBytes) {
    const from = at
    const text = programAt + <usize>load<i32>(step, AFTER)
    const length = load<i32>(step, AFTER_LENGTH)
    const isLast = load<i32>(step, IS_LAST) != 0
    const isList = load<i32>(step, IS_LIST) != 0
    const isWord = load<i32>(step, IS_WORD) != 0
    switch (load<i32>(step)) {
      case TEXT:
        at = textEnd(at, end, text, length)
        if (at == 0) return false
        continue
      case WORD:
        if (isWord && at < end && load<u8>(at) == QUOTE) return false
        at = isList ? listEnd(at, end) : wordEnd(at, end)
        for (let blanks = load<i32>(step, BLANKS); blanks > 0; blanks--) at = wordEnd(skipBlanks(at, end), end)
        if (load<i32>(step, HAS_ZONE) != 0) at = zoneEnd(at, end)
        break
      case NAME:
        at = nameEnd(at, end, load<u8>(text, 1))
        if (at == 0) return false
        break
      case QUOTED:
        at = quoted(step, at, end, text, length, isLast)
        if (at == 0) return false
        continue
      case UNTIL:
        at = untilEnd(at, end, text, length, isLast, isWord)
        if (at == 0) return false
        break
      case COLUMN:
        if (at == end && load<i32>(step, IS_OPTIONAL) != 0) return true
        at = column(step, at, end)
        if (at == 0) return false
        continue
      default:
        if (isWord && (isList ? listEnd(at, end) : wordEnd(at, end)) < end) return false
        if (countsBlanks && at < end && isBlank(load<u8>(at))) return false
        at = end
    }
    if (at == from && load<i32>(step, IS_OPTIONAL) == 0) return false
    setSlot(load<i32>(step, SLOT), from, at)
  }
  return at == end
}

/** Where a pattern's text ends that stands at `at`, or 0. A blank of it is one or more blanks, or just one. */
function textEnd(at: usize, end: usize, text: usize, length: i32): usize {
  for (let index = 0; index < length; index++) {
    const byte = load<u8>(text + <usize>index)
    if (at >= end) return byte == SPACE && index == length - 1 ? at : 0
    const found = load<u8>(at)
    if (found != byte && !(byte == SPACE && found == TAB)) return 0
    at++
    if (byte == SPACE && !countsBlanks) while (at < end && isBlank(load<u8>(at))) at++
  }
  return at
}

function wordEnd(at: usize, end: usize): usize {
  while (true) {
    at = endOfWord(at)
    if (at >= end) return end
    if (isBlank(load<u8>(at))) return at
    at++
  }
}

function skipBlanks(at: usize, end: usize): usize {
  while (at < end && isBlank(load<u8>(at))) at++
  return at
}

function zoneEnd(at: usize, end: usize): usize {
  const sign = skipBlanks(at, end)
  if (sign >= end || (load<u8>(sign) != PLUS && load<u8>(sign) != DASH) || <u8>(load<u8>(sign, 1) - 0x30) > 9) return at
  return wordEnd(sign, end)
}

/** A user's name, which may have blanks, before a bracket and a digit, or a quote; 0 when there is none. */
function nameEnd(start: usize, end: usize, after: u8): usize {
  const wordTo = wordEnd(start, end)
  for (let to = wordTo; to < end; to = wordEnd(skipBlanks(to, end), end)) {
    const next = skipBlanks(to, end)
    if (next < end && load<u8>(next) == after && (after == QUOTE || <u8>(load<u8>(next, 1) - 0x30) < 10)) return to
    if (wordTo - start == 1 && load<u8>(start) == DASH) return wordTo
  }
  return 0
}

function listEnd(at: usize, end: usize): usize {
  let to = wordEnd(at, end)
  while (true) {
    let next = to
    while (next < end && isBlank(load<u8>(next))) next++
    if (next == end) return to
    if (load<u8>(next) == COLON && next + 1 < end && isBlank(load<u8>(next + 1))) {
      next++
      while (next < end && isBlank(load<u8>(next))) next++
    } else if (to == at || load<u8>(to - 1) != COMMA) return to
    to = wordEnd(next, end)
  }
}

function nextQuote(at: usize, end: usize): usize {
  while (true) {
    at = quoteOrControl(at)
    if (at >= end) return 0
    if (load<u8>(at) == QUOTE) return at
    at++
  }
}

function isEscaped(quote: usize, from: usize): bool {
  let at = quote
  while (at > from && load<u8>(at - 1) == BACKSLASH) at--
  return ((quote - at) & 1) == 1
}

function quoted(step: usize, at: usize, end: usize, text: usize, length: i32, isLast: bool): usize {
  const slot = load<i32>(step, SLOT)
  const bare = programAt + <usize>load<i32>(step, BARE)
  const bareLength = load<i32>(step, BARE_LENGTH)
  if (at < end && load<u8>(at) == QUOTE) {
    const hasEscapes = load<i32>(step, HAS_ESCAPES) != 0
    const to = quotedEnd(at + 1, end, text, length, bare, bareLength, isLast, hasEscapes)
    if (to != 0 && load<i32>(step, IS_WORD) != 0 && wordEnd(at + 1, to) < to) return 0
    if (to != 0) setSlot(slot, at + 1, to)
    if (to != 0 || !isLast || length > 1) return to == 0 ? 0 : to + 1
    if (nextQuote(at + 1, end) != 0) return 0
    setSlot(slot, at + 1, end)
    return end
  }
  if (at >= end || load<u8>(at) != DASH || textEnd(at + 1, end, bare, bareLength) == 0) return 0
  setSlot(slot, at, at + 1)
  return at + 1
}

function quotedEnd(
  start: usize,
  end: usize,
  text: usize,
  length: i32,
  bare: usize,
  bareLength: i32,
  isLast: bool,
  hasEscapes: bool
): usize {
  const isBeforeQuoted = length > bareLength + 1
  let escaped: usize = 0
  for (let quote = nextQuote(start, end); quote != 0; quote = nextQuote(quote + 1, end)) {
    const to = textEnd(quote, end, text, length)
    if (to == 0 ? !isBeforeQuoted || !isBareDash(quote + 1, end, bare, bareLength) : isLast && to < end) continue
    if (!hasEscapes || !isEscaped(quote, start)) return quote
    if (escaped == 0) escaped = quote
  }
  return escaped
}

function isBareDash(at: usize, end: usize, text: usize, length: i32): bool {
  const dash = textEnd(at, end, text, length)
  return dash != 0 && dash < end && load<u8>(dash) == DASH && (dash + 1 == end || isBlank(load<u8>(dash + 1)))
}

function untilEnd(start: usize, end: usize, text: usize, length: i32, isLast: bool, isWord: bool): usize {
  const first = load<u8>(text)
  for (let at = placeOf(first, start, end); at < end; at = placeOf(first, at + 1, end)) {
    const to = textEnd(at, end, text, length)
    if (to == 0 || (isLast && to < end)) continue
    if (!isWord) return at
    const endOfThis = wordEnd(start, end)
    // Of an IPv6 address JavaScript tells which colon is that of the port.
    const mayBeIPv6 = first == COLON && placeOf(COLON, at + 1, endOfThis) < endOfThis
    return endOfThis < at || mayBeIPv6 ? 0 : at
  }
  return 0
}

/** A column; its slot is -1 when it is not kept. */
function column(step: usize, at: usize, end: usize): usize {
  const slot = load<i32>(step, SLOT)
  const separator = <u8>load<i32>(step, AFTER)
  const isBlanks = separator == SPACE
  if (load<i32>(step, IS_LIST) != 0) {
    if (isBlanks) while (at < end && isBlank(load<u8>(at))) at++
  } else {
    if (at >= end || !isApart(load<u8>(at), separator, isBlanks)) return 0
    at++
    if (isBlanks) while (at < end && isBlank(load<u8>(at))) at++
  }
  let from = at
  let to: usize
  const isQuoted = at < end && load<u8>(at) == QUOTE && separator != TAB
  if (isQuoted) {
    from = at + 1
    to = endOfQuoted(from, end)
    if (to == 0) return 0
    at = to + 1
  } else {
    if (isBlanks) at = wordEnd(at, end)
    else at = placeOf(separator, at, end)
    to = at
  }
  if (slot < 0) return at
  const place = slotsAt + ((<usize>slot) << 4)
  const rank = load<i32>(step, RANK)
  const isNone = to == from || (to == from + 1 && load<u8>(from) == DASH)
  if (load<u32>(place) != 0 && (isNone || rank >= load<i32>(place, 12))) return at
  setSlot(slot, from, to)
  store<i32>(place, isQuoted ? IN_QUOTES : separator == TAB ? ESCAPED : LITERAL, 8)
  store<i32>(place, isNone ? i32.MAX_VALUE : rank, 12)
  return at
}

function isApart(byte: u8, separator: u8, isBlanks: bool): bool {
  return isBlanks ? isBlank(byte) : byte == separator
}

/** The quote that closes what begins at `start`: one that is not doubled; 0 when there is none. */
function endOfQuoted(start: usize, end: usize): usize {
  for (let quote = nextQuote(start, end); quote != 0; quote = nextQuote(quote + 1, end)) {
    if (quote + 1 >= end || load<u8>(quote + 1) != QUOTE) return quote
    quote++
  }
  return 0
}
