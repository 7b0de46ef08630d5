/** The ranges that entries are in, in the order of their ids: which source an entry is of. */
import { mostRanges, rangesAt } from "./groups.memory"
import { fault } from "./readPages"

// Of a range: the id of its first entry, and of its source.
const sourceAt: usize = 8
const rangeBytes: usize = 16

let ranges: i32 = 0
/** Entries that come after one another are of the same, mostly. */
let at: i32 = 0

export function addRange(first: f64, source: i32): void {
  if (ranges == mostRanges) {
    fault()
    return
  }
  const range = rangeOf(ranges++)
  store<i64>(range, <i64>first)
  store<i32>(range, source, sourceAt)
}

function rangeOf(number: i32): usize {
  return rangesAt + <usize>number * rangeBytes
}

function holds(number: i32, id: i64): bool {
  return load<i64>(rangeOf(number)) <= id && (number + 1 == ranges || id < load<i64>(rangeOf(number + 1)))
}

export function sourceOf(id: i64): i32 {
  if (ranges == 0) {
    fault()
    return 0
  }
  if (!holds(at, id)) {
    let low = 0
    let high = ranges - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (load<i64>(rangeOf(middle)) <= id) low = middle
      else high = middle - 1
    }
    at = low
  }
  return load<i32>(rangeOf(at), sourceAt)
}
