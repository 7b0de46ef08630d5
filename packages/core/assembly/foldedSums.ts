/**
 * Sums by path alone, made of those by path and key (pathSums.ts) as they are laid out: of a path all hits and bytes, durations,
 * and hits and bytes under each condition of a statement, which are told of keys. A row has those of them that are wanted.
 */
import { valuesAt } from "./image.memory"
import { bytesAt, firstRowBehind, hitsAt, longestAt, pathFound, timedAt, timesOf } from "./pathSums"
import { addIdRow } from "./rows"
import { foldedAt, leftOut, masksAt, mostMasks, mostPicked, pickedAt, rowBytes, rowsAt } from "./selected.memory"
import { hasOut, tree } from "./tree"

// Where in the sums of a path they are, from `foldedAt` on, eight bytes each; behind them hits and bytes under each condition.
const allBytesAt: usize = 8
const durationAt: usize = 16
const mostAt: usize = 24
const allTimedAt: usize = 32
const conditionsFrom: usize = 40

let conditions: i32 = 0
let picked: i32 = 0
/** The last path that was laid out. */
let path: i32 = 0

/**
 * Of keys, whose ids are below `mostMasks`, nothing is known: all are left out. So many conditions are told by the bits of `masksAt`, from the lowest; rows
 * have so many sums, whose numbers stand at `pickedAt`: from 0 hits, bytes, durations, the longest, how many there are; then hits and bytes of each condition.
 */
export function beginFolded(ofConditions: i32, ofPicked: i32): void {
  memory.fill(masksAt, <u8>leftOut, <usize>mostMasks)
  conditions = ofConditions
  picked = min(ofPicked, mostPicked)
  path = 0
}

/** Lays the paths out, whose ids are those of rows, as far as there is room for pages: else false. */
export function layOutFolded(number: i32): bool {
  const it = tree(number)
  while (hasOut()) {
    const row = firstRowBehind(path)
    if (row == 0) return true
    path = pathFound()
    if (!fold(row)) continue
    for (let column = 0; column < picked; column++) {
      const from = foldedAt + ((<usize>load<u8>(pickedAt + <usize>column)) << 3)
      store<i64>(valuesAt + ((<usize>column) << 3), load<i64>(from))
    }
    addIdRow(it, picked, <u64>path)
  }
  return false
}

/** Adds the rows of a path up, from the first on. False: all are left out. */
function fold(first: i32): bool {
  memory.fill(foldedAt, 0, conditionsFrom + 16 * <usize>conditions)
  let next = first
  while (next != 0) {
    const row = next
    const at = rowsAt + <usize>row * rowBytes
    const mask = <i32>load<u8>(masksAt + <usize>load<i32>(at))
    next = load<i32>(at, 4)
    if ((mask & leftOut) != 0) continue
    const hits = load<i64>(at, hitsAt)
    const bytes = load<i64>(at, bytesAt)
    addTo(foldedAt, hits)
    addTo(foldedAt + allBytesAt, bytes)
    for (let left = mask; left != 0; left &= left - 1) {
      const to = foldedAt + conditionsFrom + ((<usize>ctz(left)) << 4)
      addTo(to, hits)
      addTo(to + 8, bytes)
    }
    const times = timesOf(row)
    if (times == 0) continue
    addTo(foldedAt + durationAt, load<i64>(times))
    addTo(foldedAt + allTimedAt, load<i64>(times, timedAt))
    store<i64>(foldedAt + mostAt, max<i64>(load<i64>(foldedAt + mostAt), load<i64>(times, longestAt)))
  }
  return load<i64>(foldedAt) > 0
}

function addTo(at: usize, value: i64): void {
  store<i64>(at, load<i64>(at) + value)
}
