/** Who asked, and which site: addresses and names, with ports and brackets around them. */
import { holds } from "./aside"
import { draft, ESCAPED, has, isDash, isGiven, isOdd, LITERAL, noSpan, setSpan } from "./draft"
import { CLIENT, SITE } from "./memory"
import { spansField } from "./record"
import { CLIENT_PORT, CLIENT_SLOT, LIST_SLOT, SITE_PORT, SITE_SLOT } from "./shape"
import { slotEnd, slotHow, slotStart } from "./split"

const COMMA: u8 = 0x2c
const COLON: u8 = 0x3a
const OPEN: u8 = 0x5b
const CLOSE: u8 = 0x5d

export function fillClient(fields: usize): bool {
  const slot = load<i32>(fields, CLIENT_SLOT)
  if (!isGiven(slot)) return slot < 0 && fillFirstOfList(load<i32>(fields, LIST_SLOT))
  return setAddress(slot, CLIENT, load<i32>(fields, CLIENT_PORT)) && !endsEmpty(CLIENT)
}

function endsEmpty(field: i32): bool {
  const span = load<u64>(draft + ((<usize>field) << 3), spansField)
  return <u32>span == <u32>(span >> 32)
}

/** An address, a name; without brackets and a port that there may be (`port` 1) or always is (2). A site never has brackets. */
function setAddress(slot: i32, field: i32, port: i32): bool {
  let start = slotStart(slot)
  let end = slotEnd(slot)
  if (holds(COMMA, start, end)) return false
  if (slotHow(slot) != ESCAPED && isOdd(start, end)) return false
  if (port > 0) end = endOfAddress(start, end, port == 2)
  if (port > 0 || field == SITE) {
    if (load<u8>(start) == OPEN && load<u8>(end - 1) == CLOSE) {
      start++
      end--
    }
    // A dash with a port, or nothing in the brackets.
    if (start >= end || isDash(start, end)) return false
  }
  setSpan(field, start, end)
  return true
}

/** Where the address ends that a port stands behind, always if `hasPort`. */
function endOfAddress(start: usize, end: usize, hasPort: bool): usize {
  let colon = end - 1
  while (colon > start && <u8>(load<u8>(colon) - 0x30) < 10) colon--
  if (colon <= start || colon >= end - 1 || load<u8>(colon) != COLON) return end
  if (hasPort || load<u8>(colon - 1) == CLOSE || !holds(COLON, start, colon)) return colon
  let colons = 1
  for (let at = start; at < colon; at++) if (load<u8>(at) == COLON) colons++
  return colons == 8 || end - colon > 5 ? colon : end
}

/** The first of a list of addresses, when it is plainly one. */
function fillFirstOfList(slot: i32): bool {
  if (!has(slot)) return false
  const start = slotStart(slot)
  if (slotHow(slot) != ESCAPED && isOdd(start, slotEnd(slot))) return false
  if (slotHow(slot) > LITERAL && !isGiven(slot)) return false
  let end = start
  let colons = 0
  for (; end < slotEnd(slot); end++) {
    const byte = load<u8>(end)
    if (byte == COMMA) break
    if (byte == OPEN) return false
    if (byte == COLON) colons++
  }
  if (end == start || colons == 1) return false
  setSpan(CLIENT, start, end)
  return true
}

export function fillSite(fields: usize): bool {
  const slot = load<i32>(fields, SITE_SLOT)
  if (!has(slot) || slotStart(slot) == slotEnd(slot) || isDash(slotStart(slot), slotEnd(slot))) {
    noSpan(SITE)
    return true
  }
  return setAddress(slot, SITE, load<i32>(fields, SITE_PORT))
}
