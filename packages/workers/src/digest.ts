/**
 * Digests of what was read, so that the same bytes are recognised later under another name or compressed.
 *
 * A range's bytes are cut into blocks of 64 KiB from the range's start; each block (the last may be shorter) leaves the
 * first 8 bytes of its SHA-256. That finds where a truncated or rewritten file stops being what was read, to the block,
 * for 0.012 % of the log's size. Measured Nov 2026: 1.6 GB/s on one core with SHA instructions.
 */
import { createHash, type Hash } from "node:crypto"

export const digestBlockBytes = 64 * 1024
export const blockDigestBytes = 8

export class RangeDigest {
  #hash: Hash | undefined
  #inBlock = 0
  #blocks: Array<Buffer> = []

  update(bytes: Buffer, start: number, end: number): void {
    let at = start
    while (at < end) {
      const take = Math.min(end - at, digestBlockBytes - this.#inBlock)
      this.#hash ??= createHash("sha256")
      this.#hash.update(bytes.subarray(at, at + take))
      this.#inBlock += take
      at += take
      if (this.#inBlock === digestBlockBytes) this.#endBlock()
    }
  }

  /** The digests since the last call, concatenated; begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    if (this.#inBlock > 0) this.#endBlock()
    const digests = new Uint8Array(this.#blocks.length * blockDigestBytes)
    this.#blocks.forEach((block, index) => digests.set(block, index * blockDigestBytes))
    this.#blocks = []
    return digests
  }

  #endBlock(): void {
    this.#blocks.push(this.#hash!.digest().subarray(0, blockDigestBytes))
    this.#hash = undefined
    this.#inBlock = 0
  }
}
