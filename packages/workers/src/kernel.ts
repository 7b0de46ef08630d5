/**
 * The parser kernel (assembly/parser.kernel.ts), and its memory as JavaScript sees it: the window that is read into, the
 * records of lines, the columns of a batch, the dictionaries. A worker has one for its life.
 */
import { instantiate, type WasmGlobal, type WasmMemory } from "./wasm.ts"

/** Dictionaries by their numbers; a record's spans and the columns of ids come in this order, too. */
export const CLIENT = 0
export const REQUEST = 1
export const REFERRER = 2
export const AGENT = 3
export const SITE = 4
export const USER = 5
export const EXTRA = 6
const dictionaryCount = 7

/** What a record is (assembly/record.ts). */
export const NO_ENTRY = 0
export const ENTRY = 1
export const ODD_WITH_NUL = 3

type Exports = Readonly<
  Record<
    | "batchEntries"
    | "bytesColumn"
    | "bytesField"
    | "chunkLines"
    | "detailsAt"
    | "filledColumns"
    | "idColumn"
    | "kindField"
    | "lineColumn"
    | "lineEndField"
    | "lineStartField"
    | "linesAt"
    | "maxTime"
    | "minTime"
    | "mostBytes"
    | "mostValues"
    | "oddAt"
    | "programAt"
    | "programBytes"
    | "oddLines"
    | "recordBytes"
    | "requestIdField"
    | "scannedTo"
    | "sideAt"
    | "sideBytes"
    | "sideUsed"
    | "spansField"
    | "statusColumn"
    | "statusField"
    | "timeColumn"
    | "timeField"
    | "windowAt"
    | "windowBytes",
    WasmGlobal
  >
> & {
  readonly memory: WasmMemory
  expect(kinds: number): void
  scan(start: number, end: number, stop: number, most: number): number
  beginProgram(): void
  readOdd(from: number, used: number, reserve: number): number
  tellTime(time: number): void
  encodeRequests(from: number, to: number): void
  encode(from: number, to: number, firstLine: number, row: number): number
  clear(dictionary: number): void
  hashOf(start: number, end: number): number
  requestTexts(from: number, to: number): number
  stateOf(dictionary: number): number
  endsOf(dictionary: number): number
  bytesOf(dictionary: number): number
}

export class Kernel {
  readonly #exports = instantiate<Exports>("parser.kernel", import.meta)
  readonly #integers = new Int32Array(this.#exports.memory.buffer)
  readonly #numbers = new Float64Array(this.#exports.memory.buffer)
  readonly #windowAt = this.#exports.windowAt.value
  /** Where the kernel looks for lines; readers fill it. */
  readonly window = this.#bytes(this.#windowAt, this.#exports.windowBytes.value)
  readonly #sideAt = this.#exports.sideAt.value
  /** The window and what is put aside, as places in records count. */
  readonly readable = this.#bytes(this.#windowAt, this.#sideAt + this.#exports.sideBytes.value - this.#windowAt)
  readonly #side = this.#bytes(this.#sideAt, this.#exports.sideBytes.value)
  readonly dictionaries = Array.from(
    { length: dictionaryCount },
    (_, number) => new KernelDictionary(this.#exports, number)
  )
  readonly columns = new KernelColumns(this.#exports)
  readonly chunkLines = this.#exports.chunkLines.value
  // Places in a record, counted in integers or numbers.
  readonly #recordIntegers = this.#exports.recordBytes.value >> 2
  readonly #recordNumbers = this.#exports.recordBytes.value >> 3
  readonly #kind = (this.#exports.linesAt.value + this.#exports.kindField.value) >> 2
  readonly #requestId = (this.#exports.linesAt.value + this.#exports.requestIdField.value) >> 2
  readonly #lineStart = (this.#exports.linesAt.value + this.#exports.lineStartField.value) >> 2
  readonly #lineEnd = (this.#exports.linesAt.value + this.#exports.lineEndField.value) >> 2
  readonly #spans = (this.#exports.linesAt.value + this.#exports.spansField.value) >> 2
  readonly #time = (this.#exports.linesAt.value + this.#exports.timeField.value) >> 3
  readonly #status = (this.#exports.linesAt.value + this.#exports.statusField.value) >> 3
  readonly #size = (this.#exports.linesAt.value + this.#exports.bytesField.value) >> 3
  readonly #program = this.#bytes(this.#exports.programAt.value, this.#exports.programBytes.value)
  #hasProgram = false
  #sideUsed = 0

  #bytes(at: number, length: number): Buffer<ArrayBuffer> {
    return Buffer.from(this.#exports.memory.buffer, at, length)
  }

  /** Which lines to read from now on, as bits; of others `scan` makes odd ones. */
  expect(kinds: number): void {
    this.#exports.expect(kinds)
  }

  /** How to read odd lines from now on; null: not at all. */
  run(program: Uint8Array | null): void {
    this.#hasProgram = program !== null
    if (program === null) return
    this.#program.set(program)
    this.#exports.beginProgram()
  }

  /**
   * Reads odd records from the `from`th on by the program, until one is for JavaScript; returns its number among them, or
   * how many there are. `reserve`: bytes that are still to be put aside for each.
   */
  readOdd(from: number, reserve: number): number {
    if (!this.#hasProgram) return from
    const next = this.#exports.readOdd(from, this.#sideUsed, reserve)
    this.#sideUsed = this.#exports.sideUsed.value
    return next
  }

  /** Says what the time of the record is at which `readOdd` stopped, or NaN: its lines of the same second are read then. */
  tellTime(time: number): void {
    if (this.#hasProgram) this.#exports.tellTime(time)
  }

  /** Numbers of the chunk's records that few formats have: durations, times of servers behind, bytes of requests. */
  detailsOf(number: number): Float64Array<ArrayBuffer> {
    const at = this.#exports.detailsAt.value + number * this.chunkLines * 8
    return new Float64Array(this.#exports.memory.buffer, at, this.chunkLines)
  }

  /**
   * Makes records of lines in window[start, end), at most `most`, that begin before `stop`; returns how many. What a
   * record is, `kindOf` says; the odd ones are listed. Ends at a line without its end, or that begins with a NUL.
   */
  scan(start: number, end: number, stop: number, most: number): number {
    const at = this.#windowAt
    return this.#exports.scan(at + start, at + end, at + stop, most)
  }

  /** Where in the window the last scan ended. */
  get scannedTo(): number {
    return this.#exports.scannedTo.value - this.#windowAt
  }

  /** Numbers of the last scan's odd records. */
  get oddRecords(): Int32Array {
    const first = this.#exports.oddAt.value >> 2
    return this.#integers.subarray(first, first + this.#exports.oddLines.value)
  }

  kindOf(record: number): number {
    return this.#integers[this.#kind + record * this.#recordIntegers]!
  }

  setKind(record: number, kind: number): void {
    this.#integers[this.#kind + record * this.#recordIntegers] = kind
  }

  /** Where in the window an odd record's line begins; only until it is given a time. */
  lineStartOf(record: number): number {
    return this.#integers[this.#lineStart + record * this.#recordIntegers]! - this.#windowAt
  }

  lineEndOf(record: number): number {
    return this.#integers[this.#lineEnd + record * this.#recordIntegers]! - this.#windowAt
  }

  statusOf(record: number): number {
    return this.#numbers[this.#status + record * this.#recordNumbers]!
  }

  setNumbers(record: number, time: number, status: number, bytes: number): void {
    this.#numbers[this.#time + record * this.#recordNumbers] = time
    this.#numbers[this.#status + record * this.#recordNumbers] = status
    this.#numbers[this.#size + record * this.#recordNumbers] = bytes
  }

  requestIdOf(record: number): number {
    return this.#integers[this.#requestId + record * this.#recordIntegers]!
  }

  setRequestId(record: number, id: number): void {
    this.#integers[this.#requestId + record * this.#recordIntegers] = id
  }

  /** A field is window[start, end); `start` below 0 means that there is none. */
  setSpan(record: number, field: number, start: number, end: number): void {
    const at = this.#spans + record * this.#recordIntegers + field * 2
    this.#integers[at] = start < 0 ? 0 : this.#windowAt + start
    this.#integers[at + 1] = start < 0 ? 0 : this.#windowAt + end
  }

  /** Whether a record has the field. */
  has(record: number, field: number): boolean {
    return this.#integers[this.#spans + record * this.#recordIntegers + field * 2]! !== 0
  }

  /** Where a record's field is in what is readable, from its start to its end. */
  spanOf(record: number, field: number): readonly [start: number, end: number] {
    const at = this.#spans + record * this.#recordIntegers + field * 2
    return [this.#integers[at]! - this.#windowAt, this.#integers[at + 1]! - this.#windowAt]
  }

  /** Whether that many bytes can be put aside. */
  hasRoomAside(length: number): boolean {
    return this.#sideUsed + length <= this.#side.length - 16
  }

  /** Copies bytes that are not in the window to where they can be a field; returns where, as if it were in the window. */
  putAside(bytes: Buffer, start: number, end: number): number {
    const at = this.#sideUsed
    bytes.copy(this.#side, at, start, end)
    this.#sideUsed += end - start
    return this.#sideAt + at - this.#windowAt
  }

  /** Forgets what was put aside. */
  clearAside(): void {
    this.#sideUsed = 0
  }

  /**
   * The texts of the requests with ids from `from` on, before `to`, as far as they are ordinary and fit in; between two
   * chunks only, and gone with the next.
   */
  requestTexts(from: number, to: number): { readonly bytes: Buffer; readonly ends: Uint32Array } {
    const count = this.#exports.requestTexts(from, to)
    const ends = new Uint32Array(this.#exports.memory.buffer, this.#exports.linesAt.value, count)
    return { bytes: this.#side.subarray(0, count === 0 ? 0 : ends[count - 1]), ends }
  }

  /** The hash of window[start, end) that dictionaries look for it by. */
  hashOf(start: number, end: number): number {
    return this.#exports.hashOf(this.#windowAt + start, this.#windowAt + end)
  }

  /** Gives the requests of the records [from, to) their ids. */
  encodeRequests(from: number, to: number): void {
    this.#exports.encodeRequests(from, to)
  }

  /**
   * Appends the entries among the records [from, to) to the columns from row `row` on; record 0 is line `firstLine` of
   * its range. Returns how many there were.
   */
  encode(from: number, to: number, firstLine: number, row: number): number {
    return this.#exports.encode(from, to, firstLine, row)
  }

  /** Of the entries encoded last. */
  get minTime(): number {
    return this.#exports.minTime.value
  }

  get maxTime(): number {
    return this.#exports.maxTime.value
  }

  /** Bits (1 << SITE ...) of the columns that the entries encoded last have values in. */
  get filledColumns(): number {
    return this.#exports.filledColumns.value
  }
}

/** The columns of a batch, all rows of them; a copy is taken of those in use. */
class KernelColumns {
  readonly rangeLine: Uint32Array<ArrayBuffer>
  readonly time: Float64Array<ArrayBuffer>
  readonly status: Float64Array<ArrayBuffer>
  readonly bytes: Float64Array<ArrayBuffer>
  /** By the dictionaries' numbers. */
  readonly ids: ReadonlyArray<Int32Array<ArrayBuffer>>

  constructor(exports: Exports) {
    const { buffer } = exports.memory
    const rows = exports.batchEntries.value
    this.rangeLine = new Uint32Array(buffer, exports.lineColumn.value, rows)
    this.time = new Float64Array(buffer, exports.timeColumn.value, rows)
    this.status = new Float64Array(buffer, exports.statusColumn.value, rows)
    this.bytes = new Float64Array(buffer, exports.bytesColumn.value, rows)
    const first = exports.idColumn.value
    this.ids = Array.from(
      { length: dictionaryCount },
      (_, number) => new Int32Array(buffer, first + number * rows * 4, rows)
    )
  }
}

/** A dictionary of the kernel (assembly/dictionary.ts): the values so far, in the order of their ids. */
export class KernelDictionary {
  readonly #exports: Exports
  readonly #number: number
  /** mask, size, used, isCrowded, lastOdd */
  readonly #state: Int32Array
  /** The bytes of all values, one after the other. */
  readonly bytes: Buffer<ArrayBuffer>
  /** Where in them each value ends. */
  readonly ends: Uint32Array<ArrayBuffer>
  readonly #mostValues: number
  readonly #mostBytes: number

  constructor(exports: Exports, number: number) {
    const { buffer } = exports.memory
    this.#exports = exports
    this.#number = number
    this.#mostValues = exports.mostValues.value
    this.#mostBytes = exports.mostBytes.value
    this.#state = new Int32Array(buffer, exports.stateOf(number), 5)
    this.ends = new Uint32Array(buffer, exports.endsOf(number), this.#mostValues + exports.chunkLines.value)
    this.bytes = Buffer.from(buffer, exports.bytesOf(number))
  }

  get size(): number {
    return this.#state[1]!
  }

  /** No value from this id on needs more than its bytes to be stored: they are printable ASCII without backslashes. */
  get plainFrom(): number {
    return this.#state[4]!
  }

  /** Full of values or bytes, or of values that take many steps to find: it is to be cleared between two batches. */
  get isFull(): boolean {
    return this.#state[2]! > this.#mostBytes || this.size > this.#mostValues || this.#state[3] !== 0
  }

  clear(): void {
    this.#exports.clear(this.#number)
  }

  startOf(id: number): number {
    return id === 0 ? 0 : this.ends[id - 1]!
  }
}
