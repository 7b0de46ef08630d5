/** Compressed bytes of a source, with places to look ahead and to put back what was not used. */
import type { ByteSource } from "./source.ts"

/** How many bytes a decompressor is given, and gives, at a time. Larger ones are no faster, and pile up over many files. */
export interface Portions {
  readonly input: number
  readonly output: number
}

export const usualPortions: Portions = { input: 64 * 1024, output: 64 * 1024 }

export class Input {
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
