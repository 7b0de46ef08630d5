/** Texts as they are stored: decoded where servers encode blanks, with their names where they are extras. */
import { aside, holds, putBytes, putLiteral, putPercent, putPlus } from "./aside"
import { ESCAPED, has, isDash, isOdd, LITERAL, noSpan, PLUS_CODE, putText, setSpan, valueOf } from "./draft"
import { EXTRA, programAt } from "./memory"
import { slotEnd, slotHow, slotStart } from "./split"

const PLUS: u8 = 0x2b
const COLON: u8 = 0x3a
const BACKSLASH: u8 = 0x5c
const PERCENT: u8 = 0x25
const SLASH: u8 = 0x2f

/** `skipsEmpty`: an empty text says nothing. */
export function fillText(slot: i32, field: i32, code: i32, isReferrer: bool, skipsEmpty: bool): bool {
  noSpan(field)
  if (!has(slot)) return true
  const start = slotStart(slot)
  const end = slotEnd(slot)
  const how = slotHow(slot)
  if (isDash(start, end) || (start == end && (skipsEmpty || how != ESCAPED))) return true
  const isLiteral = how == LITERAL && holds(BACKSLASH, start, end)
  if (how > LITERAL && isOdd(start, end)) return false
  const from = aside
  if (code == PLUS_CODE && !isReferrer && how <= LITERAL && holds(PLUS, start, end)) putPlus(start, end, isLiteral)
  else if (code > PLUS_CODE && holds(PERCENT, start, end)) {
    if (isReferrer) {
      if (isLiteral || !isWebAddress(start, end)) return false
    } else {
      if (isLiteral || mayBeForm(start, end) || !putPercent(start, end)) return false
      // It may have been encoded twice.
      if (holds(PERCENT, from, aside)) return false
    }
  } else if (isLiteral) putLiteral(start, end)
  if (aside == from) setSpan(field, start, end)
  else setSpan(field, from, aside)
  return true
}

/** Whether a `+` may be a blank: not where blanks are `%20`. */
function mayBeForm(start: usize, end: usize): bool {
  if (!holds(PLUS, start, end)) return false
  for (let at = start; at + 2 < end; at++) {
    if (load<u8>(at) == PERCENT && load<u16>(at, 1) == 0x3032) return false
  }
  return true
}

/** Whether it begins as `http://` or `https://` do. */
function isWebAddress(start: usize, end: usize): bool {
  for (let at = start; at + 2 < end && at < start + 8; at++) {
    if (load<u8>(at) == COLON && load<u8>(at, 1) == SLASH && load<u8>(at, 2) == SLASH) return true
  }
  return false
}

export function fillExtras(at: usize, code: i32): bool {
  const count = load<i32>(at)
  at += 4
  const from = aside
  for (let index = 0; index < count; index++, at += 16) {
    const slot = load<i32>(at)
    if (!has(slot)) continue
    const start = slotStart(slot)
    const end = slotEnd(slot)
    if (start == end || isDash(start, end)) continue
    const value = valueOf(slot, programAt + <usize>load<i32>(at, 12))
    if (value != 0 && load<i32>(value, 4) == 0) continue
    putText(at + 4)
    if (value != 0) {
      putText(value)
      continue
    }
    const how = slotHow(slot)
    if (how > LITERAL && isOdd(start, end)) return false
    const isLiteral = how == LITERAL && holds(BACKSLASH, start, end)
    if (code > PLUS_CODE && holds(PERCENT, start, end)) {
      if (isLiteral || mayBeForm(start, end) || !putPercent(start, end)) return false
    } else if (code == PLUS_CODE && how <= LITERAL && holds(PLUS, start, end)) putPlus(start, end, isLiteral)
    else if (isLiteral) putLiteral(start, end)
    else putBytes(start, end)
  }
  if (aside == from) noSpan(EXTRA)
  else setSpan(EXTRA, from, aside)
  return true
}
