/**
 * Lines of the Common Log Format and its relatives in their ordinary shape, many at a call: `[site[:port]] client ident
 * user [time] "request" status bytes ["referrer" "agent"]` with one space between fields, three digits of status, and
 * nothing in quotes that is escaped before a quote. Whatever is not so is left to JavaScript (parse/clf.ts) as an odd
 * line; what is, is read as it would be there, which a test holds the two to.
 */
import { endOfWord, holdsComma, holdsNul, newlineFrom, quoteOrControl } from "./bytes"
import { readTime, timeBytes } from "./clock"
import { AGENT, CLIENT, EXTRA, oddAt, REFERRER, REQUEST, SITE, USER } from "./memory"
import {
  bytesField,
  ENTRY,
  kindField,
  lineEndField,
  lineStartField,
  ODD,
  ODD_WITH_NUL,
  recordAt,
  spansField,
  statusField,
  timeField
} from "./record"

const NEWLINE: u8 = 0x0a
const CR: u8 = 0x0d
const SPACE: u8 = 0x20
const QUOTE: u8 = 0x22
const HASH: u8 = 0x23
const DASH: u8 = 0x2d
const COLON: u8 = 0x3a
const OPEN: u8 = 0x5b
const LETTER_T: u8 = 0x54
const BACKSLASH: u8 = 0x5c
const DOT: u8 = 0x2e
const CLOSE: u8 = 0x5d
const BYTE_ORDER_MARK: u8 = 0xef

const maxLineBytes: usize = 64 * 1024
/** Numbers of so many digits are below 2^53. */
const mostDigits: usize = 15

/** Which lines are ordinary: none, those without a virtual host, those with one, or both. */
const NONE: i32 = 0
const WITHOUT_SITE: i32 = 1
const WITH_SITE: i32 = 2

let ordinary: i32 = NONE
/** Where the last scan ended: the start of the first line that it left. */
export let scannedTo: usize = 0
/** How many odd lines it found. */
export let oddLines: i32 = 0

export function expect(kinds: i32): void {
  ordinary = kinds
}

/**
 * Makes records of at most `most` lines from `start` on, those that begin before `stop` and end before `end`; returns
 * their number. Ends at a line that begins with a NUL.
 */
export function scan(start: usize, end: usize, stop: usize, most: i32): i32 {
  // Whatever looks for a quote, a word's end or a line's end finds this at the latest.
  store<u8>(end, 0)
  let at = start
  let lines: i32 = 0
  let odd: i32 = 0
  while (lines < most && at < stop && load<u8>(at) != 0) {
    const record = recordAt(lines)
    let next: usize = ordinary == NONE ? 0 : readLine(at, record)
    if (next == 0 || next > end || next - at > maxLineBytes) {
      const newline = newlineFrom(at, end)
      if (newline == end) break
      store<i32>(record, holdsNul(at, newline) ? ODD_WITH_NUL : ODD, kindField)
      store<u32>(record, <u32>at, lineStartField)
      store<u32>(record, <u32>newline, lineEndField)
      store<i32>(oddAt + ((<usize>odd) << 2), lines)
      odd++
      next = newline + 1
    }
    at = next
    lines++
  }
  scannedTo = at
  oddLines = odd
  return lines
}

/** Returns where the next line begins, or 0 for an odd line. */
function readLine(at: usize, record: usize): usize {
  const first = load<u8>(at)
  if (first == HASH || first == BYTE_ORDER_MARK || first == QUOTE || first == OPEN) return 0
  // An ISO time: of a format that begins with it.
  if (load<u8>(at, 4) == DASH && load<u8>(at, 7) == DASH && load<u8>(at, 10) == LETTER_T) return 0
  const wordEnd = endOfWord(at)
  // A comma: a list of addresses.
  if (wordEnd == at || load<u8>(wordEnd) != SPACE || holdsComma(at, wordEnd)) return 0
  let open: usize
  // `- - [`
  if (load<u32>(wordEnd, 1) == 0x202d_202d && load<u8>(wordEnd, 5) == OPEN) {
    if ((ordinary & WITHOUT_SITE) == 0 || mayHavePort(at, wordEnd)) return 0
    setSpan(record, CLIENT, at, wordEnd)
    noSpan(record, SITE)
    noSpan(record, USER)
    noSpan(record, EXTRA)
    open = wordEnd + 5
  } else {
    open = mayBeLogged(at) ? 0 : readWords(at, wordEnd, record)
    if (open == 0) return 0
  }

  if (load<u8>(open, 1 + timeBytes) != CLOSE) return 0
  const time = readTime(open + 1)
  if (isNaN(time)) return 0
  store<f64>(record, time, timeField)

  // ` "request" 200 `
  if (load<u16>(open, 28) != 0x2220) return 0
  const request = open + 30
  const requestEnd = quoteOrControl(request)
  if (load<u8>(requestEnd) != QUOTE || load<u8>(requestEnd - 1) == BACKSLASH) return 0
  const status = threeDigits(requestEnd + 2)
  if (status < 0 || load<u8>(requestEnd, 1) != SPACE || load<u8>(requestEnd, 5) != SPACE) return 0
  setSpan(record, REQUEST, request, requestEnd)
  store<f64>(record, <f64>status, statusField)

  let next = requestEnd + 6
  if (load<u8>(next) == DASH) {
    store<f64>(record, -1, bytesField)
    next++
  } else {
    const digits = next
    let bytes: i64 = 0
    for (let digit = load<u8>(next) - 0x30; digit < 10; digit = load<u8>(next) - 0x30) {
      bytes = bytes * 10 + digit
      next++
    }
    if (next == digits || next - digits > mostDigits) return 0
    store<f64>(record, <f64>bytes, bytesField)
  }

  store<i32>(record, ENTRY, kindField)
  if (load<u16>(next) != 0x2220) {
    noSpan(record, REFERRER)
    noSpan(record, AGENT)
    return afterLineEnd(next)
  }
  const referrer = next + 2
  const referrerEnd = quoteOrControl(referrer)
  if (load<u8>(referrerEnd) != QUOTE || load<u8>(referrerEnd - 1) == BACKSLASH) return 0
  if (load<u16>(referrerEnd, 1) != 0x2220) return 0
  setQuoted(record, REFERRER, referrer, referrerEnd)
  const agent = referrerEnd + 3
  const agentEnd = quoteOrControl(agent)
  if (load<u8>(agentEnd) != QUOTE || load<u8>(agentEnd - 1) == BACKSLASH) return 0
  setQuoted(record, AGENT, agent, agentEnd)
  return afterLineEnd(agentEnd + 1)
}

/** `client ident user [` or `site client ident user [` after the first word: where the bracket is, or 0. */
function readWords(first: usize, firstEnd: usize, record: usize): usize {
  const second = firstEnd + 1
  const secondEnd = endOfWord(second)
  const third = secondEnd + 1
  const thirdEnd = endOfWord(third)
  const fourth = thirdEnd + 1
  if (!isWord(second, secondEnd) || !isWord(third, thirdEnd)) return 0
  if (holdsComma(second, secondEnd)) return 0
  if (load<u8>(fourth) == OPEN) {
    if ((ordinary & WITHOUT_SITE) == 0 || mayHavePort(first, firstEnd) || holdsBackslash(third, thirdEnd)) return 0
    setSpan(record, CLIENT, first, firstEnd)
    noSpan(record, SITE)
    noSpan(record, EXTRA)
    setQuoted(record, USER, third, thirdEnd)
    return fourth
  }
  const fourthEnd = endOfWord(fourth)
  if (!isWord(fourth, fourthEnd) || load<u8>(fourthEnd, 1) != OPEN || (ordinary & WITH_SITE) == 0) return 0
  if (isDash(first, firstEnd) || isDash(second, secondEnd)) return 0
  // An ident, or a user that may be an address: whether a site is first is for JavaScript to say.
  if (!isDash(third, thirdEnd) || <u8>(load<u8>(fourth) - 0x30) < 10 || load<u8>(fourth) == COLON) return 0
  if (mayHavePort(second, secondEnd) || holdsBackslash(fourth, fourthEnd)) return 0
  setSite(record, first, firstEnd)
  setSpan(record, CLIENT, second, secondEnd)
  setQuoted(record, USER, fourth, fourthEnd)
  return fourthEnd + 1
}

/** Whether a line may begin with a level, a number of syslog, a day or a time of day (src/parse/leading.ts). */
function mayBeLogged(at: usize): bool {
  const first = load<u8>(at)
  return (
    first == 0x3c ||
    (first >= 0x41 && first <= 0x5a) ||
    (<u8>(first - 0x30) < 10 && (load<u8>(at, 2) == COLON || load<u8>(at, 4) == DASH))
  )
}

/** Whether a client may be an address with a port behind it: the digits at its end follow a colon, and a dot or a bracket. */
function mayHavePort(start: usize, end: usize): bool {
  let at = end - 1
  while (at > start && <u8>(load<u8>(at) - 0x30) < 10) at--
  if (load<u8>(at) != COLON) return false
  for (let before = start; before < at; before++) {
    if (load<u8>(before) == DOT || load<u8>(before) == CLOSE) return true
  }
  return false
}

/** Whether a name may hold what looks like an escape. */
function holdsBackslash(start: usize, end: usize): bool {
  for (let at = start; at < end; at++) if (load<u8>(at) == BACKSLASH) return true
  return false
}

/** Something that a space ends and that is not the time. */
function isWord(start: usize, end: usize): bool {
  return end > start && load<u8>(end) == SPACE && load<u8>(start) != OPEN
}

/** `name`, `name:port` or `[::1]:443`: the port stands in the extra column, as it is there. */
function setSite(record: usize, start: usize, end: usize): void {
  let colon = end - 1
  while (colon > start && <u8>(load<u8>(colon) - 0x30) < 10) colon--
  let bare = colon > start && colon < end - 1 && load<u8>(colon) == COLON
  if (bare && load<u8>(colon - 1) != CLOSE) {
    for (let at = start; at < colon; at++) if (load<u8>(at) == COLON) bare = false
  }
  setSpan(record, SITE, start, bare ? colon : end)
  if (bare) setSpan(record, EXTRA, colon + 1, end)
  else noSpan(record, EXTRA)
}

/** The start of the next line, or 0 when `at` is not the end of this one. */
function afterLineEnd(at: usize): usize {
  if (load<u8>(at) == CR) at++
  return load<u8>(at) == NEWLINE ? at + 1 : 0
}

function threeDigits(at: usize): i32 {
  const a = <u32>load<u8>(at) - 0x30
  const b = <u32>load<u8>(at, 1) - 0x30
  const c = <u32>load<u8>(at, 2) - 0x30
  return a < 10 && b < 10 && c < 10 ? <i32>(a * 100 + b * 10 + c) : -1
}

function isDash(start: usize, end: usize): bool {
  return end - start == 1 && load<u8>(start) == DASH
}

function setQuoted(record: usize, field: i32, start: usize, end: usize): void {
  if (isDash(start, end)) noSpan(record, field)
  else setSpan(record, field, start, end)
}

function setSpan(record: usize, field: i32, start: usize, end: usize): void {
  store<u64>(record + ((<usize>field) << 3), <u64>start | ((<u64>end) << 32), spansField)
}

function noSpan(record: usize, field: i32): void {
  store<u64>(record + ((<usize>field) << 3), 0, spansField)
}
