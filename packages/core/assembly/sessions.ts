/**
 * Sessions of visitors: entries that are grouped by client and agent are also kept, put in the order of their times for
 * each visitor, and cut where a visitor was away for longer than a timeout. What is laid out is a row for each session.
 */
import { valuesAt } from "./image.memory"
import { firstRow, groupCount, rowAfter } from "./groups"
import { groupsEnd } from "./groups.memory"
import { fault } from "./readPages"
import { addIdRow } from "./rows"
import { hasOut, tree } from "./tree"

// Of an entry: where the row of its group is, its id, time and bytes.
const idAt: usize = 8
const timeAt: usize = 16
const bytesAt: usize = 24
const keptBytes: usize = 32
/** With its places in the order, and in what is needed to sort it. */
const bytesInAll: f64 = 40
/** Memory grows by so much at least. */
const growth: usize = 16 * 1024 * 1024
/** Of a group's row: how many entries, and where its entries begin in the order. */
const hitsAt: usize = 24
const startAt: usize = 32
/** A session: client, agent, begin, end, how many entries, their bytes, the first and the last of them. */
const width: i32 = 8

/** All bytes together are below this, so that those of no session can overflow. */
const mostBytes: f64 = 4e18

let timeout: i64 = 0
let weight: f64 = 0
/** Entries. */
let mostKept: i32 = 0
let size: i32 = 0
let order: usize = 0
let scratch: usize = 0
// What is laid out next.
let group: i32 = 0
let row: usize = 0
let place: i32 = 0
let rows: u64 = 0

export function beginSessions(timeoutMs: f64, bytes: f64): void {
  timeout = <i64>timeoutMs
  mostKept = <i32>min(bytes / bytesInAll, 64 * 1024 * 1024)
}

export function keep(row: usize, id: i64, time: i64, bytes: i64): void {
  weight += <f64>bytes
  if (size == mostKept || weight > mostBytes) {
    fault()
    return
  }
  const at = groupsEnd + <usize>size * keptBytes
  reserve(at + keptBytes)
  store<i32>(at, <i32>row)
  store<i64>(at, id, idAt)
  store<i64>(at, time, timeAt)
  store<i64>(at, bytes, bytesAt)
  size++
}

function reserve(end: usize): void {
  if (end <= (<usize>memory.size()) << 16) return
  if (memory.grow(<i32>((end - ((<usize>memory.size()) << 16) + growth) >> 16)) < 0) fault()
}

/** Puts each visitor's entries in the order of their times; those of one time stay in theirs. False: there is no room. */
export function sortSessions(): bool {
  order = groupsEnd + <usize>size * keptBytes
  scratch = order + ((<usize>size) << 2)
  reserve(scratch + ((<usize>size) << 2))
  if ((<usize>memory.size()) << 16 < scratch + ((<usize>size) << 2)) return false
  let start: i64 = 0
  let at = firstRow()
  for (let index = 0; index < groupCount(); index++, at = rowAfter(at)) {
    store<i64>(at, start, startAt)
    start += load<i64>(at, hitsAt)
  }
  // The beginnings move to the ends, and are moved back.
  for (let entry = 0; entry < size; entry++) {
    const its = <usize>load<u32>(keptAt(entry))
    const to = load<i64>(its, startAt)
    store<i32>(order + ((<usize>to) << 2), entry)
    store<i64>(its, to + 1, startAt)
  }
  at = firstRow()
  for (let index = 0; index < groupCount(); index++, at = rowAfter(at)) {
    const from = <i32>(load<i64>(at, startAt) - load<i64>(at, hitsAt))
    store<i64>(at, <i64>from, startAt)
    sort(from, from + <i32>load<i64>(at, hitsAt))
  }
  return true
}

function keptAt(entry: i32): usize {
  return groupsEnd + <usize>entry * keptBytes
}

function entryAt(place: i32): i32 {
  return load<i32>(order + ((<usize>place) << 2))
}

function timeOf(place: i32): i64 {
  return load<i64>(keptAt(entryAt(place)), timeAt)
}

/** Merges runs, two by two: a log is nearly in order, so that most visitors are one run. */
function sort(from: i32, to: i32): void {
  let runs = 2
  while (runs > 1) {
    runs = 0
    for (let start = from; start < to; runs++) {
      const middle = runEnd(start, to)
      const end = middle == to ? to : runEnd(middle, to)
      if (end > middle) merge(start, middle, end)
      start = end
    }
  }
}

function runEnd(start: i32, to: i32): i32 {
  let at = start + 1
  while (at < to && timeOf(at - 1) <= timeOf(at)) at++
  return at
}

function merge(start: i32, middle: i32, end: i32): void {
  const count = middle - start
  memory.copy(scratch, order + ((<usize>start) << 2), (<usize>count) << 2)
  let left = 0
  let right = middle
  for (let to = start; left < count; to++) {
    const entry = load<i32>(scratch + ((<usize>left) << 2))
    const takesRight = right < end && timeOf(right) < load<i64>(keptAt(entry), timeAt)
    store<i32>(order + ((<usize>to) << 2), takesRight ? entryAt(right) : entry)
    if (takesRight) right++
    else left++
  }
}

/** As far as there is room for pages: else false. */
export function layOutSessions(number: i32): bool {
  const it = tree(number)
  if (row == 0) row = firstRow()
  while (group < groupCount()) {
    const start = <i32>load<i64>(row, startAt)
    const end = start + <i32>load<i64>(row, hitsAt)
    if (place < start) place = start
    while (place < end) {
      if (!hasOut()) return false
      fill(end)
      addIdRow(it, width, ++rows)
    }
    group++
    row = rowAfter(row)
  }
  return true
}

/** The session that begins at `place`, which moves behind it. */
function fill(end: i32): void {
  const first = keptAt(entryAt(place))
  const before = place
  let last = first
  let bytes: i64 = 0
  do {
    last = keptAt(entryAt(place))
    bytes += load<i64>(last, bytesAt)
    place++
  } while (place < end && timeOf(place) - load<i64>(last, timeAt) <= timeout)
  store<i64>(valuesAt, <i64>load<i32>(row))
  store<i64>(valuesAt, <i64>load<i32>(row, 4), 8)
  store<i64>(valuesAt, load<i64>(first, timeAt), 16)
  store<i64>(valuesAt, load<i64>(last, timeAt), 24)
  store<i64>(valuesAt, <i64>(place - before), 32)
  store<i64>(valuesAt, bytes, 40)
  store<i64>(valuesAt, load<i64>(first, idAt), 48)
  store<i64>(valuesAt, load<i64>(last, idAt), 56)
}
