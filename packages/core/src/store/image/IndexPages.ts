/**
 * The rows of one WITHOUT ROWID table, laid out as the pages of a SQLite b-tree (sqlite.org/fileformat2.html, §1.6).
 *
 * Such a table is an index that holds whole rows: a cell is the length of a record and the record. Unlike in a table
 * with row ids, interior pages hold rows, too: the one between two leaves stands in the page above them, and nowhere
 * else. Rows come in the order of their keys, so leaves are filled one after the other, each written to the file once
 * it is full; one interior page, the root, is all there is above them.
 */
import { type ImageFile, pageBytes } from "./ImageFile.ts"
import { interiorHeaderBytes, leafHeaderBytes, pageKind, writePageHeader } from "./pages.ts"
import { integerBytes, serialTypeOf, writeInteger } from "./records.ts"
import { varintBytes, writeVarint } from "./varint.ts"

/** SQLite looks for an overflow page behind a longer record: (65,536 - 12) * 64 / 255 - 23. */
const maxRecordBytes = 16_422
const childPointerBytes = 4

export class IndexPages {
  readonly #file: ImageFile
  readonly #rootPage: number
  readonly #width: number
  /** Gives the numbers of pages that nobody writes to. */
  readonly #nextPage: () => number
  readonly #leaf = Buffer.alloc(pageBytes)
  readonly #root = Buffer.alloc(pageBytes)
  readonly #types: Uint8Array
  /** Rows added since the last `clear`. */
  rows = 0
  #cells = 0
  #contentAt = pageBytes
  /** Leaves that are full, and where the cells that point to them begin. */
  #children = 0
  #rootContentAt = pageBytes

  /** `width`: columns of the table. */
  constructor(file: ImageFile, rootPage: number, width: number, nextPage: () => number) {
    if (1 + width * 9 > maxRecordBytes || width > 126) throw new RangeError(`${width} columns are too many`)
    this.#file = file
    this.#rootPage = rootPage
    this.#width = width
    this.#nextPage = nextPage
    this.#types = new Uint8Array(width)
  }

  /** Adds a row, whole numbers up to 2^53, whose key is above all before. The values: `from[at]` and on. */
  add(from: ArrayLike<number>, at: number): void {
    const types = this.#types
    const width = this.#width
    let length = 1 + width
    for (let column = 0; column < width; column++) {
      const type = serialTypeOf(from[at + column]!)
      types[column] = type
      length += integerBytes[type]!
    }
    const size = varintBytes(length) + length
    if (this.#contentAt - size < leafHeaderBytes + 2 * (this.#cells + 1)) this.#closeLeaf()
    this.#contentAt -= size
    const leaf = this.#leaf
    leaf.writeUInt16BE(this.#contentAt, leafHeaderBytes + 2 * this.#cells++)
    let to = writeVarint(leaf, length, this.#contentAt)
    leaf[to++] = 1 + width
    for (let column = 0; column < width; column++) leaf[to++] = types[column]!
    for (let column = 0; column < width; column++) to = writeInteger(leaf, from[at + column]!, types[column]!, to)
    this.rows++
  }

  /** Completes the tree: everything is in the file. */
  finish(): void {
    if (this.#children === 0) {
      // A root must not be an interior page without cells: the only leaf is the root.
      this.#writeLeaf(this.#rootPage)
      return
    }
    const last = this.#nextPage()
    this.#writeLeaf(last)
    writePageHeader(this.#root, 0, pageKind.indexInterior, this.#children, this.#rootContentAt)
    this.#root.writeUInt32BE(last, 8)
    this.#file.write(this.#root, this.#rootPage)
  }

  /** Forgets all rows. */
  clear(): void {
    this.rows = 0
    this.#cells = 0
    this.#contentAt = pageBytes
    this.#children = 0
    this.#rootContentAt = pageBytes
  }

  /** Writes the leaf without its last row, which goes above it: no leaf is left empty by that. */
  #closeLeaf(): void {
    const from = this.#contentAt
    const end = --this.#cells === 0 ? pageBytes : this.#leaf.readUInt16BE(leafHeaderBytes + 2 * (this.#cells - 1))
    this.#contentAt = end
    this.#rootContentAt -= childPointerBytes + end - from
    const pointer = interiorHeaderBytes + 2 * this.#children
    if (this.#rootContentAt < pointer + 2) throw new RangeError(`${this.rows} rows are more than one root can point to`)
    const page = this.#nextPage()
    this.#root.writeUInt32BE(page, this.#rootContentAt)
    this.#leaf.copy(this.#root, this.#rootContentAt + childPointerBytes, from, end)
    this.#root.writeUInt16BE(this.#rootContentAt, pointer)
    this.#children++
    this.#writeLeaf(page)
    this.#cells = 0
    this.#contentAt = pageBytes
  }

  #writeLeaf(page: number): void {
    writePageHeader(this.#leaf, 0, pageKind.indexLeaf, this.#cells, this.#contentAt)
    this.#file.write(this.#leaf, page)
  }
}
