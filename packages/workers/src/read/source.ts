/**
 * Where a piece's bytes come from: an open file read at positions of its own, or standard input.
 *
 * Reads are synchronous: a worker has nothing else to do, and an event-loop turn a chunk costs more than the read. The
 * file descriptor belongs to the caller, who keeps it open for the whole read, so that renaming or replacing the file
 * meanwhile changes nothing.
 */
import { readSync } from "node:fs"

export interface ByteSource {
  /** Reads up to `length` bytes into target[at, ...); 0 at the end. Throws the system's error. */
  read(target: Buffer, at: number, length: number): number
  /** Bytes read so far. */
  readonly bytesRead: number
  /** The same bytes once more, from `position` on; not of streams. */
  readonly from?: (position: number) => ByteSource
}

export class FileSource implements ByteSource {
  bytesRead = 0
  readonly #fd: number
  readonly #start: number
  #position: number

  constructor(fd: number, position: number) {
    this.#fd = fd
    this.#start = this.#position = position
  }

  from(position: number): ByteSource {
    return new FileSource(this.#fd, this.#start + position)
  }

  read(target: Buffer, at: number, length: number): number {
    const count = readSync(this.#fd, target, at, length, this.#position)
    this.#position += count
    this.bytesRead += count
    return count
  }
}

/**
 * Standard input or another stream without positions. When it is non-blocking and has nothing yet, it is asked again
 * every few milliseconds, until `shouldStop`: then it reads as ended. `waiting` is called each time.
 */
export class StreamSource implements ByteSource {
  bytesRead = 0
  readonly #fd: number
  readonly #shouldStop: () => boolean
  readonly #waiting: () => void
  readonly #sleeper = new Int32Array(new SharedArrayBuffer(4))

  constructor(fd: number, shouldStop: () => boolean, waiting: () => void) {
    this.#fd = fd
    this.#shouldStop = shouldStop
    this.#waiting = waiting
  }

  read(target: Buffer, at: number, length: number): number {
    for (;;) {
      try {
        const count = readSync(this.#fd, target, at, length, null)
        this.bytesRead += count
        return count
      } catch (cause) {
        const code = (cause as NodeJS.ErrnoException).code
        if (code === "EOF") return 0
        if (code !== "EAGAIN") throw cause
        if (this.#shouldStop()) return 0
        this.#waiting()
        Atomics.wait(this.#sleeper, 0, 0, 5)
      }
    }
  }
}

/** Bytes already taken from a source, then the rest of it. */
export class PrefixedSource implements ByteSource {
  #prefix: Buffer
  readonly #rest: ByteSource

  get bytesRead(): number {
    return this.#rest.bytesRead
  }

  constructor(prefix: Buffer, rest: ByteSource) {
    this.#prefix = prefix
    this.#rest = rest
  }

  read(target: Buffer, at: number, length: number): number {
    if (this.#prefix.length === 0) return this.#rest.read(target, at, length)
    const count = this.#prefix.copy(target, at, 0, length)
    this.#prefix = this.#prefix.subarray(count)
    return count
  }
}
