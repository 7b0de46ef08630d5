/**
 * How many lines of a file are the lines of a range that was read: for a file that was cut or rewritten inside it.
 *
 * The digests of a range tell blocks of 64 KiB; what lies in the block where a file ends or differs is compared line by
 * line with what is stored: parsed values with values, rejects with their texts, blank lines and comments with theirs. A
 * line that a filter dropped was not stored and counts as the same. Costs a read of the range (at most 16 MiB and a line)
 * and of its entries.
 */
import { asc, between, eq } from "drizzle-orm"

import { explainLine } from "@logmill/workers/parse/explain"
import { textOfBytes } from "@logmill/workers/parse/value"
import type { ZoneRule } from "@logmill/workers/zone"

import type { Connection } from "../store/open.ts"
import type { RangeRow } from "../store/ranges.ts"
import { agent, client, entry, path, referrer, reject, request, site, user } from "../store/schema.ts"
import type { LogFile } from "./LogFile.ts"
import { Content } from "./verify.ts"

export interface CommonLines {
  /** Whole lines of the range from its start that are the same. */
  readonly lines: number
  /** Where the first other line begins; the end of the file's whole lines when there is none. */
  readonly offset: number
  /** Whether the file has another line there (and not merely ends). */
  readonly differs: boolean
}

export const commonLines = async (
  connection: Connection,
  file: LogFile,
  range: RangeRow,
  zone: ZoneRule
): Promise<CommonLines> => {
  const content = new Content(file)
  const chunks: Array<Buffer> = []
  if (await content.skipTo(range.startOffset)) {
    await content.read(range.endOffset - range.startOffset, (bytes) => void chunks.push(Buffer.from(bytes)))
  }
  const bytes = Buffer.concat(chunks)
  const stored = storedLines(connection, range)
  let lines = 0
  let at = 0
  for (;;) {
    const newline = bytes.indexOf(0x0a, at)
    if (newline < 0 || lines === range.lines) break
    if (!isSame(trimmed(bytes, at, newline), stored.get(lines), zone)) {
      return { lines, offset: range.startOffset + at, differs: true }
    }
    lines++
    at = newline + 1
  }
  return { lines, offset: range.startOffset + at, differs: false }
}

const trimmed = (bytes: Buffer, start: number, newline: number): Buffer => {
  let end = newline
  while (end > start && bytes[end - 1] === 0x0d) end--
  let from = start
  while (from < end && bytes[from] === 0) from++
  return bytes.subarray(from, end)
}

/** An entry by a text of its values and its site apart, or a reject by its text (null when that was not kept). */
type Stored = { readonly values: string; readonly site: string | null } | { readonly rejected: string | null }

const isSame = (line: Buffer, stored: Stored | undefined, zone: ZoneRule): boolean => {
  const isSkipped = line.length === 0 || line[0] === 0x23 || line.every((byte) => byte === 0x20 || byte === 0x09)
  // Neither an entry nor a reject: it was blank, a comment, or dropped by a rule.
  if (stored === undefined) return true
  if (isSkipped) return false
  if ("rejected" in stored) return stored.rejected === null || stored.rejected === textOfBytes(line)
  const explained = explainLine(line, "auto", zone)
  if (!explained.ok) return false
  const { time, status, bytes, client, request, referrer, agent, site, user } = explained.parsed
  const { method, origin, path, query, protocol } = request
  const values = [time, status, bytes, client, method, origin, path, query, protocol, referrer, agent, user]
  // A line that names no site may have been given one by --site.
  return stored.values === JSON.stringify(values) && (site === null || site === stored.site)
}

const storedLines = ({ db }: Connection, range: RangeRow): Map<number, Stored> => {
  const lines = new Map<number, Stored>()
  for (const row of db.select().from(reject).where(eq(reject.rangeId, range.id)).all()) {
    lines.set(row.rangeLine, { rejected: row.text })
  }
  if (range.firstEntry === null || range.lastEntry === null) return lines
  const rows = db
    .select({
      id: entry.id,
      rangeLine: entry.rangeLine,
      time: entry.time,
      status: entry.status,
      bytes: entry.bytes,
      client: client.value,
      method: request.method,
      origin: request.origin,
      path: path.value,
      query: request.query,
      protocol: request.protocol,
      referrer: referrer.value,
      agent: agent.value,
      user: user.value,
      site: site.value
    })
    .from(entry)
    .innerJoin(client, eq(client.id, entry.clientId))
    .innerJoin(request, eq(request.id, entry.requestId))
    .innerJoin(path, eq(path.id, request.pathId))
    .leftJoin(referrer, eq(referrer.id, entry.referrerId))
    .leftJoin(agent, eq(agent.id, entry.agentId))
    .leftJoin(user, eq(user.id, entry.userId))
    .leftJoin(site, eq(site.id, entry.siteId))
    .where(between(entry.id, range.firstEntry, range.lastEntry))
    .orderBy(asc(entry.id))
    .all()
  for (const { id, rangeLine, site: siteName, ...values } of rows) {
    lines.set(rangeLine ?? id - range.firstEntry, { values: JSON.stringify(Object.values(values)), site: siteName })
  }
  return lines
}
