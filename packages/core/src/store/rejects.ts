/**
 * Rejected lines as they are stored: their texts up to a bound per source and reason, beyond it where they are and why; of
 * an anonymized database no texts.
 */
import type { Statement } from "better-sqlite3"
import { and, asc, count, desc, eq, isNotNull, sql } from "drizzle-orm"
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3"

import type { Reject } from "@logmill/workers/batch"

import { isAnonymized } from "./anonymity.ts"
import type { Connection } from "./open.ts"
import type { RangeRow } from "./ranges.ts"
import { reject, sourceRange } from "./schema.ts"

type Database = BetterSQLite3Database

export type RejectRow = typeof reject.$inferSelect

/** Texts kept per source and reason. */
export const textsPerReason = 10_000

export class RejectWriter {
  readonly #connection: Connection
  readonly #insert: Statement
  readonly #delete: Statement
  /** Texts kept so far, by source and reason. */
  readonly #kept = new Map<string, number>()
  /** Texts kept of a source and reason at most. */
  readonly #most: number

  constructor(connection: Connection) {
    this.#connection = connection
    // A line that was not understood may have an address anywhere.
    this.#most = isAnonymized(connection) ? 0 : textsPerReason
    const named = (name: string) => sql`${sql.placeholder(name)}`
    this.#insert = connection.raw.prepare(
      connection.db
        .insert(reject)
        .values({
          rangeId: named("rangeId"),
          rangeLine: named("rangeLine"),
          offset: named("offset"),
          reason: named("reason"),
          text: named("text")
        })
        .toSQL().sql
    )
    this.#delete = connection.raw.prepare(
      connection.db
        .delete(reject)
        .where(eq(reject.id, named("id")))
        .toSQL().sql
    )
  }

  /** Rows of lines that are no rejects any more. */
  remove(ids: ReadonlyArray<number>): void {
    for (const id of ids) this.#delete.run(id)
  }

  write(sourceId: number, rangeId: number, rejects: ReadonlyArray<Reject>): void {
    for (const { rangeLine, offset, reason, text } of rejects) {
      const key = `${sourceId}:${reason}`
      const kept = this.#kept.get(key) ?? this.#keptBefore(sourceId, reason)
      const keep = kept < this.#most
      this.#kept.set(key, keep ? kept + 1 : kept)
      this.#insert.run(rangeId, rangeLine, offset, reason, keep ? text : null)
    }
  }

  #keptBefore(sourceId: number, reason: string): number {
    return this.#connection.db
      .select({ texts: count() })
      .from(reject)
      .innerJoin(sourceRange, eq(sourceRange.id, reject.rangeId))
      .where(and(eq(sourceRange.sourceId, sourceId), eq(reject.reason, reason), isNotNull(reject.text)))
      .get()!.texts
  }
}

const ofSource = and(eq(sourceRange.id, reject.rangeId), eq(sourceRange.sourceId, sql.placeholder("sourceId")))

const selectReasons = (db: Database) =>
  db
    .select({ reason: reject.reason, lines: count() })
    .from(sourceRange)
    .innerJoin(reject, ofSource)
    .groupBy(reject.reason)
    .orderBy(desc(count()), asc(reject.reason))
    .prepare()

/** How many lines of a source are rejected, by reason; most first. */
export const rejectsByReason = ({ once }: Connection, sourceId: number) => once(selectReasons).all({ sourceId })

const selectRejectRanges = (db: Database) =>
  db
    .select({ range: sourceRange })
    .from(sourceRange)
    .where(
      and(
        eq(sourceRange.sourceId, sql.placeholder("sourceId")),
        sql`exists (select 1 from ${reject} where ${reject.rangeId} = ${sourceRange.id})`
      )
    )
    .orderBy(asc(sourceRange.generation), asc(sourceRange.startOffset))
    .prepare()

/** The ranges of a source that have rejects, in the order of its generations and their lines. */
export const rangesWithRejects = ({ once }: Connection, sourceId: number): ReadonlyArray<RangeRow> =>
  once(selectRejectRanges)
    .all({ sourceId })
    .map(({ range }) => range)

const selectRejects = (db: Database) =>
  db
    .select()
    .from(reject)
    .where(eq(reject.rangeId, sql.placeholder("rangeId")))
    .orderBy(asc(reject.offset))
    .prepare()

/** The rejects of a range, in the order of their lines. */
export const rejectsOf = ({ once }: Connection, { id }: RangeRow): ReadonlyArray<RejectRow> =>
  once(selectRejects).all({ rangeId: id })

const selectTexts = (db: Database) =>
  db
    .select({ text: sql<string>`${reject.text}` })
    .from(sourceRange)
    .innerJoin(reject, ofSource)
    .where(and(eq(reject.reason, sql.placeholder("reason")), isNotNull(reject.text)))
    .limit(sql.placeholder("limit"))
    .prepare()

/** Some texts that are kept of a source's rejects for a reason. */
export const rejectTexts = ({ once }: Connection, sourceId: number, reason: string, limit: number) =>
  once(selectTexts)
    .all({ sourceId, reason, limit })
    .map(({ text }) => text)
