/**
 * The memory a worker reads into: chunks are appended, complete lines are taken from the front, and the beginning of the
 * next line is moved to the front again. One buffer for the worker's life, so that its code stays in one shape.
 */

/** Bytes read at a time: few enough that they are still in the processor's cache when they are parsed and digested. */
const chunkBytes = 256 * 1024
/** The longest unfinished line a consumer leaves behind, with its line end. */
const leftoverBytes = 128 * 1024
/** Bytes behind the end for readers that take several at a time, or put a mark there (assembly/scan.ts, time.ts). */
const padding = 64

export class Window {
  readonly bytes: Buffer
  readonly view: DataView
  /** Where the read bytes end. */
  end = 0
  /** Offset in the source of bytes[0]. */
  offset = 0

  constructor(memory: Buffer) {
    this.bytes = memory.subarray(0, leftoverBytes + chunkBytes + padding)
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength)
  }

  reset(offset: number): void {
    this.end = 0
    this.offset = offset
  }

  /** How many bytes can be appended now. */
  get room(): number {
    return this.bytes.length - padding - this.end
  }

  append(chunk: Buffer, from: number, length: number): void {
    chunk.copy(this.bytes, this.end, from, from + length)
    this.end += length
  }

  /** Forgets bytes[0, consumed). */
  consume(consumed: number): void {
    if (consumed > 0) this.bytes.copyWithin(0, consumed, this.end)
    this.end -= consumed
    this.offset += consumed
  }
}
