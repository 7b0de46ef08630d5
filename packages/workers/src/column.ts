/** A dictionary-encoded column of a worker: what its new values are stored as. */
import type { KernelDictionary } from "./kernel.ts"
import { isPlain, textOf } from "./parse/value.ts"
import { type NewValues, TextList } from "./texts.ts"

/** Adds the text to store of logged bytes; called once per distinct value. */
type AddText = (texts: TextList, bytes: Buffer, start: number, end: number) => void

/** The stored text of a field (parse/value.ts). */
const addLogged: AddText = (texts, bytes, start, end) =>
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

  /** The values of this batch that were in none before; views of memory that is used again after `clear`. */
  lookNew(): NewValues {
    const { bytes, ends, plainFrom, size } = this.dictionary
    const firstId = this.#firstId
    const from = this.dictionary.startOf(firstId)
    if (plainFrom <= firstId && this.#addText === addLogged) {
      // Stored as they are logged, they are taken together.
      const newEnds = ends.slice(firstId, size)
      for (let index = 0; index < newEnds.length; index++) newEnds[index]! -= from
      return { firstId, bytes: bytes.subarray(from, this.dictionary.startOf(size)), ends: newEnds }
    }
    for (let id = firstId, start = from; id < size; id++) {
      const end = ends[id]!
      this.#addText(this.#texts, bytes, start, end)
      start = end
    }
    return this.#texts.look(firstId)
  }

  /** Ends a batch. Ids begin at 0 again when the dictionary has grown too large. */
  clear(): void {
    this.#texts.clear()
    if (this.dictionary.isFull) this.dictionary.clear()
    this.#firstId = this.dictionary.size
  }
}
