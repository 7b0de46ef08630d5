/**
 * Columns of numbers written as the records of a SQLite table (sqlite.org/fileformat2.html, §2.1), column by column:
 * first how long each row becomes, then its bytes.
 *
 * A record may end before the table's last column; SQLite reads the rest as null.
 */

/** A column's values, one a row, whole numbers up to 2^53; -1 is null in a column that is `nullable`. */
export interface NumberColumn {
  readonly values: Float64Array | Int32Array | Uint32Array
  readonly nullable: boolean
}

/** Bytes of a value by its serial type; types 8 and 9 are the numbers 0 and 1 themselves. */
export const integerBytes = [0, 1, 2, 3, 4, 6, 8, 0, 0, 0]

/** Serial types of positive numbers below 2^31 by their number of bits; one bit is the sign's. */
const typeOfBits = Uint8Array.from({ length: 32 }, (_, bits) => (bits < 8 ? 1 : bits < 16 ? 2 : bits < 24 ? 3 : 4))

/** The shortest serial type for a whole number. */
export const serialTypeOf = (value: number): number => {
  if (value >= 0 && value <= 0x7fff_ffff) return value < 2 ? 8 + value : typeOfBits[32 - Math.clz32(value)]!
  const size = value < 0 ? -1 - value : value
  if (size <= 0x7fff_ffff) return typeOfBits[32 - Math.clz32(size)]!
  return size < 0x8000_0000_0000 ? 5 : 6
}

/** The longest header that says its own length in one byte: columns of a table. */
const maxColumns = 126

/** A column of a batch, with its one serial type, or 255 where types differ from row to row. */
interface Typed {
  readonly values: NumberColumn["values"]
  readonly type: number
}

const MIXED = 255

/** Takes rows of columns, works out how long their records are, and writes them where it is told. */
export class RecordWriter {
  #columns: ReadonlyArray<Typed | null> = []
  #count = 0
  /** Of mixed columns: by row, within it by column. */
  #types = new Uint8Array(0)
  /** Bytes of each record. */
  lengths = new Uint32Array(0)
  /** Where each record is to be written. */
  at = new Uint32Array(0)

  /** Takes `count` rows of these columns, null for one of nulls, and works out `lengths`. */
  measure(count: number, columns: ReadonlyArray<NumberColumn | null>): void {
    const width = columns.length
    if (width > maxColumns) throw new RangeError(`${width} columns are more than a header of one byte can have`)
    if (this.#types.length < count * width) this.#types = new Uint8Array(count * width)
    if (this.lengths.length < count) {
      this.lengths = new Uint32Array(count)
      this.at = new Uint32Array(count)
    }
    this.#count = count
    this.#columns = columns.map((column) =>
      column === null ? null : { values: column.values, type: commonType(count, column) }
    )
    const common = this.#columns.map((column) =>
      column === null || column.type === MIXED ? 0 : integerBytes[column.type]!
    )
    this.lengths.fill(
      common.reduce((sum, bytes) => sum + bytes, 1 + width),
      0,
      count
    )
    columns.forEach((column, index) => {
      if (this.#columns[index]?.type === MIXED) this.#measureMixed(column!, index, width)
    })
  }

  #measureMixed({ nullable, values }: NumberColumn, index: number, width: number): void {
    const types = this.#types
    const { lengths } = this
    for (let row = 0, to = index; row < this.#count; row++, to += width) {
      const value = values[row]!
      const type = nullable && value === -1 ? 0 : serialTypeOf(value)
      types[to] = type
      lengths[row] = lengths[row]! + integerBytes[type]!
    }
  }

  /** Writes the records at the places `at`, which it spoils. */
  write(bytes: Buffer): void {
    const width = this.#columns.length
    this.#writeHeaders(bytes, width)
    this.#columns.forEach((column, index) => {
      if (column === null) return
      if (column.type === MIXED) this.#writeMixed(bytes, column.values, index, width)
      else this.#writeCommon(bytes, column.values, column.type)
    })
  }

  /** Each record's header: its length and the types. */
  #writeHeaders(bytes: Buffer, width: number): void {
    const types = this.#types
    this.#columns.forEach((column, index) => {
      const type = column?.type ?? 0
      if (type === MIXED) return
      for (let row = 0, to = index; row < this.#count; row++, to += width) types[to] = type
    })
    const { at } = this
    for (let row = 0, from = 0; row < this.#count; row++) {
      let to = at[row]!
      bytes[to++] = 1 + width
      for (const end = from + width; from < end; from++) bytes[to++] = types[from]!
      at[row] = to
    }
  }

  #writeMixed(bytes: Buffer, values: NumberColumn["values"], index: number, width: number): void {
    const types = this.#types
    const { at } = this
    for (let row = 0, from = index; row < this.#count; row++, from += width) {
      const type = types[from]!
      if (type !== 0) at[row] = writeInteger(bytes, values[row]!, type, at[row]!)
    }
  }

  #writeCommon(bytes: Buffer, values: NumberColumn["values"], type: number): void {
    const { at } = this
    for (let row = 0; row < this.#count; row++) at[row] = writeInteger(bytes, values[row]!, type, at[row]!)
  }
}

/** The serial type of all values; MIXED when they have several, or may be null. */
const commonType = (count: number, { nullable, values }: NumberColumn): number => {
  let least = values[0]!
  let most = least
  for (let row = 1; row < count; row++) {
    const value = values[row]!
    if (value < least) least = value
    else if (value > most) most = value
  }
  if ((nullable && least < 0) || least < 0 !== most < 0) return MIXED
  const type = serialTypeOf(least)
  return type === serialTypeOf(most) ? type : MIXED
}

/** Big-endian two's complement; returns where the next byte goes. */
export const writeInteger = (bytes: Buffer, value: number, type: number, at: number): number => {
  let to = at
  if (type >= 8) return to
  if (type >= 5) {
    const high = Math.floor(value / 0x1_0000_0000)
    if (type === 6) {
      bytes[to++] = high >>> 24
      bytes[to++] = high >>> 16
    }
    bytes[to++] = high >>> 8
    bytes[to++] = high
  }
  const low = value | 0
  if (type >= 4) bytes[to++] = low >>> 24
  if (type >= 3) bytes[to++] = low >>> 16
  if (type >= 2) bytes[to++] = low >>> 8
  bytes[to++] = low
  return to
}
