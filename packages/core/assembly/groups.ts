/**
 * Groups of entries: an open-addressing hash of rows by up to six parts of a key, which stand in the order in which they
 * were met. Integers of 64 bits; what could overflow is a fault.
 */
import { valuesAt } from "./image.memory"
import { addIdRow } from "./rows"
import { fault } from "./readPages"
import { metAt, mostRows, mostSlots, rowsAt, slotsAt } from "./groups.memory"
import { numberOfRecord, recordBytes, sortRecords, writeRecord } from "./radix"
import { hasOut, tree } from "./tree"

// Of a row: its parts, how many entries; then of each column that is added up:
const hitsAt: usize = 24
const columnsFrom: usize = 32
const columnBytes: usize = 32
const countAt: usize = 8
const leastAt: usize = 16
const mostAt: usize = 24

/** Sums are below this, so that none can overflow. */
const mostSum: f64 = 4e18

/** Of a slot: the lowest bits of the key's hash; behind them is the number of the row, from 1 on. */
const tagBits: u64 = 0xffff_ffff_0000_0000

let parts: i32 = 0
let columns: i32 = 0
let rowBytes: usize = 0
let size: i32 = 0
let slots: i32 = 0
let weight: f64 = 0
/** Where the key that is looked for is written. */
const key = memory.data(32, 16)
/** The row that is laid out next. */
let place: i32 = 0
/** Records of the rows in the order in which they are laid out; 0: that in which they were met. */
let sorted: usize = 0

/** Once in the life of this kernel. */
export function beginGroups(ofParts: i32, ofColumns: i32): void {
  parts = ofParts
  columns = ofColumns
  rowBytes = columnsFrom + columnBytes * <usize>ofColumns
  slots = 1 << 16
}

export function setPart(number: i32, value: i32): void {
  store<i32>(key + ((<usize>number) << 2), value)
}

/** Adds hits, or takes them away, to the row of the key whose parts were set; returns where it is, or 0, which is a fault. */
export function addHits(hits: i64): usize {
  weight += Math.abs(<f64>hits)
  if (weight > mostSum) fault()
  const first = load<u64>(key)
  const second = load<u64>(key, 8)
  const third = load<u64>(key, 16)
  const mask = slots - 1
  const hash = hashOf(first, second, third)
  const tag = hash << 32
  let slot = <i32>(hash >> 40) & mask
  let entry = load<u64>(slotsAt + ((<usize>slot) << 3))
  while (entry != 0) {
    // Another row's memory is touched only where its tag is the same.
    if ((entry & tagBits) == tag) {
      const at = rowsAt + <usize>(<u32>entry - 1) * rowBytes
      if (load<u64>(at) == first && load<u64>(at, 8) == second && load<u64>(at, 16) == third) {
        store<i64>(at, load<i64>(at, hitsAt) + hits, hitsAt)
        return at
      }
    }
    slot = (slot + 1) & mask
    entry = load<u64>(slotsAt + ((<usize>slot) << 3))
  }
  if (size >= mostRows) {
    fault()
    return 0
  }
  const at = rowsAt + <usize>size * rowBytes
  size++
  store<u64>(slotsAt + ((<usize>slot) << 3), tag | <u64>size)
  store<u64>(at, first)
  store<u64>(at, second, 8)
  store<u64>(at, third, 16)
  store<i64>(at, hits, hitsAt)
  if (size * 2 > slots && slots < mostSlots) growSlots()
  return at
}

function hashOf(first: u64, second: u64, third: u64): u64 {
  const mixed =
    (first ^ rotl<u64>(second * 0xd6e8feb86659fd93, 29) ^ rotl<u64>(third * 0xa0761d6478bd642f, 17)) *
    0x9e3779b97f4a7c15
  return mixed ^ (mixed >> 29)
}

function growSlots(): void {
  slots <<= 1
  memory.fill(slotsAt, 0, (<usize>slots) << 3)
  const mask = slots - 1
  for (let row = 0; row < size; row++) {
    const at = rowsAt + <usize>row * rowBytes
    const hash = hashOf(load<u64>(at), load<u64>(at, 8), load<u64>(at, 16))
    let slot = <i32>(hash >> 40) & mask
    while (load<u64>(slotsAt + ((<usize>slot) << 3)) != 0) slot = (slot + 1) & mask
    store<u64>(slotsAt + ((<usize>slot) << 3), (hash << 32) | <u64>(row + 1))
  }
}

export function groupCount(): i32 {
  return size
}

/** Of the row that was met as the `row`th, the least or the most of a column. */
export function edgeOf(row: i32, column: i32, ofMost: bool): f64 {
  const at = rowsAt + <usize>row * rowBytes + columnsFrom + <usize>column * columnBytes
  return <f64>load<i64>(at + (ofMost ? mostAt : leastAt))
}

export function firstRow(): usize {
  return rowsAt
}

export function rowAfter(at: usize): usize {
  return at + rowBytes
}

/** Adds a value of one of the columns to the row at `row`. */
export function addValue(row: usize, column: i32, value: i64): void {
  const at = row + columnsFrom + <usize>column * columnBytes
  const count = load<i64>(at, countAt)
  store<i64>(at, load<i64>(at) + value)
  store<i64>(at, count + 1, countAt)
  if (count == 0 || value < load<i64>(at, leastAt)) store<i64>(at, value, leastAt)
  if (count == 0 || value > load<i64>(at, mostAt)) store<i64>(at, value, mostAt)
  weight += Math.abs(<f64>value)
  if (weight > mostSum) fault()
}

/** Adds what was a sum of so many already; the least and the most are not known. */
export function addSum(row: usize, column: i32, sum: i64, values: i64): void {
  const at = row + columnsFrom + <usize>column * columnBytes
  store<i64>(at, load<i64>(at) + sum)
  store<i64>(at, load<i64>(at, countAt) + values, countAt)
  weight += Math.abs(<f64>sum)
  if (weight > mostSum) fault()
}

/** In a column of which nothing is added up: one more, and in place of the sum one more that is known. */
export function countOne(row: usize, column: i32, isKnown: bool): void {
  const at = row + columnsFrom + <usize>column * columnBytes
  store<i64>(at, load<i64>(at, countAt) + 1, countAt)
  if (isKnown) store<i64>(at, load<i64>(at) + 1)
}

/**
 * Whether a row has not met this yet, where all that rows meet comes in order, the same to each row one after the other: so the
 * last one is remembered, in place of the least of a column of which nothing is added up.
 */
export function meetsNext(row: usize, column: i32, first: u32, second: u32): bool {
  const at = row + columnsFrom + <usize>column * columnBytes
  const both = <i64>(((<u64>first) << 32) | <u64>second)
  if (load<i64>(at, countAt) != 0 && load<i64>(at, leastAt) == both) return false
  store<i64>(at, both, leastAt)
  return true
}

/** Rows are laid out by the first two parts of their key, which are ids. What was met stands where they are sorted, and is gone. */
export function sortGroups(): void {
  let mostFirst: u32 = 0
  let mostSecond: u32 = 0
  for (let row: usize = 0; row < <usize>size; row++) {
    const at = rowsAt + row * rowBytes
    mostFirst = max(mostFirst, load<u32>(at))
    mostSecond = max(mostSecond, load<u32>(at, 4))
  }
  const bits = 32 - <i32>clz(mostSecond)
  for (let row: usize = 0; row < <usize>size; row++) {
    const at = rowsAt + row * rowBytes
    writeRecord(metAt + row * recordBytes, ((<u64>load<u32>(at)) << (<u64>bits)) | <u64>load<u32>(at, 4), <u32>row)
  }
  const other = metAt + <usize>size * recordBytes
  sorted = sortRecords(metAt, other, size, bits + 32 - <i32>clz(mostFirst))
}

/** The least and the most of a column of which no sum is wanted, by those of so many values. */
export function widenBy(row: usize, column: i32, least: i64, most: i64, values: i64): void {
  const at = row + columnsFrom + <usize>column * columnBytes
  const count = load<i64>(at, countAt)
  store<i64>(at, count + values, countAt)
  if (count == 0 || least < load<i64>(at, leastAt)) store<i64>(at, least, leastAt)
  if (count == 0 || most > load<i64>(at, mostAt)) store<i64>(at, most, mostAt)
}

/**
 * Lays the rows that have hits out as those of a tree with ids, as far as there is room for pages: else false. Columns: the parts of the
 * key, hits, and of each that is added up the sum, how many there were, the least and the most.
 */
export function layOutGroups(number: i32): bool {
  return layOut(number, 4)
}

/** The same; of what is added up only the sum. */
export function layOutSums(number: i32): bool {
  return layOut(number, 1)
}

function layOut(number: i32, ofColumn: i32): bool {
  const it = tree(number)
  const width = parts + 1 + columns * ofColumn
  for (; place < size; place++) {
    if (!hasOut()) return false
    const row = sorted == 0 ? <u32>place : numberOfRecord(sorted + <usize>place * recordBytes)
    const at = rowsAt + <usize>row * rowBytes
    const hits = load<i64>(at, hitsAt)
    // All of it has been taken away.
    if (hits == 0) continue
    let to = valuesAt
    for (let part = 0; part < parts; part++, to += 8) store<i64>(to, <i64>load<i32>(at + ((<usize>part) << 2)))
    store<i64>(to, hits)
    for (let column = 0; column < columns; column++) {
      const from = at + columnsFrom + <usize>column * columnBytes
      for (let one = 0; one < ofColumn; one++) store<i64>((to += 8), load<i64>(from + ((<usize>one) << 3)))
    }
    addIdRow(it, width, <u64>(place + 1))
  }
  return true
}
