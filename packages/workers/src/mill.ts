/**
 * The loop that everything passes through: bytes of one piece in, batches out.
 *
 * Takes complete lines from the front of the window, a chunk at a time: the kernel makes records of ordinary lines, what
 * it leaves is read here, and the records become entries of a batch (entries.ts). All state of a worker that outlives a
 * piece (dictionaries, column memory) is in the kernel. Line ends are LF or CRLF; NUL bytes before a line (what a crash or
 * copytruncate leaves) are skipped and counted; a line longer than 64 KiB is a reject and reading goes on after it. What becomes of a
 * line does not depend on how its bytes were portioned.
 */
import { type Batch, batchBytes, batchEntries, packed, type Reject } from "./batch.ts"
import { RangeDigest } from "./digest.ts"
import { Entries } from "./entries.ts"
import type { Rules } from "./filter/rules.ts"
import type { Program } from "./format/program.ts"
import { AGENT, CLIENT, ENTRY, EXTRA, Kernel, NO_ENTRY, ODD_WITH_NUL, REFERRER, REQUEST, SITE, USER } from "./kernel.ts"
import {
  LineFields,
  type LineParser,
  maxLineBytes,
  mostAside,
  OK,
  rejectReasons,
  type RejectReason,
  type Span,
  TOO_LONG
} from "./parse/line.ts"
import { textOfBytes } from "./parse/value.ts"
import { Window } from "./read/window.ts"

const LF = 0x0a
const CR = 0x0d
const NUL = 0x00
const HASH = 0x23

/** What is kept of a line that is too long. */
const longLineTextBytes = 1024

/** Whether what was kept of a reject, as bytes, is only a line's beginning. */
export const isCutText = (reason: string, text: Buffer): boolean =>
  reason === rejectReasons[TOO_LONG] && text.length === longLineTextBytes

export interface PieceContext {
  readonly pieceId: number
  readonly parser: LineParser
  /** Of the entries whose lines say none (`--site`). */
  readonly site: string | null
}

export class Mill {
  /** What is read, the caller's to fill. */
  readonly window: Window
  readonly #kernel: Kernel
  readonly #entries: Entries
  readonly #emit: (batch: Batch) => void
  readonly #fields = new LineFields()
  readonly #digest: RangeDigest

  // Of the range that is being read.
  #rangeStart = 0
  #lines = 0
  #blank = 0
  #comment = 0
  #nulBytes = 0
  #filtered: Array<number> = []
  #rejects: Array<Reject> = []
  /** Entries of the piece that have left in batches. */
  #sent = 0

  // Where we are in the piece.
  #pieceId = -1
  #parser: LineParser | undefined
  /** By which the kernel reads. */
  #program: Program | null = null
  #site: Buffer | null = null
  /** Offset where the line begins of which leading NULs or the first part were taken already; -1 when none was. */
  #openLine = -1
  /** Text kept of a too long line whose end has not come yet. */
  #longLine: Buffer | null = null

  /** `digestKey`: of the database (digest.ts). */
  constructor(rules: Rules | null, digestKey: Uint8Array, emit: (batch: Batch) => void, kernel = new Kernel()) {
    this.#kernel = kernel
    this.#digest = new RangeDigest(digestKey)
    this.window = new Window(this.#kernel.window)
    this.#entries = new Entries(this.#kernel, rules === null || rules.isEmpty ? null : rules)
    this.#emit = emit
  }

  begin(context: PieceContext, startOffset: number): void {
    this.#pieceId = context.pieceId
    this.readBy(context.parser)
    this.#site = context.site === null ? null : Buffer.from(context.site)
    this.#rangeStart = startOffset
    this.#sent = 0
    this.#openLine = -1
    this.#longLine = null
    this.window.reset(startOffset)
  }

  /** Reads by another parser from here on. */
  readBy(parser: LineParser): void {
    this.#parser = parser
    parser.begin?.()
    this.#kernel.expect(parser.ordinary)
    this.#runProgram()
  }

  /** Headers change it. */
  #runProgram(): void {
    const program = this.#parser!.program ?? null
    if (program === this.#program) return
    this.#program = program
    this.#kernel.run(program?.bytes ?? null)
  }

  /** Entries of the piece so far. */
  get entries(): number {
    return this.#sent + this.#entries.count
  }

  /** Whether a line has begun whose end has not come. */
  get isInsideLine(): boolean {
    return this.#openLine >= 0
  }

  /**
   * Takes lines from the window as long as they begin before `limit`, an offset in the source. What is left in it is the
   * beginning of a line (at most 64 KiB and a line end), or what begins at the limit.
   */
  feed(limit: number): void {
    const { bytes, end, offset } = this.window
    const stop = Math.min(end, limit - offset)
    let at = 0
    let digested = 0
    for (;;) {
      if (this.#openLine < 0 && at >= stop) break
      if (this.#openLine < 0) {
        const lines = this.#kernel.scan(at, end, stop, this.#room)
        if (lines > 0) {
          this.#chunk(lines)
          at = this.#kernel.scannedTo
          if (this.#isFull(offset + at)) {
            this.#digest.update(bytes, digested, at)
            digested = at
            this.#flush(offset + at, false)
          }
          continue
        }
      }
      // What the kernel leaves: NULs before a line, a line without its end, and one that goes on from before.
      const lineStart = at
      while (this.#longLine === null && at < end && bytes[at] === NUL) at++
      const nulBytes = at - lineStart
      const newline = at < end ? indexOf(bytes, LF, at, end) : -1
      if (newline < 0) {
        const isLong = end - at > maxLineBytes + 1
        if (this.#longLine !== null) at = end
        else if (at > lineStart || isLong) {
          // The line's beginning is let go of before its end is known: it gets a range of its own, so that it can be
          // undone if it proves to be an unfinished last line.
          if (this.#openLine < 0) {
            this.#digest.update(bytes, digested, lineStart)
            digested = lineStart
            this.#flush(offset + lineStart, false)
            this.#openLine = offset + lineStart
          }
          this.#nulBytes += nulBytes
          if (isLong) {
            this.#longLine = Buffer.from(bytes.subarray(at, at + longLineTextBytes))
            at = end
          }
        }
        break
      }
      this.#nulBytes += nulBytes
      this.#line(at, newline, this.#openLine < 0 ? offset + lineStart : this.#openLine)
      at = newline + 1
      if (this.#isFull(offset + at)) {
        this.#digest.update(bytes, digested, at)
        digested = at
        this.#flush(offset + at, false)
      }
    }
    this.#digest.update(bytes, digested, at)
    this.window.consume(at)
  }

  /** The batch begun leaves, though it is not full. A line that has begun stays. */
  handOver(): void {
    if (this.#openLine < 0) this.#flush(this.window.offset, false)
  }

  /**
   * The source has ended, or a limit was reached: the batch begun leaves, and with `keepTail` what is left in the window,
   * a last line without a line end, as a batch of its own. Without, such a line is dropped: the source was cut in it.
   * Returns the offset up to which the source was read.
   */
  finish(keepTail: boolean): number {
    const { bytes, offset } = this.window
    const end = keepTail ? this.window.end : 0
    const tailOffset = this.#openLine < 0 ? offset : this.#openLine
    this.handOver()
    const isTail = keepTail && (this.#openLine >= 0 || end > 0)
    if (isTail) {
      this.#line(0, end, tailOffset)
      this.#digest.update(bytes, 0, end)
      this.#flush(offset + end, true)
    }
    this.#openLine = -1
    this.#longLine = null
    // Of a line that is dropped.
    this.#nulBytes = 0
    this.#digest.take()
    return isTail ? offset + end : tailOffset
  }

  /** How many lines may still come into the batch at once. */
  get #room(): number {
    return Math.min(this.#kernel.chunkLines, this.#entries.room, batchEntries - this.#rejects.length)
  }

  /** The batch is to leave, of a range up to here. */
  #isFull(offset: number): boolean {
    return (
      this.#entries.room === 0 ||
      this.#rejects.length === batchEntries ||
      offset - this.#rangeStart >= batchBytes ||
      this.#entries.isFull
    )
  }

  /** The records that were just scanned. */
  #chunk(lines: number): void {
    const kernel = this.#kernel
    let encoded = 0
    const { oddRecords } = kernel
    const reserve = this.#site?.length ?? 0
    this.#runProgram()
    for (let index = 0; ; index++) {
      index = kernel.readOdd(index, reserve)
      if (this.#program?.hasDetails === true) this.#entries.details.expect()
      if (index === oddRecords.length) break
      const record = oddRecords[index]!
      const start = kernel.lineStartOf(record)
      const end = kernel.lineEndOf(record)
      const hasNul = kernel.kindOf(record) === ODD_WITH_NUL
      if (!kernel.hasRoomAside(mostAside(end - start) + (this.#site?.length ?? 0))) {
        this.#append(encoded, record)
        encoded = record
      }
      this.#read(record, start, end, this.window.offset + start, hasNul)
      kernel.tellTime(kernel.kindOf(record) === ENTRY ? this.#fields.time : NaN)
    }
    this.#append(encoded, lines)
    this.#lines += lines
  }

  /** One line that came in parts, or follows NULs, or has no end; the end of a line that is too long. */
  #line(start: number, end: number, offset: number): void {
    this.#openLine = -1
    if (this.#longLine !== null) {
      this.#reject(0, TOO_LONG, offset, textOfBytes(this.#longLine))
      this.#longLine = null
    } else {
      this.#read(0, start, end, offset, true)
      this.#append(0, 1)
    }
    this.#lines++
  }

  /** The records [from, to) become entries. */
  #append(from: number, to: number): void {
    const kernel = this.#kernel
    const site = this.#site
    const siteStart = site === null ? 0 : kernel.putAside(site, 0, site.length)
    const span = site === null ? null : ([siteStart, siteStart + site.length] as const)
    this.#entries.append(from, to, this.#lines, span, this.#filtered)
    kernel.clearAside()
  }

  /** Reads the line in bytes[start, end), which may end in CR, into a record. */
  #read(record: number, start: number, lineEnd: number, lineOffset: number, mayHoldNuls: boolean): void {
    const { bytes, view } = this.window
    this.#kernel.setKind(record, NO_ENTRY)
    let from = start
    let end = lineEnd > from && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd
    if (end - from > maxLineBytes) {
      this.#reject(record, TOO_LONG, lineOffset, textOfBytes(bytes.subarray(from, from + longLineTextBytes)))
      return
    }
    while (end > from && bytes[end - 1] === CR) end--
    if (lineOffset === 0 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf) from += 3
    if (end <= from || isBlank(bytes, from, end)) {
      this.#blank++
      return
    }
    const isHeader = this.#parser!.hasHeaders === true && this.#parser!.takeHeader!(bytes, from, end)
    if (isHeader) this.#runProgram()
    const isHash = bytes[from] === HASH
    if (isHeader || (isHash && this.#parser!.hasHash !== true)) {
      this.#comment++
      return
    }
    const fields = this.#fields
    fields.clear()
    if (mayHoldNuls) {
      // A crash can leave a cut line, a run of NULs and a whole line on one physical line: the whole one counts.
      const afterNuls = bytes.subarray(from, end).lastIndexOf(NUL) + 1
      if (afterNuls > 0 && this.#parser!.parse(bytes, view, from + afterNuls, end, fields) === OK) {
        this.#nulBytes += afterNuls
        this.#setRecord(record, fields)
        return
      }
      if (afterNuls > 0) fields.clear()
    }
    const reason = this.#parser!.parse(bytes, view, from, end, fields)
    if (reason === OK) this.#setRecord(record, fields)
    else if (isHash) this.#comment++
    else this.#reject(record, reason, lineOffset, textOfBytes(bytes.subarray(from, end)))
  }

  #setRecord(record: number, fields: LineFields): void {
    const kernel = this.#kernel
    const { scratch } = fields
    const aside = scratch.used === 0 ? 0 : kernel.putAside(scratch.bytes, 0, scratch.used)
    const setSpan = (field: number, { start, end, inScratch }: Span): void =>
      inScratch ? kernel.setSpan(record, field, aside + start, aside + end) : kernel.setSpan(record, field, start, end)
    kernel.setKind(record, ENTRY)
    kernel.setNumbers(record, fields.time, fields.status, fields.bytes)
    this.#entries.details.set(record, fields)
    if (fields.kept.start >= 0) this.#entries.kept.set(record, scratch.bytes, fields.kept)
    setSpan(CLIENT, fields.client)
    setSpan(REQUEST, fields.request)
    setSpan(REFERRER, fields.referrer)
    setSpan(AGENT, fields.agent)
    setSpan(SITE, fields.site)
    setSpan(USER, fields.user)
    if (fields.extra.start >= 0) {
      setSpan(EXTRA, fields.extra)
      return
    }
    const { forwarded, port } = fields
    const extraStart = port.start >= 0 ? port.start : forwarded.start
    kernel.setSpan(record, EXTRA, extraStart, forwarded.start >= 0 ? forwarded.end : port.end)
  }

  #reject(record: number, reason: number, offset: number, text: string): void {
    const rangeLine = this.#lines + record
    this.#rejects.push({ rangeLine, offset, reason: rejectReasons[reason] as RejectReason, text })
  }

  #flush(endOffset: number, tail: boolean): void {
    if (endOffset === this.#rangeStart) return
    const batch = packed({
      pieceId: this.#pieceId,
      startOffset: this.#rangeStart,
      endOffset,
      lines: this.#lines,
      entries: this.#entries.count,
      blank: this.#blank,
      comment: this.#comment,
      nulBytes: this.#nulBytes,
      filtered: this.#filtered,
      rejects: this.#rejects,
      digest: this.#digest.take(),
      tail,
      ...this.#entries.look(this.#lines)
    })
    this.#sent += this.#entries.count
    this.#entries.clear()
    this.#emit(batch)
    this.#rangeStart = endOffset
    this.#lines = this.#blank = this.#comment = this.#nulBytes = 0
    this.#filtered = []
    this.#rejects = []
  }
}

const indexOf = (bytes: Buffer, byte: number, from: number, end: number): number => {
  const found = bytes.subarray(from, end).indexOf(byte)
  return found < 0 ? -1 : from + found
}

const isBlank = (bytes: Buffer, from: number, end: number): boolean => {
  for (let at = from; at < end; at++) if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false
  return true
}
