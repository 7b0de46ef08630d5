/**
 * The request column of a worker: the whole request line is one dictionary value, taken apart once when it is new, and
 * judged by the filter rules once.
 */
import type { NewRequests } from "./batch.ts"
import { WireIds } from "./column.ts"
import { ByteDictionary } from "./dictionary.ts"
import type { Rules, Verdict } from "./filter/rules.ts"
import { parseRequest, type Request } from "./parse/request.ts"

export class RequestColumn {
  readonly dictionary = new ByteDictionary()
  readonly #wire = new WireIds()
  readonly #rules: Rules | null
  #verdicts: Array<Verdict> = []
  #firstId = 0
  #new: Array<Request> = []

  constructor(rules: Rules | null) {
    this.#rules = rules
  }

  /** The dictionary's id of a request line; what the rules say of it is in `verdict` from then on. */
  idOf(bytes: Buffer, view: DataView, start: number, end: number): number {
    const id = this.dictionary.idOf(bytes, view, start, end)
    if (this.#rules !== null && id === this.#verdicts.length) {
      this.#verdicts.push(this.#rules.verdictOfRequest(parseRequest(bytes, start, end)))
    }
    return id
  }

  verdict(id: number): Verdict {
    return this.#verdicts[id]!
  }

  /** The id that the batch carries for a kept entry. */
  wireIdOf(id: number, bytes: Buffer, start: number, end: number): number {
    const wire = this.#wire.get(id)
    if (wire >= 0) return wire
    this.#new.push(parseRequest(bytes, start, end))
    return this.#wire.assign(id)
  }

  takeNew(): NewRequests {
    const requests = this.#new
    const taken = {
      firstId: this.#firstId,
      methods: requests.map((request) => request.method),
      origins: requests.map((request) => request.origin),
      paths: requests.map((request) => request.path),
      queries: requests.map((request) => request.query),
      protocols: requests.map((request) => request.protocol)
    }
    this.#firstId = this.#wire.next
    this.#new = []
    return taken
  }

  clearIfFull(): void {
    if (!this.dictionary.isFull) return
    this.dictionary.clear()
    this.#wire.clear()
    this.#verdicts = []
    this.#firstId = 0
  }
}
