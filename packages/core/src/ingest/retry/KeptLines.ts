/**
 * Lines of a source taken from its file again, as far as the file still is what was read: by the digests of the blocks of
 * 64 KiB in which they are; where lines mean what a header before them says, by those of everything before, too.
 */
import { RangeDigest, blockDigestBytes, digestBlockBytes } from "@logmill/workers/digest"
import { HeaderFinder } from "@logmill/workers/format/headers"
import type { LineParser } from "@logmill/workers/parse/line"

import type { RangeRow } from "../../store/ranges.ts"
import type { LogFile } from "../LogFile.ts"
import { Content } from "../verify.ts"

const LF = 0x0a
/** More than can hold at a time: a header says what the lines up to the next one mean. */
const mostHeaders = 1000

export interface KeptLine {
  /** Where it begins in the source; null: a header before those that were asked for. */
  readonly offset: number | null
  /** Without its line end. */
  readonly bytes: Buffer
}

export class KeptLines {
  readonly #content: Content
  readonly #ranges: ReadonlyArray<RangeRow>
  readonly #key: Uint8Array
  readonly #headers: Headers | null
  #next = 0
  /** Of a log with headers: whether all was the same so far. */
  #isSame = true

  /** `ranges`: of one generation. `parser`: of lines with headers, its own; else null. `key`: of the digests. */
  constructor(file: LogFile, ranges: ReadonlyArray<RangeRow>, key: Uint8Array, parser: LineParser | null) {
    this.#content = new Content(file)
    this.#ranges = ranges
    this.#key = key
    this.#headers = parser === null ? null : new Headers(parser)
  }

  /** The lines of a range that begin at these offsets and are still there. Ranges are to be asked for in their order. */
  async of(range: RangeRow, wanted: ReadonlySet<number>): Promise<ReadonlyArray<KeptLine>> {
    for (let each = this.#ranges[this.#next]; each !== undefined; each = this.#ranges[this.#next]) {
      if (each.startOffset > range.startOffset) break
      this.#next++
      if (each.id === range.id) return this.#linesOf(each, wanted)
      if (this.#headers !== null && this.#isSame) await this.#linesOf(each, new Set())
    }
    return []
  }

  close(): Promise<void> {
    return this.#content.close()
  }

  async #linesOf(range: RangeRow, wanted: ReadonlySet<number>): Promise<ReadonlyArray<KeptLine>> {
    if (!this.#isSame) return []
    const bytes = await this.#bytesOf(range)
    const isSame = sameBlocks(bytes, range, this.#key)
    if (this.#headers === null) {
      return [...wanted]
        .toSorted((a, b) => a - b)
        .flatMap((offset) => {
          const line = lineAt(bytes, offset - range.startOffset)
          return line !== null && isSame(line.start, line.next) ? [{ offset, bytes: line.bytes }] : []
        })
    }
    this.#isSame = bytes.length === range.endOffset - range.startOffset && isSame(0, bytes.length)
    if (!this.#isSame) return []
    const before = this.#headers.list
    const lines = this.#headers.take(bytes, range.startOffset, wanted)
    return wanted.size === 0 ? [] : [...before, ...lines]
  }

  async #bytesOf({ startOffset, endOffset }: RangeRow): Promise<Buffer> {
    const chunks: Array<Buffer> = []
    if (await this.#content.skipTo(startOffset)) {
      await this.#content.read(endOffset - startOffset, (bytes) => void chunks.push(Buffer.from(bytes)))
    }
    return Buffer.concat(chunks)
  }
}

interface Line {
  readonly start: number
  readonly next: number
  readonly bytes: Buffer
}

const lineAt = (bytes: Buffer, start: number): Line | null => {
  if (start >= bytes.length) return null
  const newline = bytes.indexOf(LF, start)
  const end = newline < 0 ? bytes.length : newline
  return { start, next: Math.min(end + 1, bytes.length), bytes: bytes.subarray(start, end) }
}

/** Tells of bytes [start, end) of a range whether the blocks that they are in are what was read. */
const sameBlocks = (bytes: Buffer, { digest }: RangeRow, key: Uint8Array) => {
  const found = new RangeDigest(key)
  found.update(bytes, 0, bytes.length)
  const blocks = found.take()
  return (start: number, end: number): boolean => {
    const from = Math.floor(start / digestBlockBytes) * blockDigestBytes
    const to = Math.ceil(end / digestBlockBytes) * blockDigestBytes
    return to <= blocks.length && digest.subarray(from, to).equals(blocks.subarray(from, to))
  }
}

/** The header lines there were so far, each once, in the order in which they were met last. */
class Headers {
  readonly #finder: HeaderFinder
  readonly #parser: LineParser
  readonly #lines = new Map<string, Buffer>()

  constructor(parser: LineParser) {
    this.#parser = parser
    parser.begin?.()
    this.#finder = new HeaderFinder({
      ordinary: 0,
      hasHeaders: true,
      takeHeader: (bytes, start, end) => this.#takeHeader(bytes.subarray(start, end)),
      parse: () => 0
    })
  }

  get list(): ReadonlyArray<KeptLine> {
    return [...this.#lines.values()].map((bytes) => ({ offset: null, bytes }))
  }

  /** Goes through a range; returns its headers and the wanted lines. */
  take(range: Buffer, startOffset: number, wanted: ReadonlySet<number>): ReadonlyArray<KeptLine> {
    if (wanted.size === 0) {
      this.#finder.take(range)
      return []
    }
    const lines: Array<KeptLine> = []
    for (let line = lineAt(range, 0); line !== null; line = lineAt(range, line.next)) {
      const isWanted = wanted.has(startOffset + line.start)
      if (this.#takeHeader(line.bytes) && !isWanted) lines.push({ offset: null, bytes: line.bytes })
      if (isWanted) lines.push({ offset: startOffset + line.start, bytes: line.bytes })
    }
    return lines
  }

  #takeHeader(line: Buffer): boolean {
    if (this.#parser.takeHeader?.(line, 0, line.length) !== true) return false
    const key = line.toString("latin1")
    this.#lines.delete(key)
    this.#lines.set(key, Buffer.from(line))
    const [oldest] = this.#lines.keys()
    if (this.#lines.size > mostHeaders) this.#lines.delete(oldest!)
    return true
  }
}
