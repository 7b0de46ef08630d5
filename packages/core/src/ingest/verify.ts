/**
 * Is this file what was read? Compares its bytes with the digests of a source's ranges (workers/digest.ts).
 */
import { setImmediate } from "node:timers/promises"

import { blockDigestBytes, digestBlockBytes, RangeDigest } from "@logmill/workers/digest"
import { decompress } from "@logmill/workers/read/compression"
import { DamageError } from "@logmill/workers/read/damage"
import { FileSource } from "@logmill/workers/read/source"

import type { RangeRow } from "../store/ranges.ts"
import type { LogFile } from "./LogFile.ts"

/**
 * `same`: every byte that was read is there, and `more` says whether bytes follow. `shorter`: the file ends early, inside
 * `range`, and is what was read up to there, as far as whole blocks tell. `different`: a block of `range` differs, and
 * none before it. `damage`: the file cannot be decompressed further.
 */
export type Comparison =
  | { readonly kind: "same"; readonly more: boolean }
  | { readonly kind: "shorter"; readonly range: RangeRow; readonly damage: string | null }
  | { readonly kind: "different"; readonly range: RangeRow }

/** Compares every byte. Costs a read of the file, and inflating it. `key`: of the digests. */
export const compareAll = async (
  file: LogFile,
  ranges: ReadonlyArray<RangeRow>,
  key: Uint8Array
): Promise<Comparison> => {
  const content = new Content(file)
  for (const range of ranges) {
    const compared = await compareRange(content, range, key)
    if (compared === "shorter") return { kind: compared, range, damage: content.damage }
    if (compared === "different") return { kind: compared, range }
  }
  const hasMore = await content.hasMore()
  // Damage is found again, and named, when what follows is read.
  return { kind: "same", more: hasMore || content.damage !== null }
}

/**
 * Compares the first and the last block that was read: enough for a plain file under the name and inode it had, if it
 * has not become shorter.
 */
export const compareEnds = (file: LogFile, ranges: ReadonlyArray<RangeRow>, key: Uint8Array): Comparison => {
  const first = ranges[0]
  const last = ranges.at(-1)
  if (first === undefined || last === undefined) return { kind: "same", more: file.size > 0 }
  if (!equalBlock(file, first, 0, key)) return { kind: "different", range: first }
  if (!equalBlock(file, last, last.digest.length / blockDigestBytes - 1, key)) return { kind: "different", range: last }
  return { kind: "same", more: file.size > last.endOffset }
}

const equalBlock = (file: LogFile, range: RangeRow, block: number, key: Uint8Array): boolean => {
  const start = range.startOffset + block * digestBlockBytes
  const bytes = Buffer.alloc(Math.min(digestBlockBytes, range.endOffset - start))
  const count = new FileSource(file.fd, start).read(bytes, 0, bytes.length)
  const digest = new RangeDigest(key)
  digest.update(bytes, 0, count)
  return digestsAt(range, block, 1).equals(digest.take())
}

/** Digests of a range's blocks, by their number. */
export const digestsAt = (range: RangeRow, block: number, count: number): Buffer =>
  range.digest.subarray(block * blockDigestBytes, (block + count) * blockDigestBytes)

const compareRange = async (
  content: Content,
  range: RangeRow,
  key: Uint8Array
): Promise<"same" | "shorter" | "different"> => {
  if (!(await content.skipTo(range.startOffset))) return "shorter"
  const digest = new RangeDigest(key)
  let left = range.endOffset - range.startOffset
  let block = 0
  while (left > 0) {
    const want = Math.min(left, digestBlockBytes)
    const got = await content.read(want, (bytes) => digest.update(bytes, 0, bytes.length))
    const found = digest.take()
    if (got < want) return "shorter"
    if (!digestsAt(range, block, 1).equals(found)) return "different"
    block++
    left -= want
  }
  return "same"
}

/** Digests of a file's bytes from `start` to `end`. */
export const digestOf = async (file: LogFile, start: number, end: number, key: Uint8Array): Promise<Buffer> => {
  const content = new Content(file)
  const digest = new RangeDigest(key)
  await content.skipTo(start)
  await content.read(end - start, (bytes) => digest.update(bytes, 0, bytes.length))
  return Buffer.from(digest.take())
}

/** The decompressed bytes of a file, taken in any portions. */
export class Content {
  damage: string | null = null
  readonly #chunks: AsyncGenerator<Buffer, void>
  #chunk: Buffer = Buffer.alloc(0)
  #offset = 0

  constructor(file: LogFile) {
    this.#chunks =
      file.compression === "none" ? plainChunks(file.fd) : decompress(file.compression, new FileSource(file.fd, 0))
  }

  /** Gives the next `count` bytes to `take`; returns how many there were. */
  async read(count: number, take: (bytes: Buffer) => void): Promise<number> {
    let left = count
    while (left > 0 && (await this.#fill())) {
      const taken = this.#chunk.subarray(0, left)
      take(taken)
      this.#take(taken.length)
      left -= taken.length
    }
    return count - left
  }

  /** False when the content ends before `offset`. */
  async skipTo(offset: number): Promise<boolean> {
    while (this.#offset < offset && (await this.#fill()))
      this.#take(Math.min(offset - this.#offset, this.#chunk.length))
    return this.#offset === offset
  }

  /** Ends what decompresses it, where not all was wanted. */
  async close(): Promise<void> {
    await this.#chunks.return()
  }

  hasMore(): Promise<boolean> {
    return this.#fill()
  }

  async #fill(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const next = await this.#nextChunk()
      if (next === undefined) return false
      this.#chunk = next
    }
    return true
  }

  async #nextChunk(): Promise<Buffer | undefined> {
    if (this.damage !== null) return undefined
    try {
      const next = await this.#chunks.next()
      return next.done === true ? undefined : next.value
    } catch (cause) {
      if (!(cause instanceof DamageError)) throw cause
      this.damage = cause.message
      return undefined
    }
  }

  #take(count: number): void {
    this.#chunk = this.#chunk.subarray(count)
    this.#offset += count
  }
}

const plainChunks = async function* (fd: number): AsyncGenerator<Buffer, void> {
  const source = new FileSource(fd, 0)
  const buffer = Buffer.alloc(1024 * 1024)
  for (;;) {
    const count = source.read(buffer, 0, buffer.length)
    if (count === 0) return
    yield buffer.subarray(0, count)
    await setImmediate()
  }
}
