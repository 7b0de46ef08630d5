/**
 * The pages of a table image, by the descriptor of its file (ImageFile.ts): written here, read by SQLite, which notices
 * that they were written anew as it notices another process's commit: by the change counter in the header
 * (sqlite.org/fileformat2.html, §1.3), which it reads when a transaction first reads the file. Pages beyond those
 * published may be written at any time. Needs no connection, so that another thread of the process can do it.
 */
import { writeSync } from "node:fs"

/** The largest that SQLite knows: with few pages the tree stays flat. */
export const pageBytes = 65_536

/** Offsets in the file's header (§1.3). */
const changeCounterAt = 24
const pageCountAt = 28
const versionValidForAt = 92

/** A file that has nothing but empty tables yet; can be sent to another thread. */
export interface EmptyImage {
  readonly fd: number
  /** The first page: header and schema. */
  readonly first: Uint8Array
  /** Numbers, from 1, of the root pages of the tables in the order of their declarations. */
  readonly roots: ReadonlyArray<number>
  /** The first page that is neither schema nor root. */
  readonly firstFree: number
}

export class ImagePages {
  readonly #fd: number
  readonly #first: Uint8Array
  readonly #header: DataView
  #changes = 1
  readonly roots: ReadonlyArray<number>
  readonly firstFree: number

  constructor({ fd, first, roots, firstFree }: EmptyImage) {
    this.#fd = fd
    this.#first = first
    this.#header = new DataView(first.buffer, first.byteOffset, first.byteLength)
    this.roots = roots
    this.firstFree = firstFree
  }

  /** Writes whole pages from the one with this number on. */
  write(pages: Uint8Array, number: number): void {
    writePages(this.#fd, pages, number)
  }

  /** Lets SQLite see what was written: a database of this many pages. */
  publish(pages: number): void {
    this.#changes++
    this.#header.setUint32(changeCounterAt, this.#changes)
    this.#header.setUint32(pageCountAt, pages)
    this.#header.setUint32(versionValidForAt, this.#changes)
    this.write(this.#first, 1)
  }
}

export const writePages = (fd: number, pages: Uint8Array, number: number): void => {
  const at = (number - 1) * pageBytes
  for (let done = 0; done < pages.length;) done += writeSync(fd, pages, done, pages.length - done, at + done)
}
