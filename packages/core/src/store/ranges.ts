/** What was read of a source: its ranges, the gaps between them, undoing one, numbering their lines. */
import { and, asc, between, count, desc, eq, gte, isNotNull, isNull, lt, max, min, sql } from "drizzle-orm"
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3"

import type { Connection } from "./open.ts"
import { lowerWatermark, rebuildDays } from "./rollups/stored.ts"
import { entry, entryExtra, rangeFiltered, reject, source, sourceRange } from "./schema.ts"

export type RangeRow = typeof sourceRange.$inferSelect

type Database = BetterSQLite3Database

const isOfGeneration = and(
  eq(sourceRange.sourceId, sql.placeholder("sourceId")),
  eq(sourceRange.generation, sql.placeholder("generation"))
)

const selectRanges = (db: Database) =>
  db.select().from(sourceRange).where(isOfGeneration).orderBy(asc(sourceRange.startOffset)).prepare()

/** The ranges of a source's generation, by offset. */
export const rangesOf = ({ once }: Connection, sourceId: number, generation: number): Array<RangeRow> =>
  once(selectRanges).all({ sourceId, generation })

const selectReach = (db: Database) =>
  db
    .select({ endOffset: sourceRange.endOffset })
    .from(sourceRange)
    .where(isOfGeneration)
    .orderBy(desc(sourceRange.startOffset))
    .limit(1)
    .prepare()

/** Up to which byte a source's generation was read. */
export const reachOf = ({ once }: Connection, sourceId: number, generation: number): number =>
  once(selectReach).get({ sourceId, generation })?.endOffset ?? 0

export interface Gap {
  readonly start: number
  /** null: to the end of the source. */
  readonly end: number | null
}

/** What is not read yet of a source whose ranges are these; the last gap is open. */
export const gapsBetween = (ranges: ReadonlyArray<Pick<RangeRow, "startOffset" | "endOffset">>): Array<Gap> => {
  const gaps: Array<Gap> = []
  let at = 0
  for (const range of ranges) {
    if (range.startOffset > at) gaps.push({ start: at, end: range.startOffset })
    at = range.endOffset
  }
  gaps.push({ start: at, end: null })
  return gaps
}

const rangeId = sql.placeholder("rangeId")

const deletions = (db: Database) => ({
  entries: db
    .delete(entry)
    .where(between(entry.id, sql.placeholder("first"), sql.placeholder("last")))
    .prepare(),
  extras: db
    .delete(entryExtra)
    .where(between(entryExtra.entryId, sql.placeholder("first"), sql.placeholder("last")))
    .prepare(),
  rejects: db.delete(reject).where(eq(reject.rangeId, rangeId)).prepare(),
  filtered: db.delete(rangeFiltered).where(eq(rangeFiltered.rangeId, rangeId)).prepare(),
  range: db.delete(sourceRange).where(eq(sourceRange.id, rangeId)).prepare()
})

/** Takes back an unfinished last line and all that came of it: rollups never have such lines. */
export const undoTail = (connection: Connection, range: RangeRow): void => {
  if (!range.tail) throw new Error(`range ${range.id} is no unfinished line: its entries may be in the rollups`)
  for (const retried of retriedRanges(connection, range)) deleteRange(connection, retried)
  deleteRange(connection, range)
}

const selectRetried = (db: Database) =>
  db
    .select()
    .from(sourceRange)
    .where(
      and(
        eq(sourceRange.sourceId, sql.placeholder("sourceId")),
        isNull(sourceRange.generation),
        eq(sourceRange.origin, rangeId)
      )
    )
    .orderBy(asc(sourceRange.id))
    .prepare()

/** The retried ranges of a range: what became of its rejected lines that parsed later. */
export const retriedRanges = ({ once }: Connection, { id, sourceId }: RangeRow): Array<RangeRow> =>
  once(selectRetried).all({ rangeId: id, sourceId })

/** Dictionary values stay; `forget` tidies them. */
const deleteRange = ({ once }: Connection, { id, firstEntry, lastEntry }: RangeRow): void => {
  const { entries, extras, rejects, filtered, range } = once(deletions)
  if (firstEntry !== null && lastEntry !== null) {
    for (const deletion of [entries, extras]) deletion.run({ first: firstEntry, last: lastEntry })
  }
  for (const deletion of [rejects, filtered, range]) deletion.run({ rangeId: id })
}

const selectGenerations = (db: Database) =>
  db
    .selectDistinct({ generation: sourceRange.generation })
    .from(sourceRange)
    .where(and(eq(sourceRange.sourceId, sql.placeholder("sourceId")), isNotNull(sourceRange.generation)))
    .prepare()

const setFirstLine = (db: Database) =>
  db
    .update(sourceRange)
    .set({ firstLine: sql`${sql.placeholder("line")}` })
    .where(eq(sourceRange.id, rangeId))
    .prepare()

const setFirstLinesOfRetried = (db: Database) => {
  const firstLine = sql`(select first_line from ${sourceRange} as o where o.id = ${sourceRange.origin})`
  return db
    .update(sourceRange)
    .set({ firstLine })
    .where(and(eq(sourceRange.sourceId, sql.placeholder("sourceId")), isNull(sourceRange.generation)))
    .prepare()
}

/**
 * Gives each range of a source the number of its first line, as far as all lines before it are counted: up to the first
 * gap. Retried ranges have those of their origins.
 */
export const numberLines = (connection: Connection, sourceId: number): void => {
  for (const { generation } of connection.once(selectGenerations).all({ sourceId })) {
    let line = 1
    let at = 0
    for (const range of rangesOf(connection, sourceId, generation!)) {
      if (range.startOffset !== at) break
      if (range.firstLine !== line) {
        connection.once(setFirstLine).run({ line, rangeId: range.id })
      }
      line += range.lines + range.carried
      at = range.endOffset
    }
  }
  connection.once(setFirstLinesOfRetried).run({ sourceId })
}

/** A range of an earlier generation, or lines of it, that a new one has in common with it. */
export type CarriedRange = Pick<RangeRow, "startOffset" | "endOffset" | "carried" | "origin" | "digest">

export const carry = ({ id, startOffset, endOffset, lines, carried, origin, digest }: RangeRow): CarriedRange => ({
  startOffset,
  endOffset,
  carried: lines + carried,
  origin: origin ?? id,
  digest
})

/** The `origin` of a carried range has in its lower 32 bits the number of a range, and above them a line of it, from 0. */
const rangeNumbers = 2 ** 32

/** The `origin` of lines of a range, from its line `line` on; null when it is so far in it that it can't be told. */
export const originAt = (range: RangeRow, line: number): number | null => {
  const [id, before] = range.origin === null ? [range.id, 0] : [range.origin % rangeNumbers, originLine(range)]
  return id < rangeNumbers && before + line < 2 ** 20 ? id + (before + line) * rangeNumbers : null
}

/** With which line of its origin a carried range begins. */
export const originLine = ({ origin }: RangeRow): number => Math.floor((origin ?? 0) / rangeNumbers)

/** The range that has counted the lines of a carried range; of another, itself. */
export const originOf = ({ db }: Connection, range: RangeRow): RangeRow =>
  range.origin === null
    ? range
    : db
        .select()
        .from(sourceRange)
        .where(eq(sourceRange.id, range.origin % rangeNumbers))
        .get()!

/**
 * Begins a new generation of a source whose file was cut or rewritten: what it has in common with an earlier one is
 * counted already and only remembered, all else is to be read. Returns its number.
 */
export const beginGeneration = (
  { db }: Connection,
  { id, generation }: { readonly id: number; readonly generation: number },
  runId: number,
  carried: ReadonlyArray<CarriedRange>
): number => {
  const next = generation + 1
  const nothing = { lines: 0, stored: 0, filtered: 0, rejected: 0, blank: 0, comment: 0, nulBytes: 0, tail: false }
  db.transaction((tx) => {
    tx.update(source).set({ generation: next }).where(eq(source.id, id)).run()
    for (const range of carried) {
      tx.insert(sourceRange)
        .values({ ...nothing, ...range, sourceId: id, generation: next, runId })
        .run()
    }
  })
  return next
}

export interface TimeSpan {
  readonly first: number
  readonly last: number
}

/** Of a source's entries, as they were before a generation, if one is given; null: it had none. */
export const spanOf = ({ db }: Connection, sourceId: number, before = Number.MAX_SAFE_INTEGER): TimeSpan | null => {
  const { first, last } = db
    .select({ first: min(sourceRange.minTime), last: max(sourceRange.maxTime) })
    .from(sourceRange)
    .where(and(eq(sourceRange.sourceId, sourceId), lt(sourceRange.generation, before)))
    .get()!
  return first === null || last === null ? null : { first, last }
}

/**
 * Entries of a source's generation inside a span, its end not counted. Costs a walk over the generation's ranges, and over
 * the entries of those that reach into it.
 */
export const entriesIn = (
  { db }: Connection,
  { id, generation }: { readonly id: number; readonly generation: number },
  { first, last }: TimeSpan
): number =>
  db
    .select({ entries: count() })
    .from(sourceRange)
    .crossJoin(entry)
    .where(
      and(
        eq(sourceRange.sourceId, id),
        eq(sourceRange.generation, generation),
        lt(sourceRange.minTime, last),
        gte(sourceRange.maxTime, first),
        between(entry.id, sourceRange.firstEntry, sourceRange.lastEntry),
        gte(entry.time, first),
        lt(entry.time, last)
      )
    )
    .get()!.entries

/** What became of lines. */
export type Sums = Pick<RangeRow, "lines" | "stored" | "filtered" | "rejected" | "blank" | "comment">

/** A range that is to be undone, with what became of its lines, and what they were filtered by or rejected for. */
export interface Undoing {
  readonly range: RangeRow
  readonly sums: Sums
  readonly filteredBy: ReadonlyArray<{ readonly rule: string; readonly lines: number }>
  readonly rejectedFor: ReadonlyArray<string>
}

const selectLosses = (db: Database) => ({
  filtered: db.select().from(rangeFiltered).where(eq(rangeFiltered.rangeId, rangeId)).prepare(),
  rejects: db.select({ reason: reject.reason }).from(reject).where(eq(reject.rangeId, rangeId)).prepare()
})

export const undoingOf = (connection: Connection, range: RangeRow): Undoing => {
  const { filtered, rejects } = connection.once(selectLosses)
  const ranges = [range, ...retriedRanges(connection, range)]
  return {
    range,
    sums: {
      lines: range.lines,
      stored: sumOf(ranges, ({ stored }) => stored),
      filtered: sumOf(ranges, (each) => each.filtered),
      rejected: sumOf(ranges, ({ rejected }) => rejected),
      blank: sumOf(ranges, ({ blank }) => blank),
      comment: sumOf(ranges, ({ comment }) => comment)
    },
    filteredBy: ranges.flatMap(({ id }) => filtered.all({ rangeId: id })),
    rejectedFor: rejects.all({ rangeId: range.id }).map(({ reason }) => reason)
  }
}

/**
 * Deletes all of a source: its ranges, entries and rejects; and makes the rollups of their days anew. Returns how many
 * entries went. To be called in a transaction, and by an ingest only for a source of which nothing was stored.
 */
export const forgetSource = (connection: Connection, sourceId: number): number => {
  const ranges = connection.db.select().from(sourceRange).where(eq(sourceRange.sourceId, sourceId)).all()
  for (const range of ranges) deleteRange(connection, range)
  connection.db.delete(source).where(eq(source.id, sourceId)).run()
  lowerWatermark(connection)
  rebuildDays(
    connection,
    ranges.flatMap(({ tail, minTime, maxTime }) =>
      tail || minTime === null ? [] : [{ from: minTime, to: maxTime! + 1 }]
    )
  )
  return sumOf(ranges, (range) => range.stored)
}

export const sumOf = <Range>(ranges: ReadonlyArray<Range>, of: (range: Range) => number): number =>
  ranges.reduce((sum, range) => sum + of(range), 0)
