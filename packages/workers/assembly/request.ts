/** The request as one text, of one field or put together from several. */
import { aside, holds, putByte, putBytes, putLiteral } from "./aside"
import { same } from "./bytes"
import { has, isGiven, isOdd, LITERAL, setSpan, valueOf } from "./draft"
import { programAt, REQUEST } from "./memory"
import { METHOD_SLOT, PATH_SLOT, PROTOCOL_SLOT, PROTOCOL_VALUES, QUERY_SLOT, REQUEST_SLOT, URI_SLOT } from "./shape"
import { slotEnd, slotHow, slotStart } from "./split"

const DOT: u8 = 0x2e
const QUESTION: u8 = 0x3f
const OPEN: u8 = 0x5b
const BACKSLASH: u8 = 0x5c
const SPACE: u8 = 0x20
const SLASH: u8 = 0x2f

export function fillRequest(fields: usize): bool {
  const request = load<i32>(fields, REQUEST_SLOT)
  const uri = load<i32>(fields, URI_SLOT)
  const path = load<i32>(fields, PATH_SLOT)
  if (has(request) && (isGiven(request) || (uri < 0 && path < 0))) {
    if (!isRaw(request)) return false
    const from = aside
    if (slotHow(request) == LITERAL && holds(BACKSLASH, slotStart(request), slotEnd(request))) putRaw(request)
    if (aside == from) setSpan(REQUEST, slotStart(request), slotEnd(request))
    else setSpan(REQUEST, from, aside)
    return true
  }
  if (request >= 0) return false
  const target = isGiven(uri) || !has(path) ? uri : path
  if (!isGiven(target) || !isRaw(target)) return false
  const from = aside
  const method = load<i32>(fields, METHOD_SLOT)
  const hasMethod = isGiven(method)
  if (hasMethod) {
    if (!isRaw(method) || load<u8>(slotStart(method)) == OPEN) return false
    putRaw(method)
    putByte(SPACE)
  }
  const targetFrom = aside
  const before = targetFrom - from
  putRaw(target)
  // Twice the method: JavaScript leaves one out.
  if (before > 0 && aside - targetFrom >= before && same(from, targetFrom, before)) return false
  const query = load<i32>(fields, QUERY_SLOT)
  if (isGiven(query) && !holds(QUESTION, targetFrom, aside)) {
    if (!isRaw(query)) return false
    if (load<u8>(slotStart(query)) != QUESTION) putByte(QUESTION)
    putRaw(query)
  }
  const protocol = load<i32>(fields, PROTOCOL_SLOT)
  if (hasMethod && isGiven(protocol)) {
    const value = valueOf(protocol, programAt + <usize>load<i32>(fields, PROTOCOL_VALUES))
    const text = value == 0 ? slotStart(protocol) : programAt + <usize>load<i32>(value)
    const textEnd = value == 0 ? slotEnd(protocol) : text + <usize>load<i32>(value, 4)
    // One that is called otherwise may be none.
    if (text < textEnd) {
      if (!isHttp(text, textEnd)) return false
      putByte(SPACE)
      putBytes(text, textEnd)
    }
  }
  setSpan(REQUEST, from, aside)
  return true
}

/** `HTTP/1.1`, `HTTP/2`. */
function isHttp(start: usize, end: usize): bool {
  const length = end - start
  if ((length != 6 && length != 8) || (load<u32>(start) | 0x2020_2020) != 0x7074_7468) return false
  if (load<u8>(start, 4) != SLASH || <u8>(load<u8>(start, 5) - 0x30) > 9) return false
  return length == 6 || (load<u8>(start, 6) == DOT && <u8>(load<u8>(start, 7) - 0x30) < 10)
}

/** Whether putRaw can write it. */
function isRaw(slot: i32): bool {
  const start = slotStart(slot)
  const end = slotEnd(slot)
  return slotHow(slot) <= LITERAL || !isOdd(start, end)
}

function putRaw(slot: i32): void {
  const start = slotStart(slot)
  const end = slotEnd(slot)
  if (slotHow(slot) == LITERAL && holds(BACKSLASH, start, end)) putLiteral(start, end)
  else putBytes(start, end)
}
