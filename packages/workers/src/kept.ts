/**
 * Texts of many values that were asked for (`--keep-extra`): request ids and the like, as good as one for each entry.
 * They are in no dictionary, which would only grow: a batch brings them as they are, by entry and name. Kept beside the
 * kernel, by record while lines are read, by row in the batch. Without any this costs nothing.
 */
import { textsOfExtra } from "./extra.ts"
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

/** A text of a record of the chunk, as logged. */
interface Pending {
  readonly record: number
  readonly name: number
  readonly bytes: Buffer
}

export class Kept {
  readonly #kernel: Kernel
  #pending: Array<Pending> = []
  readonly #names = new Map<string, number>()
  readonly #texts = new TextList()
  #rows: Array<number> = []
  #nameOfTexts: Array<number> = []

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  /** Of a record that was read; `span` is in `bytes`, which are used again. */
  set(record: number, bytes: Buffer, { start, end }: Span): void {
    const logged = Buffer.from(bytes.subarray(start, end))
    for (const { name, from, to } of textsOfExtra(logged, 0, logged.length)) {
      this.#pending.push({ record, name: this.#numberOf(name), bytes: logged.subarray(from, to) })
    }
  }

  /** The entries among the records from `from` on have become rows from `row` on. */
  append(from: number, row: number): void {
    if (this.#pending.length === 0) return
    let record = from
    let at = row
    for (const { record: owner, name, bytes } of this.#pending) {
      for (; record < owner; record++) if (this.#kernel.kindOf(record) === ENTRY) at++
      if (this.#kernel.kindOf(owner) !== ENTRY) continue
      this.#rows.push(at)
      this.#nameOfTexts.push(name)
      if (isPlain(bytes, 0, bytes.length)) this.#texts.addBytes(bytes, 0, bytes.length)
      else this.#texts.addText(textOf(bytes, 0, bytes.length))
    }
    this.#pending = []
  }

  /** Those of the batch; views, good until `clear`. */
  look(): KeptTexts {
    const isEmpty = this.#rows.length === 0
    return {
      keptRow: isEmpty ? null : Uint32Array.from(this.#rows),
      keptName: isEmpty ? null : Uint32Array.from(this.#nameOfTexts),
      keptNames: isEmpty ? [] : [...this.#names.keys()],
      keptTexts: this.#texts.look(0)
    }
  }

  clear(): void {
    if (this.#rows.length === 0) return
    this.#rows = []
    this.#nameOfTexts = []
    this.#texts.clear()
  }

  #numberOf(name: string): number {
    let number = this.#names.get(name)
    if (number === undefined) this.#names.set(name, (number = this.#names.size))
    return number
  }
}
