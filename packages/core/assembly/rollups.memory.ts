/**
 * What lies where in the memory of the kernel that adds up rollups: behind what makes images (image.memory.ts), all of it
 * at the size it may grow to; pages that nobody touches cost nothing.
 *
 *     addends      a block of what is to be added to a table (sums.ts)
 *     requests     the row of days that a request's last entry was in, by the low bits of its id
 *     clients      the row of visitors that a client's last entry was in, likewise
 *     tables, each: its state, its index, and its rows
 *     order        rows of one table in the order of their keys
 *     scratch      for sorting
 *     durations    of each table, once there are any
 */
import { columnBytes, columnsAt, imageBytes } from "./image.memory"

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

/** Of entries, resolved, in the order of Addends.ts: numbers, then integers. */
export const bytesColumn: usize = columnsAt
export const durationColumn: usize = columnsAt + columnBytes
export const clientColumn: usize = columnsAt + 2 * columnBytes
export const requestColumn: usize = columnsAt + 3 * columnBytes
export const agentColumn: usize = columnsAt + 4 * columnBytes
export const siteColumn: usize = columnsAt + 5 * columnBytes
export const pathColumn: usize = columnsAt + 6 * columnBytes
export const keyColumn: usize = columnsAt + 7 * columnBytes
export const dayColumn: usize = columnsAt + 8 * columnBytes
export const minuteHighColumn: usize = columnsAt + 9 * columnBytes
export const minuteLowColumn: usize = columnsAt + 10 * columnBytes

export const addendsAt: usize = imageBytes
export const requestSlots: i32 = 1024 * 1024
export const requestsAt: usize = addendsAt + 40 * <usize>blockRows
export const clientSlots: i32 = 512 * 1024
export const clientsAt: usize = requestsAt + 4 * <usize>requestSlots
const tablesAt: usize = clientsAt + 4 * <usize>clientSlots
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
