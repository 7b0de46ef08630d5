/**
 * Header lines (`#Fields: ...`) before the place where reading begins: they say what the lines after it mean. What stands
 * between them is passed over at the speed of looking for line ends.
 */
import type { LineParser } from "../parse/line.ts"
import type { ByteSource } from "../read/source.ts"

const LF = 0x0a
/** More than a header has. */
const longestHeader = 16 * 1024

export class HeaderFinder {
  readonly #parser: LineParser
  /** The beginning of a line that has not come whole; null inside one that is none. */
  #open: Buffer | null = Buffer.alloc(0)

  constructor(parser: LineParser) {
    this.#parser = parser
  }

  /** The next bytes. */
  take(bytes: Buffer): void {
    if (this.#parser.hasHeaders !== true) return
    for (let at = 0; at < bytes.length;) {
      const newline = bytes.indexOf(LF, at)
      const end = newline < 0 ? bytes.length : newline
      if (this.#open !== null && this.#open.length + end - at <= longestHeader) {
        this.#open = Buffer.concat([this.#open, bytes.subarray(at, end)])
      } else this.#open = null
      if (newline < 0) return
      if (this.#open !== null) this.#parser.takeHeader?.(this.#open, 0, this.#open.length)
      this.#open = Buffer.alloc(0)
      at = newline + 1
    }
  }

  /** Goes through a source up to `limit`, with `buffer` for what is read. */
  search(source: ByteSource, limit: number, buffer: Buffer): void {
    for (let at = 0; at < limit;) {
      const count = source.read(buffer, 0, Math.min(buffer.length, limit - at))
      if (count === 0) return
      this.take(buffer.subarray(0, count))
      at += count
    }
  }
}
