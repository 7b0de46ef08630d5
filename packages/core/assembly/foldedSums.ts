/**
 * Sums by path alone, made of those by path and key (pathSums.ts) as they are laid out: of a path all hits and bytes, durations,
 * and hits and bytes under each condition of a statement, which are told of keys.
 */
import { valuesAt } from "./image.memory"
import { bytesAt, firstRowBehind, hitsAt, longestAt, pathFound, timedAt, timesOf } from "./pathSums"
import { fault } from "./readPages"
import { addIdRow } from "./rows"
import { foldedAt, leftOut, masksAt, mostMasks, rowBytes, rowsAt } from "./selected.memory"
import { hasOut, tree } from "./tree"

/** Columns of a row: hits, bytes, durations, the longest, how many; then hits and bytes under each condition. */
const sums: i32 = 5

let conditions: i32 = 0
/** The last path that was laid out. */
let path: i32 = 0

/** Nothing is known of any key: all are left out. So many conditions are told by the bits of `masksAt`, from the lowest. */
export function beginFolded(ofConditions: i32): void {
  memory.fill(masksAt, <u8>leftOut, <usize>mostMasks)
  conditions = ofConditions
  path = 0
}

/** Lays the paths out, whose ids are those of rows, as far as there is room for pages: else false. */
export function layOutFolded(number: i32): bool {
  const it = tree(number)
  while (hasOut()) {
    const row = firstRowBehind(path)
    if (row == 0) return true
    path = pathFound()
    if (fold(row)) addIdRow(it, sums + 2 * conditions, <u64>path)
  }
  return false
}

/** The rows of a path, from the first on, into values. False: all are left out. */
function fold(first: i32): bool {
  let hits: i64 = 0
  let bytes: i64 = 0
  let duration: i64 = 0
  let longest: i64 = 0
  let timed: i64 = 0
  memory.fill(foldedAt, 0, 16 * <usize>conditions)
  let next = first
  while (next != 0) {
    const row = next
    const at = rowsAt + <usize>row * rowBytes
    const key = load<i32>(at)
    next = load<i32>(at, 4)
    if (<u32>key >= <u32>mostMasks) {
      fault()
      return false
    }
    const mask = <i32>load<u8>(masksAt + <usize>key)
    if ((mask & leftOut) != 0) continue
    const its = load<i64>(at, hitsAt)
    const itsBytes = load<i64>(at, bytesAt)
    hits += its
    bytes += itsBytes
    for (let left = mask; left != 0; left &= left - 1) {
      const to = foldedAt + ((<usize>ctz(left)) << 4)
      store<i64>(to, load<i64>(to) + its)
      store<i64>(to, load<i64>(to, 8) + itsBytes, 8)
    }
    const times = timesOf(row)
    if (times == 0) continue
    duration += load<i64>(times)
    longest = max<i64>(longest, load<i64>(times, longestAt))
    timed += load<i64>(times, timedAt)
  }
  store<i64>(valuesAt, hits)
  store<i64>(valuesAt, bytes, 8)
  store<i64>(valuesAt, duration, 16)
  store<i64>(valuesAt, longest, 24)
  store<i64>(valuesAt, timed, 32)
  memory.copy(valuesAt + 40, foldedAt, 16 * <usize>conditions)
  return hits > 0
}
