/**
 * What lies where in the memory of the kernel that resolves entries; pages that nobody touches cost nothing.
 *
 *     columns      of a batch: what is given of its entries, then what they stand for
 *     keys         ids of keys by site, method, status and class, in the slots of a hash
 *     agents       classes by the low bits of an agent's id
 *     requests     paths and methods by the low bits of a request's id
 */

/** Rows of a batch. */
export const batchRows: i32 = 8 * 1024

/** Below is what the compiler puts there. */
export const columnsAt: usize = 0x2000
export const columnBytes: usize = 8 * 8 * 1024
/** Numbers, then integers, in the order of Resolver.ts. */
export const timeColumn: usize = columnsAt
export const statusColumn: usize = columnsAt + columnBytes
export const requestColumn: usize = columnsAt + 2 * columnBytes
export const agentColumn: usize = columnsAt + 3 * columnBytes
export const siteColumn: usize = columnsAt + 4 * columnBytes
export const pathColumn: usize = columnsAt + 5 * columnBytes
export const keyColumn: usize = columnsAt + 6 * columnBytes
export const dayColumn: usize = columnsAt + 7 * columnBytes
export const minuteHighColumn: usize = columnsAt + 8 * columnBytes
export const minuteLowColumn: usize = columnsAt + 9 * columnBytes

export const keySlots: i32 = 16 * 1024
export const keysAt: usize = columnsAt + 10 * columnBytes
export const agentSlots: i32 = 512 * 1024
export const agentsAt: usize = keysAt + 16 * <usize>keySlots
export const requestSlots: i32 = 1024 * 1024
export const requestsAt: usize = agentsAt + 8 * <usize>agentSlots
export const resolveEnd: usize = requestsAt + 16 * <usize>requestSlots
