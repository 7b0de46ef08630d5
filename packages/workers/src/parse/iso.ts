/**
 * Lines with an ISO timestamp first, as old Java servers write them, with or without quotes round the URI:
 *
 *     2013-02-11T06:43:36 192.0.2.1 user GET "/path?query" -1 200 5778 "referrer" "agent"
 *
 * time, client, user, method, URI, a number that is not kept, status, bytes; the rest is not kept. A time without a
 * zone is in the zone given. The request line is put together in scratch space: `GET /path?query`.
 */
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
import { daysOfMonth, fractionOf, timeOfDay, type ZoneOffset, zoneOffsetOf } from "./time.ts"

const SPACE = 0x20
const QUOTE = 0x22
const DASH = 0x2d

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57

/** Whether the line begins like `2013-02-11T`. Costs three comparisons on lines that do not. */
export const startsWithIsoTime = (bytes: Buffer, start: number, end: number): boolean =>
  end - start > 19 &&
  bytes[start + 4] === DASH &&
  bytes[start + 7] === DASH &&
  bytes[start + 10] === 0x54 &&
  isDigit(bytes[start]) &&
  isDigit(bytes[start + 9])

export class IsoFirstParser implements LineParser {
  readonly #zone: ZoneOffset

  constructor(zone: ZoneOffset) {
    this.#zone = zone
  }

  parse(bytes: Buffer, _view: DataView, start: number, end: number, fields: LineFields): number {
    fields.statusStart = fields.bytesStart = fields.siteStart = fields.portStart = fields.userStart = fields.referrerStart = fields.agentStart = -1
    fields.hasReferrer = false
    fields.requestInScratch = true
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
    fields.timeStart = timeAt
    fields.timeEnd = trimEnd(bytes, clientAt)
    fields.clientStart = clientAt
    fields.clientEnd = trimEnd(bytes, userAt)
    const userEnd = trimEnd(bytes, methodAt)
    if (userEnd - userAt !== 1 || bytes[userAt] !== DASH) {
      fields.userStart = userAt
      fields.userEnd = userEnd
    }
    const quoted = bytes[uriAt] === QUOTE
    const uriStart = quoted ? uriAt + 1 : uriAt
    let uriEnd = quoted ? bytes.indexOf(QUOTE, uriStart) : bytes.indexOf(SPACE, uriStart)
    fields.stoppedAt = uriAt
    if (uriEnd < 0 || uriEnd >= end) return NO_REQUEST
    const methodEnd = trimEnd(bytes, uriAt)
    let to = bytes.copy(fields.scratch, 0, methodAt, methodEnd)
    fields.scratch[to++] = SPACE
    to += bytes.copy(fields.scratch, to, uriStart, uriEnd)
    fields.requestInScratch = true
    fields.requestStart = 0
    fields.requestEnd = to
    if (quoted) uriEnd++

    const rest = numbersAfter(bytes, uriEnd, end)
    fields.stoppedAt = uriEnd
    if (rest === undefined || rest[1] < 0) return BAD_STATUS
    if (rest[2] < 0) return BAD_BYTES
    if (rest[1] > Number.MAX_SAFE_INTEGER || rest[2] > Number.MAX_SAFE_INTEGER) return NUMBER_TOO_LARGE
    fields.status = rest[1]
    fields.bytes = rest[2]
    return OK
  }
}

/** The place after the last byte that is no blank before `at`. */
const trimEnd = (bytes: Buffer, at: number): number => {
  let end = at
  while (bytes[end - 1] === SPACE) end--
  return end
}

/** Three numbers separated by blanks, the first of which may be negative; undefined when they are not there. */
const numbersAfter = (bytes: Buffer, from: number, end: number): readonly [number, number, number] | undefined => {
  const text = bytes.toString("latin1", from, Math.min(end, from + 80))
  const match = /^ +(-1|\d{1,20}) +(\d{1,20}) +(\d{1,20})(?: |$)/.exec(text)
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])]
}

const digits = (bytes: Buffer, at: number, count: number): number => {
  let value = 0
  for (let index = at; index < at + count; index++) {
    if (!isDigit(bytes[index])) return NaN
    value = value * 10 + bytes[index]! - 48
  }
  return value
}

/** `YYYY-MM-DDTHH:MM:SS[.fff][zone]` in bytes[start, end) in milliseconds UTC, or NaN. RFC 3339, zone optional. */
const isoTime = (bytes: Buffer, start: number, end: number, zone: ZoneOffset): number => {
  const year = digits(bytes, start, 4)
  const month = digits(bytes, start + 5, 2) - 1
  const day = digits(bytes, start + 8, 2)
  const ofDay = timeOfDay(bytes, start + 11)
  if (!(year >= 1970) || !(month >= 0 && month <= 11) || ofDay < 0) return NaN
  if (!(day >= 1 && day <= daysOfMonth(year, month)) || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return NaN
  let local = Date.UTC(year, month, day) + ofDay
  let at = start + 19
  if (at < end && (bytes[at] === 0x2e || bytes[at] === 0x2c)) {
    const fraction = fractionOf(bytes, at, end)
    local += fraction.ms
    at = fraction.next
  }
  return at === end ? local - zone(local) : local - zoneOffsetOf(bytes, at, end)
}
