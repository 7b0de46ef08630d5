/** What is stored of a parsed line, every field as text: for explanations and comparisons; the hot path never comes here. */
import { decodeExtra } from "../extra.ts"
import type { LineFields, Span } from "./line.ts"
import { parseRequest, type Request } from "./request.ts"
import { textOf } from "./value.ts"

/** null where the line says `-` or nothing. */
export interface StoredLine {
  readonly time: number
  readonly client: string
  readonly site: string | null
  readonly user: string | null
  readonly request: Request
  readonly status: number | null
  readonly bytes: number | null
  readonly bytesIn: number | null
  readonly durationUs: number | null
  readonly upstreamUs: number | null
  readonly referrer: string | null
  readonly agent: string | null
  /** Other texts by their names, ports as numbers. */
  readonly extra: Readonly<Record<string, string | number>>
}

/** `bytes`: those the fields were read from. */
export const storedLine = (bytes: Buffer, fields: LineFields): StoredLine => {
  const text = ({ start, end, inScratch }: Span): string | null =>
    start < 0 ? null : textOf(inScratch ? fields.scratch.bytes : bytes, start, end)
  const number = (value: number): number | null => (value < 0 ? null : value)
  const { request, extra, port, forwarded } = fields
  const port_ = port.start < 0 ? {} : { port: Number(text(port)) }
  const forwarded_ = forwarded.start < 0 ? {} : { forwarded_for: text(forwarded)! }
  return {
    time: fields.time,
    client: text(fields.client) ?? "",
    site: text(fields.site),
    user: text(fields.user),
    request: parseRequest(request.inScratch ? fields.scratch.bytes : bytes, request.start, request.end),
    status: number(fields.status),
    bytes: number(fields.bytes),
    bytesIn: number(fields.bytesIn),
    durationUs: number(fields.durationUs),
    upstreamUs: number(fields.upstreamUs),
    referrer: text(fields.referrer),
    agent: text(fields.agent),
    extra: extra.start >= 0 ? decodeExtra(fields.scratch.bytes, extra.start, extra.end) : { ...port_, ...forwarded_ }
  }
}
