/**
 * The rows of a table of sums in the order of their keys: keys are packed into one number each, as far as they differ,
 * and sorted (radix.ts).
 */
import { numberOfRecord, recordBytes, sortRecords, writeRecord } from "./radix"
import { orderAt, rowBytes, rowsAt, scratchAt } from "./rollups.memory"
import { inOrder, sizeOf } from "./sums"

const parts: i32 = 4
/** Of each part of the keys: the least, and how many bits it takes to count from there. */
const least = memory.data(4 * 4, 4)
const bits = memory.data(4 * 4, 4)

/** Writes the numbers of the rows to `order`; returns how many they are. */
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
  const rows = sizeOf(table)
  for (let row = 0; row < rows; row++) store<u32>(orderAt + ((<usize>row) << 2), <u32>row)
  return rows
}

function measure(table: i32, rows: i32): void {
  for (let part: usize = 0; part < <usize>parts; part++) {
    let low = i32.MAX_VALUE
    let high = i32.MIN_VALUE
    for (let row = 0; row < rows; row++) {
      const value = load<i32>(rowAt(table, row) + (part << 2))
      low = min(low, value)
      high = max(high, value)
    }
    store<i32>(least + (part << 2), low)
    store<i32>(bits + (part << 2), rows == 0 ? 0 : 32 - <i32>clz(<u32>high - <u32>low))
  }
}

function rowAt(table: i32, row: i32): usize {
  return rowsAt(table) + <usize>inOrder(row) * rowBytes
}

/** By the parts from `first` on; -2: by the first two. Where the records are then, `sorted` says. */
function sortBy(table: i32, first: i32, rows: i32): void {
  const from = max(first, 0)
  const to = first < 0 ? -first : parts
  let all = 0
  for (let part = from; part < to; part++) all += bitsOf(part)
  for (let row = 0; row < rows; row++) {
    const at = rowAt(table, row)
    let key: u64 = 0
    for (let part = from; part < to; part++) {
      const offset = (<usize>part) << 2
      const value: u32 = load<u32>(at + offset) - load<u32>(least + offset)
      key = (key << (<u64>bitsOf(part))) | <u64>value
    }
    writeRecord(scratchAt + <usize>row * recordBytes, key, inOrder(row))
  }
  sorted = sortRecords(scratchAt, scratchAt + <usize>rows * recordBytes, rows, all)
}

let sorted: usize = 0

/** Writes `order` as the records are. */
function reorder(rows: i32): void {
  for (let row = 0; row < rows; row++) {
    store<u32>(orderAt + ((<usize>row) << 2), numberOfRecord(sorted + <usize>row * recordBytes))
  }
}
