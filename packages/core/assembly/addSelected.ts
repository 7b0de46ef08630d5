/** Rows of the rollup by day and entries, from pages that stand at `fileAt`, added to the sums by path and key. */
import { add, addDurations } from "./pathSums"
import {
  cellAt,
  cellsOf,
  fault,
  indexInterior,
  indexLeaf,
  integerOf,
  isFaulty,
  isNull,
  next,
  readRecord,
  readVarint,
  tableLeaf
} from "./readPages"
import { keyOf } from "./selectedKeys"
import { agentsAt, fileAt, mostIds, requestsAt } from "./selected.memory"

let pageBytes: usize = 0
/** Of a page, without what extensions have reserved at its end. */
let usableBytes: usize = 0

export function setPages(bytes: i32, usable: i32): void {
  pageBytes = <usize>bytes
  usableBytes = <usize>usable
}

export function pageAt(index: i32): usize {
  return fileAt + <usize>index * pageBytes
}

/** Of a row in a leaf of a table, what is on its page (§1.5). */
export function localBytes(payload: u64): usize {
  const most = <u64>usableBytes - 35
  if (payload <= most) return <usize>payload
  const least = <u64>(((usableBytes - 12) * 32) / 255 - 23)
  const local = least + ((payload - least) % (<u64>usableBytes - 4))
  return <usize>(local <= most ? local : least)
}

// Places of columns in their tables.
let day: i32 = 0
let path: i32 = 0
let key: i32 = 0
let hits: i32 = 0
let dayBytes: i32 = 0
let durations: i32 = 0
let longest: i32 = 0
let timed: i32 = 0

export function placeDays(d: i32, p: i32, k: i32, h: i32, b: i32, s: i32, l: i32, t: i32): void {
  day = d
  path = p
  key = k
  hits = h
  dayBytes = b
  durations = s
  longest = l
  timed = t
}

let time: i32 = 0
let request: i32 = 0
let status: i32 = 0
let bytes: i32 = 0
let agent: i32 = 0
let site: i32 = 0
let duration: i32 = 0

export function placeEntries(t: i32, r: i32, s: i32, b: i32, a: i32, i: i32, d: i32): void {
  time = t
  request = r
  status = s
  bytes = b
  agent = a
  site = i
  duration = d
}

/** Adds rows of days from `first` to `last`, those of leaves and those above them. */
export function addDays(pages: i32, first: f64, last: f64): bool {
  const most = ((usableBytes - 12) * 64) / 255 - 23
  for (let index = 0; index < pages && !isFaulty; index++) {
    const page = pageAt(index)
    const kind = <u32>load<u8>(page)
    if (kind != indexLeaf && kind != indexInterior) fault()
    const isLeaf = kind == indexLeaf
    const cells = cellsOf(page)
    for (let cell = 0; cell < cells; cell++) {
      const at = cellAt(page, isLeaf ? 8 : 12, cell) + (isLeaf ? 0 : 4)
      const payload = <usize>readVarint(at)
      const end = next + payload
      if (payload > most || end > page + pageBytes) {
        fault()
        return false
      }
      readRecord(next, end)
      const its = integerOf(day)
      if (its >= <i64>first && its <= <i64>last) addDay()
    }
  }
  return !isFaulty
}

function addDay(): void {
  const row = add(integerOf(path), <i32>integerOf(key), integerOf(hits), integerOf(dayBytes))
  const times = integerOf(timed)
  if (times > 0) addDurations(row, integerOf(durations), integerOf(longest), times)
}

/** Adds entries with ids from `first` to `last` whose times are from `from` to before `to`. */
export function addEntries(pages: i32, first: f64, last: f64, from: f64, to: f64): bool {
  for (let index = 0; index < pages && !isFaulty; index++) {
    const page = pageAt(index)
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
      const at = integerOf(time)
      if (at >= <i64>from && at < <i64>to) addEntry()
    }
  }
  return !isFaulty
}

function addEntry(): void {
  const requestId = integerOf(request)
  const agentId = integerOf(agent)
  if (requestId <= 0 || requestId >= <i64>mostIds || agentId < 0 || agentId >= <i64>mostIds) {
    fault()
    return
  }
  const its = requestsAt + ((<usize>requestId) << 3)
  // Without an agent it is class 0, that of agent 0.
  const agentClass = <i32>load<u8>(agentsAt + <usize>agentId)
  const statusOrNone = isNull(status) ? -1 : integerOf(status)
  const keyId = keyOf(integerOf(site), load<i32>(its, 4), statusOrNone, agentClass)
  if (keyId == 0) {
    fault()
    return
  }
  const row = add(<i64>load<i32>(its), keyId, 1, integerOf(bytes))
  if (isNull(duration)) return
  const took = integerOf(duration)
  addDurations(row, took, took, 1)
}
