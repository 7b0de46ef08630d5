/**
 * A dictionary table while an ingest writes: from a text to the id it is stored under, adding it when it is new.
 *
 * Texts come and are remembered as their UTF-8 bytes; a string is made of those only that are not remembered. As long as
 * everything in the table is remembered (a new database, or a small one read in whole), a text that is not is new
 * without asking. Past a bound the memory is dropped, and values are looked up by their hash in the table, so that logs
 * of nothing but distinct values run in bounded memory. Only then the table gets an index by hash: most never need one,
 * and filling it row by row costs as much as all the rest of a row.
 *
 * Ids given in a transaction that is rolled back are wrong from then on: a writer that failed is not used again.
 */
import { ByteDictionary, type DictionaryBound, hashOf } from "@logmill/workers/dictionary"

/** What is remembered of one dictionary at most. */
const usualBound: DictionaryBound = { values: 300_000, bytes: 24_000_000 }

export interface DictionaryTable {
  readonly count: () => number
  readonly maxId: () => number
  /** Row by row: only as many are read as are remembered. */
  readonly all: () => Iterable<{ readonly id: number; readonly text: string }>
  /** Asked for before the first `find`: it is worth an index from then on. */
  readonly prepareToFind: () => void
  /** The id of the row with this text, looked up by its hash (32 bits, signed). */
  readonly find: (hash: number, text: string) => number | undefined
  readonly insert: (id: number, hash: number, text: string) => void
}

type Ask = (bytes: Buffer, view: DataView, start: number, end: number) => number

export class StoredDictionary {
  readonly #table: DictionaryTable
  readonly #bound: DictionaryBound
  readonly #known: ByteDictionary
  /** The stored ids of the texts that are known. */
  #ids = new Int32Array(1024)
  #knowsAll: boolean
  #lastId: number
  #scratch = Buffer.alloc(1024)

  constructor(table: DictionaryTable, bound: DictionaryBound = usualBound) {
    this.#table = table
    this.#bound = bound
    this.#known = new ByteDictionary(bound)
    this.#lastId = table.maxId()
    this.#knowsAll = table.count() <= bound.values / 4
    if (!this.#knowsAll) {
      table.prepareToFind()
      return
    }
    for (const { id, text } of table.all()) {
      this.#idOf(...this.#bytesOf(text), () => id)
      if (!this.#knowsAll) break
    }
  }

  /** The id of the text whose UTF-8 is bytes[start, end); `view` is over the same memory. */
  idOf(bytes: Buffer, view: DataView, start: number, end: number): number {
    return this.#idOf(bytes, view, start, end, this.#ask)
  }

  idOfText(text: string): number {
    return this.idOf(...this.#bytesOf(text))
  }

  #idOf(bytes: Buffer, view: DataView, start: number, end: number, ask: Ask): number {
    if (this.#known.isFull) {
      this.#known.clear()
      if (this.#knowsAll) this.#table.prepareToFind()
      this.#knowsAll = false
    }
    const before = this.#known.size
    const index = this.#known.idOf(bytes, view, start, end)
    if (index < before) return this.#ids[index]!
    if (index === this.#ids.length) {
      const grown = new Int32Array(Math.min(this.#ids.length * 2, this.#bound.values + 1))
      grown.set(this.#ids)
      this.#ids = grown
    }
    return (this.#ids[index] = ask(bytes, view, start, end))
  }

  readonly #ask: Ask = (bytes, view, start, end) => {
    const text = bytes.toString("utf8", start, end)
    const hash = hashOf(bytes, view, start, end)
    const found = this.#knowsAll ? undefined : this.#table.find(hash, text)
    if (found !== undefined) return found
    const id = ++this.#lastId
    this.#table.insert(id, hash, text)
    return id
  }

  #bytesOf(text: string): [bytes: Buffer, view: DataView, start: number, end: number] {
    if (this.#scratch.length < text.length * 3) this.#scratch = Buffer.alloc(text.length * 4)
    const bytes = this.#scratch
    return [bytes, viewOf(bytes), 0, bytes.write(text, "utf8")]
  }
}

export const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
