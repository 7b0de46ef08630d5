/**
 * Texts on their way to the writer: UTF-8 bytes one after the other, so that they are handed over and looked up without
 * becoming strings; most values a worker meets for the first time are known to the writer already.
 */

/** Values new to the worker since its last batch; ids count on from `firstId`, which 0 says that ids began anew. */
export interface NewValues {
  readonly firstId: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where in `bytes` each text ends, and the next begins. */
  readonly ends: Uint32Array<ArrayBuffer>
}

/** The texts as strings. */
export const textsOf = ({ bytes, ends }: NewValues): ReadonlyArray<string> => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  let start = 0
  return Array.from(ends, (end) => {
    const text = decoder.decode(bytes.subarray(start, end))
    start = end
    return text
  })
}

export class TextList {
  #bytes: Buffer<ArrayBuffer> = Buffer.alloc(4096)
  #ends = new Uint32Array(256)
  #used = 0
  #count = 0

  /** Adds bytes that are UTF-8 as they are. */
  addBytes(bytes: Buffer, start: number, end: number): void {
    this.#reserve(end - start)
    bytes.copy(this.#bytes, this.#used, start, end)
    this.#close(this.#used + end - start)
  }

  addText(text: string): void {
    this.#reserve(text.length * 3)
    this.#close(this.#used + this.#bytes.write(text, this.#used, "utf8"))
  }

  /** Adds several, given as their bytes one after the other and where each ends. */
  addMany(bytes: Buffer, ends: Uint32Array): void {
    this.#reserve(bytes.length)
    const start = this.#used
    bytes.copy(this.#bytes, start)
    for (let index = 0; index < ends.length; index++) this.#close(start + ends[index]!)
  }

  /** What was added since the last `clear`; views, good until then. */
  look(firstId: number): NewValues {
    return { firstId, bytes: this.#bytes.subarray(0, this.#used), ends: this.#ends.subarray(0, this.#count) }
  }

  clear(): void {
    this.#used = this.#count = 0
  }

  #close(end: number): void {
    this.#used = end
    if (this.#count === this.#ends.length) {
      const grown = new Uint32Array(this.#ends.length * 2)
      grown.set(this.#ends)
      this.#ends = grown
    }
    this.#ends[this.#count++] = end
  }

  #reserve(length: number): void {
    if (this.#used + length <= this.#bytes.length) return
    const grown = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#used + length))
    this.#bytes.copy(grown, 0, 0, this.#used)
    this.#bytes = grown
  }
}
