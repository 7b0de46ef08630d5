/**
 * gzip, member by member (RFC 1952): several members one after the other are one stream, as `cat a.gz b.gz` makes them.
 *
 * Node's own gunzip throws away the last output before an error and cannot tell padding from damage, so this reads the
 * member headers and trailers itself and leaves only the deflate data to zlib. Whatever could be decoded before damage
 * is yielded first; then a DamageError says what is wrong. NUL padding after the last member is no damage.
 */
import type { DuplexOptions } from "node:stream"
import { crc32, createInflateRaw, type ZlibOptions } from "node:zlib"

import { DamageError } from "./damage.ts"
import { Input, type Portions, usualPortions } from "./input.ts"
import type { ByteSource } from "./source.ts"

/** Whether bytes begin a gzip member with the deflate method, the only one there is. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8

/**
 * The decompressed bytes in chunks; each chunk is the caller's to keep. Throws DamageError after the last good chunk. Small
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
      if (!isGzip(next)) throw new DamageError("garbage", `bytes that are no gzip data follow after member ${member}`)
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
    if (trailer === undefined) throw new DamageError("truncated", "the file ends inside a gzip trailer")
    if (trailer.readUInt32LE(0) !== crc) throw new DamageError("corrupt", "the gzip checksum does not match")
    if (trailer.readUInt32LE(4) !== length) throw new DamageError("corrupt", "the gzip length does not match")
  }
}

const skipHeader = (input: Input): void => {
  const truncated = (): never => {
    throw new DamageError("truncated", "the file ends inside a gzip header")
  }
  const header = input.take(10) ?? truncated()
  if (!isGzip(header)) throw new DamageError("corrupt", "not a gzip header")
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
  // zlib's streams are Node's, and take their options; its types do not say so.
  const options: ZlibOptions & DuplexOptions = { chunkSize: portions.output, readableHighWaterMark: portions.output }
  const inflate = createInflateRaw(options)
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
    if (state === "exhausted") throw new DamageError("truncated", "the file ends inside a gzip member")
    if (state === "failed") {
      if (bytewiseFrom === Infinity) yield* inflateAgain(input.from(start), fedFrom - start, length)
      throw new DamageError("corrupt", "the compressed data is damaged", failure)
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
    if (!(cause instanceof DamageError)) throw cause
  }
}
