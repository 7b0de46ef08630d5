/**
 * Entries that a filter let through, and rows of their rollup, kept for the questions that follow: whoever looks at a report
 * asks twenty under the same filter, and each would read all of them again. They are pages of such rows as they stand in the
 * database (assembly/copied.ts), of the filters that were asked for last. What is too much is not kept.
 */
import { Kept } from "./Kept.ts"

/** Pages of rows, in their order, as they stand in the database. */
type Pages = ReadonlyArray<Uint8Array>

export interface KeptRows {
  /** Of the rollup of visitors. */
  readonly visitors: Pages
  readonly entries: Pages
}

/** Those of a filter, of a period compared with it, and of the filter before. */
const mostFilters = 8

/** Null: they were too many. */
export class KeptEntries extends Kept<KeptRows | null> {
  readonly #mostBytes: number

  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    super({ bytes: mostBytes, values: mostFilters, sizeOf })
    this.#mostBytes = mostBytes
  }

  /** Of a filter; 0: they are not kept. */
  bytesOf(filter: string): number {
    return sizeOf(this.get(filter) ?? null)
  }

  /** What a question about such entries has to read, at least: those that were too many to be kept are more than these. */
  bytesRead(filter: string): number {
    return this.get(filter) === null ? this.#mostBytes : this.bytesOf(filter)
  }

  collecting(filter: string): Collecting {
    let rows: { readonly [of in keyof KeptRows]: Array<Uint8Array> } | null = { visitors: [], entries: [] }
    let bytes = 0
    return {
      add: (of, some) => {
        bytes += some.length
        if (bytes > this.#mostBytes) rows = null
        rows?.[of].push(some)
      },
      end: () => this.put(filter, rows)
    }
  }
}

const sizeOf = (rows: KeptRows | null): number =>
  rows === null ? 0 : [...rows.visitors, ...rows.entries].reduce((sum, { length }) => sum + length, 0)

/** Pages are added in their order; they are there when that has ended. */
export interface Collecting {
  readonly add: (of: keyof KeptRows, pages: Uint8Array) => void
  readonly end: () => void
}
