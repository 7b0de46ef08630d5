/** Reads one line of a file again: its bytes, and what the source's format makes of them. */
import { setImmediate } from "node:timers/promises"
import { isDeepStrictEqual } from "node:util"

import { readerOfSource } from "@logmill/core/ingest/detect"
import type { LogFile } from "@logmill/core/ingest/LogFile"
import { zoneRuleOf } from "@logmill/core/ingest/options"
import { Content } from "@logmill/core/ingest/verify"
import { type FormatCatalog, readerOf } from "@logmill/workers/format/catalog"
import { HeaderFinder } from "@logmill/workers/format/headers"
import { LineFields, type LineParser, maxLineBytes, OK } from "@logmill/workers/parse/line"
import { storedLine } from "@logmill/workers/parse/stored"
import { trusting } from "@logmill/workers/parse/trustedProxies"
import { FileSource } from "@logmill/workers/read/source"

import type { StoredEntry, StoredValues } from "./stored.ts"

const LF = 0x0a
const NUL = 0x00
const CR = 0x0d
/** Bytes taken at a time, between which an interruption is seen. */
const portion = 1024 * 1024
/** Behind the end of a line parsers read on. */
const padding = 64

export interface FoundLine {
  /** Without its line end. */
  readonly bytes: Buffer
  readonly isSame: boolean
}

/** Null: the file ends before the line. */
export const lineIn = async (
  file: LogFile,
  entry: StoredEntry,
  catalog: FormatCatalog,
  signal: AbortSignal
): Promise<FoundLine | null> => {
  let found: FoundLine | null = null
  for (const reader of readersOf(entry)) {
    const parser = trusting(
      catalog.parserFor(reader, zoneRuleOf(entry.readWith.logZone)),
      entry.readWith.trustedProxies ?? []
    )
    const read = await readLine(file, entry, parser, signal)
    if (read === null) return null
    found = { bytes: read.bytes, isSame: isEqual(read, entry, parser) }
    if (found.isSame) break
  }
  return found
}

/** Lines that were tried again later may have been read by another format than the source. */
const readersOf = ({ readWith, source }: StoredEntry): ReadonlyArray<string> => [
  ...new Set([readerOfSource(source, readWith), readerOf(source.format)])
]

interface ReadLine {
  readonly bytes: Buffer
  /** At the beginning of the file, where its byte order mark is. */
  readonly isFirst: boolean
}

const readLine = async (
  file: LogFile,
  entry: StoredEntry,
  parser: LineParser,
  signal: AbortSignal
): Promise<ReadLine | null> => {
  parser.begin?.()
  const headers = parser.hasHeaders === true ? new HeaderFinder(parser) : null
  // From the line end before, so that what is behind it is a whole line of the file as it is now, and no part of one.
  const place = { from: Math.max(0, entry.start - 1), end: entry.end }
  const line = new LineTaker(entry.lineInRange + entry.start - place.from, headers)
  await (file.compression === "none" && headers === null
    ? takeFromPlace(file, place, line, signal)
    : takeFromBeginning(file, place, line, headers, signal))
  const { bytes } = line
  return bytes === null ? null : { bytes, isFirst: entry.start === 0 && entry.lineInRange === 0 }
}

/** Offsets between which the line begins; it may be longer now than it was. */
interface Place {
  readonly from: number
  readonly end: number
}

const sizeAt = (at: number, { end }: Place): number => (at < end ? Math.min(portion, end - at) : maxLineBytes)

const takeFromPlace = async ({ fd }: LogFile, place: Place, line: LineTaker, signal: AbortSignal): Promise<void> => {
  const source = new FileSource(fd, place.from)
  const buffer = Buffer.alloc(Math.max(maxLineBytes, sizeAt(place.from, place)))
  for (let at = place.from; line.wantsMore(at < place.end);) {
    signal.throwIfAborted()
    const count = source.read(buffer, 0, sizeAt(at, place))
    if (count === 0) return
    line.take(buffer.subarray(0, count))
    at += count
    await setImmediate()
  }
}

/** What is compressed has no places, and headers may stand anywhere before the line. */
const takeFromBeginning = async (
  file: LogFile,
  place: Place,
  line: LineTaker,
  headers: HeaderFinder | null,
  signal: AbortSignal
): Promise<void> => {
  const content = new Content(file)
  try {
    for (let at = 0; at < place.from; at += portion) {
      signal.throwIfAborted()
      const wanted = Math.min(portion, place.from - at)
      if ((await content.read(wanted, (bytes) => headers?.take(bytes))) < wanted) return
    }
    for (let at = place.from; line.wantsMore(at < place.end);) {
      signal.throwIfAborted()
      const wanted = sizeAt(at, place)
      if ((await content.read(wanted, (bytes) => line.take(bytes))) < wanted) return
      at += wanted
    }
  } finally {
    await content.close()
  }
}

/** Takes the n-th line, from 0, out of bytes that come in portions; of a line longer than any entry's its beginning. */
class LineTaker {
  #isWhole = false
  readonly #parts: Array<Buffer> = []
  readonly #headers: HeaderFinder | null
  #before: number
  #length = 0

  constructor(number: number, headers: HeaderFinder | null) {
    this.#before = number
    this.#headers = headers
  }

  /** Null: there is no such line. */
  get bytes(): Buffer | null {
    return this.#before > 0 || (!this.#isWhole && this.#length === 0) ? null : Buffer.concat(this.#parts)
  }

  /** `mayBegin`: whether what comes next is still of the place where the line began. */
  wantsMore(mayBegin: boolean): boolean {
    if (this.#isWhole) return false
    return mayBegin || (this.#before === 0 && this.#length > 0 && this.#length <= mostKept)
  }

  take(bytes: Buffer): void {
    let at = 0
    while (this.#before > 0) {
      const newline = bytes.indexOf(LF, at)
      if (newline < 0) break
      at = newline + 1
      this.#before--
    }
    this.#headers?.take(bytes.subarray(0, this.#before > 0 ? bytes.length : at))
    if (this.#before > 0 || this.#isWhole) return
    const newline = bytes.indexOf(LF, at)
    const part = bytes.subarray(at, newline < 0 ? bytes.length : newline)
    if (this.#length <= mostKept) this.#parts.push(Buffer.from(part.subarray(0, mostKept)))
    this.#length += part.length
    this.#isWhole = newline >= 0
  }
}

/** NULs before a line are none of its bytes, and can be many. */
const mostKept = 16 * maxLineBytes

/** Whether the line, read as the mill reads lines (workers/mill.ts), is the stored entry. */
const isEqual = ({ bytes, isFirst }: ReadLine, { values }: StoredEntry, parser: LineParser): boolean => {
  let start = 0
  let end = bytes.length
  while (end > start && bytes[end - 1] === CR) end--
  if (isFirst && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) start = 3
  const line = bytes.subarray(start, end)
  const afterNuls = line.lastIndexOf(NUL) + 1
  return [line, ...(afterNuls > 0 ? [line.subarray(afterNuls)] : [])].some(
    (one) => one.length <= maxLineBytes && isDeepStrictEqual(parsed(one, parser, values), values)
  )
}

const parsed = (line: Buffer, parser: LineParser, stored: StoredValues): StoredValues | null => {
  const bytes = Buffer.concat([line, Buffer.alloc(padding)])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const fields = new LineFields()
  if (parser.parse(bytes, view, 0, line.length, fields) !== OK) return null
  const { extra, site, ...values } = storedLine(bytes, fields)
  // A site that the line does not say was given with the ingest.
  return { ...values, site: site ?? stored.site, extra: { ...extra } }
}
