/**
 * From records of lines to columns of a batch: each value becomes its dictionary's id. Column by column, so that the
 * look-ups of many lines are under way at once: what a look-up takes is mostly waiting for memory.
 */
import { clear as clearDictionary, dictionary, idNear, idOf } from "./dictionary"
import {
  AGENT,
  agentsAt,
  batchEntries,
  bytesColumn,
  CLIENT,
  EXTRA,
  idColumn,
  lineColumn,
  REFERRER,
  REQUEST,
  SITE,
  statusColumn,
  timeColumn,
  USER
} from "./memory"
import {
  bytesField,
  ENTRY,
  kindField,
  recordAt,
  recordBytes,
  requestIdField,
  spansField,
  statusField,
  timeField
} from "./record"

/** Times of the entries encoded last. */
export let minTime: f64 = 0
export let maxTime: f64 = 0
/** Bits of the columns (1 << SITE ...) in which one of them has a value. */
export let filledColumns: i32 = 0

/** Gives the requests of the records [from, to) their ids. */
export function encodeRequests(from: i32, to: i32): void {
  const requests = dictionary(REQUEST)
  const end = recordAt(to)
  for (let record = recordAt(from); record < end; record += recordBytes) {
    if (load<i32>(record, kindField) != ENTRY) continue
    store<i32>(record, idOf(requests, startOf(record, REQUEST), endOf(record, REQUEST)), requestIdField)
  }
}

/**
 * Appends the entries among the records [from, to) to the columns, from row `row` on; record 0 is line `firstLine` of its
 * range. Returns how many there were.
 */
export function encode(from: i32, to: i32, firstLine: i32, row: i32): i32 {
  const entries = numbers(from, to, firstLine, row)
  filledColumns = 0
  clientsAndAgents(from, to, row)
  ids(from, to, row, REFERRER)
  ids(from, to, row, SITE)
  ids(from, to, row, USER)
  ids(from, to, row, EXTRA)
  return entries
}

function numbers(from: i32, to: i32, firstLine: i32, row: i32): i32 {
  let at: usize = <usize>row
  let low: f64 = Infinity
  let high: f64 = -Infinity
  for (let line = from; line < to; line++) {
    const record = recordAt(line)
    if (load<i32>(record, kindField) != ENTRY) continue
    const time = load<f64>(record, timeField)
    low = min(low, time)
    high = max(high, time)
    store<f64>(timeColumn + (at << 3), time)
    store<f64>(statusColumn + (at << 3), load<f64>(record, statusField))
    store<f64>(bytesColumn + (at << 3), load<f64>(record, bytesField))
    store<i32>(idsOf(REQUEST) + (at << 2), load<i32>(record, requestIdField))
    store<i32>(lineColumn + (at << 2), firstLine + line)
    at++
  }
  minTime = low
  maxTime = high
  return <i32>at - row
}

/** Most clients have one agent: comparing with its last one spares hashing the longest text of a line. */
function clientsAndAgents(from: i32, to: i32, row: i32): void {
  const clients = dictionary(CLIENT)
  const agents = dictionary(AGENT)
  let client = idsOf(CLIENT) + ((<usize>row) << 2)
  let agent = idsOf(AGENT) + ((<usize>row) << 2)
  const end = recordAt(to)
  for (let record = recordAt(from); record < end; record += recordBytes) {
    if (load<i32>(record, kindField) != ENTRY) continue
    const id = idOf(clients, startOf(record, CLIENT), endOf(record, CLIENT))
    store<i32>(client, id)
    client += 4
    const start = startOf(record, AGENT)
    if (start == 0) store<i32>(agent, -1)
    else {
      const hint = agentsAt + ((<usize>id) << 2)
      store<i32>(agent, idNear(agents, load<u32>(hint), start, endOf(record, AGENT)))
      store<u32>(hint, <u32>agents.lastSlot)
    }
    agent += 4
  }
}

function ids(from: i32, to: i32, row: i32, field: i32): void {
  const values = dictionary(field)
  let at = idsOf(field) + ((<usize>row) << 2)
  let filled = false
  const end = recordAt(to)
  for (let record = recordAt(from); record < end; record += recordBytes) {
    if (load<i32>(record, kindField) != ENTRY) continue
    const start = startOf(record, field)
    let id: i32 = -1
    if (start != 0) {
      id = idOf(values, start, endOf(record, field))
      filled = true
    }
    store<i32>(at, id)
    at += 4
  }
  if (filled) filledColumns |= 1 << field
}

function idsOf(field: i32): usize {
  return idColumn + ((<usize>(field * batchEntries)) << 2)
}

function startOf(record: usize, field: i32): usize {
  return load<u32>(record + ((<usize>field) << 3), spansField)
}

function endOf(record: usize, field: i32): usize {
  return load<u32>(record + ((<usize>field) << 3), spansField + 4)
}

export function clear(number: i32): void {
  clearDictionary(dictionary(number))
}
