/**
 * The Common Log Format and its relatives: common, combined, and both with a leading virtual host.
 *
 *     [site[:port]] client ident user [time] "request" status bytes ["referrer" "agent"] anything
 *
 * In place of the client there may be a list of them, as proxies pass on (`X-Forwarded-For`: `client, proxy, proxy`, with
 * or without the blanks), in quotes or not. A port behind an address is no part of the client: each connection would be
 * another. LiteSpeed puts whole lines in quotes.
 *
 * One parser for the family, because real files mix its members: what follows the bytes decides whether there is a
 * referrer and an agent, and the number of words before the time decides whether there is a virtual host. The hot path
 * walks the line once and finds the ends of long fields by Buffer.indexOf; whatever is out of the ordinary (escaped or
 * unescaped quotes, two blanks, blanks in a user name) goes through the slower functions below it.
 *
 * Sources: Apache mod_log_config (%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"), nginx log_format combined.
 * Does not decode or copy anything, and does not judge what stands in a field: a host name is a client, 999 a status.
 */
import {
  BAD_BYTES,
  BAD_STATUS,
  BAD_TIME,
  LEADING_SITE,
  type LineFields,
  type LineParser,
  NO_CLIENT,
  NO_REQUEST,
  NO_TIME,
  NUMBER_TOO_LARGE,
  OK,
  WITH_SITE,
  WITHOUT_SITE
} from "./line.ts"
import {
  afterRequestId,
  endOfList,
  endOfWord,
  find,
  holdsList,
  holdsAddress,
  isAddress,
  isDash,
  isNoClient,
  isDigit,
  readClient,
  readSite,
  readUser,
  setClient
} from "./leading.ts"
import { isBlank, isEscaped, readReferrerAndAgent, skipBlanks } from "./quoted.ts"
import { ClfClock, type ZoneOffset } from "./time.ts"

const SPACE = 0x20
const TAB = 0x09
const QUOTE = 0x22
const COMMA = 0x2c
const DASH = 0x2d
const OPEN = 0x5b
const CLOSE = 0x5d
const BACKSLASH = 0x5c

/** Whether lines of this source begin with a virtual host: by their first words (`auto`), always, or never. */
export type LeadingSite = "auto" | "always" | "never"

export class ClfParser implements LineParser {
  readonly #clock: ClfClock
  readonly #leadingSite: LeadingSite

  readonly ordinary: number

  constructor(zone: ZoneOffset, leadingSite: LeadingSite = "auto") {
    this.ordinary = (leadingSite === "always" ? 0 : WITHOUT_SITE) | (leadingSite === "never" ? 0 : WITH_SITE)
    this.#clock = new ClfClock(zone)
    this.#leadingSite = leadingSite
  }

  parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number {
    return bytes[start] === QUOTE
      ? this.#readQuoted(bytes, view, start, end, fields)
      : this.#read(bytes, view, start, end, fields)
  }

  #read(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number {
    fields.stoppedAt = start

    // client, ident, user
    let at = start
    while (at < end && bytes[at] !== SPACE) at++
    let open: number
    if (
      at > start &&
      at + 6 < end &&
      bytes[at + 1] === DASH &&
      bytes[at + 2] === SPACE &&
      bytes[at + 3] === DASH &&
      bytes[at + 4] === SPACE &&
      bytes[at + 5] === OPEN &&
      this.#leadingSite !== "always" &&
      find(bytes, COMMA, start, at) < 0
    ) {
      setClient(bytes, start, at, fields)
      open = at + 5
    } else {
      const reason = this.#readLeading(bytes, start, end, fields)
      if (reason !== OK) return reason
      open = fields.stoppedAt
    }

    // [time]
    let close = open + 27
    if (close >= end || bytes[close] !== CLOSE) {
      close = find(bytes, CLOSE, open, end)
      if (close < 0) {
        fields.stoppedAt = open
        return NO_TIME
      }
    }
    const time = this.#clock.read(bytes, view, open + 1, close)
    if (Number.isNaN(time)) {
      fields.stoppedAt = open + 1
      return BAD_TIME
    }
    fields.time = time
    fields.timeAt.start = open + 1
    fields.timeAt.end = close

    // "request"
    at = close + 1
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++
    fields.stoppedAt = at
    if (at >= end || bytes[at] !== QUOTE) return NO_REQUEST
    const requestStart = at + 1
    let quote = bytes.indexOf(QUOTE, requestStart)
    if (
      quote < 0 ||
      quote + 4 >= end ||
      bytes[quote - 1] === BACKSLASH ||
      bytes[quote + 1] !== SPACE ||
      !isDigit(bytes[quote + 2]!) ||
      !isDigit(bytes[quote + 3]!) ||
      !isDigit(bytes[quote + 4]!) ||
      (quote + 5 < end && bytes[quote + 5] !== SPACE)
    ) {
      quote = endOfRequest(bytes, requestStart, end)
      if (quote < 0) return NO_REQUEST
    }
    fields.request.start = requestStart
    fields.request.end = quote

    // status
    at = quote + 1
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++
    fields.stoppedAt = at
    if (at < end && bytes[at] === DASH) {
      fields.status = -1
      at++
    } else {
      const from = at
      let status = 0
      while (at < end && isDigit(bytes[at]!)) status = status * 10 + (bytes[at++]! - 48)
      if (at === from) return BAD_STATUS
      if (status > Number.MAX_SAFE_INTEGER) return NUMBER_TOO_LARGE
      fields.status = status
    }
    if (at < end && bytes[at] !== SPACE && bytes[at] !== TAB) return BAD_STATUS
    fields.statusAt.start = fields.stoppedAt
    fields.statusAt.end = at

    // bytes
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++
    fields.stoppedAt = at
    if (at < end && bytes[at] === DASH) {
      fields.bytes = -1
      at++
    } else {
      const from = at
      let count = 0
      while (at < end && isDigit(bytes[at]!)) count = count * 10 + (bytes[at++]! - 48)
      if (at === from) return BAD_BYTES
      if (count > Number.MAX_SAFE_INTEGER) return NUMBER_TOO_LARGE
      fields.bytes = count
    }
    fields.bytesAt.start = fields.stoppedAt
    fields.bytesAt.end = at
    if (at === end) return OK
    if (bytes[at] !== SPACE && bytes[at] !== TAB) return BAD_BYTES
    if (at + 1 < end && bytes[at + 1] === QUOTE) at = readReferrerAndAgent(bytes, at + 1, end, fields)
    else {
      while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++
      if (at < end && bytes[at] === QUOTE) at = readReferrerAndAgent(bytes, at, end, fields)
    }
    if (at < end) fields.rest.set(at, end, false)
    return OK
  }

  /**
   * `"client ident user [time] "request" status bytes ..."`, the last quote of which may be missing, and
   * `"client, proxy" ident user [time] ...`.
   */
  #readQuoted(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number {
    let quote = start + 1
    while (quote < end && bytes[quote] !== QUOTE && bytes[quote] !== OPEN) quote++
    if (quote === end || bytes[quote] === OPEN) {
      return this.#read(bytes, view, start + 1, end - (end - 1 > start && bytes[end - 1] === QUOTE ? 1 : 0), fields)
    }
    if (quote === start + 1) {
      fields.stoppedAt = start
      return NO_CLIENT
    }
    if (!isBlank(bytes[quote + 1]!)) return this.#read(bytes, view, start, end, fields)
    const reason = this.#read(bytes, view, start + 1, end, fields)
    const { client, forwarded } = fields
    // Of a line that is cut, too, the client is what it is of the whole.
    if (client.start < 0) return reason
    // The quote ends the client, or the list that it is the first of.
    if (client.start !== start + 1 || (forwarded.start < 0 ? client.end : forwarded.end) !== quote + 1) {
      fields.stoppedAt = start
      return NO_CLIENT
    }
    if (forwarded.start >= 0) forwarded.end = quote
    else setClient(bytes, client.start, quote, fields)
    return reason
  }

  /**
   * What stands before the time, out of the ordinary: a virtual host, an ident, a user, two blanks. Leaves the place of
   * the `[` in `fields.stoppedAt`.
   *
   * `a b c [`: client, ident, user. With a word more, `a b - d [` is a virtual host first (the ident is `-` in practice),
   * and `a - b c [` a user name with a blank in it. With a word less, `a - [` has no user: formats of one's own often leave
   * it out. A list of addresses is one word; no virtual host ends in a comma.
   *
   * Held to no virtual host, a line still begins with one if an address stands where the ident should be, and none where
   * the client should: a name would not tell, because an ident may be any word.
   */
  #readLeading(bytes: Buffer, start: number, end: number, fields: LineFields): number {
    const first = find(bytes, OPEN, start, end)
    let open = -1
    for (let at = first; at >= 0; at = find(bytes, OPEN, at + 1, end)) {
      if (at === start || !isBlank(bytes[at - 1]!) || !isTimeStart(bytes, at + 1, end)) continue
      if (open < 0) open = at
      // Users may call themselves anything, `[01/` too: the time is what the request follows.
      if (!requestFollows(bytes, at, end)) continue
      open = at
      break
    }
    if (open < 0) {
      fields.stoppedAt = Math.max(first, start)
      return first > start && isBlank(bytes[first - 1]!) ? BAD_TIME : NO_TIME
    }
    let last = open
    while (last > start && isBlank(bytes[last - 1]!)) last--
    const word1 = start
    const word1End = endOfList(bytes, word1, last)
    const isList = holdsList(bytes, word1, word1End)
    const word2 = skipBlanks(bytes, word1End, last)
    let word2End = endOfWord(bytes, word2, last)
    const isSecondList = !isList && find(bytes, COMMA, word2, word2End) >= 0 && isAddress(bytes, word2, word2End)
    if (isSecondList) word2End = endOfList(bytes, word2, last)
    const word3 = skipBlanks(bytes, word2End, last)
    const word3End = endOfWord(bytes, word3, last)
    const word4 = skipBlanks(bytes, word3End, last)
    if (word1End === word1 || word2End === word2) return NO_CLIENT
    if (isNoClient(bytes, word1, word1End)) return NO_CLIENT
    if (word3End === word3) {
      const isWithoutUser = isDash(bytes, word2, word2End) && !isDash(bytes, word1, word1End)
      if (!isWithoutUser || this.#leadingSite === "always") return NO_CLIENT
      readClient(bytes, word1, word1End, isList, fields)
      fields.stoppedAt = open
      return OK
    }
    const fourWords = word4 < last
    const isAddress1 = fourWords && isAddress(bytes, word1, word1End)
    const isAddress2 = fourWords && isAddress(bytes, word2, word2End)
    const looksSiteFirst =
      fourWords &&
      bytes[word1End - 1] !== COMMA &&
      !isList &&
      !isDash(bytes, word2, word2End) &&
      (isDash(bytes, word3, word3End) || (endOfWord(bytes, word4, last) === last && (isAddress2 || !isAddress1)))
    // What a logger puts before a line is neither client nor user.
    if (fourWords && !isAddress1 && !isAddress2 && holdsAddress(bytes, word3, last)) return NO_CLIENT
    const siteFirst = this.#leadingSite === "always" || (this.#leadingSite === "auto" && looksSiteFirst)
    if (siteFirst && (!fourWords || isList)) return NO_CLIENT
    if (siteFirst) {
      readSite(bytes, word1, word1End, fields)
      readClient(bytes, word2, word2End, isSecondList && holdsList(bytes, word2, word2End), fields)
      readUser(bytes, isDash(bytes, word3, word3End) ? afterRequestId(bytes, word4, last) : word4, last, fields)
    } else {
      if (looksSiteFirst && isAddress2 && !isAddress1) return LEADING_SITE
      readClient(bytes, word1, word1End, isList, fields)
      readUser(bytes, word3, last, fields)
    }
    fields.stoppedAt = open
    return OK
  }
}

/** `dd/` follows the bracket: an IPv6 client in brackets or a `[` in a user name does not look so. */
const isTimeStart = (bytes: Buffer, at: number, end: number): boolean =>
  at + 2 < end && isDigit(bytes[at]!) && isDigit(bytes[at + 1]!) && bytes[at + 2] === 0x2f

/** More than a time in brackets has. */
const longestTime = 64

/** Whether a quote follows the bracket that closes what opens at `open`, as it does a time. */
const requestFollows = (bytes: Buffer, open: number, end: number): boolean => {
  const close = find(bytes, CLOSE, open, Math.min(end, open + longestTime))
  return close >= 0 && bytes[skipBlanks(bytes, close + 1, end)] === QUOTE
}

/** Where a number or `-` ends that stands after blanks, and before a blank or the end; -1 when there is none. */
const endOfNumber = (bytes: Buffer, at: number, end: number): number => {
  const from = skipBlanks(bytes, at, end)
  if (from === at || from >= end) return -1
  let to = from
  if (bytes[from] === DASH) to++
  else while (to < end && isDigit(bytes[to]!)) to++
  return to > from && (to === end || isBlank(bytes[to]!)) ? to : -1
}

/** A status and a number of bytes: what follows a request. */
const numbersFollow = (bytes: Buffer, at: number, end: number): boolean => {
  const statusEnd = endOfNumber(bytes, at, end)
  return statusEnd >= 0 && endOfNumber(bytes, statusEnd, end) >= 0
}

/**
 * The quote that ends a request which holds quotes itself: the first unescaped one that a status and a number of bytes
 * follow; else (servers that escape nothing may end a request in a backslash) the first one of any kind; else the first
 * unescaped quote, so that what follows is reported as wrong. -1 when the request is never closed.
 */
const endOfRequest = (bytes: Buffer, start: number, end: number): number => {
  let escaped = -1
  let unescaped = -1
  for (let quote = bytes.indexOf(QUOTE, start); quote >= 0 && quote < end; quote = bytes.indexOf(QUOTE, quote + 1)) {
    const isEscape = isEscaped(bytes, quote, start)
    if (numbersFollow(bytes, quote + 1, end)) {
      if (!isEscape) return quote
      if (escaped < 0) escaped = quote
    }
    if (!isEscape && unescaped < 0) unescaped = quote
  }
  return escaped >= 0 ? escaped : unescaped
}
