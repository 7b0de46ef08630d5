/**
 * The inner loops of a parser thread, compiled to WebAssembly with SIMD: ordinary lines to records (scan), records to
 * columns (encode). What is out of the ordinary is read in JavaScript (mill.ts), which owns this module and all rules of
 * what a line is; here are only the loops that every line goes through.
 */
import { arenaFrom, dictionariesAt, dictionaryBytes, endsFrom } from "./memory"

export { clear, encode, encodeRequests, filledColumns, maxTime, minTime } from "./encode"
export { hashOf } from "./bytes"
export { tellTime } from "./times"
export { beginProgram, readOdd, sideUsed } from "./program"
export { requestTexts } from "./requestText"
export {
  bytesField,
  kindField,
  lineEndField,
  lineStartField,
  recordBytes,
  requestIdField,
  spansField,
  statusField,
  timeField
} from "./record"
export { expect, oddLines, scan, scannedTo } from "./scan"
export {
  batchEntries,
  bytesColumn,
  chunkLines,
  detailsAt,
  idColumn,
  linesAt,
  lineColumn,
  memoryBytes,
  mostBytes,
  mostSlots,
  mostValues,
  oddAt,
  programAt,
  programBytes,
  sideAt,
  sideBytes,
  statusColumn,
  timeColumn,
  windowAt,
  windowBytes
} from "./memory"

/** Where a dictionary's state is, integers: mask, size, used, isCrowded, lastOdd (dictionary.ts). */
export function stateOf(dictionary: i32): usize {
  return dictionariesAt + <usize>dictionary * dictionaryBytes
}

/** Where the ends of a dictionary's values are, counted from the first byte of the first. */
export function endsOf(dictionary: i32): usize {
  return stateOf(dictionary) + endsFrom
}

/** Where the bytes of a dictionary's values are. */
export function bytesOf(dictionary: i32): usize {
  return stateOf(dictionary) + arenaFrom
}
