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

import { type RulePresets, Rules } from "@logmill/workers/filter/rules"
import { isCutText } from "@logmill/workers/mill"
import { LineFields, OK, type Span } from "@logmill/workers/parse/line"
import type { FormatCatalog } from "@logmill/workers/format/catalog"
import { parseRequest } from "@logmill/workers/parse/request"
import { trusting } from "@logmill/workers/parse/trustedProxies"
import { bytesOfText, textOf, textOfBytes } from "@logmill/workers/parse/value"

import { isAnonymized } from "../store/anonymity.ts"
import { maskClient } from "../store/anonymize.ts"
import type { Connection } from "../store/open.ts"
import { originLine, originOf, type RangeRow, retriedRanges, type TimeSpan } from "../store/ranges.ts"
import { agent, client, entry, extra, path, referrer, reject, request, site, user } from "../store/schema.ts"
import type { SourceRow } from "../store/sources.ts"
import { viewOf } from "../store/viewOf.ts"
import { readerOfSource } from "./detect.ts"
import { comparable, lineDigestOf, unpackLineDigests } from "./lineDigests.ts"
import { type Entry, headersBefore, type Line, LineReader, type Reading, type Rejected } from "./LineReader.ts"
import type { LogFile } from "./LogFile.ts"
import { siteOf, zoneRuleOf } from "./options.ts"
import { optionsOf } from "./runs.ts"
import { Content } from "./verify.ts"

const NUL = 0x00
const CR = 0x0d

/** A line that was rejected and parsed later is known by its digest. */
export type StoredLine = Line | { readonly digest: Buffer }

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

/** `key`: of the digests. `endsEarly`: no block of the range is known to differ, the file may merely end in it. */
export const commonLines = async (
  file: LogFile,
  range: RangeRow,
  stored: StoredLines,
  { endsEarly, key }: { readonly endsEarly: boolean; readonly key: Uint8Array }
): Promise<CommonLines> => {
  const bytes = await bytesOf(file, range)
  const found = new LineReader(stored.reading).read(
    bytes,
    range.startOffset,
    headersBefore(file, range.startOffset, stored.reading)
  )
  const common = commonIn(bytes, range, stored, key, found, isDeepStrictEqual)
  if (!common.differs || !endsEarly) return common
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
