/**
 * What stands in quotes at a line's end: referrer and agent, with or without escapes, well or badly closed. The usual case
 * is two calls of Buffer.indexOf; the slower functions below are for quotes inside the texts.
 */
import type { LineFields } from "./line.ts"

const SPACE = 0x20
const TAB = 0x09
const QUOTE = 0x22
const DASH = 0x2d
const COLON = 0x3a
const EQUALS = 0x3d
const BACKSLASH = 0x5c

export const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB

export const skipBlanks = (bytes: Buffer, at: number, end: number): number => {
  while (at < end && isBlank(bytes[at]!)) at++
  return at
}

/** Whether the quote at `at` is escaped: an odd number of backslashes stands before it. */
export const isEscaped = (bytes: Buffer, at: number, from: number): boolean => {
  let backslashes = 0
  while (at - 1 - backslashes >= from && bytes[at - 1 - backslashes] === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}

/** `"referrer" "agent"` from the quote at `at`; returns where the next field begins, or the end. */
export const readReferrerAndAgent = (bytes: Buffer, at: number, end: number, fields: LineFields): number => {
  const referrerStart = at + 1
  fields.hasReferrer = true
  let quote: number
  if (bytes[at + 1] === DASH && bytes[at + 2] === QUOTE) quote = at + 2
  else quote = bytes.indexOf(QUOTE, referrerStart)
  if (
    quote < 0 ||
    quote + 2 >= end ||
    bytes[quote + 1] !== SPACE ||
    bytes[quote + 2] !== QUOTE ||
    bytes[quote - 1] === BACKSLASH
  ) {
    quote = endOfReferrer(bytes, referrerStart, end)
  }
  if (quote - referrerStart !== 1 || bytes[referrerStart] !== DASH) {
    fields.referrer.start = referrerStart
    fields.referrer.end = quote
  }
  const agentQuote = skipBlanks(bytes, quote + 1, end)
  if (agentQuote >= end || bytes[agentQuote] !== QUOTE) return agentQuote
  const agentStart = agentQuote + 1
  quote = bytes.indexOf(QUOTE, agentStart)
  if (quote !== end - 1 || bytes[quote - 1] === BACKSLASH) quote = endOfAgent(bytes, agentStart, end)
  if (quote - agentStart !== 1 || bytes[agentStart] !== DASH) {
    fields.agent.start = agentStart
    fields.agent.end = quote
  }
  return skipBlanks(bytes, Math.min(quote + 1, end), end)
}

/** The first unescaped quote before a quoted field; else the first unescaped quote; else the line's end. */
const endOfReferrer = (bytes: Buffer, start: number, end: number): number => {
  let first = -1
  for (let quote = bytes.indexOf(QUOTE, start); quote >= 0 && quote < end; quote = bytes.indexOf(QUOTE, quote + 1)) {
    if (isEscaped(bytes, quote, start)) continue
    const next = skipBlanks(bytes, quote + 1, end)
    if (next > quote + 1 && next < end && bytes[next] === QUOTE) return quote
    if (first < 0 && (next === end || next > quote + 1)) first = quote
  }
  return first >= 0 ? first : end
}

/** Whether the quote at `quote` begins a field: a blank is before it, or a blank and a name with `=` or `:` (`urt="0.040"`). */
const beginsField = (bytes: Buffer, quote: number, from: number): boolean => {
  let at = quote - 1
  if (isBlank(bytes[at]!)) return true
  if (bytes[at] !== EQUALS && bytes[at] !== COLON) return false
  const name = at
  while (at > from && isNameByte(bytes[at - 1]!)) at--
  return at < name && at > from && isBlank(bytes[at - 1]!)
}

/** A letter, a digit, or one of `-`, `.` and `_`. */
const isNameByte = (byte: number): boolean =>
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x30 && byte <= 0x39) ||
  byte === DASH ||
  byte === 0x2e ||
  byte === 0x5f

/**
 * The first unescaped quote after which the line ends or goes on in whole fields (words without quotes, quoted texts, or
 * `name="text"`), so that an agent with unescaped quotes in it stays whole; else the line's end (an agent never closed).
 *
 * Goes from the last quote to the first, because what makes a quote the one looked for is a question of the quotes
 * behind it: asked forwards from each, lines of nothing but quotes take quadratic time.
 */
const endOfAgent = (bytes: Buffer, start: number, end: number): number => {
  let found = end
  // Of the quote behind: where it is, whether it is escaped, whether whole fields follow it, and whether they follow the
  // unescaped quote that closes what it opens.
  let next = end
  let isEscape = false
  let ends = false
  let opens = false
  for (let quote = bytes.lastIndexOf(QUOTE, end - 1); quote >= start; quote = bytes.lastIndexOf(QUOTE, quote - 1)) {
    const isApart = quote + 1 === end || isBlank(bytes[quote + 1]!)
    const fieldsFollow: boolean = isApart && (next === end || (opens && beginsField(bytes, next, quote + 1)))
    opens = isEscape ? opens : ends
    ends = fieldsFollow
    isEscape = isEscaped(bytes, quote, start)
    next = quote
    if (ends && !isEscape) found = quote
  }
  return found
}
