/**
 * The database's file, read page by page past SQLite (sqlite.org/fileformat2.html, §1.3).
 *
 * That is right only while a read transaction is open and nothing is in a write-ahead log: what it reads stands in this
 * file then, and its lock keeps the file from being written. The system forgets all locks that a process has on a file
 * when one of its descriptors is closed, SQLite's, too: so `close` comes after SQLite has closed its own.
 */
import { closeSync, openSync, readSync } from "node:fs"

/** Of pages that are read at once. */
const blockBytes = 1 << 20

export class PageFile {
  readonly #fd: number
  readonly pageBytes: number
  /** Of a page, without what extensions have reserved at its end. */
  readonly usableBytes: number

  constructor(path: string) {
    this.#fd = openSync(path, "r")
    const header = Buffer.alloc(100)
    readSync(this.#fd, header, 0, header.length, 0)
    const size = header.readUInt16BE(16)
    this.pageBytes = size === 1 ? 65_536 : size
    this.usableBytes = this.pageBytes - header[20]!
  }

  /** A copy of a page; not of the first, which begins with something else. */
  page(number: number): Buffer {
    const bytes = Buffer.allocUnsafe(this.pageBytes)
    this.#read(bytes, number, 1)
    return bytes
  }

  /** Reads these pages one after the other: each is in `bytes` from `at` on, until the visit ends. */
  each(numbers: ReadonlyArray<number>, visit: (bytes: Buffer, at: number) => void): void {
    const block = Buffer.allocUnsafe(Math.min(blockBytes, numbers.length * this.pageBytes))
    this.blocks(
      numbers,
      () => block,
      (count) => {
        for (let index = 0; index < count; index++) visit(block, index * this.pageBytes)
      }
    )
  }

  /** The same, as many at once as there is room for in a block: `visit` is told how many are in it. */
  blocks(numbers: ReadonlyArray<number>, block: () => Uint8Array, visit: (count: number) => void): void {
    const most = Math.floor(block().length / this.pageBytes)
    let filled = 0
    for (let from = 0; from < numbers.length;) {
      const first = numbers[from]!
      let count = 1
      while (filled + count < most && numbers[from + count] === first + count) count++
      this.#read(block().subarray(filled * this.pageBytes), first, count)
      filled += count
      from += count
      if (filled < most && from < numbers.length) continue
      visit(filled)
      filled = 0
    }
  }

  close(): void {
    closeSync(this.#fd)
  }

  #read(bytes: Uint8Array, number: number, count: number): void {
    const length = count * this.pageBytes
    if (number < 2) throw new RangeError(`page ${number} is none of a table's`)
    if (readSync(this.#fd, bytes, 0, length, (number - 1) * this.pageBytes) !== length) {
      throw new RangeError(`page ${number} is beyond the end of the file`)
    }
  }
}
