/**
 * What is stored right now: zone, data version, span. Asked anew only when a file of the database has changed, which its size and
 * times tell for 20 µs, so that an answer from the cache needs no query child.
 *
 * Times of files stand still for some milliseconds while they are written. So what was read right after a change counts as
 * read before the next one.
 */
import { Clock, Context, Effect, Layer } from "effect"

import { dataContext } from "@logmill/core/analysis/context"
import type { DataContext } from "@logmill/core/analysis/runner"
import { fileState } from "@logmill/core/query/fileState"
import { markOf, markOfLog, watchedFiles } from "@logmill/core/query/OpenFiles"
import { QueryEngine, type QueryError } from "@logmill/core/query/QueryEngine"

import { Report } from "../Report.ts"
import { Shared } from "./Shared.ts"

/** ms: more than the clock of any file system stands still. */
const settled = 100

export class DataState extends Context.Service<
  DataState,
  {
    readonly current: Effect.Effect<DataContext, QueryError>
    /** Changes with each commit; costs no query. */
    readonly mark: () => string
    /** When the last one was, in ms UTC. */
    readonly changedAt: () => number
  }
>()("@logmill/report-server/questions/DataState") {
  static readonly layer: Layer.Layer<DataState, never, QueryEngine | Report | Shared> = Layer.effect(
    DataState,
    Effect.gen(function* () {
      const { databasePath } = yield* Report
      const engine = yield* QueryEngine
      const shared = yield* Shared
      let known: { readonly mark: string; readonly data: DataContext } | null = null
      const ask = Effect.gen(function* () {
        const before = stampOf(databasePath)
        const now = yield* Clock.currentTimeMillis
        const data = yield* Effect.provideService(dataContext, QueryEngine, engine)
        known = now - before.newest > settled ? { mark: before.mark, data } : null
        return data
      })
      return DataState.of({
        current: Effect.suspend(() =>
          known !== null && known.mark === stampOf(databasePath).mark
            ? Effect.succeed(known.data)
            : shared("data state", ask)
        ),
        mark: () => stampOf(databasePath).mark,
        changedAt: () => stampOf(databasePath).newest
      })
    })
  )
}

const stampOf = (databasePath: string): { readonly mark: string; readonly newest: number } => {
  const [database, log] = watchedFiles(databasePath)
  const state = fileState(database)
  const written = writtenTo(log)
  // Not the time of its content, which a copy may have from elsewhere.
  const changed = typeof state === "string" ? 0 : Number(state.ctimeMs)
  return { mark: `${markOf(state)} ${written?.mark ?? "-"}`, newest: Math.max(changed, written?.at ?? 0) }
}

/** Of a write-ahead log; null: it has nothing, as one that a reader made when it opened the database. */
const writtenTo = (log: string): { readonly mark: string; readonly at: number } | null => {
  const state = fileState(log)
  if (typeof state === "string" || state.size === 0n) return null
  return { mark: markOfLog(state), at: Number(state.mtimeMs) }
}
