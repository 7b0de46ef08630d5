/**
 * Numbers that only some formats have: how long requests took, how long servers behind took, bytes of requests. By
 * record they are in the kernel's memory, by row in the batch kept here.
 */
import { batchEntries } from "./batch.ts"
import { ENTRY, type Kernel } from "./kernel.ts"
import type { LineFields } from "./parse/line.ts"

const names = ["durationUs", "upstreamUs", "bytesIn"] as const

/** Of one number. */
class Detail {
  readonly ofRecords: Float64Array
  readonly ofRows = new Float64Array(batchEntries)
  /** Rows up to here are filled in: those before the first that has a value are not, until then. */
  rows = 0
  isFilled = false

  constructor(ofRecords: Float64Array) {
    this.ofRecords = ofRecords.fill(-1)
  }
}

export class Details {
  readonly #kernel: Kernel
  readonly #details: Readonly<Record<(typeof names)[number], Detail>>
  /** Whether a record of the chunk has any. */
  #isGiven = false

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#details = {
      durationUs: new Detail(kernel.detailsOf(0)),
      upstreamUs: new Detail(kernel.detailsOf(1)),
      bytesIn: new Detail(kernel.detailsOf(2))
    }
  }

  /** The kernel has read records, by a program that knows them. */
  expect(): void {
    this.#isGiven = true
  }

  /** Of a record that was read. */
  set(record: number, fields: LineFields): void {
    for (const name of names) {
      const value = fields[name]
      if (value < 0) continue
      this.#details[name].ofRecords[record] = value
      this.#isGiven = true
    }
  }

  /** The entries among the records [from, to) have become rows from `row` on. */
  append(from: number, to: number, row: number): void {
    if (!this.#isGiven) return
    for (const name of names) {
      const { ofRecords } = this.#details[name]
      for (let record = from, at = row; record < to; record++) {
        if (this.#kernel.kindOf(record) !== ENTRY) continue
        if (ofRecords[record]! >= 0) this.#put(this.#details[name], at, ofRecords[record]!)
        at++
      }
      ofRecords.fill(-1, from, to)
    }
    this.#isGiven = false
  }

  #put(detail: Detail, row: number, value: number): void {
    detail.ofRows.fill(-1, detail.rows, row)
    detail.ofRows[row] = value
    detail.rows = row + 1
    detail.isFilled = true
  }

  /** The columns of a batch of so many entries: views, good until `clear`. */
  look(count: number): Readonly<Record<(typeof names)[number], Float64Array<ArrayBuffer> | null>> {
    const columnOf = ({ isFilled, ofRows, rows }: Detail): Float64Array<ArrayBuffer> | null =>
      isFilled ? ofRows.fill(-1, rows, count).subarray(0, count) : null
    const { bytesIn, durationUs, upstreamUs } = this.#details
    return { durationUs: columnOf(durationUs), upstreamUs: columnOf(upstreamUs), bytesIn: columnOf(bytesIn) }
  }

  clear(): void {
    for (const name of names) {
      this.#details[name].rows = 0
      this.#details[name].isFilled = false
    }
  }
}
