/** Rows of sums, in order, as rows of a tree or as values for JavaScript. */
import { valuesAt } from "./image.memory"
import { addValues } from "./rows"
import { durationBytes, durationsOf, orderAt, slotBytes, slotsOf } from "./rollups.memory"
import { bytesAt, hasDurations, hitsAt, longestAt, timedAt } from "./sums"
import { hasOut, tree } from "./tree"

/**
 * Adds rows from `from` to before `to` to the tree of the table's number, as far as there is room for pages; returns how
 * far it got. `parts`: of the key; `isWide`: the first two are one number. `width`: columns.
 */
export function layOut(table: i32, from: i32, to: i32, parts: i32, isWide: bool, width: i32): i32 {
  const it = tree(table)
  let row = from
  for (; row < to && hasOut(); row++) {
    fill(table, row, parts, isWide, width)
    addValues(it, width)
  }
  return row
}

/** Writes a row's values, as numbers. */
export function readRow(table: i32, row: i32, parts: i32, isWide: bool, width: i32): void {
  fill(table, row, parts, isWide, width)
  for (let column = 0; column < width; column++) {
    const at = valuesAt + ((<usize>column) << 3)
    store<f64>(at, <f64>load<i64>(at))
  }
}

/** The first part of a row's key. */
export function firstOf(table: i32, row: i32): i32 {
  return load<i32>(slotAt(table, row))
}

function slotAt(table: i32, row: i32): usize {
  return slotsOf(table) + <usize>load<u32>(orderAt + ((<usize>row) << 2)) * slotBytes
}

function fill(table: i32, row: i32, parts: i32, isWide: bool, width: i32): void {
  const slot = slotAt(table, row)
  let to = valuesAt
  let part = 0
  if (isWide) {
    store<i64>(to, <i64>load<i32>(slot) * 0x1_0000 + <i64>load<i32>(slot, 4))
    to += 8
    part = 2
  }
  for (; part < parts; part++, to += 8) store<i64>(to, <i64>load<i32>(slot + ((<usize>part) << 2)))
  store<i64>(to, <i64>load<f64>(slot, hitsAt))
  store<i64>(to, <i64>load<f64>(slot, bytesAt), 8)
  if (to + 16 == valuesAt + ((<usize>width) << 3)) return
  if (hasDurations(table)) {
    const durations = durationsOf(table) + <usize>load<u32>(orderAt + ((<usize>row) << 2)) * durationBytes
    store<i64>(to, <i64>load<f64>(durations), 16)
    store<i64>(to, <i64>load<f64>(durations, longestAt), 24)
    store<i64>(to, <i64>load<f64>(durations, timedAt), 32)
  } else {
    store<i64>(to, 0, 16)
    store<i64>(to, 0, 24)
    store<i64>(to, 0, 32)
  }
}
