/**
 * Digests of what was read, so that the same bytes are recognised later under another name or compressed.
 *
 * A range's bytes are cut into blocks of 64 KiB from the range's start; each block (the last may be shorter) leaves the
 * first 8 bytes of its GMAC (NIST SP 800-38D: AES-GCM of nothing but additional data). That finds where a truncated or
 * rewritten file stops being what was read, to the block, for 0.012 % of the log's size. Two blocks have the same digest
 * with a chance of 2^-64, also if somebody has chosen them: he would need the key, which each database has its own of.
 * Measured Nov 2026: 8 GB/s on one core with AES and carry-less multiplication, SHA-256 1.4 GB/s.
 */
import { type CipherGCM, createCipheriv } from "node:crypto"

export const digestBlockBytes = 64 * 1024
export const blockDigestBytes = 8
/** Bytes of a database's key. */
export const digestKeyBytes = 16

/** Equal blocks are to have equal digests: there is nothing to be hidden that a number used once would hide. */
const noNonce = Buffer.alloc(12)

export class RangeDigest {
  readonly #key: Uint8Array
  #mac: CipherGCM | undefined
  #inBlock = 0
  #blocks: Array<Buffer> = []

  constructor(key: Uint8Array) {
    this.#key = key
  }

  update(bytes: Buffer, start: number, end: number): void {
    let at = start
    while (at < end) {
      const take = Math.min(end - at, digestBlockBytes - this.#inBlock)
      this.#mac ??= createCipheriv("aes-128-gcm", this.#key, noNonce)
      this.#mac.setAAD(bytes.subarray(at, at + take))
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
    this.#mac!.final()
    this.#blocks.push(this.#mac!.getAuthTag().subarray(0, blockDigestBytes))
    this.#mac = undefined
    this.#inBlock = 0
  }
}
