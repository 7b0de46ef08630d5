/**
 * Pages of a SQLite b-tree, read (fileformat2.html, §1.6): their cells, and the values of the records in these. What is
 * not as it should be is a fault.
 *
 * Most of a table's records have one of some hundred headers. Where values stand behind such a header, its shape, is
 * found out once and kept by the header's bytes.
 */
import { shapesAt, shapeSlots } from "./selected.memory"

export const tableLeaf: u32 = 13
export const indexInterior: u32 = 2
export const indexLeaf: u32 = 10
/** Serial types of texts are odd numbers from here on. */
const textFrom: u32 = 13

/** Of a header that is kept, and so of its columns: three words. */
const headerMost: u32 = 24
/** Of a shape: the header, types, beginnings of values and the end of the last, in bytes from the record's. */
const typesFrom: usize = 24
const startsFrom: usize = 48
const shapeBytes: usize = 80

/** Bytes of a value by its serial type, and the bits that eight bytes from its beginning have too many. */
const bytesOfType = memory.data<u8>([0, 1, 2, 3, 4, 6, 8, 8, 0, 0])
const bitsBehind = memory.data<u8>([0, 56, 48, 40, 32, 16, 0])

/** Whether something was met that can't be right, or that is not for this kernel. */
export let isFaulty: bool = false
/** Where what was read last ends. */
export let next: usize = 0
/** The record at hand, and its shape. */
let record: usize = 0
let shape: usize = 0

export function fault(): void {
  isFaulty = true
}

export function forgetFaults(): void {
  isFaulty = false
}

export function cellsOf(page: usize): i32 {
  return load16(page + 3)
}

/** `header`: 8 bytes of a leaf, 12 of an interior page. */
export function cellAt(page: usize, header: usize, cell: i32): usize {
  return page + <usize>load16(page + header + ((<usize>cell) << 1))
}

function load16(at: usize): i32 {
  return <i32>bswap<u16>(load<u16>(at))
}

/** Up to 2^56; `next` is behind it. */
export function readVarint(at: usize): u64 {
  let byte = load<u8>(at)
  if (byte < 0x80) {
    next = at + 1
    return <u64>byte
  }
  let value: u64 = 0
  for (let index = 0; index < 8; index++) {
    byte = load<u8>(at++)
    value = (value << 7) | <u64>(byte & 0x7f)
    if (byte < 0x80) {
      next = at
      return value
    }
  }
  fault()
  next = at
  return 0
}

/** Reads a record that ends before `end`; columns that it does not have are null. */
export function readRecord(at: usize, end: usize): void {
  record = at
  const length = <u32>load<u8>(at)
  if (length == 0 || length > headerMost) {
    fault()
    return
  }
  const first = load<u64>(at) & maskOf(length)
  const second = length > 8 ? load<u64>(at, 8) & maskOf(length - 8) : 0
  const third = length > 16 ? load<u64>(at, 16) & maskOf(length - 16) : 0
  const hash = (first ^ rotl<u64>((second ^ rotl<u64>(third, 32)) * 0x9e3779b97f4a7c15, 23)) * 0xd6e8feb86659fd93
  shape = shapesAt + <usize>(hash >> (64 - <u64>ctz(shapeSlots))) * shapeBytes
  if (((load<u64>(shape) ^ first) | (load<u64>(shape, 8) ^ second) | (load<u64>(shape, 16) ^ third)) != 0) {
    store<u64>(shape, first)
    store<u64>(shape, second, 8)
    store<u64>(shape, third, 16)
    makeShape(<usize>length)
  }
  if (record + <usize>load<u8>(shape + startsFrom + <usize>headerMost) > end) fault()
}

/** Of the first so many bytes of a word. */
function maskOf(bytes: u32): u64 {
  return bytes >= 8 ? ~0 : (1 << ((<u64>bytes) << 3)) - 1
}

/** Only for records of integers, of less than 256 bytes. */
function makeShape(length: usize): void {
  let value = length
  for (let column: usize = 0; column < <usize>headerMost; column++) {
    const type: u32 = column + 1 < length ? <u32>load<u8>(record + 1 + column) : 0
    if (type > 9 || type == 7) value = 256
    store<u8>(shape + typesFrom + column, type)
    store<u8>(shape + startsFrom + column, <u8>value)
    if (value > 255) {
      fault()
      // Nor is any other record alike.
      store<u64>(shape, 0)
      return
    }
    value += <usize>load<u8>(bytesOfType + <usize>type)
  }
  store<u8>(shape + startsFrom + <usize>headerMost, <u8>value)
}

export function isNull(column: i32): bool {
  return load<u8>(shape + typesFrom + <usize>column) == 0
}

/** Null is 0. */
export function integerOf(column: i32): i64 {
  const type = <u32>load<u8>(shape + typesFrom + <usize>column)
  return integerAt(record + <usize>load<u8>(shape + startsFrom + <usize>column), type)
}

/** `type`: that of an integer or of null. */
function integerAt(at: usize, type: u32): i64 {
  if (type - 1 < 6) return <i64>bswap<u64>(load<u64>(at)) >> <i64>load<u8>(bitsBehind + <usize>type)
  return type == 9 ? 1 : 0
}

/** Of the column that was found by the way, in a record of any length and with texts: its type; `record` is its value. */
let found: u32 = 0

/**
 * Finds one column of the record at `at`; false if its value does not end before `end`. It is told by `foundInteger` or,
 * of a text of less than 16 bytes, by `foundText`.
 */
export function find(column: i32, at: usize, end: usize): bool {
  let value = at + <usize>readVarint(at)
  const headerEnd = value
  let from = next
  if (headerEnd > end) return false
  found = 0
  for (let index = 0; index <= column; index++) {
    record = value
    if (from >= headerEnd) {
      found = 0
      return true
    }
    found = <u32>readVarint(from)
    from = next
    value += found < 10 ? <usize>load<u8>(bytesOfType + <usize>found) : <usize>((found - 12) >> 1)
    if (value > end) return false
  }
  return true
}

export function foundInteger(): i64 {
  if (found < 10 && found != 7) return integerAt(record, found)
  fault()
  return 0
}

/** The length of a text, null being one of none; -1: it is longer than 15 bytes, or none. */
export function foundLength(): i32 {
  if (found == 0) return 0
  return found < textFrom || (found & 1) == 0 || found > textFrom + 30 ? -1 : <i32>((found - textFrom) >> 1)
}

/** The first or second eight bytes of a text, with zeros behind it. */
export function foundWord(second: bool): u64 {
  const length = max(0, foundLength() - (second ? 8 : 0))
  return length == 0 ? 0 : load<u64>(record + (second ? 8 : 0)) & maskOf(<u32>length)
}
