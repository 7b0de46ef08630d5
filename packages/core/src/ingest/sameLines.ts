/**
 * How many lines of a file are the lines of a range that was read: for a file that was cut or rewritten inside it.
 *
 * The digests of a range tell blocks of 64 KiB; what lies in the block where a file ends or differs is read again by the
 * rules it was first read by, and compared line by line with what is stored: entries with entries, rejects with their
 * texts, or with where they were when none was kept, lines that parsed when they were tried again with their digests. Of a blank line, a comment or a
 * line that a filter dropped it is only known that nothing was stored. Costs a read of the range (at most 16 MiB and a
 * line) and of its entries.
 */
import { and, asc, between, eq, sql } from "drizzle-orm"
import { isDeepStrictEqual } from "node:util"

import type { Batch } from "@logmill/workers/batch"
import { type RulePresets, Rules } from "@logmill/workers/filter/rules"
import { digestKeyBytes } from "@logmill/workers/digest"
import { isCutText, Mill } from "@logmill/workers/mill"
import { LineFields, type LineParser, OK, type Span } from "@logmill/workers/parse/line"
import type { FormatCatalog } from "@logmill/workers/format/catalog"
import { parseRequest, type Request, requestOfText } from "@logmill/workers/parse/request"
import { trusting } from "@logmill/workers/parse/trustedProxies"
import { bytesOfText, textOf, textOfBytes } from "@logmill/workers/parse/value"
import { type NewValues, textsOf } from "@logmill/workers/texts"

import { isAnonymized } from "../store/anonymity.ts"
import { maskClient, maskExtra } from "../store/anonymize.ts"
import type { Connection } from "../store/open.ts"
import { originLine, originOf, type RangeRow, retriedRanges, type TimeSpan } from "../store/ranges.ts"
import { agent, client, entry, extra, path, referrer, reject, request, site, user } from "../store/schema.ts"
import type { SourceRow } from "../store/sources.ts"
import { viewOf } from "../store/viewOf.ts"
import { readerOfSource } from "./detect.ts"
import { comparable, lineDigestOf, unpackLineDigests } from "./lineDigests.ts"
import type { LogFile } from "./LogFile.ts"
import { siteOf, zoneRuleOf } from "./options.ts"
import { optionsOf } from "./runs.ts"
import { Content } from "./verify.ts"

const NUL = 0x00
const CR = 0x0d

export interface Entry {
  readonly time: number
  readonly status: number | null
  readonly bytes: number | null
  readonly client: string
  readonly request: Request
  readonly referrer: string | null
  readonly agent: string | null
  readonly site: string | null
  readonly user: string | null
  readonly extra: string | null
}

/** The text of a reject is null where it was not kept. */
type Rejected = Pick<typeof reject.$inferSelect, "reason" | "offset" | "text">

/** What a line became; a line of which nothing is stored has none. */
export type Line = Entry | Rejected

/** A line that was rejected and parsed later is known by its digest. */
export type StoredLine = Line | { readonly digest: Buffer }

/** How a range was read. */
export interface Reading {
  readonly parser: LineParser
  readonly site: string | null
  readonly rules: Rules
  readonly isAnonymized: boolean
  /** What was read by the same options has the same. */
  readonly runId: number
}

export interface StoredLines {
  /** By their number in the range. */
  readonly lines: ReadonlyMap<number, StoredLine>
  readonly count: number
  readonly reading: Reading
}

export interface CommonLines {
  /** Whole lines of the range from its start that are the same. */
  readonly lines: number
  /** Where the first other line begins; the end of the file's whole lines when there is none. */
  readonly offset: number
  /** Whether the file has another line there (and does not merely end, be it inside a line). */
  readonly differs: boolean
}

/** How the lines of a range were read; of a carried one, `origin` has read them. */
export const readingOf = (
  connection: Connection,
  origin: RangeRow,
  { format, path }: Pick<SourceRow, "format" | "path">,
  presets: RulePresets,
  catalog: FormatCatalog
): Reading => {
  const { logFormat, logZone, trustedProxies, drop, keep, ...sites } = optionsOf(connection, origin.runId)
  const reader = readerOfSource({ format, path }, { logFormat })
  return {
    parser: trusting(catalog.parserFor(reader, zoneRuleOf(logZone)), trustedProxies),
    site: siteOf(sites, path),
    rules: new Rules(drop, keep, presets),
    isAnonymized: isAnonymized(connection),
    runId: origin.runId
  }
}

export const storedLines = (connection: Connection, range: RangeRow, reading: Reading): StoredLines => {
  const origin = originOf(connection, range)
  const firstLine = originLine(range)
  // A carried range may stand elsewhere in its file than its origin did.
  const shift = firstLine === 0 ? range.startOffset - origin.startOffset : 0
  const lines = new Map<number, StoredLine>()
  for (const row of connection.db.select().from(reject).where(eq(reject.rangeId, origin.id)).all()) {
    lines.set(row.rangeLine - firstLine, { reason: row.reason, offset: row.offset + shift, text: row.text })
  }
  for (const retried of retriedRanges(connection, origin)) {
    for (const [line, digest] of unpackLineDigests(retried.digest)) lines.set(line - firstLine, { digest })
  }
  for (const { id, rangeLine, ...values } of entriesOf(connection, origin, firstLine, range.lines + range.carried)) {
    lines.set((rangeLine ?? id - origin.firstEntry!) - firstLine, values)
  }
  return { lines, count: range.lines + range.carried, reading }
}

/** Entries of `count` lines of a range from one of them on. */
const entriesOf = ({ db }: Connection, { firstEntry, lastEntry }: RangeRow, line: number, count: number) =>
  firstEntry === null || lastEntry === null
    ? []
    : db
        .select({
          id: entry.id,
          rangeLine: entry.rangeLine,
          time: entry.time,
          status: entry.status,
          bytes: entry.bytes,
          client: client.value,
          request: {
            method: request.method,
            origin: request.origin,
            path: path.value,
            query: request.query,
            protocol: request.protocol
          },
          referrer: referrer.value,
          agent: agent.value,
          site: site.value,
          user: user.value,
          extra: extra.value
        })
        .from(entry)
        .innerJoin(client, eq(client.id, entry.clientId))
        .innerJoin(request, eq(request.id, entry.requestId))
        .innerJoin(path, eq(path.id, request.pathId))
        .leftJoin(referrer, eq(referrer.id, entry.referrerId))
        .leftJoin(agent, eq(agent.id, entry.agentId))
        .leftJoin(site, eq(site.id, entry.siteId))
        .leftJoin(user, eq(user.id, entry.userId))
        .leftJoin(extra, eq(extra.id, entry.extraId))
        .where(
          and(
            between(entry.id, firstEntry, lastEntry),
            between(sql`coalesce(${entry.rangeLine}, ${entry.id} - ${firstEntry})`, line, line + count - 1)
          )
        )
        .orderBy(asc(entry.id))
        .all()

/** `key`: of the digests. */
export const commonLines = async (
  file: LogFile,
  range: RangeRow,
  stored: StoredLines,
  key: Uint8Array
): Promise<CommonLines> => {
  const bytes = await bytesOf(file, range)
  const found = new LineReader(stored.reading).read(
    bytes,
    range.startOffset,
    headersBefore(file, range.startOffset, stored.reading)
  )
  const common = commonIn(bytes, range, stored, key, found, isDeepStrictEqual)
  if (!common.differs) return common
  // A format may have been corrected since: of a file that merely ends early, when, who and what tell its lines, too.
  const alike = commonIn(bytes, range, stored, key, found, isAlike)
  return alike.differs || alike.lines === 0 ? common : alike
}

type Compare = (line: Line | undefined, stored: StoredLine | undefined) => boolean

const commonIn = (
  bytes: Buffer,
  range: RangeRow,
  stored: StoredLines,
  key: Uint8Array,
  found: ReadonlyMap<number, Line>,
  compare: Compare
): CommonLines => {
  let lines = 0
  let at = 0
  while (lines < stored.count) {
    const newline = bytes.indexOf(0x0a, at)
    if (newline < 0) break
    const offset = range.startOffset + at
    const expected = stored.lines.get(lines)
    const isSame =
      expected !== undefined && ("reason" in expected || "digest" in expected)
        ? isLine(bytes.subarray(at, newline), offset, expected, key)
        : compare(found.get(lines), expected)
    if (!isSame) return { lines, offset, differs: true }
    lines++
    at = newline + 1
  }
  const rest = bytes.subarray(at)
  const isCut =
    lines < stored.count && isBeginning(rest, range.startOffset + at === 0, stored.lines.get(lines), stored.reading)
  return { lines, offset: range.startOffset + at, differs: rest.length > 0 && !isCut }
}

const isAlike: Compare = (line, stored) =>
  line !== undefined && stored !== undefined && "request" in line && "request" in stored
    ? line.time === stored.time && line.client === stored.client && isDeepStrictEqual(line.request, stored.request)
    : isDeepStrictEqual(line, stored)

const bytesOf = async (file: LogFile, { startOffset, endOffset }: RangeRow): Promise<Buffer> => {
  const content = new Content(file)
  const chunks: Array<Buffer> = []
  if (await content.skipTo(startOffset)) {
    await content.read(endOffset - startOffset, (bytes) => void chunks.push(Buffer.from(bytes)))
  }
  return Buffer.concat(chunks)
}

/** Whether a line is one that is known by its text, by its digest, or only by where it is. */
const isLine = (
  line: Buffer,
  offset: number,
  stored: Rejected | { readonly digest: Buffer },
  key: Uint8Array
): boolean => {
  const bytes = comparable(line, offset)
  if ("digest" in stored) return lineDigestOf(bytes, key).equals(stored.digest)
  if (stored.text === null) return stored.offset === offset && bytes.length > 0
  const text = bytesOfText(stored.text)
  const expected = comparable(text, offset)
  return bytes.subarray(0, isCutText(stored.reason, text) ? expected.length : bytes.length).equals(expected)
}

/** The headers that a file begins with, whole lines, if lines from `offset` on need any. */
export const headersBefore = (
  { head }: Pick<LogFile, "head">,
  offset: number,
  { parser }: Pick<Reading, "parser">
): ReadonlyArray<Buffer> => {
  const headers: Array<Buffer> = []
  if (parser.hasHeaders !== true) return headers
  for (let at = 0, end = head.indexOf(0x0a); end >= 0 && end < offset; at = end + 1, end = head.indexOf(0x0a, at)) {
    if (parser.takeHeader!(head, at, end)) headers.push(head.subarray(at, end + 1))
  }
  return headers
}

/** Reads lines as a range was read. To make one takes milliseconds and some MB, so that it is kept for the next bytes. */
export class LineReader {
  readonly #reading: Reading
  readonly #mill: Mill
  #lines = new Map<number, Line>()
  #before = 0

  constructor(reading: Reading) {
    const decoder = new Decoder(reading.isAnonymized)
    this.#reading = reading
    // What it says of bytes is not asked for.
    this.#mill = new Mill(reading.rules, Buffer.alloc(digestKeyBytes), (batch) => {
      decoder.decode(batch, (line, became) => this.#lines.set(this.#before + line, became))
      this.#before += batch.lines
    })
  }

  /** What the whole lines of `bytes` become, by their number, if such headers stand somewhere before them. */
  read(bytes: Buffer, offset: number, headers: ReadonlyArray<Buffer>): ReadonlyMap<number, Line> {
    const { parser, site } = this.#reading
    this.#lines = new Map()
    this.#before = -headers.length
    this.#mill.begin({ pieceId: 0, parser, site }, offset)
    const { window } = this.#mill
    for (const part of [...headers, bytes]) {
      for (let at = 0; at < part.length;) {
        const length = Math.min(window.room, part.length - at)
        window.append(part, at, length)
        at += length
        this.#mill.feed(Infinity)
      }
    }
    this.#mill.finish(false)
    return this.#lines
  }
}

/** The lines of batches, with their values in place of their numbers. */
class Decoder {
  readonly #values = new Map<string, Array<string>>()
  readonly #isAnonymized: boolean
  #requests: Array<Request> = []

  constructor(isAnonymized: boolean) {
    this.#isAnonymized = isAnonymized
  }

  decode(batch: Batch, take: (line: number, became: Line) => void): void {
    for (const { rangeLine, reason, offset, text } of batch.rejects) take(rangeLine, { reason, offset, text })
    const column = (
      name: string,
      fresh: NewValues,
      ids: Int32Array | null,
      mask: (text: string) => string = (text) => text
    ) => {
      const values = fresh.firstId === 0 ? [] : (this.#values.get(name) ?? [])
      values.push(...(this.#isAnonymized ? textsOf(fresh).map(mask) : textsOf(fresh)))
      this.#values.set(name, values)
      return (index: number): string | null => values[ids?.[index] ?? -1] ?? null
    }
    const clientOf = column("client", batch.newClients, batch.client, maskClient)
    const referrerOf = column("referrer", batch.newReferrers, batch.referrer)
    const agentOf = column("agent", batch.newAgents, batch.agent)
    const siteOf = column("site", batch.newSites, batch.site)
    const userOf = column("user", batch.newUsers, batch.user)
    const extraOf = column("extra", batch.newExtras, batch.extra, maskExtra)
    if (batch.newRequests.firstId === 0) this.#requests = []
    this.#requests.push(...textsOf(batch.newRequests).map(requestOfText))
    for (let index = 0; index < batch.entries; index++) {
      take(batch.rangeLine?.[index] ?? index, {
        time: batch.time[index]!,
        status: numberOf(batch.status[index]!),
        bytes: numberOf(batch.bytes[index]!),
        client: clientOf(index)!,
        request: this.#requests[batch.request[index]!]!,
        referrer: referrerOf(index),
        agent: agentOf(index),
        site: siteOf(index),
        user: userOf(index),
        extra: extraOf(index)
      })
    }
  }
}

const numberOf = (value: number): number | null => (value === -1 ? null : value)

/** Bytes of a reject's text that are looked at. */
const enoughBytes = 512

/**
 * Whether `rest` can be the beginning of the line that is stored: nothing that it says is otherwise, read as the mill
 * reads lines (workers/mill.ts): behind NULs and a byte order mark, and of a cut line and a whole one with NULs between
 * them the whole one.
 */
const isBeginning = (rest: Buffer, startsFile: boolean, stored: StoredLine | undefined, reading: Reading): boolean => {
  if (stored === undefined || "digest" in stored) return true
  let start = 0
  let end = rest.length
  while (start < end && rest[start] === NUL) start++
  while (end > start && rest[end - 1] === CR) end--
  const line = rest.subarray(start, end)
  const hasMark = startsFile && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf
  const text = hasMark ? line.subarray(3) : line
  // The mark stays on a line that is too long.
  if ("reason" in stored) return stored.text === null || [line, text].some((one) => beginsText(one, stored.text!))
  const afterNuls = text.lastIndexOf(NUL) + 1
  return beginsEntry(text, stored, reading) || (afterNuls > 0 && beginsEntry(text.subarray(afterNuls), stored, reading))
}

const beginsText = (line: Buffer, text: string): boolean => {
  let end = Math.min(line.length, enoughBytes)
  // Half a character is written otherwise than the whole one.
  while (end > 0 && line[end - 1]! >= 0x80) end--
  return text.startsWith(textOfBytes(line.subarray(0, end)))
}

const beginsEntry = (line: Buffer, stored: Entry, { isAnonymized, parser }: Reading): boolean => {
  const bytes = withPadding(line)
  const fields = new LineFields()
  parser.parse(bytes, viewOf(bytes), 0, line.length, fields)
  const bytesOf = ({ inScratch }: Span): Buffer => (inScratch ? fields.scratch.bytes : bytes)
  const { client, request } = fields
  const clientText = (text: string): string => (isAnonymized ? maskClient(text) : text)
  return (
    (client.start < 0 || clientText(textOf(bytesOf(client), client.start, client.end)) === stored.client) &&
    (fields.timeAt.start < 0 || fields.time === stored.time) &&
    (request.start < 0 || isDeepStrictEqual(parseRequest(bytesOf(request), request.start, request.end), stored.request))
  )
}

/** With the readable bytes behind the end that parsers ask for. */
const withPadding = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(64)])

/** Of a file's first lines so many are looked at. */
const firstLines = 16

/** Whether one of a file's first lines is of a time. */
export const beginsInTimeOf = (
  { head }: Pick<LogFile, "head">,
  span: TimeSpan | null,
  { parser }: Pick<Reading, "parser">
): boolean => {
  if (span === null) return false
  const { first, last } = span
  const fields = new LineFields()
  for (let line = 0, at = 0; line < firstLines; line++) {
    const end = head.indexOf(0x0a, at)
    if (end < 0) return false
    const bytes = withPadding(head.subarray(at, end))
    parser.takeHeader?.(bytes, 0, end - at)
    fields.clear()
    const isRead = parser.parse(bytes, viewOf(bytes), 0, end - at, fields) === OK
    // Rotated logs meet in a second.
    if ((isRead || fields.timeAt.start >= 0) && fields.time >= first && (fields.time < last || first === last))
      return true
    at = end + 1
  }
  return false
}
