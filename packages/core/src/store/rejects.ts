/** Storing rejected lines: their texts up to a bound per source and reason, beyond it where they are and why. */
import type { Statement } from "better-sqlite3"
import { and, count, eq, isNotNull, sql } from "drizzle-orm"

import type { Reject } from "@logmill/workers/batch"

import type { Connection } from "./open.ts"
import { reject, sourceRange } from "./schema.ts"

/** Texts kept per source and reason. */
export const textsPerReason = 10_000

export class RejectWriter {
  readonly #connection: Connection
  readonly #insert: Statement
  /** Texts kept so far, by source and reason. */
  readonly #kept = new Map<string, number>()

  constructor(connection: Connection) {
    this.#connection = connection
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
  }

  write(sourceId: number, rangeId: number, rejects: ReadonlyArray<Reject>): void {
    for (const { rangeLine, offset, reason, text } of rejects) {
      const key = `${sourceId}:${reason}`
      const kept = this.#kept.get(key) ?? this.#keptBefore(sourceId, reason)
      const keep = kept < textsPerReason
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
