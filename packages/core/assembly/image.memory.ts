/**
 * What lies where in the memory of a kernel that makes images. All of it is laid out once, at the size it may grow to;
 * pages that nobody touches cost nothing.
 *
 *     values, types   of the row at hand, by column
 *     columns         of a batch: three of numbers, then eleven of integers
 *     trees, each     its state, the leaf at hand, its root
 *     out             pages that are complete
 */

/** Rows of a batch. */
export const batchRows: i32 = 8 * 1024
/** A record's header then says its own length in one byte. */
export const mostColumns: i32 = 16

/** Below is what the compiler puts there. */
export const valuesAt: usize = 0x1000
export const typesAt: usize = valuesAt + 8 * 32
export const columnsAt: usize = 0x2000
export const columnBytes: usize = 8 * 8 * 1024
const columns: i32 = mostColumns
/** Kind of each column (rows.ts). */
export const kindsAt: usize = typesAt + 32

/** As many tables as an image may have. */
export const mostTrees: i32 = 8
export const treeBytes: usize = 64 + 2 * 0x1_0000
export const treesAt: usize = columnsAt + <usize>columns * columnBytes
export const outPages: i32 = 16
export const outAt: usize = treesAt + <usize>mostTrees * treeBytes
export const imageBytes: usize = outAt + ((<usize>outPages) << 16)
