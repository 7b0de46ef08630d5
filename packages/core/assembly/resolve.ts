/**
 * What an entry's ids and time stand for: its path, its key of `hit_key`, its day and hour, each remembered from entry to
 * entry. What is not remembered JavaScript looks up (store/rollups/HitKeys.ts) and tells.
 */
import {
  agentColumn,
  agentsAt,
  agentSlots,
  dayColumn,
  keyColumn,
  keysAt,
  keySlots,
  minuteHighColumn,
  minuteLowColumn,
  pathColumn,
  requestColumn,
  requestsAt,
  requestSlots,
  siteColumn,
  statusColumn,
  timeColumn
} from "./resolve.memory"

/** What is missing of the row that `resolve` stopped at. */
const HOUR: i32 = 1
const REQUEST: i32 = 2
const AGENT: i32 = 3
const KEY: i32 = 4
export let missing: i32 = 0
/** Of a row whose key is missing. */
export let method: i32 = 0
export let agentClass: i32 = 0

// The hour that the last entry was in: from start to before end, in ms UTC; its minute in two parts, its day.
let start: f64 = 0
let end: f64 = 0
let minuteHigh: i32 = 0
let minuteLow: i32 = 0
let day: i32 = 0

export function enterHour(from: f64, to: f64, high: i32, low: i32, number: i32): void {
  start = from
  end = to
  minuteHigh = high
  minuteLow = low
  day = number
}

/** Ids count from 1. */
export function learnRequest(id: i32, path: i32, method: i32): void {
  const at = requestsAt + ((<usize>(id & (requestSlots - 1))) << 4)
  store<i32>(at, id)
  store<i32>(at, path, 4)
  store<i32>(at, method, 8)
}

export function learnAgent(id: i32, agentClass: i32): void {
  const at = agentsAt + ((<usize>(id & (agentSlots - 1))) << 3)
  store<i32>(at, id)
  store<i32>(at, agentClass, 4)
}

/** Numbers of methods begin anew. */
export function forget(): void {
  memory.fill(requestsAt, 0, (<usize>requestSlots) << 4)
  memory.fill(keysAt, 0, (<usize>keySlots) << 4)
}

/** Beyond these a key does not fit into one number, and is asked for each time. */
const packedStatuses: f64 = 4095
const packedSites: i32 = (1 << 20) - 1
const packedMethods: i32 = 1 << 15
const packedClasses: i32 = 1 << 6

/** Says what the key of the row that `resolve` stopped at is. */
export function giveKey(row: i32, id: i32): void {
  store<i32>(keyColumn + ((<usize>row) << 2), id)
  givenRow = row
  const status = load<f64>(statusColumn + ((<usize>row) << 3))
  const site = load<i32>(siteColumn + ((<usize>row) << 2))
  if (!isPackable(site, status)) return
  const packed = pack(site, status)
  const at = slotOf(packed)
  store<u64>(at, packed)
  store<i32>(at, id, 8)
}

let givenRow: i32 = -1

/** The entries from `row` to before `to`; returns the first that something is missing of. */
export function resolve(row: i32, to: i32): i32 {
  for (; row < to; row++) {
    const at = (<usize>row) << 2
    const time = load<f64>(timeColumn + (at << 1))
    if (time < start || time >= end) {
      missing = HOUR
      return row
    }
    store<i32>(dayColumn + at, day)
    store<i32>(minuteHighColumn + at, minuteHigh)
    store<i32>(minuteLowColumn + at, minuteLow)
    const requestId = load<i32>(requestColumn + at)
    const request = requestsAt + ((<usize>(requestId & (requestSlots - 1))) << 4)
    if (load<i32>(request) != requestId) {
      missing = REQUEST
      return row
    }
    store<i32>(pathColumn + at, load<i32>(request, 4))
    method = load<i32>(request, 8)
    const agentId = load<i32>(agentColumn + at)
    const agent = agentsAt + ((<usize>(agentId & (agentSlots - 1))) << 3)
    if (load<i32>(agent) != agentId) {
      missing = AGENT
      return row
    }
    agentClass = load<i32>(agent, 4)
    if (row == givenRow) {
      givenRow = -1
      continue
    }
    const status = load<f64>(statusColumn + (at << 1))
    const site = load<i32>(siteColumn + at)
    missing = KEY
    if (!isPackable(site, status)) return row
    const packed = pack(site, status)
    const slot = slotOf(packed)
    if (load<u64>(slot) != packed) return row
    store<i32>(keyColumn + at, load<i32>(slot, 8))
  }
  return row
}

function isPackable(site: i32, status: f64): bool {
  return status < packedStatuses && site < packedSites && method < packedMethods && agentClass < packedClasses
}

/** 20 + 15 + 6 + 12 bits; never 0, the mark of a free slot. No site and no status are -1. */
function pack(site: i32, status: f64): u64 {
  const key = ((((<u64>(site + 1)) << 15) | <u64>method) << 6) | <u64>agentClass
  return ((key << 12) | <u64>(<i32>status + 1)) + 1
}

function slotOf(packed: u64): usize {
  const hash = packed * 0x9e3779b97f4a7c15
  return keysAt + ((<usize>(hash >> 50)) << 4)
}
