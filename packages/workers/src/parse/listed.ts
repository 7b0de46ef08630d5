/**
 * Addresses in a list of them, as proxies pass it on (`X-Forwarded-For: 192.0.2.1, [2001:db8::7]:4711`): where one stands
 * without brackets, and without a port. Looks for nothing else; what stands there may be any text.
 */
import { isBlank } from "./quoted.ts"

const COMMA = 0x2c
const COLON = 0x3a
const OPEN = 0x5b
const CLOSE = 0x5d

/** Where bytes[start, end) has its first comma; `end` without one. */
export const endOfFirst = (bytes: Buffer, start: number, end: number): number => placeOf(bytes, COMMA, start, end)

/** Where its last text begins: behind its last comma. */
export const startOfLast = (bytes: Buffer, start: number, end: number): number => {
  let at = end
  while (at > start && bytes[at - 1] !== COMMA) at--
  return at
}

/** Where the text without blanks around it begins and ends, of which both may be the same place. */
export const startOfText = (bytes: Buffer, start: number, end: number): number => {
  while (start < end && isBlank(bytes[start]!)) start++
  return start
}

export const endOfText = (bytes: Buffer, start: number, end: number): number => {
  while (end > start && isBlank(bytes[end - 1]!)) end--
  return end
}

/** Where an address begins whose text is bytes[start, end): behind its bracket, if it has both. */
export const startOfAddress = (bytes: Buffer, start: number, end: number): number =>
  bytes[start] === OPEN && placeOf(bytes, CLOSE, start, end) < end ? start + 1 : start

/** Where it ends: before its bracket, or its port. A second colon is one of an IPv6 address, which has no port then. */
export const endOfAddress = (bytes: Buffer, start: number, end: number): number => {
  if (bytes[start] === OPEN) {
    const close = placeOf(bytes, CLOSE, start, end)
    if (close < end) return close
  }
  const colon = placeOf(bytes, COLON, start, end)
  if (colon === start || colon >= end - 1) return end
  for (let at = colon + 1; at < end; at++) if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return end
  return colon
}

/** Where the byte first is in bytes[start, end); `end` if nowhere. */
export const placeOf = (bytes: Buffer, byte: number, start: number, end: number): number => {
  let at = start
  while (at < end && bytes[at] !== byte) at++
  return at
}
