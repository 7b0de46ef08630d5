/** The record of a line in the making, and what its slots are asked for. */
import { putBytes } from "./aside"
import { same } from "./bytes"
import { programAt } from "./memory"
import { spansField } from "./record"
import { slotEnd, slotStart } from "./split"

const DASH: u8 = 0x2d
const BACKSLASH: u8 = 0x5c
const NUMBER_SIGN: u8 = 0x23

// How a text is written (src/format/slots.ts).
export const ESCAPED: i32 = 0
export const LITERAL: i32 = 2

/** How servers write texts: with blanks as `+`; what is above is percent-encoded, what is below as it is. */
export const PLUS_CODE: i32 = 1

/** The record is written here first: where it goes, the line's place stands until all is known. */
export const draft: usize = memory.data(96)

export function setSpan(field: i32, start: usize, end: usize): void {
  store<u64>(draft + ((<usize>field) << 3), <u64>start | ((<u64>end) << 32), spansField)
}

export function noSpan(field: i32): void {
  store<u64>(draft + ((<usize>field) << 3), 0, spansField)
}

export function has(slot: i32): bool {
  return slot >= 0 && slotStart(slot) != 0
}

export function isGiven(slot: i32): bool {
  return has(slot) && slotEnd(slot) > slotStart(slot) && !isDash(slotStart(slot), slotEnd(slot))
}

export function isDash(start: usize, end: usize): bool {
  return end - start == 1 && load<u8>(start) == DASH
}

export function equals(slot: i32, text: usize): bool {
  const length = load<i32>(text, 4)
  const start = slotStart(slot)
  return slotEnd(slot) - start == <usize>length && same(start, programAt + <usize>load<i32>(text), <usize>length)
}

/** Of pairs of texts the place of the second of the one whose first it is, or 0. */
export function valueOf(slot: i32, values: usize): usize {
  const count = load<i32>(values)
  let at = values + 4
  for (let index = 0; index < count; index++, at += 16) if (equals(slot, at)) return at + 8
  return 0
}

/** Whether a text in quotes, or with bytes as `#22`, is anything but what stands there. */
export function isOdd(start: usize, end: usize): bool {
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

export function putText(text: usize): void {
  const start = programAt + <usize>load<i32>(text)
  putBytes(start, start + <usize>load<i32>(text, 4))
}
