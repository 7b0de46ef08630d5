/**
 * zstd, frame by frame (RFC 8878): several frames one after the other are one stream. The ends of frames are found here,
 * by the sizes of their blocks, because Node 24 drops all frames but the first when they come in one portion, without an
 * error. Skippable frames are skipped; NUL padding behind the last frame is no damage.
 */
import { createZstdDecompress } from "node:zlib"

import { DamageError } from "./damage.ts"
import { Input, type Portions, usualPortions } from "./input.ts"
import type { ByteSource } from "./source.ts"
import { throughStream } from "./stream.ts"

const magic = 0xfd2f_b528
/** Sixteen of them, by the last four bits. */
const skippable = 0x184d_2a50

/** Whether bytes begin a zstd frame. */
export const isZstd = (bytes: Buffer): boolean => {
  if (bytes.length < 4) return false
  const number = bytes.readUInt32LE(0)
  return number === magic || (number & 0xffff_fff0) >>> 0 === skippable
}

export const unzstd = async function* (
  source: ByteSource,
  portions: Portions = usualPortions
): AsyncGenerator<Buffer, void> {
  const input = new Input(source, portions)
  for (let frame = 0; ; frame++) {
    if (frame > 0) input.skipNuls()
    if (frame > 0 && input.atEnd()) return
    const start = input.peek(4)
    if (!isZstd(start)) throw notZstd(frame)
    if (start.readUInt32LE(0) === magic) {
      yield* throughStream(createZstdDecompress({ chunkSize: portions.output }), bytesOfFrame(input), damageOf)
    } else skip(input)
  }
}

const notZstd = (frame: number): DamageError =>
  frame === 0
    ? new DamageError("corrupt", "not a zstd frame")
    : new DamageError("garbage", `bytes that are no zstd data follow after frame ${frame}`)

const truncated = (): DamageError => new DamageError("truncated", "the file ends inside a zstd frame")

const damageOf = (error: Error): DamageError =>
  (error as NodeJS.ErrnoException).code === "ZSTD_error_frameParameter_windowTooLarge"
    ? new DamageError(
        "corrupt",
        "it needs more memory than 128 MiB (zstd --long); pipe it in: zstd -dc --long=31 FILE",
        error
      )
    : new DamageError("corrupt", `the compressed data is damaged (${error.message})`, error)

const take = (input: Input, count: number): Buffer => {
  const bytes = input.take(count)
  if (bytes === undefined) throw truncated()
  return bytes
}

const skip = (input: Input): void => {
  let left = take(input, 8).readUInt32LE(4)
  while (left > 0) {
    const bytes = input.next(Math.min(left, input.portions.input))
    if (bytes === undefined) throw truncated()
    left -= bytes.length
  }
}

/** Bytes of a dictionary's id, and of the size of the content, by the bits that say so (§3.1.1.1.1). */
const dictionaryBytes = [0, 1, 2, 4]
const contentBytes = [0, 2, 4, 8]

/** The bytes of the frame that begins here, in portions; undefined after them. */
const bytesOfFrame = (input: Input): (() => Buffer | undefined) => {
  let isBegun = false
  let isLast = false
  let hasChecksum = false
  /** Of the block at hand. */
  let left = 0
  return () => {
    if (!isBegun) {
      isBegun = true
      const descriptor = input.peek(5)[4]
      if (descriptor === undefined) throw truncated()
      const isSingle = (descriptor & 0x20) !== 0
      hasChecksum = (descriptor & 4) !== 0
      const ofContent = contentBytes[descriptor >> 6]!
      const length =
        5 + (isSingle ? 0 : 1) + dictionaryBytes[descriptor & 3]! + (ofContent === 0 && isSingle ? 1 : ofContent)
      return take(input, length)
    }
    if (left > 0) {
      const bytes = input.next(Math.min(left, input.portions.input))
      if (bytes === undefined) throw truncated()
      left -= bytes.length
      return bytes
    }
    if (!isLast) {
      const header = take(input, 3)
      const number = header.readUIntLE(0, 3)
      isLast = (number & 1) !== 0
      // A block of one byte repeated says how often; only the byte follows.
      left = ((number >> 1) & 3) === 1 ? 1 : number >> 3
      return header
    }
    if (!hasChecksum) return undefined
    hasChecksum = false
    return take(input, 4)
  }
}
