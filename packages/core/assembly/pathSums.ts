/**
 * Sums by path and key: the rows of a path are a chain, found by the path's id, in the order in which they came, so that
 * busy keys are found first. All integers of 64 bits, as SQLite's own are; durations, which few logs have, lie apart.
 */
import { valuesAt } from "./image.memory"
import { fault } from "./readPages"
import { addValues } from "./rows"
import {
  durationBytes,
  durationsAt,
  durationsEnd,
  keySlots,
  mostRows,
  orderAt,
  pathsAt,
  rowBytes,
  rowsAt
} from "./selected.memory"
import { hasOut, tree } from "./tree"

/** Columns of a row that is laid out, and of them those that rows have here. */
const width: i32 = 7
export const hitsAt: usize = 8
export const bytesAt: usize = 16
export const longestAt: usize = 8
export const timedAt: usize = 16

/** Sums of all are below this, so that none can overflow. */
const mostSum: f64 = 4e18

let lastPath: i32 = 0
/** Numbers of rows count from 1. */
let size: i32 = 0
let hasDurations: bool = false
/** More than any sum. */
let weight: f64 = 0

// What is laid out: the path at hand, its rows in order, and which of them is next.
let path: i32 = 0
let ordered: i32 = 0
let place: i32 = 0

/** Forgets everything; paths have ids up to this one. */
export function beginSums(mostPath: i32): void {
  memory.fill(pathsAt, 0, (<usize>lastPath + 1) << 2)
  lastPath = mostPath
  size = 0
  hasDurations = false
  weight = 0
  beginLayingOut()
}

/** The next row that is laid out is the first. */
export function beginLayingOut(): void {
  path = 0
  ordered = 0
  place = 0
}

/** The first row of the first path behind this one that has any; 0: there is none. Which path that is, `pathFound` says. */
export function firstRowBehind(before: i32): i32 {
  let row = 0
  found = before
  while (row == 0 && found < lastPath) row = load<i32>(pathsAt + ((<usize>++found) << 2))
  return row
}

/** Of the row that was found last. */
export function pathFound(): i32 {
  return found
}

let found: i32 = 0

/** Returns the number of the row, or 0, which is a fault. */
export function add(pathId: i64, key: i32, hits: i64, bytes: i64): i32 {
  if (pathId <= 0 || pathId > <i64>lastPath) {
    fault()
    return 0
  }
  let link = pathsAt + ((<usize>pathId) << 2)
  let row = load<i32>(link)
  while (row != 0) {
    const at = rowsAt + <usize>row * rowBytes
    if (load<i32>(at) == key) break
    link = at + 4
    row = load<i32>(link)
  }
  if (row == 0) row = newRow(link, key)
  const at = rowsAt + <usize>row * rowBytes
  store<i64>(at, load<i64>(at, hitsAt) + hits, hitsAt)
  store<i64>(at, load<i64>(at, bytesAt) + bytes, bytesAt)
  weigh(bytes)
  return row
}

function newRow(link: usize, key: i32): i32 {
  if (size + 1 >= mostRows) {
    fault()
    return 0
  }
  const row = ++size
  const at = rowsAt + <usize>row * rowBytes
  store<i32>(link, row)
  store<i32>(at, key)
  store<i32>(at, 0, 4)
  store<i64>(at, 0, hitsAt)
  store<i64>(at, 0, bytesAt)
  if (hasDurations) memory.fill(durationsOf(row), 0, durationBytes)
  return row
}

/** To the row that `add` returned. */
export function addDurations(row: i32, sum: i64, longest: i64, timed: i64): void {
  if (!hasDurations) beginDurations()
  const at = durationsOf(row)
  store<i64>(at, load<i64>(at) + sum)
  store<i64>(at, max<i64>(load<i64>(at, longestAt), longest), longestAt)
  store<i64>(at, load<i64>(at, timedAt) + timed, timedAt)
  weigh(sum)
}

/** Durations of a row, once there are any: else 0. */
export function timesOf(row: i32): usize {
  return hasDurations ? durationsOf(row) : 0
}

function durationsOf(row: i32): usize {
  return durationsAt + <usize>row * durationBytes
}

/** Their memory is the kernel's last: views of it are gone when it grows. */
function beginDurations(): void {
  const missing = <i32>((durationsEnd + 0xffff) >>> 16) - memory.size()
  if (missing > 0 && memory.grow(missing) < 0) unreachable()
  hasDurations = true
  memory.fill(durationsAt, 0, (<usize>size + 1) * durationBytes)
}

function weigh(value: i64): void {
  weight += <f64>value
  if (value < 0 || weight > mostSum) fault()
}

/** Lays the rows out as those of a tree, in the order of path and key, as far as there is room for pages: else false. */
export function layOutSums(number: i32): bool {
  const it = tree(number)
  while (hasOut()) {
    if (place == ordered && !nextPath()) return true
    fill(load<i32>(orderAt + ((<usize>place) << 2)))
    place++
    addValues(it, width)
  }
  return false
}

/** False: there is none. */
function nextPath(): bool {
  let row = firstRowBehind(path)
  if (row == 0) return false
  path = found
  ordered = 0
  place = 0
  // There are not more keys than there is room.
  for (; row != 0 && ordered < keySlots; row = load<i32>(rowsAt + <usize>row * rowBytes, 4)) insert(row)
  return true
}

/** Into the rows of the path at hand, behind those with lower keys. */
function insert(row: i32): void {
  const key = load<i32>(rowsAt + <usize>row * rowBytes)
  let at = orderAt + ((<usize>ordered) << 2)
  ordered++
  for (; at > orderAt; at -= 4) {
    const before = load<i32>(at - 4)
    if (load<i32>(rowsAt + <usize>before * rowBytes) < key) break
    store<i32>(at, before)
  }
  store<i32>(at, row)
}

function fill(row: i32): void {
  const at = rowsAt + <usize>row * rowBytes
  store<i64>(valuesAt, <i64>path)
  store<i64>(valuesAt, <i64>load<i32>(at), 8)
  store<i64>(valuesAt, load<i64>(at, hitsAt), 16)
  store<i64>(valuesAt, load<i64>(at, bytesAt), 24)
  const durations = durationsOf(row)
  store<i64>(valuesAt, hasDurations ? load<i64>(durations) : 0, 32)
  store<i64>(valuesAt, hasDurations ? load<i64>(durations, longestAt) : 0, 40)
  store<i64>(valuesAt, hasDurations ? load<i64>(durations, timedAt) : 0, 48)
}
