/**
 * Sums by keys of up to four integers: open-addressing hash tables that grow and are emptied as a whole. A row's key,
 * hits and bytes lie in the 32 bytes of its slot, so that a row that is not in the processor's cache costs one access to
 * memory; durations, which few logs have, lie apart. Sums are numbers, exact up to 2^53: their owner sees to it.
 */
import {
  blockRows,
  durationBytes,
  durationsEnd,
  durationsOf,
  hintsAt,
  mostSlots,
  orderAt,
  PATHS,
  scratchAt,
  slotBytes,
  slotsOf,
  stateOf
} from "./rollups.memory"

/** Slots that a table begins with; it is never more than three quarters full, but when it has grown to the most. */
const firstSlots: i32 = 1024

/** Of a slot: four parts of the key, hits (0: the slot is free), bytes. */
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

/** Has been touched, so that reading ahead is not taken for idle. */
export let touched: i32 = 0

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

export function hashOf(a: i32, b: i32, c: i32, d: i32): u32 {
  let hash: u32 = (a * 0x9e3779b1) ^ (b * 0x85ebca6b) ^ (c * 0xc2b2ae35) ^ (d * 0x27d4eb2f)
  hash = (hash ^ (hash >> 15)) * 0x2c1b3c6d
  return hash ^ (hash >> 13)
}

/** Makes room for rows to come, so that slots stay where they are meanwhile. */
export function reserve(it: Sums, rows: i32): void {
  while ((it.size + rows) * 4 > it.capacity * 3 && it.capacity < mostSlots) grow(it)
}

/** Says where a row's slot is likely to be, and fetches it. */
export function foresee(it: Sums, index: i32, a: i32, b: i32, c: i32, d: i32): void {
  const slot = hashOf(a, b, c, d) & <u32>(it.capacity - 1)
  store<u32>(hintsAt + ((<usize>index) << 2), slot)
  touched += load<i32>(slotsOf(it.number) + <usize>slot * slotBytes)
}

export function foreseen(index: i32): u32 {
  return load<u32>(hintsAt + ((<usize>index) << 2))
}

/** Adds to the row of a key, beginning to look for it at `slot`. Returns its slot; there must be room for one more. */
export function addAt(it: Sums, slot: u32, a: i32, b: i32, c: i32, d: i32, hits: f64, bytes: f64): u32 {
  const slots = slotsOf(it.number)
  const mask = <u32>(it.capacity - 1)
  while (true) {
    const at = slots + <usize>slot * slotBytes
    const before = load<f64>(at, hitsAt)
    if (before == 0) {
      store<i32>(at, a)
      store<i32>(at, b, 4)
      store<i32>(at, c, 8)
      store<i32>(at, d, 12)
      store<f64>(at, hits, hitsAt)
      store<f64>(at, bytes, bytesAt)
      it.size++
      return slot
    }
    if (load<i32>(at) == a && load<i32>(at, 4) == b && load<i32>(at, 8) == c && load<i32>(at, 12) == d) {
      store<f64>(at, before + hits, hitsAt)
      store<f64>(at, load<f64>(at, bytesAt) + bytes, bytesAt)
      return slot
    }
    slot = (slot + 1) & mask
  }
}

export function addDurations(it: Sums, slot: u32, sum: f64, longest: f64, timed: f64): void {
  if (it.hasDurations == 0) beginDurations(it)
  const at = durationsOf(it.number) + <usize>slot * durationBytes
  store<f64>(at, load<f64>(at) + sum)
  store<f64>(at, max(load<f64>(at, longestAt), longest), longestAt)
  store<f64>(at, load<f64>(at, timedAt) + timed, timedAt)
}

/** Their memory is the kernel's last: views of it are gone when it grows. */
function beginDurations(it: Sums): void {
  const missing = <i32>((durationsEnd + 0xffff) >>> 16) - memory.size()
  if (missing > 0 && memory.grow(missing) < 0) unreachable()
  it.hasDurations = 1
  memory.fill(durationsOf(it.number), 0, <usize>it.capacity * durationBytes)
}

/** Forgets all rows. */
export function clear(table: i32): void {
  const it = sumsOf(table)
  memory.fill(slotsOf(table), 0, <usize>it.capacity * slotBytes)
  if (it.hasDurations != 0) memory.fill(durationsOf(table), 0, <usize>it.capacity * durationBytes)
  it.size = 0
}

/** Adds days' rows, from those in order, to the sums by path: their keys without the first part. */
export function addPaths(from: i32, to: i32): void {
  const it = sumsOf(PATHS)
  for (; from < to; from += blockRows) {
    const end = min(to, from + blockRows)
    reserve(it, end - from)
    for (let row = from; row < end; row++) {
      const at = slotsOf(0) + <usize>load<u32>(orderAt + ((<usize>row) << 2)) * slotBytes
      foresee(it, row - from, load<i32>(at, 4), load<i32>(at, 8), 0, 0)
    }
    for (let row = from; row < end; row++) {
      const slot = load<u32>(orderAt + ((<usize>row) << 2))
      const at = slotsOf(0) + <usize>slot * slotBytes
      const hits = load<f64>(at, hitsAt)
      const to = addAt(it, foreseen(row - from), load<i32>(at, 4), load<i32>(at, 8), 0, 0, hits, load<f64>(at, bytesAt))
      if (hasDurations(0)) addDurationsAt(it, to, durationsOf(0) + <usize>slot * durationBytes)
    }
  }
}

function addDurationsAt(it: Sums, slot: u32, from: usize): void {
  addDurations(it, slot, load<f64>(from), load<f64>(from, longestAt), load<f64>(from, timedAt))
}

/** Forgets all rows but those from `from` to before `to` in order, which is gone then. */
export function keep(table: i32, from: i32, to: i32): void {
  const it = sumsOf(table)
  for (let row = from; row < to; row++) moveOut(it, load<u32>(orderAt + ((<usize>row) << 2)), row - from)
  clear(table)
  moveIn(it, to - from)
}

function grow(it: Sums): void {
  let rows = 0
  for (let slot: u32 = 0; slot < <u32>it.capacity; slot++) {
    if (load<f64>(slotsOf(it.number) + <usize>slot * slotBytes, hitsAt) != 0) moveOut(it, slot, rows++)
  }
  clear(it.number)
  it.capacity = max(firstSlots, it.capacity * 2)
  if (it.hasDurations != 0) memory.fill(durationsOf(it.number), 0, <usize>it.capacity * durationBytes)
  moveIn(it, rows)
}

const movedBytes: usize = slotBytes + durationBytes

function moveOut(it: Sums, slot: u32, row: i32): void {
  const to = scratchAt + <usize>row * movedBytes
  memory.copy(to, slotsOf(it.number) + <usize>slot * slotBytes, slotBytes)
  if (it.hasDurations != 0) {
    memory.copy(to + slotBytes, durationsOf(it.number) + <usize>slot * durationBytes, durationBytes)
  }
}

function moveIn(it: Sums, rows: i32): void {
  const mask = <u32>(it.capacity - 1)
  for (let row = 0; row < rows; row++) {
    const from = scratchAt + <usize>row * movedBytes
    const a = load<i32>(from)
    const b = load<i32>(from, 4)
    const c = load<i32>(from, 8)
    const d = load<i32>(from, 12)
    const slot = addAt(it, hashOf(a, b, c, d) & mask, a, b, c, d, load<f64>(from, hitsAt), load<f64>(from, bytesAt))
    if (it.hasDurations != 0) addDurationsAt(it, slot, from + slotBytes)
  }
}
