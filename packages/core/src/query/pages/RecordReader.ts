/**
 * Records of SQLite (sqlite.org/fileformat2.html, §2.1), one after the other: where the values of the one at hand stand,
 * and what they are. Integers only up to 2^53, and texts; anything else is an error, as is what no record can be.
 */
const mostColumns = 64
/** Serial types of texts are odd numbers from here on. */
const textFrom = 13
const bytesOfType = Uint8Array.of(0, 1, 2, 3, 4, 6, 8, 8, 0, 0)

export class RecordReader {
  #bytes: Buffer = Buffer.alloc(0)
  readonly #types = new Float64Array(mostColumns)
  readonly #starts = new Float64Array(mostColumns)
  /** Where what was read last ends. */
  next = 0

  /**
   * Finds the first columns of the record at `at`, of which the bytes before `end` are on this page. False: some of them
   * are not. A column that the record does not have was added to its table later, and is null.
   */
  read(bytes: Buffer, at: number, end: number, columns: number): boolean {
    this.#bytes = bytes
    const headerEnd = at + this.varint(bytes, at)
    let value = headerEnd
    let from = this.next
    for (let column = 0; column < columns; column++) {
      let type = 0
      if (from < headerEnd) {
        type = bytes[from]!
        if (type < 0x80) from++
        else {
          type = this.varint(bytes, from)
          from = this.next
        }
      }
      this.#types[column] = type
      this.#starts[column] = value
      value += type < 10 ? bytesOfType[type]! : (type - 12) >> 1
    }
    return value <= end && headerEnd <= end
  }

  isNull(column: number): boolean {
    return this.#types[column] === 0
  }

  /** Null is 0. */
  integer(column: number): number {
    const bytes = this.#bytes
    const at = this.#starts[column]!
    switch (this.#types[column]) {
      case 0:
      case 8:
        return 0
      case 9:
        return 1
      case 1:
        return (bytes[at]! << 24) >> 24
      case 2:
        return ((bytes[at]! << 24) >> 16) | bytes[at + 1]!
      case 3:
        return ((bytes[at]! << 24) >> 8) | (bytes[at + 1]! << 8) | bytes[at + 2]!
      case 4:
        return high(bytes, at)
      case 5:
        return (((bytes[at]! << 24) >> 16) | bytes[at + 1]!) * 0x1_0000_0000 + (high(bytes, at + 2) >>> 0)
      case 6: {
        const value = high(bytes, at) * 0x1_0000_0000 + (high(bytes, at + 4) >>> 0)
        if (Number.isSafeInteger(value)) return value
      }
    }
    throw new RangeError("no integer up to 2^53")
  }

  /** Null is null. */
  text(column: number): string | null {
    const type = this.#types[column]!
    if (type === 0) return null
    if (type < textFrom || type % 2 === 0) throw new RangeError("no text")
    const start = this.#starts[column]!
    return this.#bytes.toString("utf8", start, start + (type - textFrom) / 2)
  }

  /** A variable-length number (§1.6), up to 2^53; `next` is behind it. */
  varint(bytes: Buffer, at: number): number {
    let value = 0
    for (let index = 0; index < 8; index++) {
      const byte = bytes[at + index]!
      if (byte < 0x80) {
        this.next = at + index + 1
        return value * 0x80 + byte
      }
      value = value * 0x80 + (byte & 0x7f)
    }
    throw new RangeError("a number of nine bytes")
  }
}

const high = (bytes: Buffer, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
