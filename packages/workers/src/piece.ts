/**
 * A piece of a source from its bytes to batches: what one worker does at a time.
 *
 * A piece holds the lines that begin in [start, end) of the decompressed source. A large plain file is cut into pieces
 * anywhere; each finds its own first line, and reads its last line to the end. Compressed sources are one piece, read
 * from the beginning and skipped to `start`.
 */
import { fstatSync } from "node:fs"

import { compressionOf, decompress, magicBytes } from "./read/compression.ts"
import type { Compression } from "./read/compressions.ts"
import { DamageError } from "./read/damage.ts"
import { type Portions, usualPortions } from "./read/input.ts"
import { type ByteSource, FileSource, PrefixedSource, StreamSource } from "./read/source.ts"
import { isSystemError } from "./read/systemError.ts"
import type { Window } from "./read/window.ts"
import { FormatCatalog } from "./format/catalog.ts"
import type { FormatDefinition } from "./format/definition.ts"
import { detect } from "./format/detect.ts"
import { leftIn } from "./format/left.ts"
import { choiceOf, named } from "./format/readers.ts"
import { HeaderFinder } from "./format/headers.ts"
import type { Mill } from "./mill.ts"
import type { LineParser } from "./parse/line.ts"

const LF = 0x0a

/**
 * What is taken for a decompression bomb: after this many bytes, more than this many for each one compressed, and less than
 * an entry in so many. Logs are 5 to 40 times as long as compressed; gzip makes up to 1,032 bytes of one, zstd 30,000.
 */
const bombBytes = 1024 * 1024 * 1024
const mostRatio = 200
const entryBytes = 64 * 1024
const bomb = "it becomes more than 200 times as long, and holds no log: not read on"

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
  /** What it is read by (format/readers.ts); of a stream that has a choice it is told by its first lines. */
  readonly format: string
  /** The definitions that takes. */
  readonly formats: ReadonlyArray<FormatDefinition>
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
  /** The format that a stream's lines were found to be in. */
  readonly format: string | null
  /** What is said of a stream whose lines have more than that format (format/left.ts). */
  readonly left: string | null
}

/** The parser of what a piece is read by. */
export type ParserOf = (format: string, formats: ReadonlyArray<FormatDefinition>) => LineParser

export class PieceReader {
  readonly #window: Window
  readonly #mill: Mill
  readonly #parserOf: ParserOf
  readonly #shouldStop: () => boolean
  readonly #now: () => number
  /** Of a stream: when its lines left last, in ms of `now`, and how often. */
  #handedOverAt = 0
  #handOvers = 0
  #source: ByteSource | undefined
  /** The stream whose format is not known yet. */
  #unknown: Piece | null = null
  #format: string | null = null
  #left: string | null = null

  /** `now`: ms, from any time on. */
  constructor(mill: Mill, parserOf: ParserOf, shouldStop: () => boolean, now: () => number) {
    this.#now = now
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
    const context = { pieceId: piece.pieceId, parser: this.#parserOf(piece.format, piece.formats), site: piece.site }
    const limit = piece.end ?? Infinity
    const isOpen = piece.format === "auto" || choiceOf(piece.format, null) !== null
    this.#unknown = piece.stream && isOpen ? piece : null
    this.#format = null
    this.#left = null
    this.#mill.begin(context, piece.start)
    this.#handedOverAt = this.#now()
    this.#handOvers = 0
    try {
      if (!piece.stream && piece.compression === "none") return this.#readPlain(piece, context, limit)
      let source: ByteSource = piece.stream
        ? new StreamSource(piece.fd, this.#shouldStop, () => this.#handOver())
        : new FileSource(piece.fd, 0)
      this.#source = source
      let compression = piece.compression
      if (compression === "detect") {
        const head = Buffer.alloc(magicBytes)
        let length = 0
        for (let count = -1; length < magicBytes && count !== 0; length += count) {
          count = source.read(head, length, magicBytes - length)
        }
        compression = compressionOf(head.subarray(0, length), null)
        source = new PrefixedSource(head.subarray(0, length), source)
      }
      if (compression === "none") return this.#drain(piece, source, limit)
      return await this.#readCompressed(
        piece,
        decompress(compression, source, portionsFor(piece)),
        limit,
        context.parser
      )
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
    if (context.parser.hasHeaders === true && start > 0) {
      const headers = new HeaderFinder(context.parser)
      headers.search(new FileSource(piece.fd, 0), start, this.#window.bytes)
    }
    this.#source = new FileSource(piece.fd, start)
    return this.#drain(piece, this.#source, limit)
  }

  /** Everything the source has, synchronously. */
  #drain(piece: Piece, source: ByteSource, limit: number): PieceEnd {
    const window = this.#window
    while (!this.#shouldStop()) {
      const count = source.read(window.bytes, window.end, window.room)
      if (count === 0 && this.#shouldStop()) break
      if (count === 0) return this.#finished(piece, this.#finish(true), null)
      window.end += count
      if (this.#feed(limit)) return this.#finished(piece, this.#mill.finish(false), null)
      if (piece.stream) this.#handOver()
    }
    return this.#stopped(piece)
  }

  /** A stream's lines leave though they fill no batch, so that the database has them while it goes on. */
  #handOver(): void {
    const now = this.#now()
    if (now - this.#handedOverAt < betweenHandOvers(this.#handOvers)) return
    this.#handedOverAt = now
    this.#handOvers++
    this.#mill.handOver()
  }

  async #readCompressed(
    piece: Piece,
    chunks: AsyncGenerator<Buffer, void>,
    limit: number,
    parser: LineParser
  ): Promise<PieceEnd> {
    const window = this.#window
    let toSkip = piece.start
    let decompressed = 0
    const headers = new HeaderFinder(parser)
    try {
      for await (const chunk of chunks) {
        let from = Math.min(toSkip, chunk.length)
        toSkip -= from
        decompressed += chunk.length
        if (this.#isBomb(decompressed)) throw new DamageError("corrupt", bomb)
        headers.take(chunk.subarray(0, from))
        while (from < chunk.length) {
          if (this.#shouldStop()) return this.#stopped(piece)
          const length = Math.min(window.room, chunk.length - from)
          window.append(chunk, from, length)
          from += length
          if (this.#feed(limit)) return this.#finished(piece, this.#mill.finish(false), null)
        }
      }
    } catch (cause) {
      if (!(cause instanceof DamageError)) throw cause
      if (this.#shouldStop()) return this.#stopped(piece)
      // After whole members the last line is whole, too; a cut one is read again when the file is complete.
      const end = this.#finish(cause.damage === "garbage")
      return this.#finished(piece, end, { kind: cause.damage, message: cause.message })
    }
    // A stream that is asked to stop between two members seems to end there.
    if (piece.stream && this.#shouldStop()) return this.#stopped(piece)
    return this.#finished(piece, this.#finish(true), null)
  }

  /** Whether so many bytes came of so few that no log is like it, and there are no entries in them. */
  #isBomb(decompressed: number): boolean {
    if (decompressed < bombBytes) return false
    return decompressed > this.bytesRead * mostRatio && this.#mill.entries * entryBytes < decompressed
  }

  /** Gives the window's lines to the mill; true when the limit is reached. */
  #feed(limit: number): boolean {
    // A first line that has not come whole says too little.
    const { bytes, end } = this.#window
    if (this.#unknown !== null && (this.#window.room === 0 || bytes.subarray(0, end).includes(LF))) this.#detect()
    if (this.#unknown !== null) return false
    this.#mill.feed(limit)
    return !this.#mill.isInsideLine && this.#window.offset >= limit
  }

  /** By what is in the window. */
  #detect(): void {
    const piece = this.#unknown!
    const { bytes, end } = this.#window
    this.#unknown = null
    const choice = choiceOf(piece.format, null)
    const found = detect(bytes.subarray(0, end), new FormatCatalog(() => piece.formats), choice)
    const { nativeFormat, reader } = found
    if (reader === null) return
    this.#format = named(reader, nativeFormat)
    this.#left = leftIn(found)
    if (reader === piece.format) return
    this.#mill.readBy(this.#parserOf(reader, piece.formats))
  }

  /** The source has ended: what is left of it is read. */
  #finish(keepTail: boolean): number {
    if (this.#unknown !== null && this.#window.end > 0) {
      this.#detect()
      this.#mill.feed(Infinity)
    }
    return this.#mill.finish(keepTail)
  }

  #finished(piece: Piece, endOffset: number, damage: PieceEnd["damage"]): PieceEnd {
    return { pieceId: piece.pieceId, endOffset, damage, stopped: false, format: this.#format, left: this.#left }
  }

  #stopped(piece: Piece): PieceEnd {
    return {
      pieceId: piece.pieceId,
      endOffset: this.#mill.finish(false),
      damage: null,
      stopped: true,
      format: this.#format,
      left: this.#left
    }
  }

  #damaged(piece: Piece, kind: "unreadable", message: string): PieceEnd {
    return {
      pieceId: piece.pieceId,
      endOffset: this.#mill.finish(false),
      damage: { kind, message },
      stopped: false,
      format: this.#format,
      left: this.#left
    }
  }
}

/** ms. Each makes a range, of which there must not be a million: from one a second, after hours one in ten. */
const betweenHandOvers = (before: number): number => 1000 * Math.min(10, 1 + Math.floor(before / 1000))

/** Fewer hand-overs for what is long: a tenth of the time. For many small files large portions would pile up. */
const portionsFor = ({ fd, stream }: Piece): Portions =>
  stream || fstatSync(fd).size > longBytes ? { input: 64 * 1024, output: 128 * 1024 } : usualPortions
const longBytes = 1024 * 1024

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
