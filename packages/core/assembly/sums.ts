/**
 * Sums by keys of up to four integers. Rows of 32 bytes, key, hits and bytes, stand in the order in which they came: the
 * busy ones come early, so that they stand together and stay in the processor's cache, and new ones cost no jump. An
 * open-addressing hash table of their numbers finds them; most are found without it, by what the client's or request's
 * last one was. Durations, which few logs have, lie apart. Sums are numbers, exact up to 2^53: their owner sees to it.
 */
import {
  addendsAt,
  blockRows,
  DAYS,
  durationBytes,
  durationsEnd,
  durationsOf,
  indexOf,
  mostSlots,
  orderAt,
  PATHS,
  rowBytes,
  rowsAt,
  stateOf
} from "./rollups.memory"

/** Slots that an index begins with; it is never more than three quarters full. */
const firstSlots: i32 = 1024
/** A slot: 0 when it is free, else the number of a row, from 1, and above it bits of the key's hash. */
const rowMask: u32 = 0x7_ffff

/** Of a row: four parts of the key, hits, bytes. */
export const hitsAt: usize = 16
export const bytesAt: usize = 24
/** Of durations: their sum, the longest, how many they are. */
export const longestAt: usize = 8
export const timedAt: usize = 16

@unmanaged
export class Sums {
  number: i32
  size: i32
  /** Number of slots; 0 until the first row. */
  capacity: i32
  hasDurations: i32
}

export function sumsOf(table: i32): Sums {
  const it = changetype<Sums>(stateOf(table))
  it.number = table
  return it
}

export function sizeOf(table: i32): i32 {
  return sumsOf(table).size
}

export function hasDurations(table: i32): bool {
  return sumsOf(table).hasDurations != 0
}

/** The highest bits depend on all bits of the key. */
function hashOf(first: u64, second: u64): u64 {
  return (first ^ rotl<u64>(second * 0x9e3779b97f4a7c15, 23)) * 0xd6e8feb86659fd93
}

/** Makes room for rows to come. */
export function reserve(it: Sums, rows: i32): void {
  while ((it.size + rows) * 4 > it.capacity * 3 && it.capacity < mostSlots) grow(it)
}

function grow(it: Sums): void {
  it.capacity = max(firstSlots, it.capacity * 2)
  fillIndex(it)
}

function fillIndex(it: Sums): void {
  const index = indexOf(it.number)
  const mask = <u32>(it.capacity - 1)
  const shift = 64 - <u64>ctz(it.capacity)
  memory.fill(index, 0, (<usize>it.capacity) << 2)
  for (let row: u32 = 0; row < <u32>it.size; row++) {
    const at = rowsAt(it.number) + <usize>row * rowBytes
    const hash = hashOf(load<u64>(at), load<u64>(at, 8))
    let slot = <u32>(hash >> shift)
    while (load<u32>(index + ((<usize>slot) << 2)) != 0) slot = (slot + 1) & mask
    store<u32>(index + ((<usize>slot) << 2), (<u32>hash & ~rowMask) | (row + 1))
  }
}

/**
 * What is to be added, a block of it: the key in two words, hits, bytes, where the number of the row stands that it
 * probably is, and that number. All are written down, and their rows touched, before the first is added, so that the
 * processor fetches many at a time.
 */
const addendBytes: usize = 40
const addendHint: usize = 32
const addendRow: usize = 36

export function write(it: Sums, index: i32, first: u64, second: u64, hits: f64, bytes: f64, hintAt: usize): void {
  const at = addendsAt + <usize>index * addendBytes
  store<u64>(at, first)
  store<u64>(at, second, 8)
  store<f64>(at, hits, 16)
  store<f64>(at, bytes, 24)
  store<u32>(at, <u32>hintAt, addendHint)
  const row = load<u32>(hintAt)
  // What is stored in between is not idle: a row's first part comes along.
  store<u32>(at, load<u32>(rowsAt(it.number) + <usize>row * rowBytes), addendRow)
  store<u32>(at, row, addendRow)
}

export function wordOf(low: i32, high: i32): u64 {
  // Cut off by a mask, because as u32 AssemblyScript 0.28 extends it with its sign here.
  return (<u64>low & 0xffff_ffff) | ((<u64>high) << 32)
}

/** Adds the first `count` that were written to the rows of their keys; `reserve` first. Their rows are known then. */
export function addWritten(it: Sums, count: i32): void {
  const rows = rowsAt(it.number)
  const end = addendsAt + <usize>count * addendBytes
  for (let from = addendsAt; from < end; from += addendBytes) {
    const first = load<u64>(from)
    const second = load<u64>(from, 8)
    let row = load<u32>(from, addendRow)
    let at = rows + <usize>row * rowBytes
    if (row >= <u32>it.size || ((load<u64>(at) ^ first) | (load<u64>(at, 8) ^ second)) != 0) {
      row = rowOf(it, first, second)
      store<u32>(from, row, addendRow)
      store<u32>(load<u32>(from, addendHint), row)
      at = rows + <usize>row * rowBytes
    }
    store<f64>(at, load<f64>(at, hitsAt) + load<f64>(from, 16), hitsAt)
    store<f64>(at, load<f64>(at, bytesAt) + load<f64>(from, 24), bytesAt)
  }
}

/** The row of a key, a new one with sums of 0 if there is none. */
function rowOf(it: Sums, first: u64, second: u64): u32 {
  const rows = rowsAt(it.number)
  const index = indexOf(it.number)
  const mask = <u32>(it.capacity - 1)
  const hash = hashOf(first, second)
  const mark = <u32>hash & ~rowMask
  let slot = <u32>(hash >> (64 - <u64>ctz(it.capacity)))
  while (true) {
    const found = load<u32>(index + ((<usize>slot) << 2))
    if (found == 0) break
    if ((found & ~rowMask) == mark) {
      const row = (found & rowMask) - 1
      const at = rows + <usize>row * rowBytes
      if (((load<u64>(at) ^ first) | (load<u64>(at, 8) ^ second)) == 0) return row
    }
    slot = (slot + 1) & mask
  }
  const row = <u32>it.size
  it.size++
  store<u32>(index + ((<usize>slot) << 2), mark | (row + 1))
  const at = rows + <usize>row * rowBytes
  store<u64>(at, first)
  store<u64>(at, second, 8)
  store<f64>(at, 0, hitsAt)
  store<f64>(at, 0, bytesAt)
  if (it.hasDurations != 0) memory.fill(durationsOf(it.number) + <usize>row * durationBytes, 0, durationBytes)
  return row
}

/** The row of what was written as `index`. */
export function rowOfWritten(index: i32): u32 {
  return load<u32>(addendsAt + <usize>index * addendBytes, addendRow)
}

export function addDurations(it: Sums, row: u32, sum: f64, longest: f64, timed: f64): void {
  if (it.hasDurations == 0) beginDurations(it)
  const at = durationsOf(it.number) + <usize>row * durationBytes
  store<f64>(at, load<f64>(at) + sum)
  store<f64>(at, max<f64>(load<f64>(at, longestAt), longest), longestAt)
  store<f64>(at, load<f64>(at, timedAt) + timed, timedAt)
}

/** Their memory is the kernel's last: views of it are gone when it grows. */
function beginDurations(it: Sums): void {
  const missing = <i32>((durationsEnd + 0xffff) >>> 16) - memory.size()
  if (missing > 0 && memory.grow(missing) < 0) unreachable()
  it.hasDurations = 1
  memory.fill(durationsOf(it.number), 0, <usize>it.size * durationBytes)
}

/** Forgets all rows. */
export function clear(table: i32): void {
  const it = sumsOf(table)
  it.size = 0
  memory.fill(indexOf(table), 0, (<usize>it.capacity) << 2)
}

/** Forgets the rows whose key's first part is below this, and the order. */
export function keepFrom(table: i32, first: i32): void {
  const it = sumsOf(table)
  const rows = rowsAt(table)
  let kept: usize = 0
  for (let row: usize = 0; row < <usize>it.size; row++) {
    if (load<i32>(rows + row * rowBytes) < first) continue
    memory.copy(rows + kept * rowBytes, rows + row * rowBytes, rowBytes)
    if (it.hasDurations != 0) {
      memory.copy(durationsOf(table) + kept * durationBytes, durationsOf(table) + row * durationBytes, durationBytes)
    }
    kept++
  }
  it.size = <i32>kept
  fillIndex(it)
}

/** Adds days' rows, from those in order, to the sums by path: their keys without the first part. */
export function addPaths(from: i32, to: i32): void {
  const it = sumsOf(PATHS)
  // In order, rows of one day have each path once: no hint.
  const none = changetype<usize>(it) + offsetof<Sums>()
  for (; from < to; from += blockRows) {
    const count = min(to - from, blockRows)
    reserve(it, count)
    for (let index = 0; index < count; index++) {
      const at = rowsAt(DAYS) + <usize>inOrder(from + index) * rowBytes
      const key = wordOf(load<i32>(at, 4), load<i32>(at, 8))
      write(it, index, key, 0, load<f64>(at, hitsAt), load<f64>(at, bytesAt), none)
    }
    addWritten(it, count)
    if (!hasDurations(DAYS)) continue
    for (let index = 0; index < count; index++) {
      const durations = durationsOf(DAYS) + <usize>inOrder(from + index) * durationBytes
      const longest = load<f64>(durations, longestAt)
      addDurations(it, rowOfWritten(index), load<f64>(durations), longest, load<f64>(durations, timedAt))
    }
  }
}

/** The row that comes `row`th in the order of keys. */
export function inOrder(row: i32): u32 {
  return load<u32>(orderAt + ((<usize>row) << 2))
}
