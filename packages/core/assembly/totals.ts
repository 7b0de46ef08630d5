/** Entries, resolved (resolve.ts), added to the sums by day, hour and visitor, a block of them at a time. */
import {
  agentColumn,
  bytesColumn,
  clientColumn,
  clientsAt,
  clientSlots,
  dayColumn,
  DAYS,
  durationColumn,
  HOURS,
  keyColumn,
  minuteHighColumn,
  minuteLowColumn,
  mostRows,
  pathColumn,
  requestColumn,
  requestsAt,
  requestSlots,
  siteColumn,
  VISITORS
} from "./rollups.memory"
import { addDurations, addWritten, reserve, sizeOf, rowOfWritten, Sums, sumsOf, wordOf, write } from "./sums"

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
    const dayAndPath = wordOf(load<i32>(dayColumn + at), load<i32>(pathColumn + at))
    const request = load<i32>(requestColumn + at)
    const hintAt = requestsAt + ((<usize>(request & (requestSlots - 1))) << 2)
    write(it, row - from, dayAndPath, wordOf(load<i32>(keyColumn + at), 0), 1, bytesOf(row), hintAt)
  }
  addWritten(it, to - from)
  if (isTimed) addDurationsOf(it, from, to)
}

function addHours(from: i32, to: i32): void {
  const it = sumsOf(HOURS)
  const hourHintAt = changetype<usize>(it) + offsetof<Sums>()
  reserve(it, to - from)
  for (let row = from; row < to; row++) {
    const at = (<usize>row) << 2
    const minute = wordOf(load<i32>(minuteHighColumn + at), load<i32>(minuteLowColumn + at))
    // As often as not it is the hour and key of the entry before.
    write(it, row - from, minute, wordOf(load<i32>(keyColumn + at), 0), 1, bytesOf(row), hourHintAt)
  }
  addWritten(it, to - from)
  if (isTimed) addDurationsOf(it, from, to)
}

/** No agent and no site are 0 there. */
function addVisitors(from: i32, to: i32): void {
  const it = sumsOf(VISITORS)
  reserve(it, to - from)
  for (let row = from; row < to; row++) {
    const at = (<usize>row) << 2
    const client = load<i32>(clientColumn + at)
    const visitor = wordOf(client, max<i32>(load<i32>(agentColumn + at), 0))
    const siteAndDay = wordOf(max<i32>(load<i32>(siteColumn + at), 0), load<i32>(dayColumn + at))
    const hintAt = clientsAt + ((<usize>(client & (clientSlots - 1))) << 2)
    write(it, row - from, visitor, siteAndDay, 1, bytesOf(row), hintAt)
  }
  addWritten(it, to - from)
}

function bytesOf(row: i32): f64 {
  return max<f64>(load<f64>(bytesColumn + ((<usize>row) << 3)), 0)
}

/** To the rows of the entries that were added last. */
function addDurationsOf(it: Sums, from: i32, to: i32): void {
  for (let row = from; row < to; row++) {
    const duration = load<f64>(durationColumn + ((<usize>row) << 3))
    if (duration != -1) addDurations(it, rowOfWritten(row - from), duration, duration, 1)
  }
}
