/** A dictionary-encoded column of a worker: what its new values are stored as. */
import type { KernelDictionary } from "./kernel.ts"
import { isPlain, textOf } from "./parse/value.ts"
import { type NewValues, TextList } from "./texts.ts"

/** Adds the text to store of logged bytes; called once per distinct value. */
export type AddText = (texts: TextList, bytes: Buffer, start: number, end: number) => void

/** The stored text of a field (parse/value.ts). */
export const addLogged: AddText = (texts, bytes, start, end) =>
  isPlain(bytes, start, end) ? texts.addBytes(bytes, start, end) : texts.addText(textOf(bytes, start, end))

/** Only values of entries that are kept are in its dictionary, so each is sent. */
export class ValueColumn {
  readonly dictionary: KernelDictionary
  readonly #addText: AddText
  readonly #texts = new TextList()
  #firstId = 0

  constructor(dictionary: KernelDictionary, addText: AddText = addLogged) {
    this.dictionary = dictionary
    this.#addText = addText
  }

  takeNew(): NewValues {
    const { bytes, ends, plainFrom, size } = this.dictionary
    const firstId = this.#firstId
    this.#firstId = size
    const from = this.dictionary.startOf(firstId)
    if (plainFrom <= firstId && this.#addText === addLogged) {
      // Stored as they are logged, they are copied together.
      const newEnds = ends.slice(firstId, size)
      for (let index = 0; index < newEnds.length; index++) newEnds[index]! -= from
      return { firstId, bytes: new Uint8Array(bytes.subarray(from, this.dictionary.startOf(size))), ends: newEnds }
    }
    for (let id = firstId, start = from; id < size; id++) {
      const end = ends[id]!
      this.#addText(this.#texts, bytes, start, end)
      start = end
    }
    return this.#texts.take(firstId)
  }

  /** Between two batches: ids begin at 0 again once the dictionary has grown too large. */
  clearIfFull(): void {
    if (!this.dictionary.isFull) return
    this.dictionary.clear()
    this.#firstId = 0
  }
}
