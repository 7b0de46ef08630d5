/**
 * gzip, member by member (RFC 1952): several members one after the other are one stream, as `cat a.gz b.gz` makes them.
 *
 * Node's own gunzip throws away the last output before an error and cannot tell padding from damage, so this reads the
 * member headers and trailers itself and leaves only the deflate data to zlib. Whatever could be decoded before damage
 * is yielded first; then a GzipError says what is wrong. NUL padding after the last member is no damage.
 */
import { crc32, createInflateRaw } from "node:zlib"

import type { ByteSource } from "./source.ts"

/** How many bytes zlib is given, and gives, at a time. Larger ones are no faster, and pile up over many small files. */
export interface Portions {
  readonly input: number
  readonly output: number
}

const usualPortions: Portions = { input: 64 * 1024, output: 64 * 1024 }

/** `truncated`: the file ends inside a member. `corrupt`: a checksum or the data is wrong. `garbage`: other bytes follow. */
export type GzipDamage = "truncated" | "corrupt" | "garbage"

export class GzipError extends Error {
  readonly damage: GzipDamage

  constructor(damage: GzipDamage, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = "GzipError"
    this.damage = damage
  }
}

/** Whether bytes begin a gzip member with the deflate method, the only one there is. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8

/**
 * The decompressed bytes in chunks; each chunk is the caller's to keep. Throws GzipError after the last good chunk. Small
 * `portions` are for who wants a file's beginning only.
 */
export const gunzip = async function* (
  source: ByteSource,
  portions: Portions = usualPortions
): AsyncGenerator<Buffer, void> {
  const input = new Input(source, portions)
  for (let member = 0; ; member++) {
    if (member > 0) {
      input.skipNuls()
      if (input.atEnd()) return
      const next = input.peek(3)
      if (!isGzip(next)) throw new GzipError("garbage", `bytes that are no gzip data follow after member ${member}`)
    }
    skipHeader(input)
    let crc = 0
    let length = 0
    for await (const chunk of inflateMember(input)) {
      crc = crc32(chunk, crc)
      length = (length + chunk.length) % 2 ** 32
      yield chunk
    }
    const trailer = input.take(8)
    if (trailer === undefined) throw new GzipError("truncated", "the file ends inside a gzip trailer")
    if (trailer.readUInt32LE(0) !== crc) throw new GzipError("corrupt", "the gzip checksum does not match")
    if (trailer.readUInt32LE(4) !== length) throw new GzipError("corrupt", "the gzip length does not match")
  }
}

/** The compressed bytes with a place to put back what inflate did not use. */
class Input {
  /** How many bytes were taken. */
  position = 0
  readonly portions: Portions
  readonly #source: ByteSource
  #ready: Buffer = Buffer.alloc(0)

  constructor(source: ByteSource, portions: Portions) {
    this.#source = source
    this.portions = portions
  }

  /** The same bytes once more from a position on; undefined for streams. */
  from(position: number): Input | undefined {
    const source = this.#source.from?.(position)
    return source === undefined ? undefined : new Input(source, this.portions)
  }

  /** The next bytes, at least one and at most `limit`; undefined at the end. */
  next(limit: number = this.portions.input): Buffer | undefined {
    if (!this.#fill()) return undefined
    const bytes = this.#ready.subarray(0, limit)
    this.#take(bytes.length)
    return bytes
  }

  putBack(bytes: Buffer): void {
    this.#ready = Buffer.concat([bytes, this.#ready])
    this.position -= bytes.length
  }

  peek(count: number): Buffer {
    while (this.#ready.length < count && this.#read());
    return this.#ready.subarray(0, count)
  }

  take(count: number): Buffer | undefined {
    const bytes = this.peek(count)
    if (bytes.length < count) return undefined
    this.#take(count)
    return bytes
  }

  atEnd(): boolean {
    return !this.#fill()
  }

  skipNuls(): void {
    while (this.#fill()) {
      const nonNul = this.#ready.findIndex((byte) => byte !== 0)
      this.#take(nonNul < 0 ? this.#ready.length : nonNul)
      if (nonNul >= 0) return
    }
  }

  #fill(): boolean {
    return this.#ready.length > 0 || this.#read()
  }

  #read(): boolean {
    const buffer = Buffer.allocUnsafe(this.portions.input)
    const read = buffer.subarray(0, this.#source.read(buffer, 0, buffer.length))
    this.#ready = this.#ready.length === 0 ? read : Buffer.concat([this.#ready, read])
    return read.length > 0
  }

  #take(count: number): void {
    this.#ready = this.#ready.subarray(count)
    this.position += count
  }
}

const skipHeader = (input: Input): void => {
  const truncated = (): never => {
    throw new GzipError("truncated", "the file ends inside a gzip header")
  }
  const header = input.take(10) ?? truncated()
  if (!isGzip(header)) throw new GzipError("corrupt", "not a gzip header")
  const flags = header[3]!
  if ((flags & 4) !== 0) {
    const extra = input.take(2) ?? truncated()
    if (input.take(extra.readUInt16LE(0)) === undefined) truncated()
  }
  for (const text of [8, 16]) {
    if ((flags & text) === 0) continue
    for (let byte = input.take(1); ; byte = input.take(1)) {
      if (byte === undefined) truncated()
      if (byte![0] === 0) break
    }
  }
  if ((flags & 2) !== 0 && input.take(2) === undefined) truncated()
}

/**
 * One member's decompressed data. One input buffer is with zlib at a time, and inflating goes on in zlib's own thread
 * while the consumer works on the last chunk; at most one chunk waits. zlib has come to the member's end when it leaves
 * bytes of a buffer alone; everything it made of a buffer can be read when the buffer's callback is called.
 *
 * When zlib fails in a buffer, it keeps to itself what it made of it before. So the member is inflated once more, from
 * `bytewiseFrom`, the beginning of that buffer, byte by byte. Of a stream, which can't be read again, those at most
 * 64 KiB are lost.
 */
const inflateMember = async function* (input: Input, bytewiseFrom = Infinity): AsyncGenerator<Buffer, void> {
  const { portions } = input
  const start = input.position
  let fedFrom = start
  let length = 0
  const inflate = createInflateRaw({ chunkSize: portions.output })
  let wake: () => void = () => undefined
  let state: "running" | "ended" | "exhausted" | "failed" | "unreadable" = "running"
  let failure: unknown
  const stop = (as: typeof state, cause?: unknown): void => {
    state = as
    failure = cause
    wake()
  }
  const feed = (): void => {
    let bytes: Buffer | undefined
    try {
      fedFrom = input.position
      bytes = input.next(fedFrom < bytewiseFrom ? Math.min(portions.input, bytewiseFrom - fedFrom) : 1)
    } catch (cause) {
      return stop("unreadable", cause)
    }
    if (bytes === undefined) return stop("exhausted")
    const fed = bytes
    const writtenBefore = inflate.bytesWritten
    inflate.write(fed, (error) => {
      if (error != null) return
      const used = inflate.bytesWritten - writtenBefore
      if (used === fed.length) return feed()
      input.putBack(fed.subarray(used))
      stop("ended")
    })
  }
  inflate.on("readable", () => wake())
  inflate.on("error", (error) => stop("failed", error))
  try {
    feed()
    for (;;) {
      const chunk = inflate.read() as Buffer | null
      if (chunk !== null) {
        length += chunk.length
        yield chunk
      } else if (state === "running") await new Promise<void>((resolve) => (wake = resolve))
      else break
    }
    if (state === "unreadable") throw failure
    if (state === "exhausted") throw new GzipError("truncated", "the file ends inside a gzip member")
    if (state === "failed") {
      if (bytewiseFrom === Infinity) yield* inflateAgain(input.from(start), fedFrom - start, length)
      throw new GzipError("corrupt", "the compressed data is damaged", failure)
    }
  } finally {
    inflate.destroy()
  }
}

/** What follows `skip` bytes of a member's decompressed data, as far as it can be decompressed. */
const inflateAgain = async function* (
  input: Input | undefined,
  bytewiseFrom: number,
  skip: number
): AsyncGenerator<Buffer, void> {
  if (input === undefined) return
  let toSkip = skip
  try {
    for await (const chunk of inflateMember(input, bytewiseFrom)) {
      const skipped = Math.min(toSkip, chunk.length)
      toSkip -= skipped
      if (skipped < chunk.length) yield chunk.subarray(skipped)
    }
  } catch (cause) {
    if (!(cause instanceof GzipError)) throw cause
  }
}
