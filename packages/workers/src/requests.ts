/**
 * The request column of a worker: the whole request line is one dictionary value, taken apart once when it is new, and
 * judged by the filter rules once.
 */
import { ByteDictionary } from "./dictionary.ts"
import type { Rules, Verdict } from "./filter/rules.ts"
import { parseRequest, requestText } from "./parse/request.ts"
import { type NewValues, TextList } from "./texts.ts"

export class RequestColumn {
  readonly dictionary = new ByteDictionary()
  readonly #rules: Rules | null
  readonly #texts = new TextList()
  #verdicts: Array<Verdict> = []
  /** With rules, by the dictionary's ids: the ids that batches carry, -1 for a request no entry of which was kept yet. */
  #wireIds: Array<number> = []
  #nextWireId = 0
  #firstId = 0

  constructor(rules: Rules | null) {
    this.#rules = rules
  }

  /** The dictionary's id of a request line; what the rules say of it is in `verdict` from then on. */
  idOf(bytes: Buffer, view: DataView, start: number, end: number): number {
    const { size } = this.dictionary
    const id = this.dictionary.idOf(bytes, view, start, end)
    if (id < size) return id
    if (this.#rules === null) this.#send(bytes, start, end)
    else {
      this.#verdicts.push(this.#rules.verdictOfRequest(parseRequest(bytes, start, end)))
      this.#wireIds.push(-1)
    }
    return id
  }

  verdict(id: number): Verdict {
    return this.#verdicts[id]!
  }

  /** The id that the batch carries for a kept entry. Without rules every request is kept, and it is the dictionary's. */
  wireIdOf(id: number, bytes: Buffer, start: number, end: number): number {
    if (this.#rules === null) return id
    if (this.#wireIds[id] === -1) this.#wireIds[id] = this.#send(bytes, start, end)
    return this.#wireIds[id]!
  }

  /** The requests sent for the first time, each as its text (parse/request.ts). */
  takeNew(): NewValues {
    const taken = this.#texts.take(this.#firstId)
    this.#firstId = this.#nextWireId
    return taken
  }

  clearIfFull(): void {
    if (!this.dictionary.isFull) return
    this.dictionary.clear()
    this.#verdicts = []
    this.#wireIds = []
    this.#nextWireId = 0
    this.#firstId = 0
  }

  #send(bytes: Buffer, start: number, end: number): number {
    this.#texts.addText(requestText(parseRequest(bytes, start, end)))
    return this.#nextWireId++
  }
}
