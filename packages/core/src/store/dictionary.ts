/**
 * A dictionary table while an ingest writes: from a text to the id it is stored under, adding it when it is new.
 *
 * Texts seen in this run are remembered; as long as everything in the table is (a new database, or a small one read in
 * whole), a text that is not remembered is new without asking. Past a bound the memory is dropped, and values are looked
 * up by their hash in the table, so that logs of nothing but distinct values run in bounded memory.
 *
 * Ids given in a transaction that is rolled back are wrong from then on: a writer that failed is not used again.
 */

/** Texts remembered at most, and their characters. */
export interface DictionaryMemory {
  readonly texts: number
  readonly characters: number
}

const usualMemory: DictionaryMemory = { texts: 300_000, characters: 24_000_000 }

export interface DictionaryTable<Value> {
  readonly count: () => number
  readonly maxId: () => number
  /** Row by row: only as many are read as are remembered. */
  readonly all: () => Iterable<{ readonly id: number; readonly key: string }>
  /** The id of the row with this key, looked up in the table. */
  readonly find: (key: string, value: Value) => number | undefined
  readonly insert: (id: number, key: string, value: Value) => void
}

export class StoredDictionary<Value> {
  readonly #table: DictionaryTable<Value>
  readonly #ids = new Map<string, number>()
  readonly #memory: DictionaryMemory
  #characters = 0
  #knowsAll: boolean
  #lastId: number

  constructor(table: DictionaryTable<Value>, memory: DictionaryMemory = usualMemory) {
    this.#table = table
    this.#memory = memory
    this.#lastId = table.maxId()
    this.#knowsAll = table.count() <= memory.texts / 4
    if (!this.#knowsAll) return
    for (const { id, key } of table.all()) {
      this.#remember(key, id)
      if (!this.#knowsAll) break
    }
  }

  /** The id of a value; `key` is a text that differs whenever the value does. */
  idOf(key: string, value: Value): number {
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    let id = this.#knowsAll ? undefined : this.#table.find(key, value)
    if (id === undefined) {
      id = ++this.#lastId
      this.#table.insert(id, key, value)
    }
    this.#remember(key, id)
    return id
  }

  #remember(key: string, id: number): void {
    if (this.#ids.size >= this.#memory.texts || this.#characters > this.#memory.characters) {
      this.#ids.clear()
      this.#characters = 0
      this.#knowsAll = false
    }
    this.#ids.set(key, id)
    this.#characters += key.length
  }
}
