/**
 * One line read slowly: every field as text, and where it was taken from. For explanations, and for comparing a line
 * with what is stored; the hot path never comes here.
 */
import type { ZoneRule } from "../zone.ts"
import { formatOfLine, parserFor } from "./formats.ts"
import { LineFields, maxLineBytes, OK, rejectReasons, TOO_LONG, type RejectReason, rejectReasonTexts } from "./line.ts"
import { parseRequest, type Request } from "./request.ts"
import { textOf } from "./value.ts"

/** What is stored of a line; null where it says `-` or nothing. */
export interface ParsedLine {
  readonly format: string
  readonly time: number
  readonly site: string | null
  readonly port: string | null
  readonly client: string
  /** The list of addresses of which the client is the first. */
  readonly forwardedFor: string | null
  readonly user: string | null
  readonly request: Request
  readonly status: number | null
  readonly bytes: number | null
  readonly referrer: string | null
  readonly agent: string | null
}

export interface ExplainedField {
  readonly field: string
  readonly value: string | number | null
  /** Byte range of the line it was taken from; null when the line does not have it. */
  readonly from: readonly [start: number, end: number] | null
}

export type Explanation =
  | { readonly ok: true; readonly parsed: ParsedLine; readonly fields: ReadonlyArray<ExplainedField> }
  | {
      readonly ok: false
      readonly reason: RejectReason
      readonly meaning: string
      readonly stoppedAt: number
      readonly rest: string
    }

/** Reads a line (without its line end) by a format's name or `auto`; throws a RangeError for an unknown format. */
export const explainLine = (line: Buffer, format: string, zone: ZoneRule): Explanation => {
  const bytes = Buffer.concat([line, Buffer.alloc(64)])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const fields = new LineFields()
  const parser = parserFor(format, zone)
  const code = line.length > maxLineBytes ? TOO_LONG : parser.parse(bytes, view, 0, line.length, fields)
  if (code !== OK) {
    const reason = rejectReasons[code] as RejectReason
    const stoppedAt = Math.max(fields.stoppedAt, 0)
    return {
      ok: false,
      reason,
      meaning: rejectReasonTexts[reason],
      stoppedAt,
      rest: textOf(bytes, stoppedAt, line.length)
    }
  }
  const range = (start: number, end: number): readonly [number, number] | null => (start < 0 ? null : [start, end])
  const text = (start: number, end: number): string | null => (start < 0 ? null : textOf(bytes, start, end))
  const requestBytes = fields.request.inScratch ? fields.scratch.bytes : bytes
  const request = parseRequest(requestBytes, fields.request.start, fields.request.end)
  const requestRange = fields.request.inScratch ? null : range(fields.request.start, fields.request.end)
  const parsed: ParsedLine = {
    format: formatOfLine(fields),
    time: fields.time,
    site: text(fields.site.start, fields.site.end),
    port: text(fields.port.start, fields.port.end),
    client: textOf(bytes, fields.client.start, fields.client.end),
    forwardedFor: text(fields.forwarded.start, fields.forwarded.end),
    user: text(fields.user.start, fields.user.end),
    request,
    status: fields.status < 0 ? null : fields.status,
    bytes: fields.bytes < 0 ? null : fields.bytes,
    referrer: text(fields.referrer.start, fields.referrer.end),
    agent: text(fields.agent.start, fields.agent.end)
  }
  const explained: ReadonlyArray<ExplainedField> = [
    { field: "site", value: parsed.site, from: range(fields.site.start, fields.site.end) },
    { field: "port", value: parsed.port, from: range(fields.port.start, fields.port.end) },
    { field: "client", value: parsed.client, from: range(fields.client.start, fields.client.end) },
    {
      field: "forwarded_for",
      value: parsed.forwardedFor,
      from: range(fields.forwarded.start, fields.forwarded.end)
    },
    { field: "user", value: parsed.user, from: range(fields.user.start, fields.user.end) },
    { field: "time", value: new Date(parsed.time).toISOString(), from: range(fields.timeAt.start, fields.timeAt.end) },
    { field: "method", value: request.method, from: requestRange },
    { field: "origin", value: request.origin, from: requestRange },
    { field: "path", value: request.path, from: requestRange },
    { field: "query", value: request.query, from: requestRange },
    { field: "protocol", value: request.protocol, from: requestRange },
    { field: "status", value: parsed.status, from: range(fields.statusAt.start, fields.statusAt.end) },
    { field: "bytes", value: parsed.bytes, from: range(fields.bytesAt.start, fields.bytesAt.end) },
    { field: "referrer", value: parsed.referrer, from: range(fields.referrer.start, fields.referrer.end) },
    { field: "agent", value: parsed.agent, from: range(fields.agent.start, fields.agent.end) }
  ]
  return { ok: true, parsed, fields: explained }
}
