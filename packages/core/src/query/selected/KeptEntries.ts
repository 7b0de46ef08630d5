/**
 * Entries that a filter let through, kept for the questions that follow: whoever looks at a report asks twenty under the same
 * filter, and each would read all entries again. They are pages of entries as they stand in the database (assembly/copied.ts),
 * of the filters that were asked for last. What is too much is not kept.
 */
import { Kept } from "./Kept.ts"

/** Pages, some at a time; null: they were too many. */
type Pages = ReadonlyArray<Uint8Array> | null

/** Those of a filter, of a period compared with it, and of the filter before. */
const mostFilters = 8

export class KeptEntries extends Kept<Pages> {
  readonly #mostBytes: number

  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    const sizeOf = (pages: Pages): number => pages?.reduce((sum, { length }) => sum + length, 0) ?? 0
    super({ bytes: mostBytes, values: mostFilters, sizeOf })
    this.#mostBytes = mostBytes
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
      end: () => this.put(filter, pages)
    }
  }
}

/** Pages are added in their order; they are there when that has ended. */
export interface Collecting {
  readonly add: (pages: Uint8Array) => void
  readonly end: () => void
}
