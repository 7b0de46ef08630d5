/**
 * One line read slowly: every field as it is stored, and where it was taken from; or why it is not read, and by which
 * format it would almost be. The hot path never comes here.
 */
import type { FormatCatalog } from "../format/catalog.ts"
import { FormatParser } from "../format/compile.ts"
import { detect } from "../format/detect.ts"
import { decodeExtra } from "../extra.ts"
import { choiceOf, named, partsOf, unwrapped } from "../format/readers.ts"
import { Unwrapper } from "../format/wrap.ts"
import type { ZoneRule } from "../zone.ts"
import { formatOfLine } from "./formats.ts"
import {
  LineFields,
  type LineParser,
  maxLineBytes,
  NO_CLIENT,
  NO_MATCH,
  NO_TIME,
  OK,
  type RejectReason,
  rejectReasons,
  rejectReasonTexts,
  type Span,
  TOO_LONG
} from "./line.ts"
import { type StoredLine, storedLine } from "./stored.ts"
import { trusting } from "./trustedProxies.ts"
import { textOf } from "./value.ts"

export interface ExplainedField {
  readonly field: string
  readonly value: string | number | null
  /** What stands in the line there, and its bytes' range; null when the line does not have it, or not as it stands. */
  readonly from: { readonly text: string; readonly start: number; readonly end: number } | null
}

export type Explanation =
  | {
      readonly ok: true
      /** What it was read by, and for people. */
      readonly format: string
      readonly line: StoredLine
      readonly fields: ReadonlyArray<ExplainedField>
      /** Another format that reads the line otherwise. */
      readonly otherwise: string | null
      /** What follows the fields and is not stored. */
      readonly rest: string | null
    }
  | {
      readonly ok: false
      /** The format that went furthest. */
      readonly format: string
      /** It read a time or an address; words that any text has don't count. */
      readonly isNear: boolean
      readonly reason: RejectReason
      readonly meaning: string
      readonly stoppedAt: number
      readonly rest: string
      /** What the format has there instead; null: it can't be said. */
      readonly expected: string | null
    }

/** As an ingest's (trustedProxies.ts; names of texts of many values). */
export interface ExplainOptions {
  readonly trustedProxies?: ReadonlyArray<string>
  readonly keepExtra?: ReadonlyArray<string>
}

/**
 * Reads a line (without its line end) by a format, several or `auto`; throws a RangeError for an unknown format or network.
 */
export const explainLine = (
  line: Buffer,
  format: string,
  zone: ZoneRule,
  catalog: FormatCatalog,
  { trustedProxies = [], keepExtra = [] }: ExplainOptions = {}
): Explanation => {
  const unwrapper = new Unwrapper()
  const attempt = (reader: string) => {
    const inside = insideOf(line, reader, unwrapper)
    const parser = catalog.parserFor(inside.reader, zone, keepExtra)
    const bytes = Buffer.concat([inside.line, Buffer.alloc(64)])
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const fields = new LineFields()
    fields.outerTime = inside.time
    const end = inside.line.length
    const outcome =
      line.length > maxLineBytes ? TOO_LONG : trusting(parser, trustedProxies).parse(bytes, view, 0, end, fields)
    if (outcome === NO_MATCH && parser instanceof FormatParser) {
      fields.stoppedAt = parser.stopAtDash(bytes, fields.stoppedAt)
    }
    if (outcome !== OK) fields.stoppedAt = inside.start < 0 ? 0 : Math.max(fields.stoppedAt, 0) + inside.start
    return { reader, parser, fields, outcome, bytes }
  }
  const choice = choiceOf(format, null)
  const found = format === "auto" || choice !== null ? detect(line, catalog, choice) : null
  const readers = found === null ? [format] : (found.conflict ?? [found.reader ?? choice?.formats[0] ?? "auto"])
  let { bytes, fields, outcome, parser, reader } = attempt(readers[0])
  // A line that has a client and a time where they are expected is of the family, with something wrong in it.
  if (outcome !== OK && found !== null && (choice !== null || outcome === NO_TIME || outcome === NO_CLIENT)) {
    let most = nearness(parser, fields.stoppedAt, line)
    for (const name of choice?.formats ?? catalog.definitions.map((definition) => definition.name)) {
      const other = attempt(name)
      const near = nearness(other.parser, other.fields.stoppedAt, line)
      if (near <= most) continue
      most = near
      ;({ bytes, fields, outcome, parser, reader } = other)
    }
  }
  if (outcome !== OK) {
    const reason = rejectReasons[outcome] as RejectReason
    const { stoppedAt } = fields
    const rest = textOf(line, stoppedAt, line.length)
    const expected = parser instanceof FormatParser && outcome === NO_MATCH ? parser.expectedAt(stoppedAt) : null
    const isNear = likeLog.test(textOf(line, 0, stoppedAt))
    return { ok: false, format: reader, isNear, reason, meaning: rejectReasonTexts[reason], stoppedAt, rest, expected }
  }
  const stored = storedLine(bytes, fields)
  const slice = (start: number, end: number): ExplainedField["from"] =>
    start < 0 ? null : { text: bytes.toString("utf8", start, end), start, end }
  const taken = new Map<string, ExplainedField["from"]>()
  if (parser instanceof FormatParser) {
    for (const { name, start, end } of parser.taken)
      taken.set(name.replace(/^(?:extra|unique)\.|:.*$/g, ""), slice(start, end))
  }
  const list = taken.get("forwarded_for")
  if (stored.extra["remote_address"] !== undefined && list !== undefined) {
    taken.set("remote_address", taken.get("client") ?? null)
    taken.set("client", list)
  }
  const from = (name: string, span?: Span): ExplainedField["from"] =>
    taken.get(name) ?? (span === undefined || span.inScratch ? null : slice(span.start, span.end))
  return {
    ok: true,
    format: named(reader, formatOfLine(fields)),
    line: stored,
    fields: explainedFields(stored, fields, from),
    otherwise: readers[1] ?? null,
    rest: fields.rest.start < 0 ? null : textOf(bytes, fields.rest.start, fields.rest.end)
  }
}

/** A date, a clock, an address, seconds since 1970. */
const likeLog = /\d[-/]\w{2,3}[-/]\d|\d:\d\d|\d\.\d+\.\d+\.\d|[0-9a-f]:[0-9a-f]*:[0-9a-f]|\d{10}/

/** How near a line comes to a format that does not read it: by the fields before that place, of which one is nothing. */
const nearness = (parser: LineParser, stoppedAt: number, line: Buffer): number =>
  parser instanceof FormatParser ? parser.fieldsBefore(stoppedAt) + stoppedAt / (line.length + 1) : 2

/** What a reader of wrapped lines reads, and where in the line it begins; -1: it had to be decoded. */
const insideOf = (
  line: Buffer,
  reader: string,
  unwrapper: Unwrapper
): { readonly line: Buffer; readonly reader: string; readonly start: number; readonly time: number } => {
  const [around, inside] = unwrapped(reader)
  const found = around === "" || partsOf(reader).length > 1 ? null : unwrapper.unwrap(line, 0, line.length)
  if (found === null || `${found.wrapping}/` !== around) return { line, reader, start: 0, time: NaN }
  const { bytes, end, start, time } = found
  return {
    line: Buffer.from(bytes.subarray(start, end)),
    reader: inside,
    start: bytes === line ? start : -1,
    time
  }
}

const explainedFields = (
  stored: StoredLine,
  fields: LineFields,
  from: (name: string, span?: Span) => ExplainedField["from"]
): ReadonlyArray<ExplainedField> => {
  const { request } = stored
  const { kept, scratch } = fields
  const extra = { ...stored.extra, ...(kept.start < 0 ? {} : decodeExtra(scratch.bytes, kept.start, kept.end)) }
  const ofRequest = (name: string): ExplainedField["from"] => from(name) ?? from("request", fields.request)
  const ofUri = (name: string): ExplainedField["from"] => from(name) ?? from("uri") ?? ofRequest("request")
  const always: ReadonlyArray<ExplainedField> = [
    { field: "time", value: new Date(stored.time).toISOString(), from: from("time", fields.timeAt) ?? from("clock") },
    { field: "client", value: stored.client, from: from("client", fields.client) },
    { field: "site", value: stored.site, from: from("site", fields.site) },
    { field: "user", value: stored.user, from: from("user", fields.user) },
    { field: "method", value: request.method, from: ofRequest("method") },
    { field: "origin", value: request.origin, from: request.origin === null ? null : ofUri("uri") },
    { field: "path", value: request.path, from: ofUri("path") },
    { field: "query", value: request.query, from: ofUri("query") },
    { field: "protocol", value: request.protocol, from: ofRequest("protocol") },
    { field: "status", value: stored.status, from: from("status", fields.statusAt) },
    { field: "bytes", value: stored.bytes, from: from("bytes", fields.bytesAt) },
    { field: "referrer", value: stored.referrer, from: from("referrer", fields.referrer) },
    { field: "agent", value: stored.agent, from: from("agent", fields.agent) }
  ]
  const sometimes: ReadonlyArray<ExplainedField> = [
    { field: "bytes_in", value: stored.bytesIn, from: from("bytes_in") },
    { field: "duration_us", value: stored.durationUs, from: from("duration") },
    { field: "upstream_us", value: stored.upstreamUs, from: from("upstream") },
    ...Object.entries(extra).map(([field, value]) => ({ field, value, from: from(field, spanOf(field, fields)) }))
  ]
  return [...always, ...sometimes.filter(({ value }) => value !== null)]
}

const spanOf = (field: string, { port, forwarded }: LineFields): Span | undefined =>
  field === "port" ? port : field === "forwarded_for" ? forwarded : undefined
