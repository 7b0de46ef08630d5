/**
 * Texts of many values that were asked for (`--keep-extra`): request ids and the like, as good as one for each entry.
 * They are in no dictionary, which would only grow: a batch brings them as they are, by entry and name. Kept beside the
 * kernel, by record while lines are read, by row in the batch. Without any this costs nothing.
 */
import { eachOfExtra } from "./extra.ts"
import { ENTRY, type Kernel } from "./kernel.ts"
import type { Span } from "./parse/line.ts"
import { isPlain, textOf } from "./parse/value.ts"
import { type NewValues, TextList } from "./texts.ts"

/** Of a batch: the i-th text is `row[i]`'s under the name `names[name[i]]`. Rows grow. */
export interface KeptTexts {
  readonly keptRow: Uint32Array<ArrayBuffer> | null
  readonly keptName: Uint32Array<ArrayBuffer> | null
  readonly keptNames: ReadonlyArray<string>
  readonly keptTexts: NewValues
}

export class Kept {
  readonly #kernel: Kernel
  readonly #names = new Map<string, number>()
  // Of records that are no rows yet.
  readonly #pending = new TextList()
  #records: Array<number> = []
  #namesOfRecords: Array<number> = []
  // Of the batch.
  readonly #texts = new TextList()
  #rows: Array<number> = []
  #namesOfRows: Array<number> = []

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  /** Of a record that was read. */
  set(record: number, bytes: Buffer, { start, end }: Span): void {
    eachOfExtra(bytes, start, end, (name, from, to) => {
      this.#records.push(record)
      this.#namesOfRecords.push(this.#numberOf(name))
      if (isPlain(bytes, from, to)) this.#pending.addBytes(bytes, from, to)
      else this.#pending.addText(textOf(bytes, from, to))
    })
  }

  /** The entries among the records from `from` on have become rows from `row` on. */
  append(from: number, row: number): void {
    if (this.#records.length === 0) return
    const { bytes, ends } = this.#pending.look(0)
    const texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let record = from
    let at = row
    let start = 0
    for (let index = 0; index < ends.length; index++) {
      const owner = this.#records[index]!
      for (; record < owner; record++) if (this.#kernel.kindOf(record) === ENTRY) at++
      // A rule may have dropped it.
      if (this.#kernel.kindOf(owner) === ENTRY) {
        this.#rows.push(at)
        this.#namesOfRows.push(this.#namesOfRecords[index]!)
        this.#texts.addBytes(texts, start, ends[index]!)
      }
      start = ends[index]!
    }
    this.#pending.clear()
    this.#records = []
    this.#namesOfRecords = []
  }

  /** Those of the batch; views, good until `clear`. */
  look(): KeptTexts {
    const isEmpty = this.#rows.length === 0
    return {
      keptRow: isEmpty ? null : Uint32Array.from(this.#rows),
      keptName: isEmpty ? null : Uint32Array.from(this.#namesOfRows),
      keptNames: isEmpty ? [] : [...this.#names.keys()],
      keptTexts: this.#texts.look(0)
    }
  }

  clear(): void {
    if (this.#rows.length === 0) return
    this.#rows = []
    this.#namesOfRows = []
    this.#texts.clear()
  }

  #numberOf(name: string): number {
    let number = this.#names.get(name)
    if (number === undefined) this.#names.set(name, (number = this.#names.size))
    return number
  }
}
