/**
 * Takes lines apart whose columns a header line names (W3C extended log file format, W3C WD-logfile-960323): the header
 * holds until the next one, because servers write a new one when their settings change. A column may be quoted, its quotes
 * doubled.
 */
import { isBlank } from "../parse/quoted.ts"
import { type Columns, type FieldSpec, readField } from "./definition.ts"
import { FITS, type Slots, type Splitter } from "./slots.ts"

const TAB = 0x09
const QUOTE = 0x22
const COMMA = 0x2c

export class ColumnSplitter implements Splitter {
  readonly #columns: Columns
  /** Fields in the order of their slots. */
  readonly specs: ReadonlyArray<FieldSpec>
  readonly names: ReadonlyArray<string>
  readonly #slotOf: ReadonlyMap<string, number>
  /** Of each column the slots it goes to, -1: none. Null before the first header. */
  #slots: ReadonlyArray<number> | null = null

  constructor(columns: Columns) {
    this.#columns = columns
    const entries = Object.entries(columns.fields)
    this.names = entries.map(([, field]) => field)
    this.specs = this.names.map(readField)
    this.#slotOf = new Map(entries.map(([name], slot) => [name.toLowerCase(), slot]))
    this.forget()
  }

  /** Back to where a file begins. */
  forget(): void {
    this.#slots = this.#columns.order === undefined ? null : this.#slotsOf(this.#columns.order)
  }

  /** Takes a header line in bytes[start, end); false when it is none. */
  takeHeader(bytes: Buffer, start: number, end: number): boolean {
    const { header } = this.#columns
    if (bytes.toString("latin1", start, Math.min(start + header.length, end)).toLowerCase() !== header.toLowerCase())
      return false
    const isOfNames = this.#columns.separator === "comma"
    const names = bytes.toString("latin1", isOfNames ? start : start + header.length, end).trim()
    this.#slots = this.#slotsOf(names.split(isOfNames ? "," : /\s+/).map((name) => name.replace(/^"(.*)"$/, "$1")))
    return true
  }

  #slotsOf(names: ReadonlyArray<string>): ReadonlyArray<number> {
    return names.map((name) => this.#slotOf.get(name.toLowerCase()) ?? -1)
  }

  split(bytes: Buffer, start: number, end: number, slots: Slots): number {
    if (this.#slots === null) return start
    const { separator } = this.#columns
    const isBlanks = separator === "blanks"
    const isApart = (byte: number): boolean => (isBlanks ? isBlank(byte) : byte === (separator === "tab" ? TAB : COMMA))
    let at = start
    while (isBlanks && end > at && isBlank(bytes[end - 1]!)) end--
    for (const [index, slot] of this.#slots.entries()) {
      if (index > 0) {
        if (at >= end || !isApart(bytes[at]!)) return at
        at++
        if (isBlanks) while (at < end && isBlank(bytes[at]!)) at++
      }
      let from = at
      let to: number
      if (bytes[at] === QUOTE && at < end && separator !== "tab") {
        from = at + 1
        to = endOfQuoted(bytes, from, end)
        at = to + 1
        if (to < 0) return from - 1
      } else {
        while (at < end && !isApart(bytes[at]!)) at++
        to = at
      }
      // Of a column that is there twice the first counts.
      if (slot >= 0 && slots.starts[slot]! < 0) slots.set(slot, from, to)
    }
    return at === end ? FITS : at
  }
}

/** The quote that closes what begins at `start`: one that is not doubled; -1 when there is none. */
const endOfQuoted = (bytes: Buffer, start: number, end: number): number => {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== QUOTE) continue
    if (at + 1 < end && bytes[at + 1] === QUOTE) at++
    else return at
  }
  return -1
}
