/**
 * From stored entries to rollups: what an ingest that was killed left beyond the watermark is added (`catchUp`), and days
 * of which entries were deleted are made anew (`rebuildDays`). Costs about a microsecond an entry.
 */
import type { Statement } from "better-sqlite3"
import { and, asc, between, eq, gte, isNotNull, lt, lte, max, sql } from "drizzle-orm"

import type { Connection } from "../open.ts"
import { entry, hitsDay, hitsHour, hitsPath, meta, sourceRange, visitorDay } from "../schema.ts"
import { dayFrom, dayUntil, minuteMs } from "./calendar.ts"
import { reportZone } from "./reportZone.ts"
import type { ResolverInput } from "./Resolver.ts"
import { Totals } from "./Totals.ts"

const entriesAtOnce = 8 * 1024

/** Adds the entries beyond the watermark, in transactions of its own: one for each time the sums fill their memory. */
export const catchUp = (connection: Connection): void => {
  const { db, raw } = connection
  lowerWatermark(connection)
  const last = lastEntry(connection)
  const isFollowed = db.select({ is: meta.pathsFollow }).from(meta).get()!.is
  let next = watermarkOf(connection) + 1
  if (next > last) {
    if (!isFollowed) raw.transaction(() => rebuildPaths(connection)).immediate()
    return
  }
  const totals = new Totals(connection, "behind")
  const reader = new EntryReader(connection)
  const tails = db
    .select({ first: sourceRange.firstEntry, last: sourceRange.lastEntry })
    .from(sourceRange)
    .where(and(eq(sourceRange.tail, true), gte(sourceRange.lastEntry, next)))
    .orderBy(asc(sourceRange.firstEntry))
    .all()
  const stretches = tails.map((tail) => {
    const from = next
    next = tail.last! + 1
    return { from, to: tail.first! - 1 }
  })
  const addAll = raw.transaction((from: number, to: number): number => {
    for (let at = from; at <= to;) {
      at = reader.read(at, to, everTime, (...entries) => totals.add(...entries))
      if (totals.write()) return at
    }
    return to + 1
  })
  for (const { from, to } of [...stretches, { from: next, to: last }]) {
    for (let at = from; at <= to;) at = addAll.immediate(at, to)
    totals.pass(to)
  }
  totals.pass(last)
  raw
    .transaction(() => {
      totals.flush(true)
      while (totals.write());
      if (!isFollowed) rebuildPaths(connection)
    })
    .immediate()
}

/** Times in ms UTC, `to` exclusive. */
export interface Span {
  readonly from: number
  readonly to: number
}

const everTime: Span = { from: -Infinity, to: Infinity }

/**
 * Makes the rollups of the days that these spans touch anew, from the entries there are up to the watermark, in the
 * caller's transaction.
 */
export const rebuildDays = (connection: Connection, spans: ReadonlyArray<Span>): void => {
  const { db } = connection
  const zone = reportZone(connection)
  const watermark = watermarkOf(connection)
  const totals = new Totals(connection, "again")
  const reader = new EntryReader(connection)
  const days = spans.map(({ from, to }) => ({ from: dayUntil(zone, from), to: dayFrom(zone, to) }))
  for (const { from, to } of merged(days)) {
    const minute = ({ start }: { readonly start: number }): number => Math.floor(start / minuteMs)
    db.delete(hitsDay)
      .where(between(hitsDay.day, from.day, to.day - 1))
      .run()
    db.delete(hitsHour)
      .where(between(hitsHour.hour, minute(from), minute(to) - 1))
      .run()
    db.delete(visitorDay)
      .where(between(visitorDay.day, from.day, to.day - 1))
      .run()
    const ranges = db
      .select({ first: sourceRange.firstEntry, last: sourceRange.lastEntry })
      .from(sourceRange)
      .where(
        and(
          isNotNull(sourceRange.firstEntry),
          lte(sourceRange.firstEntry, watermark),
          eq(sourceRange.tail, false),
          gte(sourceRange.maxTime, from.start),
          lt(sourceRange.minTime, to.start)
        )
      )
      .all()
    for (const range of ranges) {
      const last = Math.min(range.last!, watermark)
      for (let at = range.first!; at <= last;) {
        at = reader.read(at, last, { from: from.start, to: to.start }, (...entries) => totals.add(...entries))
        while (totals.write());
      }
    }
  }
  totals.flush(true)
  while (totals.write());
  if (spans.length > 0) rebuildPaths(connection)
}

/** From the days: a second for a million and a half of their rows. */
const rebuildPaths = ({ db }: Connection): void => {
  db.delete(hitsPath).run()
  const { pathId, keyId, hits, bytes, duration, longest, timed } = hitsDay
  db.insert(hitsPath)
    .select(
      db
        .select({
          pathId,
          keyId,
          hits: sql`sum(${hits})`.as("hits"),
          bytes: sql`sum(${bytes})`.as("bytes"),
          duration: sql`sum(${duration})`.as("duration_us"),
          longest: sql`max(${longest})`.as("duration_max_us"),
          timed: sql`sum(${timed})`.as("timed")
        })
        .from(hitsDay)
        .groupBy(pathId, keyId)
    )
    .run()
  db.update(meta).set({ pathsFollow: true }).run()
}

/** After entries were deleted: ids that are given again must be beyond the watermark. */
export const lowerWatermark = ({ db }: Connection): void => {
  const last = db.select({ id: max(entry.id) }).from(entry)
  db.update(meta)
    .set({ watermark: sql`min(${meta.watermark}, ifnull((${last}), 0))` })
    .run()
}

const lastEntry = ({ db }: Connection): number =>
  db
    .select({ id: max(entry.id) })
    .from(entry)
    .get()?.id ?? 0

const watermarkOf = ({ db }: Connection): number => db.select({ id: meta.watermark }).from(meta).get()!.id

interface Days {
  readonly from: { readonly day: number; readonly start: number }
  readonly to: { readonly day: number; readonly start: number }
}

const merged = (days: ReadonlyArray<Days>): ReadonlyArray<Days> => {
  const all: Array<Days> = []
  for (const one of days.toSorted((a, b) => a.from.day - b.from.day)) {
    const last = all.at(-1)
    if (last === undefined || one.from.day > last.to.day) all.push(one)
    else if (one.to.day > last.to.day) all[all.length - 1] = { from: last.from, to: one.to }
  }
  return all
}

type Row = ReadonlyArray<number | null>

/** Reads stored entries as columns. */
class EntryReader {
  readonly #select: Statement
  readonly #columns = {
    time: new Float64Array(entriesAtOnce),
    clientId: new Int32Array(entriesAtOnce),
    requestId: new Int32Array(entriesAtOnce),
    agentId: new Int32Array(entriesAtOnce),
    siteId: new Int32Array(entriesAtOnce),
    status: new Float64Array(entriesAtOnce),
    bytes: new Float64Array(entriesAtOnce),
    durationUs: new Float64Array(entriesAtOnce)
  } satisfies ResolverInput

  constructor({ db, raw }: Connection) {
    const { id, time, clientId, requestId, agentId, siteId, status, bytes, durationUs } = entry
    const query = db
      .select({ id, time, clientId, requestId, agentId, siteId, status, bytes, durationUs })
      .from(entry)
      .where(and(between(id, sql.placeholder("from"), sql.placeholder("to"))))
      .orderBy(asc(id))
      .limit(sql.placeholder("limit"))
    this.#select = raw.prepare(query.toSQL().sql).raw()
  }

  /**
   * Takes some of the entries with these ids, as far as their times are within `span`; `take` gets them in stretches of
   * contiguous ids. Returns the id to go on from.
   */
  read(from: number, to: number, span: Span, take: Totals["add"]): number {
    const { time, clientId, requestId, agentId, siteId, status, bytes, durationUs } = this.#columns
    let first = from
    let next = from
    let count = 0
    // All at once: nothing could be written while rows are still being read, and a key that is met first is.
    const rows = this.#select.all(from, to, entriesAtOnce) as ReadonlyArray<Row>
    for (const row of rows) {
      const id = row[0]!
      const isWithin = row[1]! >= span.from && row[1]! < span.to
      if (count > 0 && (id !== next || !isWithin)) {
        take(count, first, this.#columns)
        count = 0
      }
      next = id + 1
      if (!isWithin) continue
      if (count === 0) first = id
      time[count] = row[1]!
      clientId[count] = row[2]!
      requestId[count] = row[3]!
      agentId[count] = row[4] ?? -1
      siteId[count] = row[5] ?? -1
      status[count] = row[6] ?? -1
      bytes[count] = row[7] ?? -1
      durationUs[count] = row[8] ?? -1
      count++
    }
    if (count > 0) take(count, first, this.#columns)
    return rows.length < entriesAtOnce ? to + 1 : next
  }
}
