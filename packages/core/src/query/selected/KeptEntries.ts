/**
 * Entries that a filter let through, kept for the questions that follow: whoever looks at a report asks twenty under the same
 * filter, and each would read all entries again. They are pages of entries as they stand in the database (assembly/copied.ts),
 * of the filters that were asked for last. What is too much is not kept.
 */
export class KeptEntries {
  readonly #mostBytes: number
  #dataVersion: number | null = null
  /** The oldest first. Null: they were too many. */
  readonly #sets = new Map<string, ReadonlyArray<Uint8Array> | null>()

  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** Of another version nothing is kept. */
  begin(dataVersion: number): void {
    if (dataVersion !== this.#dataVersion) this.#sets.clear()
    this.#dataVersion = dataVersion
  }

  /** Pages, some at a time; undefined: it has not been asked for. */
  find(filter: string): ReadonlyArray<Uint8Array> | null | undefined {
    const pages = this.#sets.get(filter)
    if (pages !== undefined) this.#put(filter, pages)
    return pages
  }

  collecting(filter: string): Collecting {
    let pages: Array<Uint8Array> | null = []
    let bytes = 0
    return {
      add: (some) => {
        bytes += some.length
        if (bytes > this.#mostBytes) pages = null
        pages?.push(some)
      },
      end: () => this.#put(filter, pages)
    }
  }

  #put(filter: string, pages: ReadonlyArray<Uint8Array> | null): void {
    this.#sets.delete(filter)
    this.#sets.set(filter, pages)
    const sizes = new Map(
      [...this.#sets].map(([key, set]) => [key, set?.reduce((sum, { length }) => sum + length, 0) ?? 0])
    )
    let total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    for (const [key, size] of sizes) {
      if ((total <= this.#mostBytes && this.#sets.size <= mostSets) || key === filter) break
      this.#sets.delete(key)
      total -= size
    }
  }
}

/** Those of a filter, of a period compared with it, and of the filter before. */
const mostSets = 8

/** Pages are added in their order; they are there when that has ended. */
export interface Collecting {
  readonly add: (pages: Uint8Array) => void
  readonly end: () => void
}
