/**
 * Files made of others (`cat a.log b.log > joined.log`, several members in one gzip file): a file is known by what it
 * begins with, so that lines of logs behind its first are read twice, once from each file. That is found out when all is
 * read, and said; which of them is to be taken back, the user decides.
 *
 * Looked for is the beginning of one source inside another, for the sources that are new in this ingest, among entries
 * of its time. A few entries tell only where all that follows is the same, too (`areTelling`). What is looked at is bounded:
 * among hundreds of large logs of the same hours some may go unnoticed.
 */
import { and, asc, between, eq, gte, isNotNull, lte, min, sql } from "drizzle-orm"

import type { Connection } from "../store/open.ts"
import { entry, source, sourceRange } from "../store/schema.ts"

/** So many entries in a row tell a log by themselves: two servers may have been asked the same a few times. */
const telling = 8
const compared = 64
const mostEntries = 1_000_000
const mostHits = 10_000

type Columns = typeof sourceRange.$inferSelect

/** Where entries of a source stand: behind this one, in the order of its file. */
interface Place extends Pick<Columns, "sourceId" | "generation" | "startOffset"> {
  readonly firstEntry: number
}

interface Start extends Place {
  readonly time: number
  readonly clientId: number
  readonly requestId: number
}

/**
 * Sentences on sources, one of which at least is of `fresh`, that hold lines of others. `longer`: of those, the ones that begin
 * with all of another log. Costs 0.1 s at most.
 */
export const sayJoined = (
  connection: Connection,
  { fresh, longer }: { readonly fresh: ReadonlySet<number>; readonly longer: ReadonlySet<number> },
  command: (words: string) => string
): ReadonlyArray<string> => {
  if (fresh.size === 0) return []
  const starts = startsOf(connection)
  const freshStarts = starts.filter(({ sourceId }) => fresh.has(sourceId))
  const firstEntries = new Map(starts.map(({ firstEntry, sourceId }) => [sourceId, firstEntry]))
  const inside = new Map<number, Set<number>>()
  let entries = 0
  let hits = 0
  for (const range of rangesAround(connection, starts)) {
    const wanted = (fresh.has(range.sourceId) ? starts : freshStarts).filter(
      ({ sourceId, time }) =>
        sourceId !== range.sourceId &&
        inside.get(range.sourceId)?.has(sourceId) !== true &&
        time >= range.minTime! &&
        // Rotated logs meet in a second.
        (time < range.maxTime! || range.minTime === range.maxTime)
    )
    if (wanted.length === 0) continue
    entries += range.lastEntry! - range.firstEntry! + 1
    if (entries > mostEntries) break
    for (const hit of entriesLike(connection, wanted, range.firstEntry!, range.lastEntry!)) {
      if (++hits > mostHits) break
      // What begins alike is told when it is read.
      if (hit.id === firstEntries.get(range.sourceId)) continue
      for (const start of wanted) {
        if (start.time !== hit.time || start.clientId !== hit.clientId || start.requestId !== hit.requestId) continue
        const one = told(connection, start)
        const other = told(connection, { ...range, firstEntry: hit.id })
        if (!areTelling(one, other, longer.has(range.sourceId))) continue
        inside.set(range.sourceId, (inside.get(range.sourceId) ?? new Set()).add(start.sourceId))
      }
    }
  }
  return [...inside].flatMap(([outer, inner]) => {
    // Of two that hold lines of each other one is to be taken back, not both.
    const sources = [...inner].filter((one) => one < outer || inside.get(one)?.has(outer) !== true)
    return sources.length === 0 ? [] : [sentence(connection, outer, sources, command)]
  })
}

/** Where each source begins, as far as it has entries. */
const startsOf = ({ db }: Connection): ReadonlyArray<Start> => {
  const first = db
    .select({ sourceId: sourceRange.sourceId, offset: min(sourceRange.startOffset).as("offset") })
    .from(sourceRange)
    .where(and(isNotNull(sourceRange.firstEntry), isNotNull(sourceRange.generation)))
    .groupBy(sourceRange.sourceId)
    .as("first")
  return db
    .select({
      sourceId: sourceRange.sourceId,
      generation: sourceRange.generation,
      startOffset: sourceRange.startOffset,
      firstEntry: sql<number>`${sourceRange.firstEntry}`,
      time: entry.time,
      clientId: entry.clientId,
      requestId: entry.requestId
    })
    .from(first)
    .innerJoin(
      sourceRange,
      and(eq(sourceRange.sourceId, first.sourceId), eq(sourceRange.startOffset, sql`${first.offset}`))
    )
    .innerJoin(entry, eq(entry.id, sourceRange.firstEntry))
    .where(isNotNull(sourceRange.generation))
    .orderBy(asc(sourceRange.sourceId), asc(sourceRange.generation))
    .all()
}

const rangesAround = ({ db }: Connection, starts: ReadonlyArray<Start>) => {
  const times = starts.map(({ time }) => time)
  const { firstEntry, generation, lastEntry, maxTime, minTime, sourceId, startOffset } = sourceRange
  return db
    .select({ firstEntry, generation, lastEntry, maxTime, minTime, sourceId, startOffset })
    .from(sourceRange)
    .where(
      and(
        isNotNull(firstEntry),
        isNotNull(sourceRange.generation),
        lte(
          sourceRange.minTime,
          times.reduce((a, b) => Math.max(a, b), -Infinity)
        ),
        gte(
          sourceRange.maxTime,
          times.reduce((a, b) => Math.min(a, b), Infinity)
        )
      )
    )
    .all()
}

const entriesLike = ({ db }: Connection, starts: ReadonlyArray<Start>, from: number, to: number) => {
  const isOneOf = (column: typeof entry.time | typeof entry.clientId, values: ReadonlyArray<number>) =>
    sql`${column} in (select value from json_each(${JSON.stringify(values)}))`
  return db
    .select({ id: entry.id, time: entry.time, clientId: entry.clientId, requestId: entry.requestId })
    .from(entry)
    .where(
      and(
        between(entry.id, from, to),
        isOneOf(
          entry.time,
          starts.map(({ time }) => time)
        ),
        isOneOf(
          entry.clientId,
          starts.map(({ clientId }) => clientId)
        )
      )
    )
    .all()
}

/** The entries that follow in a source, as texts; one more than are compared, if there are. */
const told = ({ db }: Connection, { firstEntry, generation, sourceId, startOffset }: Place): ReadonlyArray<string> => {
  const { agentId, bytes, clientId, id, referrerId, requestId, status, time } = entry
  const ranges = db
    .select({ from: sourceRange.firstEntry, to: sourceRange.lastEntry })
    .from(sourceRange)
    .where(
      and(
        eq(sourceRange.sourceId, sourceId),
        eq(sourceRange.generation, generation!),
        gte(sourceRange.startOffset, startOffset),
        isNotNull(sourceRange.firstEntry)
      )
    )
    .orderBy(asc(sourceRange.startOffset))
    .limit(compared + 1)
    .all()
  const texts: Array<string> = []
  for (const [at, { from, to }] of ranges.entries()) {
    const missing = compared + 1 - texts.length
    if (missing === 0) break
    const first = at === 0 ? firstEntry : from!
    const rows = db
      .select({ time, clientId, requestId, status, bytes, referrerId, agentId })
      .from(entry)
      .where(between(id, first, Math.min(to!, first + missing - 1)))
      .orderBy(asc(id))
      .all()
    texts.push(...rows.map((row) => JSON.stringify(row)))
  }
  return texts
}

/**
 * Whether entries of one source, from its first on, and of another, from one inside it on, tell that the other holds the one.
 * Less than eight do where the other is known to be longer than a log it begins with, and one of the two ends there; or it
 * ends with them, and they are not one request again and again, as probes are.
 */
const areTelling = (one: ReadonlyArray<string>, other: ReadonlyArray<string>, isLonger: boolean): boolean => {
  const count = Math.min(compared, one.length, other.length)
  for (let at = 0; at < count; at++) if (one[at] !== other[at]) return false
  if (count >= telling || isLonger) return true
  const requests = new Set(other.map((text) => text.slice(text.indexOf(","))))
  return other.length === count && requests.size > 1
}

const sentence = (
  { db }: Connection,
  outer: number,
  inner: ReadonlyArray<number>,
  command: (words: string) => string
): string => {
  const pathOf = (id: number): string =>
    db.select({ path: source.path }).from(source).where(eq(source.id, id)).get()!.path
  const named = inner.slice(0, 3).map(pathOf).join(", ")
  const others = inner.length > 3 ? `${named} and ${inner.length - 3} more` : named
  return `${pathOf(outer)} holds lines of ${others}, too: they count twice; if it is made of these logs, ${command(`forget ${outer}`)} takes back what was read from it, and they can be ingested again`
}
