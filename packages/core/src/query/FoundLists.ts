import type { FoundRows, SqlRow } from "./protocol.ts"

/** The lists of what lookups found (Finder.ts), as the parent puts them together again. */
export class FoundLists {
  #lists: ReadonlyArray<Array<SqlRow>> = []

  add(found: ReadonlyArray<FoundRows>): ReadonlyArray<ReadonlyArray<SqlRow>> {
    this.#lists = found.map(({ isAnew, rows }, lookup) => {
      const list = isAnew ? [] : this.#lists[lookup]!
      for (const row of rows) list.push(row)
      return list
    })
    return this.#lists
  }
}
