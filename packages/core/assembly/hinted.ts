/**
 * Which cells of pages of entries are to be read, and what later questions go by to tell that (src/query/selected/PageHints.ts):
 * of an id or a status its lowest 16 bits, column by column.
 */
import { maskAt, mostAdmitting, mostRecorded, recordedAt, recordedPagesAt } from "./groups.memory"
import { fault } from "./readPages"

const recordedPlaces = memory.data(12 * 4, 4)
const recordedKinds = memory.data(12 * 4, 4)
export let recordedColumns: i32 = 0
/** Of the pages at hand. */
let cells: i32 = 0
export let records: bool = false
export let masks: bool = false

/** A column that can be recorded; returns its number. */
export function addRecorded(kind: i32): i32 {
  if (recordedColumns == mostAdmitting) fault()
  store<i32>(recordedKinds + ((<usize>recordedColumns) << 2), kind)
  return recordedColumns++
}

export function placeRecorded(number: i32, place: i32): void {
  store<i32>(recordedPlaces + ((<usize>number) << 2), place)
}

/** What the entries of the next pages have in those columns is recorded, too, or no more. */
export function recordColumns(wanted: bool): void {
  records = wanted
}

/** Of the next pages only those cells are read that have their bit; or all again. */
export function maskCells(wanted: bool): void {
  masks = wanted
}

export function beginRecorded(): void {
  cells = 0
}

export function recordPage(index: i32, ofCells: i32): void {
  store<i32>(recordedPagesAt + ((<usize>index) << 2), ofCells)
}

export function recordedKind(column: i32): i32 {
  return load<i32>(recordedKinds + ((<usize>column) << 2))
}

export function recordedPlace(column: i32): i32 {
  return load<i32>(recordedPlaces + ((<usize>column) << 2))
}

export function recordValue(column: i32, value: i32): void {
  store<u16>(recordedAt + ((<usize>column * <usize>mostRecorded + <usize>cells) << 1), <u16>value)
}

/** After the values of a cell. */
export function nextRecorded(): void {
  if (++cells == mostRecorded) fault()
}

/** Those of a page begin with a word of their own. */
export function bitsOfMask(ofCells: i32): i32 {
  return (ofCells + 31) & ~31
}

/** The next cell from `at` on that is to be read; `to`: there is none before. */
export function nextMasked(at: i32, to: i32): i32 {
  while (at < to) {
    const bits = load<u32>(maskAt + (<usize>at >> 3)) >> (at & 7)
    if (bits != 0) return min(at + <i32>ctz(bits), to)
    at += 32 - (at & 7)
  }
  return to
}
