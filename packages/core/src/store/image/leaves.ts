/**
 * The rows of one table, laid out as the pages of a SQLite b-tree.
 *
 * Rows come with ascending ids, so leaf pages are filled one after the other and one interior page above them is all the
 * tree there is. Only what such a table needs is written: no overflow pages, no free space inside a page. What the bytes
 * are is laid down in SQLite's "Database File Format" (sqlite.org/fileformat2.html, §1.6), which has not changed since
 * 2004 and is promised not to.
 */

import { pageBytes } from "./ImageFile.ts"
import { interiorHeaderBytes, leafHeaderBytes, pageKind, writePageHeader } from "./pages.ts"
import { varintBytes, writeVarint } from "./varint.ts"

/** Page number and a row id of up to nine bytes, and the pointer to them. */
const maxChildBytes = 4 + 9 + 2

/** Leaves that one interior page can point to. */
const maxLeaves = Math.floor((pageBytes - interiorHeaderBytes) / maxChildBytes)

export class LeafPages {
  /** The pages, from the file's first: those before the table's are the caller's to fill. */
  bytes: Buffer
  readonly #rootPage: number
  readonly #firstLeaf: number
  readonly #lastIds: Array<number> = []
  #leafAt = 0
  #cells = 0
  #contentAt = 0
  #lastId = 0

  /** `rootPage`: the number, from 1, of the page that is the table's root; leaves follow after `firstLeaf`. */
  constructor(rootPage: number, firstLeaf: number) {
    this.#rootPage = rootPage
    this.#firstLeaf = firstLeaf
    this.bytes = Buffer.alloc(16 * pageBytes)
  }

  /** Forgets all rows. */
  clear(): void {
    this.#lastIds.length = 0
    this.#openLeaf()
  }

  /**
   * Makes room for rows with the ids from `firstId` on. `lengths[row]` is the number of bytes of a row's payload, and
   * `at[row]` becomes where in `bytes` the caller is to write it.
   */
  place(count: number, firstId: number, lengths: Uint32Array, at: Uint32Array): void {
    for (let row = 0; row < count; row++) {
      const id = firstId + row
      const length = lengths[row]!
      const size = varintBytes(length) + varintBytes(id) + length
      if (this.#contentAt - size < this.#leafAt + leafHeaderBytes + 2 * (this.#cells + 1)) {
        this.#closeLeaf()
        this.#openLeaf()
      }
      this.#contentAt -= size
      const pointer = this.#leafAt + leafHeaderBytes + 2 * this.#cells++
      this.bytes.writeUInt16BE(this.#contentAt - this.#leafAt, pointer)
      at[row] = writeVarint(this.bytes, id, writeVarint(this.bytes, length, this.#contentAt))
      this.#lastId = id
    }
  }

  /** Completes the tree. Returns how many pages the file has. */
  finish(): number {
    this.#closeLeaf()
    const root = (this.#rootPage - 1) * pageBytes
    const children = this.#lastIds.length - 1
    if (children === 0) {
      // A root must not be an interior page without cells: the only leaf is the root.
      this.bytes.copyWithin(root, this.#leafAt, this.#leafAt + pageBytes)
      return this.#firstLeaf - 1
    }
    if (children > maxLeaves) throw new RangeError(`${children} leaf pages are more than one page can point to`)
    let contentAt = root + pageBytes
    for (let child = 0; child < children; child++) {
      contentAt -= 4 + varintBytes(this.#lastIds[child]!)
      this.bytes.writeUInt32BE(this.#firstLeaf + child, contentAt)
      writeVarint(this.bytes, this.#lastIds[child]!, contentAt + 4)
      this.bytes.writeUInt16BE(contentAt - root, root + interiorHeaderBytes + 2 * child)
    }
    writePageHeader(this.bytes, root, pageKind.tableInterior, children, contentAt - root)
    this.bytes.writeUInt32BE(this.#firstLeaf + children, root + 8)
    return this.#firstLeaf + children
  }

  #openLeaf(): void {
    this.#leafAt = (this.#firstLeaf - 1 + this.#lastIds.length) * pageBytes
    this.#contentAt = this.#leafAt + pageBytes
    this.#cells = 0
    if (this.#contentAt <= this.bytes.length) return
    const grown = Buffer.alloc(this.bytes.length * 2)
    this.bytes.copy(grown)
    this.bytes = grown
  }

  #closeLeaf(): void {
    writePageHeader(this.bytes, this.#leafAt, pageKind.tableLeaf, this.#cells, this.#contentAt - this.#leafAt)
    this.#lastIds.push(this.#lastId)
  }
}
