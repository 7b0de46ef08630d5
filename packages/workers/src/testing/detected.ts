/**
 * A file read as a user's is who says nothing of it: by the format that it is found to be in, line by line. Of each line
 * what is stored of it, or why it is a reject.
 */
import { type FormatCatalog, readerOf } from "../format/catalog.ts"
import { detect } from "../format/detect.ts"
import { LineFields, OK, type RejectReason, rejectReasons } from "../parse/line.ts"
import { type StoredLine, storedLine } from "../parse/stored.ts"
import { utc } from "../zone.ts"

/**
 * What is stored, by names: those of formats' samples, but the target of the request as a whole (`target`), and its origin
 * in parts (`origin_scheme`, `host`, `origin_port`) beside what is left of it (`path`, with the query).
 */
export type DetectedFields = Readonly<Record<string, string | number | null | undefined>>

export interface DetectedLine {
  readonly number: number
  readonly text: string
  /** Null of a reject. */
  readonly stored: DetectedFields | null
  readonly reason: RejectReason | null
}

export interface DetectedFile {
  /** Null: no format reads any of its lines. */
  readonly reader: string | null
  /** Those that are neither blank nor headers. */
  readonly lines: ReadonlyArray<DetectedLine>
}

/** Bytes that formats are found by, and where they do not tell: those that an ingest looks at (core/ingest/LogFile.ts). */
const headBytes = [16 * 1024, 1024 * 1024]

export const readDetected = (file: Buffer, catalog: FormatCatalog): DetectedFile => {
  const found = headBytes.map((length) => detect(file.subarray(0, length), catalog))
  const { conflict, reader } = found.find(({ reader }) => reader !== null) ?? found[0]!
  if (conflict !== null) throw new Error(`could be ${conflict.join(" or ")}`)
  const parser = catalog.parserFor(reader === null ? "auto" : readerOf(reader), utc)
  const bytes = Buffer.concat([file, Buffer.alloc(64)])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const fields = new LineFields()
  const lines: Array<DetectedLine> = []
  for (let at = 0, number = 1; at < file.length; number++) {
    const newline = file.indexOf(0x0a, at)
    const next = newline < 0 ? file.length : newline
    let end = next
    while (end > at && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0x20 || bytes[end - 1] === 0x09)) end--
    const start = at
    at = next + 1
    if (end === start || parser.takeHeader?.(bytes, start, end) === true || bytes[start] === 0x23) continue
    fields.clear()
    const outcome = parser.parse(bytes, view, start, end, fields)
    lines.push({
      number,
      text: bytes.toString("utf8", start, end),
      stored: outcome === OK ? fieldsOf(storedLine(bytes, fields)) : null,
      reason: outcome === OK ? null : (rejectReasons[outcome] as RejectReason)
    })
  }
  return { reader, lines }
}

const fieldsOf = ({
  client,
  site,
  user,
  request,
  time,
  status,
  bytes,
  bytesIn,
  durationUs,
  upstreamUs,
  referrer,
  agent,
  extra
}: StoredLine): DetectedFields => {
  const { method, origin, path, query, protocol } = request
  const url = /^(\w+):\/\/(.*?)(?::(\d+))?$/.exec(origin ?? "")
  const pathAndQuery = path + (query === null ? "" : `?${query}`)
  return {
    time: new Date(time).toISOString(),
    client,
    site,
    user,
    method,
    protocol,
    status,
    bytes,
    referrer,
    agent,
    target: (origin ?? "") + pathAndQuery,
    path: pathAndQuery,
    origin_scheme: url?.[1],
    host: url?.[2],
    origin_port: url?.[3],
    bytes_in: bytesIn,
    duration_us: durationUs,
    upstream_us: upstreamUs,
    ...extra
  }
}
