/**
 * A piece of a source from its bytes to batches: what one worker does at a time.
 *
 * A piece holds the lines that begin in [start, end) of the decompressed source. A large plain file is cut into pieces
 * anywhere; each finds its own first line, and reads its last line to the end. Compressed sources are one piece, read
 * from the beginning and skipped to `start`.
 */
import { isGzip, gunzip, GzipError } from "./read/gzip.ts"
import { type ByteSource, FileSource, PrefixedSource, StreamSource } from "./read/source.ts"
import { isSystemError } from "./read/systemError.ts"
import type { Window } from "./read/window.ts"
import type { Mill } from "./mill.ts"
import type { LineParser } from "./parse/line.ts"

export type Compression = "none" | "gzip"

export interface Piece {
  readonly pieceId: number
  /** An open file descriptor, the caller's to close. */
  readonly fd: number
  /** `detect`: by the first bytes (standard input, which cannot be looked at before). */
  readonly compression: Compression | "detect"
  /** Whether the descriptor is a stream without positions. */
  readonly stream: boolean
  readonly start: number
  /** null: to the end of the source. */
  readonly end: number | null
  /** Whether `start` is known to be the start of a line; else the first line after it is the first. */
  readonly startsLine: boolean
  readonly format: string
  readonly site: string | null
}

/** How a piece ended. `damage` says why reading stopped early; lines before it were all sent. */
export interface PieceEnd {
  readonly pieceId: number
  readonly endOffset: number
  readonly damage: {
    readonly kind: "truncated" | "corrupt" | "garbage" | "unreadable"
    readonly message: string
  } | null
  readonly stopped: boolean
}

export class PieceReader {
  readonly #window: Window
  readonly #mill: Mill
  readonly #parserOf: (format: string) => LineParser
  readonly #shouldStop: () => boolean
  #source: ByteSource | undefined

  constructor(mill: Mill, parserOf: (format: string) => LineParser, shouldStop: () => boolean) {
    this.#mill = mill
    this.#window = mill.window
    this.#parserOf = parserOf
    this.#shouldStop = shouldStop
  }

  /** Bytes of the file read so far for the piece at hand, compressed as they are. */
  get bytesRead(): number {
    return this.#source?.bytesRead ?? 0
  }

  /** Rejects only for mistakes of ours: a piece that the system cannot read ends as `unreadable`. */
  async read(piece: Piece): Promise<PieceEnd> {
    const context = { pieceId: piece.pieceId, parser: this.#parserOf(piece.format), site: piece.site }
    const limit = piece.end ?? Infinity
    this.#mill.begin(context, piece.start)
    try {
      if (!piece.stream && piece.compression === "none") return this.#readPlain(piece, context, limit)
      let source: ByteSource = piece.stream ? new StreamSource(piece.fd, this.#shouldStop) : new FileSource(piece.fd, 0)
      this.#source = source
      let compression = piece.compression
      if (compression === "detect") {
        const head = Buffer.alloc(3)
        let length = 0
        for (let count = -1; length < 3 && count !== 0; length += count) count = source.read(head, length, 3 - length)
        compression = isGzip(head) ? "gzip" : "none"
        source = new PrefixedSource(head.subarray(0, length), source)
      }
      return compression === "gzip" ? await this.#readGzip(piece, source, limit) : this.#drain(piece, source, limit)
    } catch (cause) {
      if (!isSystemError(cause)) throw cause
      return this.#damaged(piece, "unreadable", cause.message)
    }
  }

  #readPlain(piece: Piece, context: Parameters<Mill["begin"]>[0], limit: number): PieceEnd {
    const start =
      piece.startsLine || piece.start === 0
        ? piece.start
        : firstLineFrom(piece.fd, piece.start, limit, this.#window.bytes)
    this.#mill.begin(context, start)
    this.#source = new FileSource(piece.fd, start)
    return this.#drain(piece, this.#source, limit)
  }

  /** Everything the source has, synchronously. */
  #drain(piece: Piece, source: ByteSource, limit: number): PieceEnd {
    const window = this.#window
    while (!this.#shouldStop()) {
      const count = source.read(window.bytes, window.end, window.room)
      if (count === 0 && this.#shouldStop()) break
      if (count === 0) return this.#finished(piece, this.#mill.finish(true), null)
      window.end += count
      if (this.#feed(limit)) return this.#finished(piece, this.#mill.finish(false), null)
    }
    return this.#stopped(piece)
  }

  async #readGzip(piece: Piece, source: ByteSource, limit: number): Promise<PieceEnd> {
    const window = this.#window
    let toSkip = piece.start
    try {
      for await (const chunk of gunzip(source)) {
        let from = Math.min(toSkip, chunk.length)
        toSkip -= from
        while (from < chunk.length) {
          if (this.#shouldStop()) return this.#stopped(piece)
          const length = Math.min(window.room, chunk.length - from)
          window.append(chunk, from, length)
          from += length
          if (this.#feed(limit)) return this.#finished(piece, this.#mill.finish(false), null)
        }
      }
    } catch (cause) {
      if (!(cause instanceof GzipError)) throw cause
      if (this.#shouldStop()) return this.#stopped(piece)
      // After whole members the last line is whole, too; a cut one is read again when the file is complete.
      const end = this.#mill.finish(cause.damage === "garbage")
      return this.#finished(piece, end, { kind: cause.damage, message: cause.message })
    }
    // A stream that is asked to stop between two members seems to end there.
    if (piece.stream && this.#shouldStop()) return this.#stopped(piece)
    return this.#finished(piece, this.#mill.finish(true), null)
  }

  /** Gives the window's lines to the mill; true when the limit is reached. */
  #feed(limit: number): boolean {
    this.#mill.feed(limit)
    return !this.#mill.isInsideLine && this.#window.offset >= limit
  }

  #finished(piece: Piece, endOffset: number, damage: PieceEnd["damage"]): PieceEnd {
    return { pieceId: piece.pieceId, endOffset, damage, stopped: false }
  }

  #stopped(piece: Piece): PieceEnd {
    return { pieceId: piece.pieceId, endOffset: this.#mill.finish(false), damage: null, stopped: true }
  }

  #damaged(piece: Piece, kind: "unreadable", message: string): PieceEnd {
    return { pieceId: piece.pieceId, endOffset: this.#mill.finish(false), damage: { kind, message }, stopped: false }
  }
}

/** The start of the first line that begins at or after `start`; `limit` when there is none before it. */
const firstLineFrom = (fd: number, start: number, limit: number, buffer: Buffer): number => {
  const source = new FileSource(fd, start - 1)
  for (let at = start - 1; at < limit - 1;) {
    const count = source.read(buffer, 0, Math.min(buffer.length, 256 * 1024))
    if (count === 0) break
    const newline = buffer.subarray(0, count).indexOf(0x0a)
    if (newline >= 0) return Math.min(at + newline + 1, limit)
    at += count
  }
  return limit
}
