/** Rows of a kernel as a SQLite database in memory with one table, which `deserialize` takes as it is. */
import { DatabaseSync } from "node:sqlite"

import type { LayingOut } from "../../kernels.ts"

/** As the kernel makes pages. */
const pageBytes = 65_536
export const imagePageBytes = pageBytes
const leafOfTable = 13
/** Where the file's header has the number of pages (sqlite.org/fileformat2.html, §1.3). */
const pageCountAt = 28
/** The kernel's only tree. */
const tree = 0
/** The pages of the database: the first has header and schema. */
const rootPage = 2
const firstLeaf = 3

export interface ImageTable {
  /** `CREATE TABLE ...` */
  readonly declaration: string
  /** It is a table with row ids. */
  readonly hasIds: boolean
}

/** `layOut` lays rows out as far as there is room for pages: else it returns 0. */
export const tableImage = <Kernel extends LayingOut>(
  { declaration, hasIds }: ImageTable,
  kernel: Kernel,
  layOut: (tree: number) => number
): Buffer => {
  const pages = new Pages(emptyTable(declaration))
  kernel.clearTree(tree, hasIds)
  for (let isDone = false; !isDone;) {
    kernel.beginOut(pages.count + 1)
    isDone = layOut(tree) !== 0
    pages.add(kernel, kernel.outCount.value)
  }
  kernel.beginOut(pages.count + 1)
  kernel.finishTree(tree)
  // The last one is the root.
  pages.add(kernel, kernel.outCount.value - 1)
  pages.set(rootPage, kernel, kernel.outCount.value - 1)
  return pages.finish()
}

/** The pages of its rows, in their order. */
export const leavesOfImage = (image: Buffer): Uint8Array => {
  const pages = Array.from({ length: image.length / pageBytes }, (_, index) =>
    image.subarray(index * pageBytes, (index + 1) * pageBytes)
  )
  return Buffer.concat(pages.slice(1).filter((page) => page[0] === leafOfTable))
}

/** Made by SQLite itself. */
const emptyTable = (declaration: string): Uint8Array => {
  const empty = new DatabaseSync(":memory:")
  try {
    empty.exec(`PRAGMA page_size = ${pageBytes}`)
    empty.exec(declaration)
    return empty.serialize()
  } finally {
    empty.close()
  }
}

class Pages {
  #bytes = Buffer.alloc(0)
  count: number

  constructor(empty: Uint8Array) {
    this.count = empty.length / pageBytes
    if (this.count !== firstLeaf - 1) throw new RangeError("an empty table of more than one page")
    this.#reserve(16)
    this.#bytes.set(empty)
  }

  /** The first so many pages that left the kernel. */
  add({ memory, outAt }: LayingOut, added: number): void {
    this.#reserve(this.count + added)
    this.#bytes.set(new Uint8Array(memory.buffer, outAt.value, added * pageBytes), this.count * pageBytes)
    this.count += added
  }

  /** One of the pages that left the kernel, from 0. */
  set(number: number, { memory, outAt }: LayingOut, index: number): void {
    const at = outAt.value + index * pageBytes
    this.#bytes.set(new Uint8Array(memory.buffer, at, pageBytes), (number - 1) * pageBytes)
  }

  finish(): Buffer {
    this.#bytes.writeUInt32BE(this.count, pageCountAt)
    return this.#bytes.subarray(0, this.count * pageBytes)
  }

  #reserve(pages: number): void {
    if (pages * pageBytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(pages * pageBytes, this.#bytes.length * 2))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
