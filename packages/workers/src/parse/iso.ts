/**
 * Lines with an ISO timestamp first, as old Java servers write them, with or without quotes round the URI:
 *
 *     2013-02-11T06:43:36 192.0.2.1 user GET "/path?query" -1 200 5778 "referrer" "agent"
 *
 * time, client, user, method, URI, a number that is not kept, status, bytes, and a referrer and an agent where they are
 * logged. A time without a zone is in the zone given. The request line is put together in scratch space:
 * `GET /path?query`.
 */
import { endOfWord } from "./leading.ts"
import { isEscaped, readReferrerAndAgent, skipBlanks } from "./quoted.ts"
import {
  BAD_BYTES,
  BAD_STATUS,
  BAD_TIME,
  type LineFields,
  type LineParser,
  NO_CLIENT,
  NO_REQUEST,
  NO_TIME,
  NUMBER_TOO_LARGE,
  OK
} from "./line.ts"
import { daysOfMonth, fractionOf, isYear, momentOf, timeOfDay, type ZoneOffset, zoneOffsetOf } from "./time.ts"

const SPACE = 0x20
const QUOTE = 0x22
const DASH = 0x2d
const LETTER_T = 0x54

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57

/** Whether the line begins like `2013-02-11T`. Costs three comparisons on lines that do not. */
export const startsWithIsoTime = (bytes: Buffer, start: number, end: number): boolean =>
  end - start > 19 &&
  bytes[start + 4] === DASH &&
  bytes[start + 7] === DASH &&
  bytes[start + 10] === LETTER_T &&
  isDigit(bytes[start]) &&
  isDigit(bytes[start + 9])

export class IsoFirstParser implements LineParser {
  readonly ordinary = 0
  readonly #zone: ZoneOffset

  constructor(zone: ZoneOffset) {
    this.#zone = zone
  }

  parse(bytes: Buffer, _view: DataView, start: number, end: number, fields: LineFields): number {
    fields.stoppedAt = start
    const words: Array<number> = [start]
    for (let at = start; at < end && words.length < 5; at++) {
      if (bytes[at] === SPACE && at + 1 < end && bytes[at + 1] !== SPACE) words.push(at + 1)
    }
    if (words.length < 5) return startsWithIsoTime(bytes, start, end) ? NO_CLIENT : NO_TIME
    const [timeAt, clientAt, userAt, methodAt, uriAt] = words as [number, number, number, number, number]
    const time = isoTime(bytes, timeAt, trimEnd(bytes, clientAt), this.#zone)
    if (Number.isNaN(time)) return BAD_TIME
    fields.time = time
    fields.timeAt.start = timeAt
    fields.timeAt.end = trimEnd(bytes, clientAt)
    fields.client.start = clientAt
    fields.client.end = trimEnd(bytes, userAt)
    const userEnd = trimEnd(bytes, methodAt)
    if (userEnd - userAt !== 1 || bytes[userAt] !== DASH) {
      fields.user.start = userAt
      fields.user.end = userEnd
    }
    const quoted = bytes[uriAt] === QUOTE
    const uriStart = quoted ? uriAt + 1 : uriAt
    let uriEnd = quoted ? closingQuote(bytes, uriStart, end) : endOfWord(bytes, uriStart, end)
    fields.stoppedAt = uriAt
    const methodEnd = trimEnd(bytes, uriAt)
    if (uriEnd === end || !isMethod(bytes, methodAt, methodEnd)) return NO_REQUEST
    const { scratch } = fields
    scratch.copy(bytes, methodAt, methodEnd)
    scratch.byte(SPACE)
    scratch.copy(bytes, uriStart, uriEnd)
    fields.request.set(0, scratch.used, true)
    if (quoted) uriEnd++

    // The number that is not kept, then status and bytes.
    const number = skipBlanks(bytes, uriEnd, end)
    const numberEnd = endOfWord(bytes, number, end)
    fields.stoppedAt = number
    const digitsAt = bytes[number] === DASH && numberEnd - number > 1 ? number + 1 : number
    if (number === uriEnd || Number.isNaN(wholeNumber(bytes, digitsAt, numberEnd))) return BAD_STATUS
    fields.statusAt.start = fields.stoppedAt = skipBlanks(bytes, numberEnd, end)
    fields.statusAt.end = endOfWord(bytes, fields.statusAt.start, end)
    fields.status = wholeNumber(bytes, fields.statusAt.start, fields.statusAt.end)
    if (Number.isNaN(fields.status)) return BAD_STATUS
    if (fields.status > Number.MAX_SAFE_INTEGER) return NUMBER_TOO_LARGE
    fields.bytesAt.start = fields.stoppedAt = skipBlanks(bytes, fields.statusAt.end, end)
    fields.bytesAt.end = endOfWord(bytes, fields.bytesAt.start, end)
    fields.bytes = wholeNumber(bytes, fields.bytesAt.start, fields.bytesAt.end)
    if (Number.isNaN(fields.bytes)) return BAD_BYTES
    if (fields.bytes > Number.MAX_SAFE_INTEGER) return NUMBER_TOO_LARGE

    const rest = skipBlanks(bytes, fields.bytesAt.end, end)
    if (rest < end && bytes[rest] === QUOTE) readReferrerAndAgent(bytes, rest, end, fields)
    return OK
  }
}

/** The place after the last byte that is no blank before `at`. */
const trimEnd = (bytes: Buffer, at: number): number => {
  let end = at
  while (bytes[end - 1] === SPACE) end--
  return end
}

/** Letters only: other lines that begin with a time, as containers write them, have anything there. */
const isMethod = (bytes: Buffer, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const lower = bytes[at]! | 32
    if (lower < 97 || lower > 122) return false
  }
  return end > start
}

/** The first unescaped quote in bytes[start, end), or `end`. */
const closingQuote = (bytes: Buffer, start: number, end: number): number => {
  let quote = bytes.indexOf(QUOTE, start)
  while (quote >= 0 && quote < end && isEscaped(bytes, quote, start)) quote = bytes.indexOf(QUOTE, quote + 1)
  return quote >= 0 && quote < end ? quote : end
}

/** Digits as a number, `-` as -1, anything else as NaN. */
const wholeNumber = (bytes: Buffer, start: number, end: number): number =>
  end - start === 1 && bytes[start] === DASH ? -1 : end > start ? digits(bytes, start, end - start) : NaN

const digits = (bytes: Buffer, at: number, count: number): number => {
  let value = 0
  for (let index = at; index < at + count; index++) {
    if (!isDigit(bytes[index])) return NaN
    value = value * 10 + (bytes[index]! - 48)
  }
  return value
}

/**
 * `YYYY-MM-DDTHH:MM:SS[.fff][zone]`, or with a blank, in milliseconds UTC, or NaN. RFC 3339, zone optional; `mark` is what
 * stands between the parts of the date.
 */
export const isoTime = (bytes: Buffer, start: number, end: number, zone: ZoneOffset, mark = DASH): number => {
  if (end - start < 19 || (bytes[start + 10] !== LETTER_T && bytes[start + 10] !== SPACE)) return NaN
  const year = digits(bytes, start, 4)
  const month = digits(bytes, start + 5, 2) - 1
  const day = digits(bytes, start + 8, 2)
  const ofDay = timeOfDay(bytes, start + 11)
  if (!isYear(year) || !(month >= 0 && month <= 11) || ofDay < 0) return NaN
  if (!(day >= 1 && day <= daysOfMonth(year, month)) || bytes[start + 4] !== mark || bytes[start + 7] !== mark)
    return NaN
  const date = Date.UTC(year, month, day)
  let local = date + ofDay
  let at = start + 19
  if (at < end && (bytes[at] === 0x2e || bytes[at] === 0x2c)) {
    const fraction = fractionOf(bytes, at, end)
    local += fraction.ms
    at = fraction.next
  }
  return momentOf(date, local - (at === end ? zone(local) : zoneOffsetOf(bytes, at, end)))
}
