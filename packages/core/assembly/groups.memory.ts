/**
 * What lies where in the memory of the kernel that groups entries: behind what makes images (image.memory.ts) and the
 * shapes of records, all of it at the size it may grow to; pages that nobody touches cost nothing.
 *
 *     file         pages as they were read
 *     admitted     a bit for each id that a filter lets through, column by column
 *     alike        part by part of a key: for each id what stands for it
 *     slots        of a hash: numbers of rows, and a part of their hashes
 *     rows         of sums: the parts of their key, hits, then what else is added up
 *     met          ids that rows have met, which are counted, and the slots of their hash; or rows while they are sorted
 *     copied       pages of entries that a filter lets through
 *     ranges       of entries: where they begin, and their source
 *     recorded     low bits of some columns, column by column, and how many cells each page has
 *     between      of each page of visitors at hand the cell of the row that is between it and the next, behind its length
 *     masked       a bit for each cell of the pages at hand, those of each beginning with a word: whether it is to be read
 *     kept         entries of sessions, and their order (sessions.ts): memory grows for them
 */
import { wordsAt } from "./selected.memory"

export const fileBytes: i32 = 1024 * 1024
export const fileAt: usize = wordsAt
/** Of everything that has ids, from 0. */
export const mostIds: i32 = 8 * 1024 * 1024
/** Statuses, of which a filter is asked one by one, are below; far more than HTTP has. */
export const mostStatus: i32 = 131072
/** Columns that a filter can be about. */
export const mostAdmitting: i32 = 12
/** What is looked at behind the last page is nobody's. */
export const admittedAt: usize = fileAt + <usize>fileBytes + 64
export const admittedBytes: usize = <usize>mostIds >> 3
export const alikeAt: usize = admittedAt + <usize>mostAdmitting * admittedBytes
/** A power of 2; three quarters of it are used at most. */
export const mostSlots: i32 = 4 * 1024 * 1024
/** Parts of a key. */
export const mostParts: i32 = 6
export const slotsAt: usize = alikeAt + <usize>mostParts * 4 * <usize>mostIds
export const mostRows: i32 = 2 * 1024 * 1024
/** Columns that are added up. */
export const mostSummed: i32 = 5
export const rowsAt: usize = slotsAt + 8 * <usize>mostSlots
/** Of a row that has everything. */
const rowBytes: usize = 32 + 5 * 32
/** Of a row, and two ids. */
export const metBytes: usize = 12
export const mostMet: i32 = 4 * 1024 * 1024
/** A power of 2. */
export const mostMetSlots: i32 = 8 * 1024 * 1024
export const metAt: usize = rowsAt + <usize>mostRows * rowBytes
export const metSlotsAt: usize = metAt + <usize>mostMet * metBytes
export const copiedAt: usize = metSlotsAt + 4 * <usize>mostMetSlots
/** What one block of pages becomes, and two pages that were begun. */
const copiedBytes: usize = <usize>fileBytes + 2 * 65_536
export const rangesAt: usize = copiedAt + copiedBytes
export const mostRanges: i32 = 2 * 1024 * 1024
export const recordedAt: usize = rangesAt + 16 * <usize>mostRanges
/** More than a block has of the shortest rows. */
export const mostRecorded: i32 = 131072
export const recordedPagesAt: usize = recordedAt + 2 * <usize>mostAdmitting * <usize>mostRecorded
/** Of a block's smallest pages. */
const mostPages: i32 = 2048
/** More than six integers take. */
export const betweenBytes: i32 = 72
export const betweenAt: usize = recordedPagesAt + 4 * <usize>mostPages
export const maskAt: usize = betweenAt + <usize>betweenBytes * <usize>mostPages
export const groupsEnd: usize = maskAt + (<usize>mostRecorded >> 3) + 4 * <usize>mostPages + 8
