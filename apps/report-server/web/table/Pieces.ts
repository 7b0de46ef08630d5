/**
 * The rows of a table that is too large to be here as a whole: pieces of it, asked for when they come in sight.
 *
 * One is asked for at a time, and never given up for another one: that would end the process that keeps the rows. While the first
 * piece in another order is under way, those before it stay in sight.
 */
import type { AskedWindow } from "../api/Api.ts"
import { ApiError } from "../api/Api.ts"
import type { AnswerWindow, Row } from "../api/types.ts"
import type { Sort } from "../state/url.ts"

export interface Order {
  readonly sort: Sort | null
  readonly find: string
}

type Ask = (asked: Omit<AskedWindow, "question">, signal: AbortSignal) => Promise<AnswerWindow>

export const rowsOfPiece = 500
/** Those that were in sight longest ago are forgotten. */
const mostPieces = 100

export class Pieces {
  readonly #ask: Ask
  readonly #changed: () => void
  readonly #pieces = new Map<number, ReadonlyArray<Row>>()
  readonly #end = new AbortController()
  #order: Order
  /** Whose the pieces are. */
  #shown: Order | null = null
  #sight = { first: 0, last: 0 }
  #isAsking = false
  #isRenewed = false
  #found: number | null = null
  #total: number | null = null
  #dataVersion: number | null = null
  #error: ApiError | null = null

  constructor(order: Order, ask: Ask, changed: () => void) {
    this.#order = order
    this.#ask = ask
    this.#changed = changed
    void this.#next()
  }

  /** Rows that were found, and how many there are in all; null: not known yet. */
  get found(): number | null {
    return this.#found
  }

  get total(): number | null {
    return this.#total
  }

  /** Of the rows in sight. */
  get dataVersion(): number | null {
    return this.#dataVersion
  }

  get error(): ApiError | null {
    return this.#error
  }

  /** Whether the rows in sight are still in another order than was wished. */
  get isOld(): boolean {
    return this.#error === null && (this.#shown !== this.#order || this.#isRenewed)
  }

  rowAt(index: number): Row | undefined {
    return this.#pieces.get(Math.floor(index / rowsOfPiece))?.[index % rowsOfPiece]
  }

  /** These rows are in sight, the last one too. */
  look(first: number, last: number): void {
    this.#sight = { first, last }
    void this.#next()
  }

  order(order: Order): void {
    if (order.find === this.#order.find && sameSort(order.sort, this.#order.sort)) return
    this.#order = order
    this.again()
  }

  /** The rows as they are now. */
  renew(): void {
    this.#isRenewed = true
    this.again()
  }

  again(): void {
    this.#error = null
    this.#changed()
    void this.#next()
  }

  end(): void {
    this.#end.abort()
  }

  async #next(): Promise<void> {
    if (this.#isAsking || this.#error !== null || this.#end.signal.aborted) return
    const order = this.#order
    const piece = this.isOld ? 0 : this.#missing()
    if (piece === null) return
    this.#isAsking = true
    const dataVersion = this.#isRenewed ? null : this.#dataVersion
    this.#isRenewed = false
    const window = { ...order, offset: piece * rowsOfPiece, limit: rowsOfPiece, dataVersion }
    try {
      this.#take(piece, order, await this.#ask(window, this.#end.signal))
    } catch (error) {
      this.#error = ApiError.of(error)
    }
    this.#isAsking = false
    if (this.#end.signal.aborted) return
    this.#changed()
    void this.#next()
  }

  #take(piece: number, order: Order, { data_version, found, rows, total }: AnswerWindow): void {
    if (order !== this.#order) return
    if (order !== this.#shown || data_version !== this.#dataVersion) this.#pieces.clear()
    this.#shown = order
    this.#dataVersion = data_version
    this.#found = found
    this.#total = total
    this.#pieces.set(piece, rows)
    const [oldest] = this.#pieces.keys()
    if (this.#pieces.size > mostPieces) this.#pieces.delete(oldest!)
  }

  /** A piece in sight or close to it that is not here. */
  #missing(): number | null {
    const last = Math.floor(Math.max(0, (this.#found ?? 1) - 1) / rowsOfPiece)
    const { first: above, last: below } = this.#sight
    const wanted = [above, below, below + rowsOfPiece / 2, above - rowsOfPiece / 2]
      .map((index) => Math.floor(index / rowsOfPiece))
      .filter((piece) => piece >= 0 && piece <= last)
    return wanted.find((piece) => !this.#pieces.has(piece)) ?? null
  }
}

const sameSort = (one: Sort | null, other: Sort | null): boolean =>
  one?.column === other?.column && one?.descending === other?.descending
