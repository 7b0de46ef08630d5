/**
 * What is known of one line of a chunk: what JavaScript's LineFields say, for many lines at once. Spans are two
 * addresses; a start of 0 means that the line has no such field, or says `-`.
 */
import { linesAt } from "./memory"

export const recordBytes: usize = 96

/** No entry: blank, a comment, rejected or dropped. */
export const NO_ENTRY: i32 = 0
export const ENTRY: i32 = 1
/** For JavaScript to read; `time`'s place holds where the line begins and ends. */
export const ODD: i32 = 2
/** The same, and there is a NUL in it. */
export const ODD_WITH_NUL: i32 = 3

export const kindField: usize = 0
/** Id of the request, once it is encoded. */
export const requestIdField: usize = 4
export const timeField: usize = 8
export const lineStartField: usize = 8
export const lineEndField: usize = 12
export const statusField: usize = 16
export const bytesField: usize = 24
/** The span of a dictionary's value: 8 bytes each in the order of their numbers. */
export const spansField: usize = 32

export function recordAt(line: i32): usize {
  return linesAt + <usize>line * recordBytes
}
