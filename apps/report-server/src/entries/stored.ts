/** An entry as it is stored, with where it was read and how: what its line is compared with when it is read again. */
import { Effect, Schema } from "effect"

import { QueryEngine, type SqlRow } from "@logmill/core/query/QueryEngine"

/** Where a line is. */
export interface LinePlace {
  /** Bytes of the decompressed source in which the line is, and its place among their lines. */
  readonly start: number
  readonly end: number
  readonly lineInRange: number
  /** From 1; null while lines before it are still to be read. */
  readonly line: number | null
}

/** The place is that where it was read. */
export interface StoredEntry extends LinePlace {
  /** As the parser says them, with nothing that was found out later. */
  readonly values: StoredValues
  /** Where it was when the log was found edited last, if it was then. */
  readonly moved: LinePlace | null
  readonly source: {
    readonly path: string
    readonly format: string
    /** In hex; null: standard input. */
    readonly headDigest: string | null
    /** All paths it was seen under. */
    readonly paths: ReadonlyArray<string>
  }
  readonly readWith: ReadWith
  readonly isAnonymized: boolean
}

export interface StoredValues {
  readonly time: number
  readonly status: number | null
  readonly bytes: number | null
  readonly bytesIn: number | null
  readonly durationUs: number | null
  readonly upstreamUs: number | null
  readonly client: string
  readonly request: {
    readonly method: string | null
    readonly origin: string | null
    readonly path: string
    readonly query: string | null
    readonly protocol: string | null
  }
  readonly referrer: string | null
  readonly agent: string | null
  readonly site: string | null
  readonly user: string | null
  readonly extra: Readonly<Record<string, unknown>>
}

/** What of the options of an ingest decides how a line is read. */
const ReadWith = Schema.Struct({
  logFormat: Schema.String,
  logZone: Schema.String,
  trustedProxies: Schema.optionalKey(Schema.Array(Schema.String))
})
export type ReadWith = typeof ReadWith.Type

const readReadWith = Schema.decodeUnknownSync(Schema.fromJsonString(ReadWith))
const readTexts = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(Schema.String)))
const readObject = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown)))

/** Null: there is no such entry. */
export const storedEntry = Effect.fn("storedEntry")(function* (id: number) {
  const engine = yield* QueryEngine
  const { rows } = yield* engine.run({ sql: entrySql, params: { id: BigInt(id) }, brief: true })
  const [row] = rows
  return row === undefined ? null : readRow(row)
})

const entrySql = `SELECT e.time, e.status, e.bytes, e.bytes_in, e.duration_us, e.upstream_us, c.value, q.method, q.origin, p.value,
  q.query, q.protocol, (SELECT value FROM referrer WHERE id = e.referrer_id), (SELECT value FROM agent WHERE id = e.agent_id),
  (SELECT value FROM site WHERE id = e.site_id), (SELECT value FROM user WHERE id = e.user_id),
  (SELECT value FROM extra WHERE id = e.extra_id),
  r.start_offset, r.end_offset, coalesce(e.range_line, e.id - r.first_entry), r.first_line, s.path, s.format, hex(s.head_digest),
  (SELECT json_group_array(path) FROM source_file WHERE source_id = s.id),
  (SELECT options FROM run WHERE id = coalesce((SELECT o.run_id FROM source_range AS o WHERE o.id = r.origin), r.run_id)),
  (SELECT anonymized FROM meta),
  (SELECT json_array(m.start_offset, m.end_offset, coalesce(e.range_line, e.id - r.first_entry) - (m.origin >> 32), m.first_line)
    FROM source_range AS m
    WHERE m.source_id = r.source_id AND m.carried > 0 AND m.origin & 4294967295 = iif(r.generation IS NULL, r.origin, r.id)
      AND coalesce(e.range_line, e.id - r.first_entry) BETWEEN m.origin >> 32 AND (m.origin >> 32) + m.carried - 1
    ORDER BY m.generation DESC LIMIT 1)
FROM entry AS e
JOIN client AS c ON c.id = e.client_id JOIN request AS q ON q.id = e.request_id JOIN path AS p ON p.id = q.path_id
JOIN source_range AS r ON r.id = (SELECT id FROM source_range WHERE first_entry <= e.id ORDER BY first_entry DESC LIMIT 1)
JOIN source AS s ON s.id = r.source_id
WHERE e.id = :id`

const readPlace = (json: unknown): LinePlace | null => {
  if (typeof json !== "string") return null
  const [start, end, lineInRange, firstLine] = JSON.parse(json) as [number, number, number, number | null]
  return { start, end, lineInRange, line: firstLine === null ? null : firstLine + lineInRange }
}

const readRow = (row: SqlRow): StoredEntry => {
  const text = (at: number): string | null => (row[at] === null ? null : String(row[at]))
  const number = (at: number): number | null => (row[at] === null ? null : Number(row[at]))
  const [lineInRange, firstLine] = [number(19)!, number(20)]
  return {
    values: {
      time: number(0)!,
      status: number(1),
      bytes: number(2),
      bytesIn: number(3),
      durationUs: number(4),
      upstreamUs: number(5),
      client: text(6)!,
      request: { method: text(7), origin: text(8), path: text(9)!, query: text(10), protocol: text(11) },
      referrer: text(12),
      agent: text(13),
      site: text(14),
      user: text(15),
      extra: row[16] === null ? {} : readObject(row[16])
    },
    start: number(17)!,
    end: number(18)!,
    lineInRange,
    line: firstLine === null ? null : firstLine + lineInRange,
    source: { path: text(21)!, format: text(22)!, headDigest: text(23) || null, paths: readTexts(row[24]) },
    readWith: readReadWith(row[25]),
    isAnonymized: Number(row[26]) === 1,
    moved: readPlace(row[27])
  }
}
