/**
 * One row with texts, value by value in the order of its table's columns, as a SQLite record (sqlite.org/fileformat2.html,
 * §2.1). Texts are copied as the UTF-8 bytes they come as. What is left out at the end is null.
 */
import { integerBytes, serialTypeOf, varintBytes, writeInteger, writeVarint } from "./numbers.ts"

/** Serial types of blobs and texts of n bytes: this and 2n. */
const BLOB = 12
const TEXT = 13

/** With types of up to five bytes, as many as a header has that says its own length in one. */
const maxColumns = 25

export class RecordBuilder {
  readonly #types = new Float64Array(maxColumns)
  #count = 0
  #headerBytes = 1
  #body = Buffer.alloc(1024)
  #used = 0

  clear(): void {
    this.#count = 0
    this.#headerBytes = 1
    this.#used = 0
  }

  null(): void {
    this.#type(0)
  }

  integer(value: number): void {
    const type = serialTypeOf(value)
    this.#type(type)
    this.#reserve(integerBytes[type]!)
    this.#used = writeInteger(this.#body, value, type, this.#used)
  }

  /** A text by its UTF-8 bytes [start, end). */
  utf8(bytes: Buffer, start: number, end: number): void {
    const length = end - start
    this.#type(TEXT + 2 * length)
    this.#reserve(length)
    bytes.copy(this.#body, this.#used, start, end)
    this.#used += length
  }

  text(text: string | null): void {
    if (text === null) {
      this.null()
      return
    }
    this.#reserve(text.length * 3)
    const length = this.#writeShort(text) ? text.length : this.#body.write(text, this.#used, "utf8")
    this.#type(TEXT + 2 * length)
    this.#used += length
  }

  texts(texts: ReadonlyArray<string | null>): void {
    for (let index = 0; index < texts.length; index++) this.text(texts[index]!)
  }

  blob(bytes: Buffer | null): void {
    if (bytes === null) {
      this.null()
      return
    }
    this.#type(BLOB + 2 * bytes.length)
    this.#reserve(bytes.length)
    bytes.copy(this.#body, this.#used)
    this.#used += bytes.length
  }

  /** Of the record, in bytes. */
  get length(): number {
    return this.#headerBytes + this.#used
  }

  /** Writes the record to `bytes` from `at` on. */
  write(bytes: Buffer, at: number): void {
    bytes[at] = this.#headerBytes
    let to = at + 1
    for (let column = 0; column < this.#count; column++) to = writeVarint(bytes, this.#types[column]!, to)
    this.#body.copy(bytes, to, 0, this.#used)
  }

  /** The values again, for what can't be written as a record. */
  values(): Array<number | string | Buffer | null> {
    let at = 0
    return Array.from(this.#types.subarray(0, this.#count), (type) => {
      if (type === 0) return null
      const start = at
      at += type < BLOB ? integerBytes[type]! : (type - BLOB) >> 1
      if (type < BLOB) return readInteger(this.#body, type, start, at)
      return type % 2 === 0 ? Buffer.from(this.#body.subarray(start, at)) : this.#body.toString("utf8", start, at)
    })
  }

  /** Writes a short text of ASCII, for which `write` takes twice as long; else returns false. */
  #writeShort(text: string): boolean {
    if (text.length > 16) return false
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code >= 0x80) return false
      this.#body[this.#used + at] = code
    }
    return true
  }

  #type(type: number): void {
    this.#types[this.#count++] = type
    this.#headerBytes += varintBytes(type)
  }

  #reserve(length: number): void {
    if (this.#used + length <= this.#body.length) return
    const grown = Buffer.alloc(Math.max(this.#body.length * 2, this.#used + length))
    this.#body.copy(grown, 0, 0, this.#used)
    this.#body = grown
  }
}

const readInteger = (bytes: Buffer, type: number, start: number, end: number): number => {
  // The numbers 0 and 1 themselves.
  if (start === end) return type - 8
  return end - start <= 6 ? bytes.readIntBE(start, end - start) : Number(bytes.readBigInt64BE(start))
}
