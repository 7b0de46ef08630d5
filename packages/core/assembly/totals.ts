/** Entries, resolved (resolve.ts), added to the sums by day, hour and visitor, a block of them at a time. */
import { agentColumn, bytesColumn, clientColumn, durationColumn, siteColumn } from "./resolve"
import {
  dayColumn,
  DAYS,
  HOURS,
  keyColumn,
  minuteHighColumn,
  minuteLowColumn,
  mostRows,
  pathColumn,
  VISITORS
} from "./rollups.memory"
import { addAt, addDurations, foresee, foreseen, hashOf, reserve, sizeOf, sumsOf } from "./sums"

/** Whether the entries have durations at all. */
let isTimed: bool = false

export function setTimed(is: bool): void {
  isTimed = is
}

/** Whether all tables can take so many rows more. */
export function hasRoom(rows: i32): bool {
  return sizeOf(DAYS) + rows <= mostRows && sizeOf(HOURS) + rows <= mostRows && sizeOf(VISITORS) + rows <= mostRows
}

/** Bytes and durations of these entries together: more than any sum of theirs. */
export function weigh(from: i32, to: i32): f64 {
  let weight: f64 = 0
  for (let row = from; row < to; row++) {
    weight += max<f64>(load<f64>(bytesColumn + ((<usize>row) << 3)), 0)
    if (isTimed) weight += max<f64>(load<f64>(durationColumn + ((<usize>row) << 3)), 0)
  }
  return weight
}

/** At most a block of entries. */
export function add(from: i32, to: i32): void {
  addDays(from, to)
  addHours(from, to)
  addVisitors(from, to)
}

function addDays(from: i32, to: i32): void {
  const it = sumsOf(DAYS)
  reserve(it, to - from)
  for (let row = from; row < to; row++) {
    const at = (<usize>row) << 2
    foresee(it, row - from, load<i32>(dayColumn + at), load<i32>(pathColumn + at), load<i32>(keyColumn + at), 0)
  }
  for (let row = from; row < to; row++) {
    const at = (<usize>row) << 2
    const bytes = max<f64>(load<f64>(bytesColumn + (at << 1)), 0)
    const day = load<i32>(dayColumn + at)
    const path = load<i32>(pathColumn + at)
    const slot = addAt(it, foreseen(row - from), day, path, load<i32>(keyColumn + at), 0, 1, bytes)
    if (!isTimed) continue
    const duration = load<f64>(durationColumn + (at << 1))
    if (duration != -1) addDurations(it, slot, duration, duration, 1)
  }
}

function addHours(from: i32, to: i32): void {
  const it = sumsOf(HOURS)
  reserve(it, to - from)
  const mask = <u32>(it.capacity - 1)
  for (let row = from; row < to; row++) {
    const at = (<usize>row) << 2
    const bytes = max<f64>(load<f64>(bytesColumn + (at << 1)), 0)
    const high = load<i32>(minuteHighColumn + at)
    const low = load<i32>(minuteLowColumn + at)
    const key = load<i32>(keyColumn + at)
    const slot = addAt(it, hashOf(high, low, key, 0) & mask, high, low, key, 0, 1, bytes)
    if (!isTimed) continue
    const duration = load<f64>(durationColumn + (at << 1))
    if (duration != -1) addDurations(it, slot, duration, duration, 1)
  }
}

function addVisitors(from: i32, to: i32): void {
  const it = sumsOf(VISITORS)
  reserve(it, to - from)
  for (let row = from; row < to; row++) {
    const at = (<usize>row) << 2
    foresee(it, row - from, load<i32>(clientColumn + at), agentOf(at), siteOf(at), load<i32>(dayColumn + at))
  }
  for (let row = from; row < to; row++) {
    const at = (<usize>row) << 2
    const bytes = max<f64>(load<f64>(bytesColumn + (at << 1)), 0)
    const client = load<i32>(clientColumn + at)
    addAt(it, foreseen(row - from), client, agentOf(at), siteOf(at), load<i32>(dayColumn + at), 1, bytes)
  }
}

/** No agent and no site are 0 there. */
function agentOf(at: usize): i32 {
  return max<i32>(load<i32>(agentColumn + at), 0)
}

function siteOf(at: usize): i32 {
  return max<i32>(load<i32>(siteColumn + at), 0)
}
