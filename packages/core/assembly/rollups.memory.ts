/**
 * What lies where in the memory of the kernel that adds up rollups: behind what makes images (image.memory.ts), all of it
 * at the size it may grow to; pages that nobody touches cost nothing.
 *
 *     resolved     of each row of the batch: path, key, day, hour in two parts
 *     addends      a block of what is to be added to a table (sums.ts)
 *     keys         ids of keys by site, method, status and class, in the slots of a hash
 *     agents       classes by the low bits of an agent's id
 *     requests     paths and methods by the low bits of a request's id, and the row of days that its last entry was in
 *     clients      the row of visitors that a client's last entry was in, by the low bits of its id
 *     tables, each: its state, its index, and its rows
 *     order        rows of one table in the order of their keys
 *     scratch      for sorting
 *     durations    of each table, once there are any
 */
import { imageBytes } from "./image.memory"

export const DAYS: i32 = 0
export const PATHS: i32 = 1
export const HOURS: i32 = 2
export const VISITORS: i32 = 3
export const tables: i32 = 4

/** Of a table at most. */
export const mostSlots: i32 = 512 * 1024
export const mostRows: i32 = 384 * 1024
export const rowBytes: usize = 32
export const durationBytes: usize = 24

/** Rows that are added at a time: so many accesses to memory are under way together. */
export const blockRows: i32 = 512

const columnBytes: usize = 4 * 8 * 1024
const resolvedAt: usize = imageBytes
export const pathColumn: usize = resolvedAt
export const keyColumn: usize = pathColumn + columnBytes
export const dayColumn: usize = keyColumn + columnBytes
export const minuteHighColumn: usize = dayColumn + columnBytes
export const minuteLowColumn: usize = minuteHighColumn + columnBytes
export const addendsAt: usize = minuteLowColumn + columnBytes

export const keySlots: i32 = 16 * 1024
export const keysAt: usize = addendsAt + 40 * 512
export const agentSlots: i32 = 512 * 1024
export const agentsAt: usize = keysAt + 16 * 16 * 1024
export const requestSlots: i32 = 1024 * 1024
export const requestsAt: usize = agentsAt + 8 * 512 * 1024
export const clientSlots: i32 = 512 * 1024
export const clientsAt: usize = requestsAt + 16 * 1024 * 1024
const tablesAt: usize = clientsAt + 4 * 512 * 1024
/** A table's state, and behind it where a hint is looked for that there is not. */
const stateBytes: usize = 64
const indexesAt: usize = tablesAt + <usize>tables * stateBytes
const allRowsAt: usize = indexesAt + ((<usize>tables * <usize>mostSlots) << 2)
export const orderAt: usize = allRowsAt + <usize>tables * <usize>mostRows * rowBytes
export const scratchAt: usize = orderAt + ((<usize>mostRows) << 2)
const scratchBytes: usize = 2 * 16 * <usize>mostRows
export const durationsAt: usize = scratchAt + scratchBytes
export const durationsEnd: usize = durationsAt + <usize>tables * <usize>mostRows * durationBytes

export function stateOf(table: i32): usize {
  return tablesAt + <usize>table * stateBytes
}

export function indexOf(table: i32): usize {
  return indexesAt + ((<usize>table * <usize>mostSlots) << 2)
}

export function rowsAt(table: i32): usize {
  return allRowsAt + <usize>table * <usize>mostRows * rowBytes
}

export function durationsOf(table: i32): usize {
  return durationsAt + <usize>table * <usize>mostRows * durationBytes
}
