/** Entries from pages that stand at `fileAt`: those that a filter lets through, added to the groups they belong to. */
import { addValue, countEntry, setPart, widen } from "./groups"
import { keep } from "./sessions"
import {
  admittedAt,
  alikeAt,
  admittedBytes,
  fileAt,
  mostAdmitting,
  mostIds,
  mostParts,
  mostStatus,
  mostSummed
} from "./groups.memory"
import {
  cellAt,
  cellsOf,
  fault,
  integerOf,
  isFaulty,
  isNull,
  next,
  readRecord,
  readVarint,
  tableLeaf
} from "./readPages"

/** What part of a key a column gives. */
const ID: i32 = 0
const STATUS: i32 = 1
/** What stands for an id. */
const ALIKE: i32 = 2
/** Of a time, the number of its slot. */
const SLOT: i32 = 3

let pageBytes: usize = 0
let usableBytes: usize = 0
let timePlace: i32 = 0
let slotMs: i64 = 1

const partPlaces = memory.data(8 * 4, 4)
const partKinds = memory.data(8 * 4, 4)
let parts: i32 = 0
const admittingPlaces = memory.data(8 * 4, 4)
const admittingKinds = memory.data(8 * 4, 4)
let admitting: i32 = 0
const summedPlaces = memory.data(8 * 4, 4)
let summed: i32 = 0
let keepsEntries: bool = false
let bytesPlace: i32 = 0

/** `time`: its place among the columns of an entry. */
export function setEntries(bytes: i32, usable: i32, time: i32, slot: f64): void {
  pageBytes = <usize>bytes
  usableBytes = <usize>usable
  timePlace = time
  slotMs = <i64>slot
}

/** Returns its number. */
export function addPart(place: i32, kind: i32): i32 {
  if (parts == mostParts) fault()
  store<i32>(partPlaces + ((<usize>parts) << 2), place)
  store<i32>(partKinds + ((<usize>parts) << 2), kind)
  return parts++
}

function standingFor(part: i32, id: i32): i32 {
  return load<i32>(alikeAt + ((<usize>part * <usize>mostIds + <usize>id) << 2))
}

/** A column whose values must be among those that are admitted; returns its number. */
export function addAdmitting(place: i32, kind: i32): i32 {
  if (admitting == mostAdmitting) fault()
  store<i32>(admittingPlaces + ((<usize>admitting) << 2), place)
  store<i32>(admittingKinds + ((<usize>admitting) << 2), kind)
  return admitting++
}

/** A column that is added up. */
export function addSummed(place: i32): void {
  if (summed == mostSummed) fault()
  store<i32>(summedPlaces + ((<usize>summed) << 2), place)
  summed++
}

/** Entries are kept, too, for sessions. `bytes`: the place of their bytes. */
export function keepEntries(bytes: i32): void {
  keepsEntries = true
  bytesPlace = bytes
}

/** Entries with ids from `first` to `last` whose times are from `from` to before `to`. False: there was a fault. */
export function groupEntries(pages: i32, first: f64, last: f64, from: f64, to: f64): bool {
  for (let index = 0; index < pages && !isFaulty; index++) {
    const page = fileAt + <usize>index * pageBytes
    if (<u32>load<u8>(page) != tableLeaf) fault()
    const cells = cellsOf(page)
    for (let cell = 0; cell < cells; cell++) {
      const payload = <usize>readVarint(cellAt(page, 8, cell))
      const id = readVarint(next)
      const end = next + payload
      if (payload > usableBytes - 35 || end > page + pageBytes) {
        fault()
        return false
      }
      if (id < <u64>first || id > <u64>last) continue
      readRecord(next, end)
      const time = integerOf(timePlace)
      if (time >= <i64>from && time < <i64>to && isAdmitted()) group(id, time)
    }
  }
  return !isFaulty
}

function isAdmitted(): bool {
  for (let number = 0; number < admitting; number++) {
    const place = load<i32>(admittingPlaces + ((<usize>number) << 2))
    const id = numberOf(place, load<i32>(admittingKinds + ((<usize>number) << 2)))
    const bits = <i32>load<u8>(admittedAt + <usize>number * admittedBytes + (<usize>id >> 3))
    if ((bits & (1 << (id & 7))) == 0) return false
  }
  return true
}

/** Ids begin at 1, so 0 is none; statuses are counted from 1 on, as 0 is one, too. */
function numberOf(place: i32, kind: i32): i32 {
  const value = kind == STATUS && isNull(place) ? -1 : integerOf(place)
  const number = kind == STATUS ? value + 1 : value
  if (number >= 0 && number < <i64>(kind == STATUS ? mostStatus + 1 : mostIds)) return <i32>number
  fault()
  return 0
}

function group(id: u64, time: i64): void {
  for (let part = 0; part < parts; part++) {
    const place = load<i32>(partPlaces + ((<usize>part) << 2))
    const kind = load<i32>(partKinds + ((<usize>part) << 2))
    if (kind == SLOT) setPart(part, slotOf(time))
    else if (kind == ALIKE) setPart(part, standingFor(part, numberOf(place, ID)))
    else setPart(part, numberOf(place, kind))
  }
  const row = countEntry()
  if (row == 0) return
  for (let column = 0; column < summed; column++) {
    const place = load<i32>(summedPlaces + ((<usize>column) << 2))
    if (place == timePlace) widen(row, column, time)
    else if (!isNull(place)) addValue(row, column, integerOf(place))
  }
  if (keepsEntries) keep(row, <i64>id, time, integerOf(bytesPlace))
}

/** Rounded down. */
function slotOf(time: i64): i32 {
  const slot = time >= 0 ? time / slotMs : -((slotMs - 1 - time) / slotMs)
  if (slot > -0x7fff_0000 && slot < 0x7fff_0000) return <i32>slot
  fault()
  return 0
}
