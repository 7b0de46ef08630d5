/** A dictionary-encoded column of a worker: from bytes in a line to the id a batch carries. */
import { ByteDictionary } from "./dictionary.ts"
import { isPlain, textOf } from "./parse/value.ts"
import { type NewValues, TextList } from "./texts.ts"

/** Adds the text to store of logged bytes; called once per distinct value. */
export type AddText = (texts: TextList, bytes: Buffer, start: number, end: number) => void

/** The stored text of a field (parse/value.ts). */
export const addLogged: AddText = (texts, bytes, start, end) =>
  isPlain(bytes, start, end) ? texts.addBytes(bytes, start, end) : texts.addText(textOf(bytes, start, end))

/** Only asked for the values of entries that are kept, so each value it knows is sent. */
export class ValueColumn {
  readonly dictionary = new ByteDictionary()
  readonly #addText: AddText
  readonly #texts = new TextList()
  #firstId = 0

  constructor(addText: AddText = addLogged) {
    this.#addText = addText
  }

  /** The id of bytes[start, end). */
  idOf(bytes: Buffer, view: DataView, start: number, end: number): number {
    const { size } = this.dictionary
    const id = this.dictionary.idOf(bytes, view, start, end)
    if (id === size) this.#addText(this.#texts, bytes, start, end)
    return id
  }

  /** `idOf`, where the value is likely to be the one in `slot`, the dictionary's `lastSlot` of an earlier time. */
  idNear(slot: number, bytes: Buffer, view: DataView, start: number, end: number): number {
    const id = this.dictionary.idIn(slot, bytes, view, start, end)
    return id < 0 ? this.idOf(bytes, view, start, end) : id
  }

  takeNew(): NewValues {
    const taken = this.#texts.take(this.#firstId)
    this.#firstId = this.dictionary.size
    return taken
  }

  /** Between two batches: ids begin at 0 again once the dictionary has grown too large. */
  clearIfFull(): void {
    if (!this.dictionary.isFull) return
    this.dictionary.clear()
    this.#firstId = 0
  }
}
