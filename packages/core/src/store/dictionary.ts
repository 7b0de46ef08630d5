/**
 * A dictionary table while an ingest writes: from a text to the id it is stored under, adding it when it is new.
 *
 * Texts come as their UTF-8 bytes. Their hash leads to the ids that have it (HashIds.ts), and the text to those is
 * compared with: the one last met, or the row in the table. No hash decides anything, but where the ids of the whole
 * table are in memory a hash that nobody has tells that a text is new without asking, at eight bytes a value in place of
 * the text and without an index in the database.
 *
 * A table with more rows than are read in at the start is asked by an index on its hashes. As an index filled row by
 * row costs as much as all the rest of a row, an ingest that brings many new values reads the hashes in after all and
 * drops the index; the next ingest makes it anew, sorted, at 0.7 µs a row. Past the bound of memory there is no way
 * round it.
 *
 * Ids given in a transaction that is rolled back are wrong from then on: a writer that failed is not used again.
 */

import { HashIds } from "./HashIds.ts"
import { hashOf } from "./hashOf.ts"
import { FORGOTTEN, type RecentBound, RecentTexts, SAME } from "./RecentTexts.ts"
import { viewOf } from "./viewOf.ts"

/** What is in memory of one dictionary at most. */
export interface DictionaryBound {
  /** Values whose hashes are remembered. */
  readonly values: number
  /** Rows whose hashes are read at the start, at 0.5 µs each. */
  readonly read: number
  readonly recent: RecentBound
}

/** Hashes in 64 MB, and 10 MB of texts. */
export const usualBound: DictionaryBound = {
  values: 6_000_000,
  read: 75_000,
  recent: { texts: 1 << 17, bytes: 1 << 23 }
}

export interface DictionaryTable {
  readonly maxId: () => number
  /** Of all rows. */
  readonly hashes: () => Iterable<readonly [id: number, hash: number]>
  /** Before the first `find`, and again after `dropIndex`. */
  readonly makeIndex: () => void
  /** Makes inserting cheap again. */
  readonly dropIndex: () => void
  /** The id of the row with this text, looked up by its hash (32 bits, signed). Not of rows that wait to be inserted. */
  readonly find: (hash: number, text: string) => number | undefined
  /** Whether that is the text of a row. */
  readonly holds: (id: number, text: string) => boolean
  /** The text is bytes[start, end). The row may wait until the dictionary is told `flushed`. */
  readonly insert: (id: number, hash: number, bytes: Buffer, view: DataView, start: number, end: number) => void
}

export class StoredDictionary {
  readonly #table: DictionaryTable
  readonly #bound: DictionaryBound
  readonly #ids = new HashIds()
  readonly #recent: RecentTexts
  /** Whether the ids of all rows are in memory. */
  #knowsAll: boolean
  /** Rows before this ingest, and now. */
  readonly #firstId: number
  #lastId: number
  #scratch = Buffer.alloc(1024)

  constructor(table: DictionaryTable, bound: DictionaryBound = usualBound) {
    this.#table = table
    this.#bound = bound
    this.#recent = new RecentTexts(bound.recent)
    this.#firstId = this.#lastId = table.maxId()
    this.#knowsAll = this.#lastId <= Math.min(bound.read, bound.values)
    if (this.#knowsAll) this.#readHashes()
    else table.makeIndex()
  }

  /** The id of the text whose UTF-8 is bytes[start, end); `view` is over the same memory. */
  idOf(bytes: Buffer, view: DataView, start: number, end: number): number {
    const hash = hashOf(bytes, view, start, end)
    const ids = this.#ids
    for (let slot = ids.first(hash); slot >= 0; slot = ids.next(hash, slot)) {
      const id = ids.idAt(slot)
      if (this.#holds(id, bytes, view, start, end)) return id
    }
    const stored = this.#knowsAll ? undefined : this.#table.find(hash, bytes.toString("utf8", start, end))
    const id = stored ?? ++this.#lastId
    ids.add(hash, id)
    this.#recent.remember(id, bytes, start, end, stored !== undefined)
    if (stored === undefined) this.#table.insert(id, hash, bytes, view, start, end)
    return id
  }

  idOfText(text: string): number {
    if (this.#scratch.length < text.length * 3) this.#scratch = Buffer.alloc(text.length * 4)
    const bytes = this.#scratch
    return this.idOf(bytes, viewOf(bytes), 0, bytes.write(text, "utf8"))
  }

  /** All rows are inserted. Memory is put in order here, where nothing waits that is only there. */
  flushed(): void {
    this.#recent.release()
    const isFull = this.#ids.size >= this.#bound.values
    if (this.#knowsAll) {
      if (!isFull) return
      this.#ids.clear()
      this.#knowsAll = false
      this.#table.makeIndex()
    } else if (this.#isWorthReading()) {
      this.#ids.clear()
      this.#readHashes()
      this.#table.dropIndex()
      this.#knowsAll = true
    } else if (isFull) this.#ids.clear()
  }

  /** A quarter of the table is new, and there is room for it and more of the same. */
  #isWorthReading(): boolean {
    return (this.#lastId - this.#firstId) * 4 > this.#firstId && this.#lastId * 2 < this.#bound.values
  }

  #readHashes(): void {
    this.#ids.reserve(this.#lastId)
    for (const [id, hash] of this.#table.hashes()) this.#ids.add(hash, id)
  }

  #holds(id: number, bytes: Buffer, view: DataView, start: number, end: number): boolean {
    const compared = this.#recent.compare(id, bytes, view, start, end)
    if (compared !== FORGOTTEN) return compared === SAME
    const holds = this.#table.holds(id, bytes.toString("utf8", start, end))
    if (holds) this.#recent.remember(id, bytes, start, end, true)
    return holds
  }
}
