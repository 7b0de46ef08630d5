/**
 * A stretch of a file that moves on: the bytes from a place to another behind it, and what their lines are by the rules
 * that stored lines were read by.
 *
 * Goes forwards only, as compressed files can be read in no other way. Costs the bytes in memory, and a parse of them, anew
 * where other rules are asked for.
 */
import { blockDigestBytes, digestBlockBytes, RangeDigest } from "@logmill/workers/digest"

import type { RangeRow } from "../store/ranges.ts"
import { comparable, lineDigestOf } from "./lineDigests.ts"
import type { LogFile } from "./LogFile.ts"
import { headersBefore, type Line, LineReader, type Reading } from "./LineReader.ts"
import type { StoredLine } from "./sameLines.ts"
import type { LineKey } from "./sameRuns.ts"
import { Content, digestsAt } from "./verify.ts"

/** The whole lines of a window. */
export interface WindowLines {
  readonly keys: ReadonlyArray<LineKey>
  /** Where each line begins in the window, and where the last one ends. */
  readonly starts: ReadonlyArray<number>
  /** In milliseconds since 1970; null: no entry. */
  readonly times: ReadonlyArray<number | null>
}

/** As they are read by the rules of a run. */
type LinesBy = WindowLines & { readonly runId: number }

const noLines: LinesBy = { keys: [], starts: [0], times: [], runId: -1 }

/** Lines that are between two places of a window still, when it begins at the first of them. */
const stillIn = (lines: LinesBy, from: number, to: number): LinesBy | null => {
  const first = lines.starts.indexOf(from)
  if (first < 0) return null
  const starts = lines.starts.slice(first).map((start) => start - from)
  const last = starts.findLastIndex((start) => start <= to)
  return {
    keys: lines.keys.slice(first, first + last),
    starts: starts.slice(0, last + 1),
    times: lines.times.slice(first, first + last),
    runId: lines.runId
  }
}

export class FileWindow {
  bytes: Buffer = Buffer.alloc(0)
  /** What was read and not passed over: the window's bytes, and those behind them. */
  #held: Buffer = Buffer.alloc(0)
  readonly #content: Content
  readonly #file: LogFile
  readonly #key: Uint8Array
  #at = 0
  #lines: LinesBy | null = null
  #reader: { readonly lines: LineReader; readonly runId: number } | null = null
  #starts: ReadonlyArray<number> | null = null

  /** `key`: of digests. */
  constructor(file: LogFile, key: Uint8Array) {
    this.#content = new Content(file)
    this.#file = file
    this.#key = key
  }

  /** Moves to `at`; the window is `length` bytes long then, less at the end of the file. */
  async moveTo(at: number, length: number): Promise<void> {
    const kept = this.#held.subarray(Math.min(at - this.#at, this.#held.length))
    if (kept.length === 0) await this.#content.skipTo(at)
    const chunks = [kept]
    await this.#content.read(length - kept.length, (bytes) => void chunks.push(Buffer.from(bytes)))
    this.#held = chunks.length === 1 ? kept : Buffer.concat(chunks)
    this.bytes = this.#held.subarray(0, length)
    this.#starts = null
    this.#lines = this.#lines === null ? null : stillIn(this.#lines, at - this.#at, this.starts.at(-1)!)
    this.#at = at
  }

  close(): Promise<void> {
    return this.#content.close()
  }

  get starts(): ReadonlyArray<number> {
    return (this.#starts ??= lineStarts(this.bytes))
  }

  /** Whether the window holds a range, as it was read, from byte `start` on. */
  has(range: RangeRow, start: number): boolean {
    const length = range.endOffset - range.startOffset
    return (
      start + length <= this.bytes.length &&
      this.bytes[start + length - 1] === 0x0a &&
      this.#beginsWith(range, start, Math.min(length, digestBlockBytes), 1) &&
      this.#beginsWith(range, start, length, range.digest.length / blockDigestBytes)
    )
  }

  /** What the window's lines are to rules. */
  linesBy(reading: Reading): WindowLines {
    const { starts } = this
    const known = this.#lines?.runId === reading.runId ? this.#lines : noLines
    const from = known.starts.at(-1)!
    const to = starts.at(-1)!
    if (from === to && known !== noLines) return known
    const bytes = this.bytes.subarray(from, to)
    const place = this.#at + from
    const lines = this.#readerOf(reading).read(bytes, place, headersBefore(this.#file, place, reading))
    const numbers = Array.from({ length: starts.length - known.starts.length }, (_, line) => line)
    const keys = [...known.keys, ...numbers.map((line) => keyOf(lines.get(line)))]
    const times = [...known.times, ...numbers.map((line) => timeOf(lines.get(line)))]
    const found = { keys, starts, times, runId: reading.runId }
    // What a line means that has a header before it is known with that only.
    this.#lines = reading.parser.hasHeaders === true ? null : found
    return found
  }

  /** The same keys; where a line has one of these digests, that. */
  keysWith(digests: ReadonlySet<string>, { keys, starts }: WindowLines): ReadonlyArray<LineKey> {
    if (digests.size === 0) return keys
    return keys.map((key, line) => {
      const bytes = this.bytes.subarray(starts[line], starts[line + 1]! - 1)
      const digest = digestKey(lineDigestOf(comparable(bytes, this.#at + starts[line]!), this.#key))
      return digests.has(digest) ? digest : key
    })
  }

  /** Digests of the window's bytes, as a range has them. */
  digestOf(start: number, end: number): Buffer<ArrayBuffer> {
    const digest = new RangeDigest(this.#key)
    digest.update(this.bytes, start, end)
    return Buffer.from(digest.take())
  }

  #readerOf(reading: Reading): LineReader {
    if (this.#reader?.runId !== reading.runId) {
      this.#reader = { lines: new LineReader(reading), runId: reading.runId }
    }
    return this.#reader.lines
  }

  #beginsWith(range: RangeRow, start: number, length: number, blocks: number): boolean {
    return this.digestOf(start, start + length).equals(digestsAt(range, 0, blocks))
  }
}

/** Of stored lines, and of lines of files. Null: nothing is known that would tell it. */
export const keyOf = (line: StoredLine | undefined): LineKey => {
  if (line === undefined) return ""
  if ("digest" in line) return digestKey(line.digest)
  if ("reason" in line) return line.text === null ? null : `reject ${line.text}`
  const { time, status, bytes, client, request, referrer, agent, site, user, extra } = line
  const { method, origin, path, query, protocol } = request
  return JSON.stringify([
    time,
    status,
    bytes,
    client,
    [method, origin, path, query, protocol],
    referrer,
    agent,
    site,
    user,
    extra
  ])
}

export const digestKey = (digest: Buffer): string => `digest ${digest.toString("hex")}`

const timeOf = (line: Line | undefined): number | null => (line !== undefined && "time" in line ? line.time : null)

/** Where whole lines begin, and where the last one ends. */
const lineStarts = (bytes: Buffer): ReadonlyArray<number> => {
  const starts = [0]
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) starts.push(at + 1)
  return starts
}
