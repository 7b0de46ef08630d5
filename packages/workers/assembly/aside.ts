/** Texts that do not stand in the line as they are stored, written one after the other into the side (src/format/scratch.ts). */
import { placeOf } from "./bytes"
import { sideAt } from "./memory"

const PERCENT: u8 = 0x25
const OPEN: u8 = 0x28
const PLUS: u8 = 0x2b
const SPACE: u8 = 0x20
const BACKSLASH: u8 = 0x5c

/** Where the next byte goes. */
export let aside: usize = sideAt

export function moveAside(to: usize): void {
  aside = to
}

export function putByte(byte: u8): void {
  store<u8>(aside++, byte)
}

export function putBytes(start: usize, end: usize): void {
  memory.copy(aside, start, end - start)
  aside += end - start
}

/** What has no escapes: a backslash is one, and is written as an escaped one. */
export function putLiteral(start: usize, end: usize): void {
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at)
    if (byte == BACKSLASH) putByte(BACKSLASH)
    putByte(byte)
  }
}

/** With a blank for `+`, but for one that follows a blank or a brace. */
export function putPlus(start: usize, end: usize, isLiteral: bool): void {
  let wasBlank = false
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at)
    const isBlank = byte == PLUS && !wasBlank && !(at > start && load<u8>(at - 1) == OPEN)
    if (isLiteral && byte == BACKSLASH) putByte(BACKSLASH)
    putByte(isBlank ? SPACE : byte)
    wasBlank = isBlank
  }
}

/** With `%41` as `A`. False where a byte is told that is no plain text: that is for JavaScript. */
export function putPercent(start: usize, end: usize): bool {
  for (let at = start; at < end;) {
    // Up to the next one sixteen bytes at a time: what is written too much is written over.
    const percent = placeOf(PERCENT, at, end)
    for (let from = at; from < percent; from += 16) v128.store(aside + (from - at), v128.load(from))
    aside += percent - at
    at = percent
    if (at == end) break
    const high = at + 2 < end ? hexValue(load<u8>(at, 1)) : -1
    const low = high < 0 ? -1 : hexValue(load<u8>(at, 2))
    if (low < 0) {
      putByte(PERCENT)
      at++
      continue
    }
    const value = <u8>(high * 16 + low)
    if (value < 0x20 || value == 0x7f || value == BACKSLASH) return false
    putByte(value)
    at += 3
  }
  return true
}

function hexValue(byte: u8): i32 {
  if (<u8>(byte - 0x30) < 10) return <i32>byte - 0x30
  const lower = byte | 32
  return lower >= 0x61 && lower <= 0x66 ? <i32>lower - 0x57 : -1
}

export function holds(byte: u8, start: usize, end: usize): bool {
  return placeOf(byte, start, end) < end
}
