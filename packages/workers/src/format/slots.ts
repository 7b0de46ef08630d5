/**
 * Where the fields of a line are: for each slot (a field of the format) the bytes it was taken from. Slots are filled by
 * what takes lines apart (splitPattern.ts, splitJson.ts, splitColumns.ts) and read by fill.ts.
 */
import { isDash } from "../parse/leading.ts"
import type { ProgramStep } from "./program.ts"

/** A start that says: the line does not have this field. */
export const ABSENT = -1

/** With backslashes that escape, as nginx and Apache do. */
export const ESCAPED = 0
/** The inside of a JSON string. */
export const JSON_STRING = 1
/** A backslash is one (`DOMAIN\name`). */
export const LITERAL = 2
/** The same in quotes, where a quote is written twice. */
export const QUOTED = 3
/** A byte as `#22`, a hash as `#23` (HAProxy). */
export const HASH = 4

export class Slots {
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** How the text is written: one of the constants below. */
  readonly escaped: Uint8Array

  readonly #usual: number

  /** `usual`: how texts are written where what takes lines apart does not say. */
  constructor(count: number, usual = ESCAPED) {
    this.#usual = usual
    this.starts = new Int32Array(count)
    this.ends = new Int32Array(count)
    this.escaped = new Uint8Array(count)
  }

  clear(): void {
    this.starts.fill(ABSENT)
    this.escaped.fill(this.#usual)
  }

  set(slot: number, start: number, end: number): void {
    this.starts[slot] = start
    this.ends[slot] = end
  }
}

/**
 * Takes the line in bytes[start, end) apart. Returns `FITS`, or where it stopped: an offset in the line at which it is not
 * as the format says.
 */
export interface Splitter {
  split(bytes: Buffer, start: number, end: number, slots: Slots): number
  /** The same for the kernel; null or not there where it can't. */
  readonly steps?: ReadonlyArray<ProgramStep> | null
  /** Whether lines have the field of a slot; all have all of them where this is not there. */
  has?(slot: number): boolean
}

export const FITS = -1

/** Whether the line has this field. */
export const has = (slots: Slots, slot: number): boolean => slot >= 0 && slots.starts[slot]! >= 0

/** Whether the line has this field, and something in it. */
export const isGiven = (bytes: Buffer, slots: Slots, slot: number): boolean =>
  slot >= 0 &&
  slots.starts[slot]! >= 0 &&
  slots.ends[slot]! > slots.starts[slot]! &&
  !isDash(bytes, slots.starts[slot]!, slots.ends[slot]!)

export const isEmpty = (slots: Slots, slot: number): boolean =>
  slot >= 0 && slots.starts[slot]! >= 0 && slots.starts[slot] === slots.ends[slot]
