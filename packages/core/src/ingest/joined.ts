/**
 * Files made of others (`cat a.log b.log > joined.log`, several members in one gzip file): a file is known by what it
 * begins with, so that lines of logs behind its first are read twice, once from each file. That is found out when all is
 * read, and said; which of them is to be taken back, the user decides.
 *
 * Looked for is the beginning of one source inside another, for the sources that are new in this ingest, among entries
 * of its time. What is looked at is bounded: among hundreds of large logs of the same hours some may go unnoticed.
 */
import { and, asc, between, eq, gte, isNotNull, lte, min, sql } from "drizzle-orm"

import type { Connection } from "../store/open.ts"
import { entry, source, sourceRange } from "../store/schema.ts"

/** So many entries in a row tell a log: two servers may have been asked the same a few times. */
const fewest = 8
const compared = 64
const mostEntries = 1_000_000
const mostHits = 10_000

interface Start {
  readonly sourceId: number
  readonly firstEntry: number
  /** Of the range the source begins with. */
  readonly lastEntry: number
  readonly time: number
  readonly clientId: number
  readonly requestId: number
}

/** Sentences on sources, one of which at least is of `fresh`, that hold lines of others. Costs 0.1 s at most. */
export const sayJoined = (
  connection: Connection,
  fresh: ReadonlySet<number>,
  command: (words: string) => string
): ReadonlyArray<string> => {
  if (fresh.size === 0) return []
  const starts = startsOf(connection).filter(({ firstEntry, lastEntry }) => lastEntry - firstEntry + 1 >= fewest)
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
        const count = Math.min(compared, start.lastEntry - start.firstEntry + 1, range.lastEntry! - hit.id + 1)
        if (count < fewest || !areAlike(connection, start.firstEntry, hit.id, count)) continue
        inside.set(range.sourceId, (inside.get(range.sourceId) ?? new Set()).add(start.sourceId))
      }
    }
  }
  return [...inside].map(([outer, inner]) => sentence(connection, outer, [...inner], command))
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
      firstEntry: sql<number>`${sourceRange.firstEntry}`,
      lastEntry: sql<number>`${sourceRange.lastEntry}`,
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
  const { firstEntry, lastEntry, maxTime, minTime, sourceId } = sourceRange
  return db
    .select({ firstEntry, lastEntry, maxTime, minTime, sourceId })
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

const areAlike = ({ db }: Connection, one: number, other: number, count: number): boolean => {
  const { time, clientId, requestId, status, bytes, referrerId, agentId } = entry
  const told = { time, clientId, requestId, status, bytes, referrerId, agentId }
  const entriesFrom = (first: number) =>
    db
      .select(told)
      .from(entry)
      .where(between(entry.id, first, first + count - 1))
      .orderBy(asc(entry.id))
      .all()
  return JSON.stringify(entriesFrom(one)) === JSON.stringify(entriesFrom(other))
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
