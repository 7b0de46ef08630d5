/** Rows as cells of a tree, from the columns of a batch or from the values of one row. */
import { columnBytes, columnsAt, kindsAt, typesAt, valuesAt } from "./image.memory"
import { serialType, typeBytes, varintBytes, writeVarint } from "./integers"
import { hasOut, placeCell, Tree, tree } from "./tree"

/** What is in a column: nothing; numbers (f64) or integers (i32), -1 being null in a nullable one; u32. */
const NULLS: u8 = 0
const NUMBERS: u8 = 1
const NULLABLE_NUMBERS: u8 = 2
const INTEGERS: u8 = 3
const NULLABLE_INTEGERS: u8 = 4
const UNSIGNED: u8 = 5

/**
 * Adds the batch's rows from `from` to before `to`, as far as there is room for pages; returns how far it got. Their ids
 * begin at `firstId`, that of row 0. `width`: columns, after the id.
 */
export function addRows(number: i32, from: i32, to: i32, firstId: f64, width: i32): i32 {
  const it = tree(number)
  let row = from
  for (; row < to && hasOut(); row++) {
    const length = read(row, width)
    const id = <u64>(firstId + <f64>row)
    addRecord(it, length, width, id)
  }
  return row
}

/** Reads a row's values and their types; returns how many bytes the values take. */
function read(row: i32, width: i32): u32 {
  let length: u32 = 0
  for (let column = 0; column < width; column++) {
    const at = columnsAt + <usize>column * columnBytes
    const kind = load<u8>(kindsAt + <usize>column)
    let value: i64 = 0
    let type: u32 = 0
    if (kind != NULLS) {
      if (kind <= NULLABLE_NUMBERS) value = <i64>load<f64>(at + ((<usize>row) << 3))
      else if (kind == UNSIGNED) value = <i64>load<u32>(at + ((<usize>row) << 2))
      else value = <i64>load<i32>(at + ((<usize>row) << 2))
      if (value != -1 || kind == NUMBERS || kind == INTEGERS) type = serialType(value)
    }
    store<i64>(valuesAt + ((<usize>column) << 3), value)
    store<u8>(typesAt + <usize>column, type)
    length += typeBytes(type)
  }
  return length
}

/** Writes the row read last: a record that begins with a null, in whose place its id stands. */
function addRecord(it: Tree, length: u32, width: i32, id: u64): void {
  const payload = length + <u32>width + 2
  const lengthBytes = varintBytes(payload)
  const size = <usize>(lengthBytes + varintBytes(id) + payload)
  const at = placeCell(it, size)
  writeValues(at + size, width)
  const header = writeVarint(id, writeVarint(payload, at))
  it.keyAt = <i32>lengthBytes
  it.keyBytes = <i32>(header - at) - it.keyAt
  store<u8>(header, <u8>(width + 2))
  store<u8>(header, 0, 1)
  writeTypes(header + 2, width)
}

/** Makes room for a row with an id whose record has `payload` bytes; returns where they are to be written. */
export function placeRecord(number: i32, id: f64, payload: u32): usize {
  const it = tree(number)
  const lengthBytes = varintBytes(payload)
  const idBytes = varintBytes(<u64>id)
  const at = placeCell(it, <usize>(lengthBytes + idBytes + payload))
  it.keyAt = <i32>lengthBytes
  it.keyBytes = <i32>idBytes
  return writeVarint(<u64>id, writeVarint(payload, at))
}

/** Adds a row with an id: the values that stand at `valuesAt`. */
export function addIdRow(it: Tree, width: i32, id: u64): void {
  addRecord(it, typesOfValues(width), width, id)
}

/** Adds a row without id: the values that stand at `valuesAt`. */
export function addValues(it: Tree, width: i32): void {
  const length = typesOfValues(width)
  const payload = length + <u32>width + 1
  const size = <usize>(varintBytes(payload) + payload)
  const at = placeCell(it, size)
  writeValues(at + size, width)
  const header = writeVarint(payload, at)
  it.keyAt = 0
  it.keyBytes = <i32>size
  store<u8>(header, <u8>(width + 1))
  writeTypes(header + 1, width)
}

/** The same with numbers, at `valuesAt`, for those who have no integers of 64 bits. */
export function addNumbers(number: i32, width: i32): void {
  for (let column = 0; column < width; column++) {
    const at = valuesAt + ((<usize>column) << 3)
    store<i64>(at, <i64>load<f64>(at))
  }
  addValues(tree(number), width)
}

/** Of the values that stand at `valuesAt`; returns how many bytes they take. */
function typesOfValues(width: i32): u32 {
  let length: u32 = 0
  for (let column = 0; column < width; column++) {
    const type = serialType(load<i64>(valuesAt + ((<usize>column) << 3)))
    store<u8>(typesAt + <usize>column, type)
    length += typeBytes(type)
  }
  return length
}

/** Big-endian, from the last to the first, whole words whose surplus the one before overwrites. */
function writeValues(end: usize, width: i32): void {
  for (let column = width - 1; column >= 0; column--) {
    const bytes = <usize>typeBytes(load<u8>(typesAt + <usize>column))
    if (bytes == 0) continue
    store<u64>(end - 8, bswap<u64>(load<u64>(valuesAt + ((<usize>column) << 3))))
    end -= bytes
  }
}

function writeTypes(to: usize, width: i32): void {
  for (let column: usize = 0; column < <usize>width; column++) store<u8>(to + column, load<u8>(typesAt + column))
}
