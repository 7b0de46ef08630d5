/**
 * What an export reads: the database at one moment, behind one filter. Statements are asked as analyses are (the filter in
 * front of them, in the query child), but of one snapshot, so that the parts of a report fit together.
 */
import { Clock, Context, Effect, Layer, type Scope } from "effect"

import { dataContext } from "../analysis/context.ts"
import type { Analysis } from "../analysis/contract.ts"
import { type EmptyReason, whyEmpty } from "../analysis/empty.ts"
import { type FilterError, type FilterInput, parseFilter } from "../analysis/filter.ts"
import { ask } from "../analysis/question.ts"
import {
  type Lookup,
  QueryEngine,
  type QueryError,
  type QueryResult,
  type RowStream,
  type SqlRow
} from "../query/QueryEngine.ts"

export class Selected extends Context.Service<
  Selected,
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
  }
>()("@logmill/core/export/Selected") {
  static readonly layer = (input: FilterInput): Layer.Layer<Selected, FilterError | QueryError, QueryEngine> =>
    Layer.effect(
      Selected,
      Effect.gen(function* () {
        const engine = yield* QueryEngine
        const queries = yield* engine.snapshot
        const within = { ...engine, ...queries }
        const data = yield* Effect.provideService(dataContext, QueryEngine, within)
        const now = yield* Clock.currentTimeMillis
        const filter = yield* parseFilter(input, { now, zone: data.zone })
        const requestFor = (sql: string) =>
          Effect.map(Effect.orDie(ask(unnamed(sql), { params: {}, filter, data, now })), (question) => ({
            sql: question.sql,
            params: question.params,
            analysis: question.own,
            selected: question.selected
          }))
        return Selected.of({
          zone: filter.zone,
          now,
          run: (sql) => Effect.flatMap(requestFor(sql), queries.run),
          stream: (sql, lookups = []) =>
            Effect.flatMap(requestFor(sql), (request) => queries.stream({ ...request, lookups })),
          ofAll: (sql, params = {}) => Effect.map(queries.run({ sql, params, brief: true }), ({ rows }) => rows),
          whyEmpty: Effect.orElseSucceed(whyEmpty(within, filter, data), () => [])
        })
      })
    )
}

/** A statement as an analysis, which is in no folder and takes no parameters. */
const unnamed = (sql: string): Analysis => ({
  id: "export",
  title: "Export",
  description: "",
  cost: "sort",
  chart: "table",
  topic: null,
  replaces: false,
  params: [],
  columns: [],
  sql,
  variants: [],
  file: "export",
  origin: "built-in"
})
