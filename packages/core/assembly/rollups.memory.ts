/**
 * What lies where in the memory of the kernel that adds up rollups: behind what makes images (image.memory.ts), all of it
 * at the size it may grow to; pages that nobody touches cost nothing.
 *
 *     resolved     of each row of the batch: path, key, day, hour in two parts
 *     hints        of each row of a block: its slot, before it is looked at
 *     keys         ids of keys by site, method, status and class, in the slots of a hash
 *     agents       classes by the low bits of an agent's id
 *     requests     paths and methods by the low bits of a request's id
 *     tables, each: its state, and its slots
 *     order        slots of one table in the order of their keys
 *     scratch      for sorting and growing
 *     durations    of each table, once there are any
 */
import { imageBytes } from "./image.memory"

export const DAYS: i32 = 0
export const PATHS: i32 = 1
export const HOURS: i32 = 2
export const VISITORS: i32 = 3
export const tables: i32 = 4

/** Slots of a table at most, three quarters of which may be taken. */
export const mostSlots: i32 = 512 * 1024
export const mostRows: i32 = 384 * 1024
export const slotBytes: usize = 32
export const durationBytes: usize = 24

/** Rows that are added at a time: so many accesses to memory are under way together. */
export const blockRows: i32 = 512

const columnBytes: usize = 4 * 8 * 1024
export const resolvedAt: usize = imageBytes
export const pathColumn: usize = resolvedAt
export const keyColumn: usize = pathColumn + columnBytes
export const dayColumn: usize = keyColumn + columnBytes
export const minuteHighColumn: usize = dayColumn + columnBytes
export const minuteLowColumn: usize = minuteHighColumn + columnBytes
export const hintsAt: usize = minuteLowColumn + columnBytes

export const keySlots: i32 = 16 * 1024
export const keysAt: usize = hintsAt + 4 * 512
export const agentSlots: i32 = 512 * 1024
export const agentsAt: usize = keysAt + 16 * 16 * 1024
export const requestSlots: i32 = 1024 * 1024
export const requestsAt: usize = agentsAt + 8 * 512 * 1024
export const tablesAt: usize = requestsAt + 16 * 1024 * 1024
const stateBytes: usize = 64
const slotsFrom: usize = tablesAt + <usize>tables * stateBytes
export const orderAt: usize = slotsFrom + <usize>tables * <usize>mostSlots * slotBytes
export const scratchAt: usize = orderAt + 4 * <usize>mostRows
export const scratchBytes: usize = (slotBytes + durationBytes) * <usize>mostRows
export const durationsAt: usize = scratchAt + scratchBytes
export const durationsEnd: usize = durationsAt + <usize>tables * <usize>mostSlots * durationBytes

export function stateOf(table: i32): usize {
  return tablesAt + <usize>table * stateBytes
}

export function slotsOf(table: i32): usize {
  return slotsFrom + <usize>table * <usize>mostSlots * slotBytes
}

export function durationsOf(table: i32): usize {
  return durationsAt + <usize>table * <usize>mostSlots * durationBytes
}
