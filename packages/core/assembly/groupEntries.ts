/**
 * Entries, and rows of the rollup of visitors, from pages that stand at `fileAt`: those that a filter lets through, added to
 * the groups they belong to. Columns have another place in each table: they are placed anew before its pages come.
 */
import { addHits, addSum, addValue, countOne, meetsNext, setPart, widenBy } from "./groups"
import { beginCopy, copyCell } from "./copied"
import { meets } from "./met"
import { keep } from "./sessions"
import { sourceOf } from "./ranges"
import {
  beginRecorded,
  bitsOfMask,
  masks,
  nextMasked,
  nextRecorded,
  recordedColumns,
  recordedKind,
  recordedPlace,
  recordPage,
  records,
  recordValue
} from "./hinted"
import {
  admittedAt,
  alikeAt,
  admittedBytes,
  betweenAt,
  betweenBytes,
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
  indexLeaf,
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
/** Of a time, the number of its day. */
const DAY: i32 = 4
/** Of an entry's id, the source of the range that it is in. */
const SOURCE: i32 = 5

// How a column is added up: its values, sums of so many in the column behind it, or the least and the most of the times, of their days.
const VALUE: i32 = 0
const TIME: i32 = 1
const SUM: i32 = 3

const dayMs: i64 = 86_400_000

let pageBytes: usize = 0
let usableBytes: usize = 0
/** Of a time, or of a day that stands in its place. */
let timePlace: i32 = 0
/** How many hits a row stands for; -1: one. */
let hitsPlace: i32 = -1
let slotMs: i64 = 1
/** From UTC to the zone of days. */
let dayOffset: i64 = 0

const partPlaces = memory.data(8 * 4, 4)
const partKinds = memory.data(8 * 4, 4)
let parts: i32 = 0
/** Of the last parts, whose values are counted, once a row. */
let counted: i32 = 0
/** Rows come in the order of the first two that can be counted. */
let inOrder: bool = false
const admittingPlaces = memory.data(8 * 4, 4)
const admittingKinds = memory.data(8 * 4, 4)
let admitting: i32 = 0
/** Of these, the first are the filter's; what they let through is copied. */
let filtering: i32 = 0
let copies: bool = false
/** -1: rows are taken away. */
let sign: i64 = 1
const summedPlaces = memory.data(8 * 4, 4)
const summedKinds = memory.data(8 * 4, 4)
let summed: i32 = 0
let keepsEntries: bool = false
let bytesPlace: i32 = 0

export function setPages(bytes: i32, usable: i32): void {
  pageBytes = <usize>bytes
  usableBytes = <usize>usable
}

export function setTimes(slot: f64, offset: f64): void {
  slotMs = <i64>slot
  dayOffset = <i64>offset
}

/** Of the table whose pages come next: times are at `time`, hits at `hits`, which is -1 where a row is one. */
export function placeRows(time: i32, hits: i32): void {
  timePlace = time
  hitsPlace = hits
}

/** Returns its number. */
export function addPart(kind: i32): i32 {
  if (parts == mostParts) fault()
  store<i32>(partKinds + ((<usize>parts) << 2), kind)
  return parts++
}

/** The last parts are not of the key: what differs in them is counted, in the last of the columns. */
export function countParts(count: i32): void {
  counted = count
  parts -= count
}

/** Rows that are read from now on are in the order of client and agent, of which those are that are counted, if any. */
export function readInOrder(): void {
  inOrder = true
}

export function placePart(part: i32, place: i32): void {
  store<i32>(partPlaces + ((<usize>part) << 2), place)
}

function standingFor(part: i32, id: i32): i32 {
  return load<i32>(alikeAt + ((<usize>part * <usize>mostIds + <usize>id) << 2))
}

/** A column whose values must be among those that are admitted; returns its number. */
export function addAdmitting(kind: i32): i32 {
  if (admitting == mostAdmitting) fault()
  store<i32>(admittingKinds + ((<usize>admitting) << 2), kind)
  return admitting++
}

/** Columns that were added so far are the filter's. */
export function endFilter(): void {
  filtering = admitting
}

/** Only the first so many columns must be admitted, all of them the filter's. */
export function admitFirst(count: i32): void {
  admitting = count
  filtering = count
}

/** Rows that are read from now on are taken away from their groups. */
export function takeAway(): void {
  sign = -1
}

/** What the filter lets through is copied, too: of the table whose pages come next. */
export function copyFiltered(isOfVisitors: bool): void {
  copies = true
  beginCopy(pageBytes, isOfVisitors ? indexLeaf : tableLeaf)
}

export function placeAdmitting(number: i32, place: i32): void {
  store<i32>(admittingPlaces + ((<usize>number) << 2), place)
}

/** A column that is added up; of times and days, only the least and the most. Returns its number. */
export function addSummed(kind: i32): i32 {
  if (summed == mostSummed) fault()
  store<i32>(summedKinds + ((<usize>summed) << 2), kind)
  return summed++
}

export function placeSummed(number: i32, place: i32): void {
  store<i32>(summedPlaces + ((<usize>number) << 2), place)
}

/** Entries are kept, too, for sessions. `bytes`: the place of their bytes. */
export function keepEntries(bytes: i32): void {
  keepsEntries = true
  bytesPlace = bytes
}

/** Entries with ids from `first` to `last` whose times are from `from` to before `to`. False: there was a fault. */
export function groupEntries(pages: i32, first: f64, last: f64, from: f64, to: f64): bool {
  const firstId = <u64>first
  const lastId = <u64>last
  const begin = <i64>from
  const end = <i64>to
  beginRecorded()
  let before = 0
  for (let index = 0; index < pages && !isFaulty; index++) {
    const page = fileAt + <usize>index * pageBytes
    if (<u32>load<u8>(page) != tableLeaf) fault()
    const cells = cellsOf(page)
    if (records) recordPage(index, cells)
    for (let cell = 0; cell < cells; cell++) {
      if (masks) {
        cell = nextMasked(before + cell, before + cells) - before
        if (cell == cells) break
      }
      const start = cellAt(page, 8, cell)
      const payload = <usize>readVarint(start)
      const id = readVarint(next)
      const cellEnd = next + payload
      if (payload > usableBytes - 35 || cellEnd > page + pageBytes) {
        fault()
        return false
      }
      const isMeant = id >= firstId && id <= lastId
      if (!isMeant && !records) continue
      readRecord(next, cellEnd)
      if (records) record()
      if (!isMeant) continue
      const time = integerOf(timePlace)
      if (time < begin || time >= end || !isAdmitted(0, filtering)) continue
      if (copies) copyCell(start, cellEnd - start)
      if (isAdmitted(filtering, admitting)) group(id, time)
    }
    if (masks) before += bitsOfMask(cells)
  }
  return !isFaulty
}

/** So many entries of a source whose times are known together: nothing else is asked of them. */
export function addWhole(hits: f64, first: f64, last: f64, source: i32): void {
  for (let part = 0; part < parts; part++) setPart(part, source)
  const row = addHits(<i64>hits)
  for (let column = 0; column < summed && row != 0; column++) widenBy(row, column, <i64>first, <i64>last, <i64>hits)
}

/** Rows of visitors on days from `first` to `last`, those of leaves and those between them. False: there was a fault. */
export function groupVisitors(pages: i32, first: f64, last: f64): bool {
  const firstDay = <i64>first
  const lastDay = <i64>last
  for (let index = 0; index < pages && !isFaulty; index++) {
    const page = fileAt + <usize>index * pageBytes
    if (<u32>load<u8>(page) != indexLeaf) fault()
    const cells = cellsOf(page)
    for (let cell = 0; cell < cells; cell++) groupVisitor(cellAt(page, 8, cell), page + pageBytes, firstDay, lastDay)
    const between = betweenAt + <usize>index * <usize>betweenBytes
    const length = <usize>load<u8>(between)
    if (length > 0) groupVisitor(between + 1, between + 1 + length, firstDay, lastDay)
  }
  return !isFaulty
}

function groupVisitor(cell: usize, most: usize, firstDay: i64, lastDay: i64): void {
  const payload = <usize>readVarint(cell)
  const end = next + payload
  if (payload > ((usableBytes - 12) * 64) / 255 - 23 || end > most) {
    fault()
    return
  }
  readRecord(next, end)
  const day = integerOf(timePlace)
  if (day < firstDay || day > lastDay || !isAdmitted(0, filtering)) return
  if (copies) copyCell(cell, end - cell)
  if (isAdmitted(filtering, admitting)) group(0, day)
}

function record(): void {
  for (let column = 0; column < recordedColumns; column++) {
    recordValue(column, numberOf(recordedPlace(column), recordedKind(column)))
  }
  nextRecorded()
}

function isAdmitted(begin: i32, end: i32): bool {
  for (let number = begin; number < end; number++) {
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

/** `time`: of an entry; of a row of visitors its day. */
function group(id: u64, time: i64): void {
  for (let part = 0; part < parts; part++) setPart(part, partOf(part, id, time))
  const hits = hitsPlace < 0 ? 1 : integerOf(hitsPlace)
  if (hits < 0) fault()
  const row = addHits(sign * hits)
  if (row == 0) return
  for (let column = 0; column < summed; column++) {
    const place = load<i32>(summedPlaces + ((<usize>column) << 2))
    const kind = load<i32>(summedKinds + ((<usize>column) << 2))
    if (kind == SUM) {
      addSum(row, column, integerOf(place), integerOf(place + 1))
    } else if (kind != VALUE) {
      const value = kind == TIME ? time : dayOf(time)
      widenBy(row, column, value, value, 1)
    } else if (!isNull(place)) addValue(row, column, sign * integerOf(place))
  }
  if (counted > 0) count(row, id, time)
  if (keepsEntries) keep(row, <i64>id, time, integerOf(bytesPlace))
}

function partOf(part: i32, id: u64, time: i64): i32 {
  const place = load<i32>(partPlaces + ((<usize>part) << 2))
  const kind = load<i32>(partKinds + ((<usize>part) << 2))
  if (kind == SLOT) return small(floored(time, slotMs))
  if (kind == DAY) return small(dayOf(time))
  if (kind == SOURCE) return sourceOf(<i64>id)
  if (kind == ALIKE) return standingFor(part, numberOf(place, ID))
  return numberOf(place, kind)
}

/** How many there are, and how many whose first part is not 0. */
function count(row: usize, id: u64, time: i64): void {
  const first = partOf(parts, id, time)
  const second = counted > 1 ? partOf(parts + 1, id, time) : 0
  const isNew = inOrder ? meetsNext(row, summed, <u32>first, <u32>second) : meets(<u32>row, <u32>first, <u32>second)
  if (isNew) countOne(row, summed, first != 0)
}

function dayOf(time: i64): i64 {
  return hitsPlace < 0 ? floored(time + dayOffset, dayMs) : time
}

/** Rounded down. */
function floored(value: i64, size: i64): i64 {
  return value >= 0 ? value / size : -((size - 1 - value) / size)
}

function small(value: i64): i32 {
  if (value > -0x7fff_0000 && value < 0x7fff_0000) return <i32>value
  fault()
  return 0
}
