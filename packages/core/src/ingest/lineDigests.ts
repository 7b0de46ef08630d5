/**
 * Digests of single lines: by them a retried range tells which lines of its origin it stands for, so that they are known
 * again in a file that was cut or rewritten there, whatever formats have become since.
 *
 * Packed as 12 bytes a line: its number in the origin, 4 bytes with the lowest first, and a digest (workers/digest.ts).
 */
import { blockDigestBytes, RangeDigest } from "@logmill/workers/digest"

const NUL = 0x00
const CR = 0x0d
const packedBytes = 4 + blockDigestBytes

/**
 * What counts of a line, in a file or as the stored text of a reject: all but NULs and, at the beginning of a file, byte
 * order marks before it, and CRs behind it. `offset`: where it begins in the source.
 */
export const comparable = (line: Buffer, offset: number): Buffer => {
  let start = 0
  let end = line.length
  while (start < end) {
    if (line[start] === NUL) start++
    else if (offset === 0 && line[start] === 0xef && line[start + 1] === 0xbb && line[start + 2] === 0xbf) start += 3
    else break
  }
  while (end > start && line[end - 1] === CR) end--
  return line.subarray(start, end)
}

/** Of a line of at most 64 KiB, as it is compared. */
export const lineDigestOf = (line: Buffer, key: Uint8Array): Buffer => {
  const digest = new RangeDigest(key)
  digest.update(line, 0, line.length)
  return Buffer.from(digest.take())
}

export const packLineDigests = (lines: ReadonlyArray<readonly [line: number, digest: Buffer]>): Buffer<ArrayBuffer> => {
  const packed = Buffer.alloc(lines.length * packedBytes)
  lines.forEach(([line, digest], index) => {
    packed.writeUInt32LE(line, index * packedBytes)
    digest.copy(packed, index * packedBytes + 4, 0, blockDigestBytes)
  })
  return packed
}

/** Digests by the numbers of their lines in the range. */
export const unpackLineDigests = (packed: Buffer): ReadonlyMap<number, Buffer> => {
  const lines = new Map<number, Buffer>()
  for (let at = 0; at < packed.length; at += packedBytes) {
    lines.set(packed.readUInt32LE(at), packed.subarray(at + 4, at + packedBytes))
  }
  return lines
}
