/**
 * The text of a request (workers/parse/request.ts) cut into its parts by their bytes, without strings: method, origin,
 * query, protocol and path with NUL between them, U+0001 for null.
 */
import type { RecordBuilder } from "./image/RecordBuilder.ts"

const NUL = 0
const ABSENT = 1

export class RequestParts {
  #bytes: Buffer = Buffer.alloc(0)
  /** Where method, origin, query and protocol end; each begins one after the end before. */
  readonly #ends = new Int32Array(4)
  #start = 0
  #method: string | null = ""
  #methodBytes: Buffer = Buffer.alloc(0)

  /** Takes the request whose text is bytes[start, end); good for as long as these are. */
  take(bytes: Buffer, start: number, end: number): void {
    this.#bytes = bytes
    this.#start = start
    let part = 0
    for (let at = start; at < end; at++) {
      if (bytes[at] !== NUL) continue
      this.#ends[part++] = at
      if (part === 4) break
    }
  }

  /** The path goes from here to the end. */
  get pathStart(): number {
    return this.#ends[3]! + 1
  }

  /** A log has few: mostly the last one again. */
  get method(): string | null {
    const bytes = this.#bytes
    const start = this.#start
    const end = this.#ends[0]!
    if (!this.#isLastMethod(bytes, start, end)) {
      this.#methodBytes = Buffer.from(bytes.subarray(start, end))
      this.#method = isAbsent(bytes, start, end) ? null : bytes.toString("utf8", start, end)
    }
    return this.#method
  }

  #isLastMethod(bytes: Buffer, start: number, end: number): boolean {
    const last = this.#methodBytes
    if (last.length !== end - start) return false
    for (let at = 0; at < last.length; at++) if (last[at] !== bytes[start + at]) return false
    return true
  }

  addMethodAndOrigin(row: RecordBuilder): void {
    this.#add(row, this.#start, this.#ends[0]!)
    this.#add(row, this.#ends[0]! + 1, this.#ends[1]!)
  }

  addQueryAndProtocol(row: RecordBuilder): void {
    this.#add(row, this.#ends[1]! + 1, this.#ends[2]!)
    this.#add(row, this.#ends[2]! + 1, this.#ends[3]!)
  }

  #add(row: RecordBuilder, start: number, end: number): void {
    if (isAbsent(this.#bytes, start, end)) row.null()
    else row.utf8(this.#bytes, start, end)
  }
}

const isAbsent = (bytes: Buffer, start: number, end: number): boolean => end === start + 1 && bytes[start] === ABSENT
