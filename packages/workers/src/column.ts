/**
 * A dictionary-encoded column of a worker: from bytes in a line to the id a batch carries.
 *
 * Two numbers stand behind a value: the dictionary's id (every value ever seen) and the wire id, given when the value is
 * first used by an entry that is kept, so that values of dropped lines are never sent nor stored.
 */
import type { NewValues } from "./batch.ts"
import { ByteDictionary } from "./dictionary.ts"

/** Makes the text to store from the logged bytes; called once per distinct value. */
export type TextOf = (bytes: Buffer, start: number, end: number) => string

export class WireIds {
  #ids = new Int32Array(1024).fill(-1)
  next = 0

  /** The wire id of a dictionary id, or -1 when the value was not sent yet. */
  get(id: number): number {
    return id < this.#ids.length ? this.#ids[id]! : -1
  }

  assign(id: number): number {
    if (id >= this.#ids.length) {
      const grown = new Int32Array(Math.max(this.#ids.length * 2, id + 1)).fill(-1)
      grown.set(this.#ids)
      this.#ids = grown
    }
    return (this.#ids[id] = this.next++)
  }

  clear(): void {
    this.#ids.fill(-1)
    this.next = 0
  }
}

export class ValueColumn {
  readonly dictionary = new ByteDictionary()
  readonly #wire = new WireIds()
  readonly #textOf: TextOf
  #firstId = 0
  #texts: Array<string> = []

  constructor(textOf: TextOf) {
    this.#textOf = textOf
  }

  /** The wire id of bytes[start, end), a value of a kept entry. */
  idOf(bytes: Buffer, view: DataView, start: number, end: number): number {
    const id = this.dictionary.idOf(bytes, view, start, end)
    const wire = this.#wire.get(id)
    if (wire >= 0) return wire
    this.#texts.push(this.#textOf(bytes, start, end))
    return this.#wire.assign(id)
  }

  takeNew(): NewValues {
    const taken = { firstId: this.#firstId, texts: this.#texts }
    this.#firstId = this.#wire.next
    this.#texts = []
    return taken
  }

  /** Between two batches: ids begin at 0 again once the dictionary has grown too large. */
  clearIfFull(): void {
    if (!this.dictionary.isFull) return
    this.dictionary.clear()
    this.#wire.clear()
    this.#firstId = 0
  }
}
