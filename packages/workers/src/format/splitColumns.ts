/**
 * Takes lines apart whose columns a header line names (W3C extended log file format, W3C WD-logfile-960323): the header
 * holds until the next one, because servers write a new one when their settings change. A column may be quoted, its quotes
 * doubled; backslashes escape nothing, but where tabs separate.
 *
 * Several columns may go to one field: the first of them, in the definition's order, that says something counts.
 */
import { isoTime } from "../parse/iso.ts"
import { isBlank } from "../parse/quoted.ts"
import { type Columns, type FieldSpec, readField } from "./definition.ts"
import type { ProgramStep } from "./program.ts"
import { ESCAPED, FITS, LITERAL, QUOTED, type Slots, type Splitter } from "./slots.ts"

const TAB = 0x09
const QUOTE = 0x22
const COMMA = 0x2c
const DASH = 0x2d

/** Where a column goes, and how much it is wanted: of several columns for a field the first counts most. */
interface Target {
  readonly slot: number
  readonly rank: number
}

/** Of a column with nothing in it. */
const lowest = 0x7fff_ffff

export class ColumnSplitter implements Splitter {
  readonly #columns: Columns
  /** Fields in the order of their slots. */
  readonly specs: ReadonlyArray<FieldSpec>
  readonly names: ReadonlyArray<string>
  readonly #targetOf: ReadonlyMap<string, Target>
  /** Of each column; null before the first header. */
  #targets: ReadonlyArray<Target | null> | null = null
  /** The last of the columns that are kept. */
  #lastKept = -1
  #hasHeader = false
  /** Of the last header that says when (ms UTC); NaN when none did. */
  headerTime = NaN
  readonly #ranks: Int32Array

  constructor(columns: Columns) {
    this.#columns = columns
    const entries = Object.entries(columns.fields)
    this.names = [...new Set(entries.map(([, field]) => field))]
    this.specs = this.names.map(readField)
    this.#ranks = new Int32Array(this.names.length)
    this.#targetOf = new Map(
      entries.map(([name, field], rank) => [name.toLowerCase(), { slot: this.names.indexOf(field), rank }])
    )
    this.forget()
  }

  /** Back to where a file begins. */
  forget(): void {
    const { order } = this.#columns
    this.#targets = null
    if (order !== undefined) this.#setTargets(order)
    this.#hasHeader = false
    this.headerTime = NaN
  }

  /** Columns of the last header that the format knows. */
  get knownColumns(): number {
    return this.#targets?.filter((target) => target !== null).length ?? 0
  }

  /** Takes a header line in bytes[start, end); false when it is none. */
  takeHeader(bytes: Buffer, start: number, end: number): boolean {
    const { date, header, separator } = this.#columns
    if (date !== undefined && bytes.toString("latin1", start, Math.min(start + date.length, end)) === date) {
      return this.#takeDate(bytes, start + date.length, end)
    }
    const isOfNames = separator === "comma"
    const from = isOfNames && bytes[start] === QUOTE && !header.startsWith('"') ? start + 1 : start
    const begin = bytes.toString("latin1", from, Math.min(from + header.length, end))
    if (begin.toLowerCase() !== header.toLowerCase()) return false
    const names = bytes.toString("latin1", isOfNames ? start : start + header.length, end).trim()
    this.#setTargets(names.split(isOfNames ? "," : /\s+/).map((name) => name.trim().replace(/^"(.*)"$/, "$1")))
    this.#hasHeader = true
    return true
  }

  #takeDate(bytes: Buffer, start: number, end: number): boolean {
    while (start < end && isBlank(bytes[start]!)) start++
    while (end > start && isBlank(bytes[end - 1]!)) end--
    this.headerTime = isoTime(bytes, start, end, () => 0)
    // As the draft of the format has it: `12-Jan-1996 00:00:00`.
    const text = bytes.toString("latin1", start, end)
    if (/^\d\d?-[A-Za-z]{3}-\d{4} \d\d:\d\d:\d\d$/.test(text)) this.headerTime = Date.parse(`${text} UTC`)
    return !Number.isNaN(this.headerTime)
  }

  #setTargets(names: ReadonlyArray<string>): void {
    this.#targets = names.map((name) => this.#targetOf.get(name.toLowerCase()) ?? null)
    this.#lastKept = this.#targets.findLastIndex((target) => target !== null)
  }

  /** Whether the last header names a column that goes to a slot. */
  has(slot: number): boolean {
    return this.#targets?.some((target) => target?.slot === slot) ?? false
  }

  /** The same for the kernel, by the last header; null before the first. */
  get steps(): ReadonlyArray<ProgramStep> | null {
    const { separator } = this.#columns
    return (
      this.#targets?.map((target, index) => ({
        kind: "column",
        slot: target?.slot ?? -1,
        separator,
        isList: index === 0,
        isOptional: index > 0 && separator === "tab" && this.#mayEndBefore(index),
        rank: target?.rank ?? 0
      })) ?? null
    )
  }

  split(bytes: Buffer, start: number, end: number, slots: Slots): number {
    if (this.#targets === null) return start
    this.#ranks.fill(lowest)
    const { separator } = this.#columns
    const isBlanks = separator === "blanks"
    const isApart = (byte: number): boolean => (isBlanks ? isBlank(byte) : byte === (separator === "tab" ? TAB : COMMA))
    let at = start
    if (isBlanks) {
      while (end > at && isBlank(bytes[end - 1]!)) end--
      while (at < end && isBlank(bytes[at]!)) at++
    }
    for (const [index, target] of this.#targets.entries()) {
      if (index > 0) {
        if (at === end && separator === "tab" && this.#mayEndBefore(index)) return FITS
        if (at >= end || !isApart(bytes[at]!)) return at
        at++
        if (isBlanks) while (at < end && isBlank(bytes[at]!)) at++
      }
      let from = at
      let to: number
      const isQuoted = bytes[at] === QUOTE && at < end && separator !== "tab"
      if (isQuoted) {
        from = at + 1
        to = endOfQuoted(bytes, from, end)
        at = to + 1
        if (to < 0) return from - 1
      } else {
        while (at < end && !isApart(bytes[at]!)) at++
        to = at
      }
      if (target === null) continue
      const { slot, rank } = target
      const isNone = to === from || (to === from + 1 && bytes[from] === DASH)
      if (slots.starts[slot]! >= 0 && (isNone || rank >= this.#ranks[slot]!)) continue
      slots.set(slot, from, to)
      slots.escaped[slot] = isQuoted ? QUOTED : separator === "tab" ? ESCAPED : LITERAL
      this.#ranks[slot] = isNone ? lowest : rank
    }
    return at === end ? FITS : at
  }

  /**
   * Whether a line may end before a column: where neither it nor one behind it is kept, nor the one before, which may have
   * been cut; and, as long as no header says what there is, where lines of earlier releases end.
   */
  #mayEndBefore(index: number): boolean {
    return index > this.#lastKept + 1 || (!this.#hasHeader && this.#columns.earlier?.includes(index) === true)
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
