/**
 * What an export reads: the database at one moment, behind one filter. Statements are asked as analyses are (the filter in
 * front of them, in the query child), but of one snapshot, so that the parts of a report fit together.
 */
import { Clock, Context, Effect, Layer, type Scope } from "effect"

import { dataContext } from "../analysis/context.ts"
import { type EmptyReason, idleNegations, whyEmpty } from "../analysis/empty.ts"
import { type FilterError, type FilterInput, parseFilter } from "../analysis/filter.ts"
import { pose } from "../analysis/question.ts"
import {
  type Lookup,
  QueryEngine,
  type QueryError,
  type QueryResult,
  type RowStream,
  type SqlRow
} from "../query/QueryEngine.ts"

export class Snapshot extends Context.Service<
  Snapshot,
  {
    /** The zone of the answer's days and times. */
    readonly zone: string
    /** ms UTC, when it was begun. */
    readonly now: number
    /** One statement over the public views. */
    readonly run: (sql: string) => Effect.Effect<QueryResult, QueryError>
    readonly stream: (sql: string, lookups?: ReadonlyArray<Lookup>) => Effect.Effect<RowStream, QueryError, Scope.Scope>
    /** One statement of ours about the whole database, which no filter stands in front of. */
    readonly ofAll: (
      sql: string,
      params?: Readonly<Record<string, string>>
    ) => Effect.Effect<ReadonlyArray<SqlRow>, QueryError>
    /** What can be said of a filter that selects nothing. */
    readonly whyEmpty: Effect.Effect<ReadonlyArray<EmptyReason>>
    /** Negations of the filter that leave nothing out. */
    readonly idleNegations: Effect.Effect<ReadonlyArray<EmptyReason>>
  }
>()("@logmill/core/export/Snapshot") {
  static readonly layer = (input: FilterInput): Layer.Layer<Snapshot, FilterError | QueryError, QueryEngine> =>
    Layer.effect(
      Snapshot,
      Effect.gen(function* () {
        const engine = yield* QueryEngine
        const queries = yield* engine.snapshot
        const within = { ...engine, ...queries }
        const data = yield* Effect.provideService(dataContext, QueryEngine, within)
        const now = yield* Clock.currentTimeMillis
        const filter = yield* parseFilter(input, { now, zone: data.zone })
        /** Of statements of ours, which are right. */
        const requestFor = (sql: string) => {
          const { own, params, selected, sql: behind } = pose(sql, { params: {}, filter, data })
          return { sql: behind, params, analysis: own, selected }
        }
        return Snapshot.of({
          zone: filter.zone,
          now,
          run: (sql) => Effect.suspend(() => queries.run(requestFor(sql))),
          stream: (sql, lookups = []) => Effect.suspend(() => queries.stream({ ...requestFor(sql), lookups })),
          ofAll: (sql, params = {}) => Effect.map(queries.run({ sql, params, brief: true }), ({ rows }) => rows),
          whyEmpty: Effect.orElseSucceed(whyEmpty(within, filter, data), () => []),
          idleNegations: Effect.orElseSucceed(idleNegations(within, filter), () => [])
        })
      })
    )
}
