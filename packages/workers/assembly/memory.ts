/**
 * What lies where in the kernel's memory. All of it is laid out once, at the size it may grow to, so that it never moves
 * and JavaScript's views of it stay good; pages that nobody touches cost nothing.
 *
 *     window      bytes read, with room for the start of the next line; behind their end 64 bytes that may be read
 *     side        bytes that did not stand in the window: request lines that were put together, the site of `--site`
 *     lines       one record for each line of the chunk at hand (record.ts)
 *     odd         numbers of the chunk's lines that JavaScript has to read
 *     program     how lines of the format at hand are read (src/format/program.ts), and the slots of the line at hand
 *     details     of each record: how long it took, how long the server behind took, bytes of the request
 *     columns     of the batch that is being filled
 *     agents      by client, where in the dictionary of agents the one of its last entry stands
 *     dictionaries, each: its state, slots, ends of its values, and their bytes
 */

/** Lines that are scanned, and then encoded, at a time: their text and records stay in the processor's cache. */
export const chunkLines: i32 = 1024
/** Entries of a batch. */
export const batchEntries: i32 = 8 * 1024

export const windowAt: usize = 0x1_0000
export const windowBytes: i32 = 0x8_0000
export const sideAt: usize = 0x9_0000
export const sideBytes: i32 = 0x4_0000
export const linesAt: usize = 0xd_0000
export const oddAt: usize = 0xf_0000
export const slotsAt: usize = 0xf_1000
export const mostSlots: i32 = 128
export const detailsAt: usize = 0xf_a000
export const programAt: usize = 0x10_0000
export const programBytes: i32 = 0x1_0000
export const columnsAt: usize = 0x11_0000
export const agentsAt: usize = 0x19_0000
export const dictionariesAt: usize = 0x23_0000

export const dictionaries: i32 = 7
export const CLIENT: i32 = 0
export const REQUEST: i32 = 1
export const REFERRER: i32 = 2
export const AGENT: i32 = 3
export const SITE: i32 = 4
export const USER: i32 = 5
export const EXTRA: i32 = 6

/** When a dictionary is full; values and bytes of one chunk may come on top. */
export const mostValues: i32 = 64 * 1024
export const mostBytes: i32 = 4 * 1024 * 1024

/** Of a dictionary: twice as many slots as values, 16 bytes each. */
export const slotsBytes: usize = 32 * 64 * 1024
const endsBytes: usize = 0x9_0000
const arenaBytes: usize = 4 * 1024 * 1024 + 0x10_0000
const stateBytes: usize = 64
export const dictionaryBytes: usize = stateBytes + slotsBytes + endsBytes + arenaBytes
export const slotsFrom: usize = stateBytes
export const endsFrom: usize = stateBytes + slotsBytes
export const arenaFrom: usize = stateBytes + slotsBytes + endsBytes

/** Of all of it. */
export const memoryBytes: usize = dictionariesAt + <usize>dictionaries * dictionaryBytes

// Columns of a batch: three of numbers, then nine of integers.
export const timeColumn: usize = columnsAt
export const statusColumn: usize = timeColumn + ((<usize>batchEntries) << 3)
export const bytesColumn: usize = statusColumn + ((<usize>batchEntries) << 3)
const firstInteger: usize = bytesColumn + ((<usize>batchEntries) << 3)
/** Ids of a dictionary's values: the column of a dictionary is the integer column of its number. */
export const idColumn: usize = firstInteger
export const lineColumn: usize = firstInteger + ((<usize>(dictionaries * batchEntries)) << 2)
