/**
 * The request column of a worker: the whole request line is one dictionary value, taken apart once when it is new, and
 * judged by the filter rules once.
 */
import type { Rules, Verdict } from "./filter/rules.ts"
import { type Kernel, type KernelDictionary, REQUEST } from "./kernel.ts"
import { parseRequest, requestText } from "./parse/request.ts"
import { type NewValues, TextList } from "./texts.ts"

export class RequestColumn {
  readonly dictionary: KernelDictionary
  readonly #kernel: Kernel
  readonly #rules: Rules | null
  readonly #texts = new TextList()
  /** With rules, by the dictionary's ids. */
  #verdicts: Array<Verdict> = []
  /** With rules, by the dictionary's ids: the ids that batches carry, -1 for a request no entry of which was kept yet. */
  #wireIds: Array<number> = []
  #nextWireId = 0
  #firstId = 0

  constructor(kernel: Kernel, rules: Rules | null) {
    this.#kernel = kernel
    this.dictionary = kernel.dictionaries[REQUEST]!
    this.#rules = rules
  }

  /** What the rules say of a request. */
  verdict(id: number): Verdict {
    while (this.#verdicts.length <= id) {
      const next = this.#verdicts.length
      const request = parseRequest(this.dictionary.bytes, this.dictionary.startOf(next), this.dictionary.ends[next]!)
      this.#verdicts.push(this.#rules!.verdictOfRequest(request))
      this.#wireIds.push(-1)
    }
    return this.#verdicts[id]!
  }

  /** The id that the batch carries for an entry that the rules keep. Without rules it is the dictionary's. */
  wireIdOf(id: number): number {
    if (this.#wireIds[id] === -1) {
      this.#send(id)
      this.#wireIds[id] = this.#nextWireId++
    }
    return this.#wireIds[id]!
  }

  /** The requests sent for the first time, each as its text (parse/request.ts); views, good until `clear`. */
  lookNew(): NewValues {
    if (this.#rules === null) this.#sendAll()
    return this.#texts.look(this.#firstId)
  }

  /** Ends a batch. Ids begin at 0 again when the dictionary has grown too large. */
  clear(): void {
    this.#texts.clear()
    if (this.dictionary.isFull) {
      this.dictionary.clear()
      this.#verdicts = []
      this.#wireIds = []
      this.#nextWireId = 0
    }
    this.#firstId = this.#nextWireId
  }

  /** Without rules, where ids are the dictionary's: all that are new, the ordinary ones many at a time. */
  #sendAll(): void {
    const { size } = this.dictionary
    while (this.#nextWireId < size) {
      const { bytes, ends } = this.#kernel.requestTexts(this.#nextWireId, size)
      this.#texts.addMany(bytes, ends)
      this.#nextWireId += ends.length
      if (ends.length === 0) this.#send(this.#nextWireId++)
    }
  }

  #send(id: number): void {
    const { bytes, ends } = this.dictionary
    this.#texts.addText(requestText(parseRequest(bytes, this.dictionary.startOf(id), ends[id]!)))
  }
}
