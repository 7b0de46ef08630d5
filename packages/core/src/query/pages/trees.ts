/**
 * The b-trees of tables (sqlite.org/fileformat2.html, §1.6), from pages read past SQLite: which pages have the rows that
 * are asked for, and short tables row by row. What is not as it should be throws.
 */
import type { PageFile } from "./PageFile.ts"
import { RecordReader } from "./RecordReader.ts"

const tableInterior = 5
const tableLeaf = 13
const indexInterior = 2
const indexLeaf = 10
const leafHeader = 8
const interiorHeader = 12
/** Of trees: SQLite's own limit. */
const mostLevels = 20

/** From `first` to `last`. */
export interface Keys {
  readonly first: number
  readonly last: number
}

export const everyKey: Keys = { first: 0, last: Number.MAX_SAFE_INTEGER }

/** In their order, neighbours as one. */
export const joined = (ranges: ReadonlyArray<Keys>): ReadonlyArray<Keys> => {
  const found: Array<Keys> = []
  for (const { first, last } of ranges) {
    const before = found.at(-1)
    if (before?.last === first - 1) found[found.length - 1] = { first: before.first, last }
    else found.push({ first, last })
  }
  return found
}

const read16 = (bytes: Buffer, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

/** Where the cells of a page above leaves are: each begins with the number of a page; the last page stands in the header. */
const cellsAbove = (bytes: Buffer, kind: number): ReadonlyArray<number> => {
  if (bytes[0] !== kind) throw new RangeError("no page above those of a table or an index")
  return Array.from({ length: read16(bytes, 3) }, (_, cell) => read16(bytes, interiorHeader + 2 * cell))
}

/** The leaves of a table with row ids, in their order, where these ids are. */
export const leavesOf = (file: PageFile, root: number, { first, last }: Keys): ReadonlyArray<number> => {
  const record = new RecordReader()
  const childrenOf = (number: number): ReadonlyArray<number> => {
    const bytes = file.page(number)
    const children: Array<number> = []
    let before = -Infinity
    for (const at of cellsAbove(bytes, tableInterior)) {
      if (before >= last) break
      const key = record.varint(bytes, at + 4)
      if (key >= first) children.push(bytes.readUInt32BE(at))
      before = key
    }
    return before < last ? [...children, bytes.readUInt32BE(8)] : children
  }
  return descend(file, root, tableLeaf, childrenOf).leaves
}

/**
 * The pages of a table WITHOUT ROWID, whose first column is an integer, where rows with these are: leaves, and what is
 * above them, for between the rows of two leaves there is one more.
 */
export const pagesOf = (file: PageFile, root: number, { first, last }: Keys): ReadonlyArray<number> => {
  const record = new RecordReader()
  const childrenOf = (number: number): ReadonlyArray<number> => {
    const bytes = file.page(number)
    const children: Array<number> = []
    let before = -Infinity
    for (const at of cellsAbove(bytes, indexInterior)) {
      if (before > last) break
      record.varint(bytes, at + 4)
      record.read(bytes, record.next, file.pageBytes, 1)
      const key = record.integer(0)
      if (key >= first) children.push(bytes.readUInt32BE(at))
      before = key
    }
    return before <= last ? [...children, bytes.readUInt32BE(8)] : children
  }
  const { above, leaves } = descend(file, root, indexLeaf, childrenOf)
  return [...above, ...leaves]
}

/** A table WITHOUT ROWID in the order of its rows. */
export interface RowsInOrder {
  readonly leaves: ReadonlyArray<number>
  /** The row between each leaf and the next: its cell, without the number of a page that stands in front of it. */
  readonly between: ReadonlyArray<Uint8Array>
}

export const rowsInOrder = (file: PageFile, root: number): RowsInOrder => {
  const record = new RecordReader()
  let pages: ReadonlyArray<number> = [root]
  let between: ReadonlyArray<Uint8Array> = []
  for (let level = 0; level < mostLevels; level++) {
    if (file.page(pages[0]!)[0] === indexLeaf) return { leaves: pages, between }
    const children: Array<number> = []
    const rows: Array<Uint8Array> = []
    for (const [index, number] of pages.entries()) {
      const bytes = file.page(number)
      if (index > 0) rows.push(between[index - 1]!)
      for (const at of cellsAbove(bytes, indexInterior)) {
        const end = record.varint(bytes, at + 4) + record.next
        if (end > file.pageBytes) throw new RangeError("a row that goes on on another page")
        children.push(bytes.readUInt32BE(at))
        rows.push(bytes.subarray(at + 4, end))
      }
      children.push(bytes.readUInt32BE(8))
    }
    pages = children
    between = rows
  }
  throw new RangeError("a tree without end")
}

/** All leaves of a tree are at the same depth. */
const descend = (
  file: PageFile,
  root: number,
  leaf: number,
  childrenOf: (number: number) => ReadonlyArray<number>
): { readonly above: ReadonlyArray<number>; readonly leaves: ReadonlyArray<number> } => {
  const above: Array<number> = []
  let numbers: ReadonlyArray<number> = [root]
  for (let level = 0; level < mostLevels; level++) {
    if (numbers.length === 0 || file.page(numbers[0]!)[0] === leaf) return { above, leaves: numbers }
    for (const number of numbers) above.push(number)
    numbers = numbers.flatMap(childrenOf)
  }
  throw new RangeError("a tree without end")
}

/**
 * Visits the rows of a table with row ids, some 0.1 µs each. `columns`: so many from the left may be looked at; without
 * `isWhole` they are not all on the row's page, and it is to be read another way.
 */
export const eachRow = (
  file: PageFile,
  root: number,
  { first, last }: Keys,
  columns: number,
  visit: (record: RecordReader, id: number, isWhole: boolean) => void
): void => {
  const record = new RecordReader()
  const most = file.usableBytes - 35
  file.each(leavesOf(file, root, { first, last }), (bytes, page) => {
    if (bytes[page] !== tableLeaf) throw new RangeError("no leaf of a table")
    const cells = read16(bytes, page + 3)
    for (let cell = 0; cell < cells; cell++) {
      const at = page + read16(bytes, page + leafHeader + 2 * cell)
      const payload = record.varint(bytes, at)
      const id = record.varint(bytes, record.next)
      if (id < first || id > last) continue
      const here = payload <= most ? payload : localBytes(file, payload, most)
      visit(record, id, record.read(bytes, record.next, record.next + here, columns))
    }
  })
}

/** Of a row that goes on on other pages (§1.5). */
const localBytes = ({ usableBytes }: PageFile, payload: number, most: number): number => {
  const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23
  const local = least + ((payload - least) % (usableBytes - 4))
  return local <= most ? local : least
}
