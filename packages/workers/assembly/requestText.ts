/**
 * Request lines in their ordinary shape, `METHOD /path[?query] HTTP/n[.n]` of printable ASCII without backslashes, as the
 * texts they are stored by (parse/request.ts): method, origin, query, protocol and path with NUL between them, U+0001
 * for what is not there. Others are left to JavaScript; a test holds the two to the same.
 */
import { isPlain } from "./bytes"
import {
  arenaFrom,
  dictionariesAt,
  dictionaryBytes,
  endsFrom,
  linesAt,
  oddAt,
  REQUEST,
  sideAt,
  sideBytes
} from "./memory"

const SPACE: u8 = 0x20
const SLASH: u8 = 0x2f
const QUESTION: u8 = 0x3f
const ABSENT: u8 = 0x01
/** What a text may be longer than its request. */
const mostAdded: usize = 8

/**
 * Writes the texts of the requests from id `from` on, before `to`, one after the other where bytes are put aside, and
 * where each ends where the records of lines are; both are free between two chunks. Returns how many: as many as there is
 * room for, and none from the first on that is out of the ordinary.
 */
export function requestTexts(from: i32, to: i32): i32 {
  const base = dictionariesAt + <usize>REQUEST * dictionaryBytes
  const arena = base + arenaFrom
  let start = arena + (from == 0 ? 0 : <usize>load<u32>(base + endsFrom + ((<usize>(from - 1)) << 2)))
  let at = sideAt
  let count: i32 = 0
  for (let id = from; id < to; id++) {
    const end = arena + <usize>load<u32>(base + endsFrom + ((<usize>id) << 2))
    const endAt = linesAt + ((<usize>count) << 2)
    if (at + (end - start) + mostAdded > sideAt + sideBytes || endAt == oddAt) break
    const next = write(start, end, at)
    if (next == 0) break
    at = next
    store<u32>(endAt, <u32>(at - sideAt))
    count++
    start = end
  }
  return count
}

/** Returns where the text ends, or 0. */
function write(start: usize, end: usize, at: usize): usize {
  if (!isPlain(start, end)) return 0
  let methodEnd = start
  while (<u8>(load<u8>(methodEnd) - 0x41) < 26) methodEnd++
  if (methodEnd == start || methodEnd >= end || load<u8>(methodEnd) != SPACE) return 0
  const target = methodEnd + 1
  const protocol = protocolIn(target, end)
  if (protocol == 0 || load<u8>(target) != SLASH) return 0
  const targetEnd = protocol - 1
  let question = target
  while (question < targetEnd && load<u8>(question) != QUESTION) question++

  at = append(at, start, methodEnd)
  at = nothing(at)
  at = question < targetEnd ? append(at, question + 1, targetEnd) : nothing(at)
  at = append(at, protocol, end)
  memory.copy(at, target, question - target)
  return at + (question - target)
}

/** Where `HTTP/n` or `HTTP/n.n` begins that ends [start, end), a space and something before it; else 0. */
function protocolIn(start: usize, end: usize): usize {
  const at = end - start > 9 && load<u8>(end - 9) == SPACE ? end - 8 : end - start > 7 ? end - 6 : 0
  if (at == 0 || load<u8>(at - 1) != SPACE || load<u32>(at) != 0x5054_5448 || load<u8>(at, 4) != SLASH) return 0
  if (!isDigit(load<u8>(at, 5))) return 0
  return end - at == 6 || (load<u8>(at, 6) == 0x2e && isDigit(load<u8>(at, 7))) ? at : 0
}

function isDigit(byte: u8): bool {
  return <u8>(byte - 0x30) < 10
}

function append(at: usize, start: usize, end: usize): usize {
  memory.copy(at, start, end - start)
  store<u8>(at + (end - start), 0)
  return at + (end - start) + 1
}

function nothing(at: usize): usize {
  store<u8>(at, ABSENT)
  store<u8>(at + 1, 0)
  return at + 2
}
