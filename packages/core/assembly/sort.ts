/**
 * The rows of a table of sums in the order of their keys: keys are packed into one number each, as far as they differ,
 * and sorted by their bytes, from the last to the first (radix sort: a few passes of 3 ns a row).
 */
import { orderAt, scratchAt, slotBytes, slotsOf } from "./rollups.memory"
import { hitsAt, sumsOf } from "./sums"

/** A record to sort: key, slot. */
const recordBytes: usize = 16
const slotFrom: usize = 8

const parts: i32 = 4
/** Of each part of the keys: the least, and how many bits it takes to count from there. */
const least = memory.data(4 * 4, 4)
const bits = memory.data(4 * 4, 4)
/** Of a pass: records by their byte, then where the next of each goes. */
const counts = memory.data(4 * 256, 4)

/** Writes the slots to `order`; returns how many they are. */
export function order(table: i32): i32 {
  const rows = collect(table)
  measure(table, rows)
  if (bitsOf(0) + bitsOf(1) + bitsOf(2) + bitsOf(3) <= 64) {
    sortBy(table, 0, rows)
  } else {
    // What is in order by the last parts stays so within equal first ones.
    sortBy(table, 2, rows)
    reorder(rows)
    sortBy(table, -2, rows)
  }
  reorder(rows)
  return rows
}

function bitsOf(part: i32): i32 {
  return load<i32>(bits + ((<usize>part) << 2))
}

/** To `order`, as they stand. */
function collect(table: i32): i32 {
  const it = sumsOf(table)
  let rows = 0
  for (let slot = 0; slot < it.capacity; slot++) {
    if (load<f64>(slotsOf(table) + <usize>slot * slotBytes, hitsAt) == 0) continue
    store<u32>(orderAt + ((<usize>rows) << 2), <u32>slot)
    rows++
  }
  return rows
}

function measure(table: i32, rows: i32): void {
  for (let part: usize = 0; part < <usize>parts; part++) {
    let low = i32.MAX_VALUE
    let high = i32.MIN_VALUE
    for (let row = 0; row < rows; row++) {
      const value = load<i32>(slotAt(table, row) + (part << 2))
      low = min(low, value)
      high = max(high, value)
    }
    store<i32>(least + (part << 2), low)
    store<i32>(bits + (part << 2), rows == 0 ? 0 : 32 - <i32>clz(<u32>high - <u32>low))
  }
}

function slotAt(table: i32, row: i32): usize {
  return slotsOf(table) + <usize>load<u32>(orderAt + ((<usize>row) << 2)) * slotBytes
}

/** By the parts from `first` on; -2: by the first two. Where the records are then, `sorted` says. */
function sortBy(table: i32, first: i32, rows: i32): void {
  const from = max(first, 0)
  const to = first < 0 ? -first : parts
  let all = 0
  for (let part = from; part < to; part++) all += bitsOf(part)
  for (let row = 0; row < rows; row++) {
    const slot = slotAt(table, row)
    let key: u64 = 0
    for (let part = from; part < to; part++) {
      const offset = (<usize>part) << 2
      const value: u32 = load<u32>(slot + offset) - load<u32>(least + offset)
      key = (key << (<u64>bitsOf(part))) | <u64>value
    }
    const record = scratchAt + <usize>row * recordBytes
    store<u64>(record, key)
    store<u32>(record, load<u32>(orderAt + ((<usize>row) << 2)), slotFrom)
  }
  sorted = scratchAt
  let other = scratchAt + <usize>rows * recordBytes
  for (let shift = 0; shift < all; shift += 8) {
    pass(sorted, other, rows, shift)
    const swapped = sorted
    sorted = other
    other = swapped
  }
}

let sorted: usize = 0

function pass(from: usize, to: usize, rows: i32, shift: i32): void {
  memory.fill(counts, 0, 4 * 256)
  const end = from + <usize>rows * recordBytes
  for (let at = from; at < end; at += recordBytes) {
    const count = counts + ((<usize>(load<u64>(at) >> <u64>shift) & 0xff) << 2)
    store<u32>(count, load<u32>(count) + 1)
  }
  let sum: u32 = 0
  for (let count = counts; count < counts + 4 * 256; count += 4) {
    const before = sum
    sum += load<u32>(count)
    store<u32>(count, before)
  }
  for (let at = from; at < end; at += recordBytes) {
    const key = load<u64>(at)
    const count = counts + ((<usize>(key >> <u64>shift) & 0xff) << 2)
    const index = load<u32>(count)
    store<u32>(count, index + 1)
    const record = to + <usize>index * recordBytes
    store<u64>(record, key)
    store<u64>(record, load<u64>(at, slotFrom), slotFrom)
  }
}

/** Writes `order` as the records are. */
function reorder(rows: i32): void {
  for (let row = 0; row < rows; row++) {
    store<u32>(orderAt + ((<usize>row) << 2), load<u32>(sorted + <usize>row * recordBytes, slotFrom))
  }
}
