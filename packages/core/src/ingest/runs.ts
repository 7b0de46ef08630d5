/** Rows of ingest runs, and what they tell a later run. */
import { desc, eq, lt, sql, sum } from "drizzle-orm"
import { Clock, Effect, Exit } from "effect"

import type { Connection } from "../store/open.ts"
import { rangeFiltered, run, sourceRange } from "../store/schema.ts"
import type { Store } from "../store/Store.ts"
import type { IngestOptions } from "./options.ts"

/** What of its options a run remembers: all that decides what lines become. */
export type RunOptions = Pick<
  IngestOptions,
  "logFormat" | "keep" | "drop" | "site" | "siteFrom" | "logZone" | "trustedProxies" | "keepExtra" | "again"
>

/** Begins a run that has failed if the scope ends in failure; `options` are asked for where earlier runs can be. Returns its id. */
export const startRun = Effect.fnUntraced(function* (
  store: Store["Service"],
  options: (connection: Connection) => RunOptions,
  startedAt: number
) {
  const id = yield* store.use((connection) => beginRun(connection, options(connection), startedAt, process.pid))
  const fail = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    store.use((connection) => endRun(connection, id, "failed", null, now))
  )
  yield* Effect.addFinalizer((exit) => (Exit.isSuccess(exit) ? Effect.void : Effect.ignore(fail)))
  return id
})

const beginRun = ({ db }: Connection, options: RunOptions, now: number, pid: number): number => {
  // Whoever was marked running is dead: this run holds the lock.
  db.update(run).set({ state: "failed" }).where(eq(run.state, "running")).run()
  const { logFormat, keep, drop, site, siteFrom, logZone, trustedProxies, keepExtra, again } = options
  return db
    .insert(run)
    .values({
      startedAt: now,
      pid,
      state: "running",
      options: { logFormat, keep, drop, site, siteFrom, logZone, trustedProxies, keepExtra, again } satisfies RunOptions
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
  endedAt: number
): void => {
  db.update(run).set({ state, totals, endedAt }).where(eq(run.id, id)).run()
}

/** Those of the last run; null when nothing was read yet. */
export const lastOptions = (connection: Connection): RunOptions | null =>
  optionsBefore(connection, Number.MAX_SAFE_INTEGER)

/** Those of the run before; null when nothing was read before. */
export const optionsBefore = ({ db }: Connection, runId: number): RunOptions | null => {
  const isEmpty = db.select({ id: sourceRange.id }).from(sourceRange).limit(1).get() === undefined
  if (isEmpty) return null
  const before = db.select({ options: run.options }).from(run).where(lt(run.id, runId)).orderBy(desc(run.id)).limit(1)
  return (before.get()?.options ?? null) as RunOptions | null
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
