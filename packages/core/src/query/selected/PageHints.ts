/**
 * Which entries on which pages a filter can mean: of the columns that filters are about, the lowest 16 bits of what each entry
 * has there. Whoever looks at a report goes from client to client, from path to path, from status to status; the first of
 * these filters reads all entries, the others only those that these bits do not rule out. What a filter lets through it
 * tells itself, entry by entry: to look at one too many costs time and nothing else.
 *
 * It takes 2 bytes an entry and column, and 1 ns of each later filter in place of 30 (Nov 2026).
 */
import { type Asked, type Candidates, candidatesIn, type Hint, knows, spanOf } from "./candidates.ts"
import { type Folded, shareOf } from "./folded.ts"
import { Kept } from "./Kept.ts"

/** The value, and its share of where it is. */
const bytesOfEntry = 2.5

/** Blocks of pages are added in their order; what was recorded is there when that has ended. */
export interface Recording {
  /** `cells`: of each page; `values`: of each column, those of all these cells, which are copied. */
  readonly add: (cells: Int32Array, values: ReadonlyArray<Uint16Array>) => void
  readonly end: () => void
}

/** Where more of all values than these are meant, nothing is ruled out that is worth it. */
const mostShare = 1 / 2
const mostColumns = 12

export class PageHints extends Kept<Hint> {
  readonly #mostBytes: number

  /** `mostBytes`: for all columns. */
  constructor(mostBytes: number) {
    const sizeOf = ({ ends, places, values }: Hint): number => places.byteLength + ends.byteLength + values.byteLength
    super({ bytes: mostBytes, values: mostColumns, sizeOf })
    this.#mostBytes = mostBytes
  }

  /** Those of a filter's columns that there is room for, of so many entries. */
  columns(entries: number, filtered: ReadonlyArray<string>): ReadonlyArray<string> {
    return filtered.slice(0, Math.floor(this.#mostBytes / (bytesOfEntry * Math.max(entries, 1))))
  }

  /** `meant`: by column. `unknown`: pages of which nothing is known that helps; all their entries are to be looked at. */
  candidates(
    pages: ReadonlyArray<number>,
    meant: ReadonlyMap<string, Folded>
  ): Candidates & { readonly unknown: ReadonlyArray<number> } {
    const asked = [...meant].flatMap(([column, folded]): ReadonlyArray<Asked> => {
      const hint = this.get(column)
      return hint === undefined || shareOf(folded) > mostShare ? [] : [{ hint, folded }]
    })
    const isKnown = (page: number): boolean => asked.length > 0 && asked.every(({ hint }) => knows(hint, page))
    const unknown = pages.filter((page) => !isKnown(page))
    return { ...candidatesIn(asked, unknown.length === 0 ? pages : pages.filter(isKnown)), unknown }
  }

  /** Whether more would be known if what these pages have in these columns were recorded. */
  isWorthwhile(pages: ReadonlyArray<number>, columns: ReadonlyArray<string>): boolean {
    const isMore = (column: string): boolean => {
      const hint = this.get(column)
      return hint === undefined || !pages.every((page) => knows(hint, page))
    }
    return pages.length > 0 && columns.some(isMore)
  }

  recording(pages: ReadonlyArray<number>, columns: ReadonlyArray<string>): Recording {
    const ends = new Uint32Array(pages.length)
    const blocks = columns.map((): Array<Uint16Array> => [])
    let place = 0
    let end = 0
    return {
      add: (cells, some) => {
        for (const [index, column] of some.entries()) blocks[index]!.push(column.slice())
        for (const count of cells) ends[place++] = end += count
      },
      end: () => {
        const places = placesOf(pages)
        for (const [index, column] of columns.entries()) {
          const made = { places, ends, values: inOne(blocks[index]!, end) }
          const known = this.get(column)
          this.put(column, known === undefined ? made : joined(known, made, pages))
        }
      }
    }
  }
}

const inOne = (blocks: ReadonlyArray<Uint16Array>, length: number): Uint16Array => {
  const values = new Uint16Array(length)
  let at = 0
  for (const block of blocks) {
    values.set(block, at)
    at += block.length
  }
  return values
}

/** Both, what is in both once. `pages`: those of the second, in their order. */
const joined = (one: Hint, other: Hint, pages: ReadonlyArray<number>): Hint => {
  const added = pages.filter((page) => !knows(one, page))
  const places = new Int32Array(Math.max(one.places.length, other.places.length))
  places.set(one.places)
  for (const [index, page] of added.entries()) places[page] = one.ends.length + index + 1
  const ends = new Uint32Array(one.ends.length + added.length)
  ends.set(one.ends)
  let end = one.ends.at(-1) ?? 0
  for (const [index, page] of added.entries()) {
    const [from, to] = spanOf(other, page)
    ends[one.ends.length + index] = end += to - from
  }
  const values = new Uint16Array(end)
  values.set(one.values.subarray(0, one.ends.at(-1) ?? 0))
  for (const page of added)
    values.set(other.values.subarray(...spanOf(other, page)), spanOf({ places, ends, values }, page)[0])
  return { places, ends, values }
}

const placesOf = (pages: ReadonlyArray<number>): Int32Array => {
  const places = new Int32Array(pages.reduce((most, page) => Math.max(most, page), 0) + 1)
  for (const [index, page] of pages.entries()) places[page] = index + 1
  return places
}
