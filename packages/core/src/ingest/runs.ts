/** Rows of ingest runs, and what they tell a later run. */
import { eq, sql, sum } from "drizzle-orm"

import type { Connection } from "../store/open.ts"
import { rangeFiltered, run } from "../store/schema.ts"
import type { IngestOptions } from "./options.ts"

/** What of its options a run remembers: all that decides what lines become. */
export type RunOptions = Pick<IngestOptions, "logFormat" | "keep" | "drop" | "site" | "siteFrom" | "logZone" | "again">

export const beginRun = ({ db }: Connection, options: RunOptions, now: number, pid: number): number => {
  // Whoever was marked running is dead: this run holds the lock.
  db.update(run).set({ state: "failed" }).where(eq(run.state, "running")).run()
  const { logFormat, keep, drop, site, siteFrom, logZone, again } = options
  return db
    .insert(run)
    .values({
      startedAt: now,
      pid,
      state: "running",
      options: { logFormat, keep, drop, site, siteFrom, logZone, again } satisfies RunOptions
    })
    .returning({ id: run.id })
    .get().id
}

export const optionsOf = ({ db }: Connection, runId: number): RunOptions =>
  db.select({ options: run.options }).from(run).where(eq(run.id, runId)).get()!.options as RunOptions

export const endRun = (
  { db }: Connection,
  id: number,
  state: "done" | "interrupted" | "failed",
  totals: unknown,
  now: number
): void => {
  db.update(run).set({ state, totals, endedAt: now }).where(eq(run.id, id)).run()
}

/** Rules of earlier ingests, not among these, by which lines were dropped: they stay dropped. */
export const rulesNoLongerGiven = (
  { db }: Connection,
  ruleNames: ReadonlyArray<string>
): ReadonlyArray<{ readonly rule: string; readonly lines: number }> =>
  db
    .select({ rule: rangeFiltered.rule, lines: sql<number>`${sum(rangeFiltered.lines)}`.mapWith(Number) })
    .from(rangeFiltered)
    .groupBy(rangeFiltered.rule)
    .all()
    .filter(({ rule }) => !ruleNames.includes(rule))
