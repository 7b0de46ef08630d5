/**
 * What stands before the time of a Common Log Format line: virtual host, client or a list of them, user. Each is put where
 * it stands into the fields, or aside where it would be misread there.
 */
import { isIP, isIPv4 } from "node:net"

import type { LineFields } from "./line.ts"
import { endOfFirst } from "./listed.ts"
import { isBlank, skipBlanks } from "./quoted.ts"

const QUOTE = 0x22
const COMMA = 0x2c
const DASH = 0x2d
const COLON = 0x3a
const OPEN = 0x5b
const CLOSE = 0x5d
const BACKSLASH = 0x5c

/** IPv6 with IPv4 in it and a zone. */
const longestAddress = 64

export const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57
export const isDash = (bytes: Buffer, start: number, end: number): boolean => end - start === 1 && bytes[start] === DASH

/** Where `byte` is in bytes[from, end), or -1. Buffer.indexOf would run on past the line and make odd files quadratic. */
export const find = (bytes: Buffer, byte: number, from: number, end: number): number => {
  for (let at = from; at < end; at++) if (bytes[at] === byte) return at
  return -1
}

export const endOfWord = (bytes: Buffer, at: number, end: number): number => {
  while (at < end && !isBlank(bytes[at]!)) at++
  return at
}

/**
 * `name`, `name:port`, `[::1]:443` or an IPv6 address: the port only when digits follow the last colon of a name. An address
 * has no brackets then, as servers write them or not.
 */
export const readSite = (bytes: Buffer, start: number, end: number, fields: LineFields): void => {
  takeSite(bytes, start, end, fields)
  const { site } = fields
  if (bytes[site.start] === OPEN && bytes[site.end - 1] === CLOSE && find(bytes, COLON, site.start, site.end) >= 0) {
    site.start++
    site.end--
  }
}

const takeSite = (bytes: Buffer, start: number, end: number, fields: LineFields): void => {
  // LiteSpeed's log of the server, for all of its sites: `["example.com"] client ...`.
  if (end - start > 4 && bytes[start] === OPEN && bytes[start + 1] === QUOTE && bytes[end - 2] === QUOTE) {
    start += 2
    end -= 2
  }
  fields.site.start = start
  fields.site.end = end
  if (isDash(bytes, start, end)) {
    fields.site.start = -1
    return
  }
  let colon = end - 1
  while (colon > start && isDigit(bytes[colon]!)) colon--
  if (colon === start || colon === end - 1 || bytes[colon] !== COLON) return
  const bare = bytes[colon - 1] === CLOSE || bytes.indexOf(COLON, start) === colon
  if (!bare) return
  fields.site.end = colon
  fields.port.start = colon + 1
  fields.port.end = end
}

/** Of a list the first, and the list. */
export const readClient = (bytes: Buffer, start: number, end: number, isList: boolean, fields: LineFields): void => {
  setClient(bytes, start, isList ? endOfFirst(bytes, start, end) : end, fields)
  if (!isList) return
  fields.isClientListed = true
  fields.forwarded.start = start
  fields.forwarded.end = end
}

/** An address without the port behind it: `192.0.2.1:54321`, `[2001:db8::7]:54321`. */
export const setClient = (bytes: Buffer, start: number, end: number, fields: LineFields): void => {
  const { client } = fields
  client.start = start
  client.end = end
  let colon = end - 1
  while (colon > start && isDigit(bytes[colon]!)) colon--
  if (bytes[colon] !== COLON || colon === end - 1 || colon === start || end - start > longestAddress) return
  if (bytes[start] === OPEN && bytes[colon - 1] === CLOSE) {
    client.start++
    client.end = colon - 1
  } else if (isIPv4(bytes.toString("latin1", start, colon))) client.end = colon
}

/** Where the word at `start` ends, or the list of words that it begins: each but the last ends in a comma. */
export const endOfList = (bytes: Buffer, start: number, end: number): number => {
  let listEnd = endOfWord(bytes, start, end)
  while (listEnd - start > 1 && bytes[listEnd - 1] === COMMA) {
    const next = skipBlanks(bytes, listEnd, end)
    const nextEnd = endOfWord(bytes, next, end)
    if (next === end || isDash(bytes, next, nextEnd)) return listEnd
    listEnd = nextEnd
  }
  return listEnd
}

/** Whether a comma stands between texts, and not before or behind all of them. */
export const holdsList = (bytes: Buffer, start: number, end: number): boolean => {
  const comma = find(bytes, COMMA, start, end)
  return comma > start && comma < end - 1
}

/** Whether a word is an address, or a list's first is. */
export const isAddress = (bytes: Buffer, start: number, end: number): boolean => {
  const addressEnd = endOfFirst(bytes, start, end)
  return addressEnd - start <= longestAddress && isIP(bytes.toString("latin1", start, addressEnd)) !== 0
}

/** A day, a time of day, a level or a number of syslog: what loggers put before a line. */
const logged = /^(?:<|\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|TRACE)$)/

/** Whether a word can't be who asked, nor a site: it is plainly something else. */
export const isNoClient = (bytes: Buffer, start: number, end: number): boolean =>
  (bytes[start] === OPEN &&
    bytes[start + 1] !== QUOTE &&
    !isAddress(bytes, start + 1, endOfBracket(bytes, start, end))) ||
  logged.test(bytes.toString("latin1", start, Math.min(end, start + 16)))

const endOfBracket = (bytes: Buffer, start: number, end: number): number => {
  const close = find(bytes, CLOSE, start, end)
  return close < 0 ? end : close
}

/** Whether one of the words of [start, end) is an address, with a port behind it or without. */
export const holdsAddress = (bytes: Buffer, start: number, end: number): boolean => {
  for (let from = start; from < end;) {
    const to = endOfWord(bytes, from, end)
    let colon = to
    while (colon > from && isDigit(bytes[colon - 1]!)) colon--
    if (isAddress(bytes, from, to) || (bytes[colon - 1] === COLON && isAddress(bytes, from, colon - 1))) return true
    from = skipBlanks(bytes, to, end)
  }
  return false
}

/** In a name `DOMAIN\\ada` is a backslash and a letter, and nothing escaped: servers that escape write two, or `\\x5C`. */
export const readUser = (bytes: Buffer, start: number, end: number, fields: LineFields): void => {
  if (isDash(bytes, start, end)) return
  const { scratch, user } = fields
  user.set(start, end, false)
  const from = scratch.used
  let copied = start
  for (let at = find(bytes, BACKSLASH, start, end); at >= 0 && at + 1 < end; at = find(bytes, BACKSLASH, at + 1, end)) {
    const next = bytes[at + 1]!
    if (next === BACKSLASH) at++
    if (!isShortEscape(next)) continue
    scratch.copy(bytes, copied, at)
    scratch.byte(BACKSLASH)
    copied = at
  }
  if (copied === start) return
  scratch.copy(bytes, copied, end)
  user.set(from, scratch.used, true)
}

/** The letter of `\\a`, `\\n` and the like: what a control byte is written as. */
const isShortEscape = (letter: number): boolean => "abfnrtv".includes(String.fromCodePoint(letter))

/**
 * Where the user is behind a virtual host, a client and a dash: BunkerWeb (`$host $remote_addr - $request_id $remote_user`)
 * has an id of 32 hexadecimal digits before it. Of two words the second of which is a dash, none is a user.
 */
export const afterRequestId = (bytes: Buffer, start: number, end: number): number => {
  const wordEnd = endOfWord(bytes, start, end)
  const next = skipBlanks(bytes, wordEnd, end)
  if (next === end) return start
  return isDash(bytes, next, end) || isRequestId.test(bytes.toString("latin1", start, wordEnd)) ? next : start
}

const isRequestId = /^[0-9a-f]{32}$/
