/**
 * Lines of UTF-8 put together piece by piece in one buffer, which grows to what the longest chunk of lines takes. Strings
 * that are joined and then encoded take twice the time.
 */
export class Lines {
  #buffer = Buffer.allocUnsafe(1 << 16)
  #length = 0

  /** Bytes so far. */
  get length(): number {
    return this.#length
  }

  /** What they are in, from its beginning on; good until more is put in. */
  get bytes(): Buffer {
    return this.#buffer
  }

  text(text: string): void {
    this.#reserve(3 * text.length)
    // A call into native code costs more than a few characters.
    if (text.length > shortText) this.#length += this.#buffer.write(text, this.#length)
    else this.#short(text)
  }

  /** A piece of other bytes. */
  copy(bytes: Buffer, from: number, to: number): void {
    this.#reserve(to - from)
    const buffer = this.#buffer
    let at = this.#length
    if (to - from > shortText) bytes.copy(buffer, at, from, to)
    else for (let index = from; index < to; index++) buffer[at++] = bytes[index]!
    this.#length += to - from
  }

  /** The lines so far; good until the next one is begun. */
  take(): Uint8Array {
    const lines = this.#buffer.subarray(0, this.#length)
    this.#length = 0
    return lines
  }

  #short(text: string): void {
    const buffer = this.#buffer
    const start = this.#length
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code > 0x7f) {
        this.#length = start + buffer.write(text, start)
        return
      }
      buffer[start + index] = code
    }
    this.#length = start + text.length
  }

  #reserve(bytes: number): void {
    const wanted = this.#length + bytes
    if (wanted <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(wanted, 2 * this.#buffer.length))
    larger.set(this.#buffer.subarray(0, this.#length))
    this.#buffer = larger
  }
}

const shortText = 32
