/** Runs a statement as it was typed, row by row, or asks for SQLite's plan of it. */
import { Clock, type Duration, Effect, type Scope, type Stream } from "effect"

import type { BucketUnit } from "../analysis/bucket.ts"
import { dataContext } from "../analysis/context.ts"
import type { ColumnKind } from "../analysis/contract.ts"
import { type FilterError, type FilterInput, parseFilter } from "../analysis/filter.ts"
import type { DataContext } from "../analysis/question.ts"
import { selectedSpan } from "../analysis/selectedSpan.ts"
import type { SqlValue } from "../query/protocol.ts"
import { type QueryEnd, QueryEngine, QueryError, type QueryResult } from "../query/QueryEngine.ts"
import { type AdHocQuestion, askAdHoc } from "./adHoc.ts"
import { kindsOf } from "./kinds.ts"
import { mistakeOf } from "./mistakes.ts"
import { unitsOf } from "./units.ts"
import type { TypedIn } from "./parameters.ts"
import type { StatementError } from "./StatementError.ts"

export interface Typed {
  readonly sql: string
  /** Values of `:name` parameters, as typed. */
  readonly params: ReadonlyMap<string, string>
  readonly typedIn: TypedIn
  /** Without a field: no filter, and the tables may be read. */
  readonly filter: FilterInput
}

export interface Prepared {
  readonly question: AdHocQuestion
  readonly data: DataContext
}

export interface RunningStatement {
  /** `unit`: what times of the column begin; null: nothing, as far as the statement tells. */
  readonly columns: ReadonlyArray<{
    readonly name: string
    readonly kind: ColumnKind
    readonly unit: BucketUnit | null
  }>
  readonly dataVersion: number
  readonly rows: Stream.Stream<ReadonlyArray<ReadonlyArray<SqlValue>>, QueryError>
  readonly end: Effect.Effect<QueryEnd>
}

/** What would run; nothing does yet. */
export const prepare = Effect.fn("sql.prepare")(function* ({ filter: input, ...typed }: Typed) {
  const data = yield* dataContext
  const now = yield* Clock.currentTimeMillis
  const filter = yield* parseFilter(input, { now, zone: data.zone })
  const isFiltered = Object.values(input).some((value) => value !== undefined)
  const asked = { ...typed, filter, isFiltered, data }
  const question = yield* askAdHoc(asked)
  if (!question.goesByTimes) return { question, data } satisfies Prepared
  const selected = yield* selectedSpan(yield* QueryEngine, filter, data)
  if (selected !== null) return { question: yield* askAdHoc({ ...asked, selected }), data } satisfies Prepared
  return { question, data } satisfies Prepared
}) satisfies (typed: Typed) => Effect.Effect<Prepared, StatementError | FilterError | QueryError, QueryEngine>

/**
 * Runs it; `use` takes the rows, of which there are `maxRows` at most, and the statement ends with it. At the deadline it
 * is killed. An ingest or another question beside it is not slowed.
 */
export const withRows = <A, E, R>(
  { question }: Prepared,
  { deadline, maxRows }: { readonly deadline?: Duration.Input; readonly maxRows?: number },
  use: (running: RunningStatement) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | StatementError | QueryError, QueryEngine | Exclude<R, Scope.Scope>> =>
  QueryEngine.use((engine) =>
    engine
      .stream({
        ...question.request,
        yields: true,
        ...(deadline === undefined ? {} : { deadline }),
        ...(maxRows === undefined ? {} : { maxRows })
      })
      .pipe(
        Effect.flatMap(({ columns, ...running }) => {
          const kinds = kindsOf(question.statement, columns)
          const units = unitsOf(question.statement, columns, question.unitOf)
          const named = columns.map((name, index) => ({ name, kind: kinds[index]!, unit: units[index]! }))
          return use({ ...running, columns: named })
        }),
        Effect.scoped,
        Effect.catchIf(
          (error) => error instanceof QueryError,
          (error) => Effect.flatMap(mistakeOf(error, question.typed, engine), (mistake) => Effect.fail(mistake))
        )
      )
  )

/** Rows of EXPLAIN QUERY PLAN. */
export const planOf = ({ question }: Prepared): Effect.Effect<QueryResult, StatementError | QueryError, QueryEngine> =>
  QueryEngine.use((engine) =>
    engine
      .run({ ...question.plan, deadline: "10 seconds" })
      .pipe(Effect.catch((error) => Effect.flatMap(mistakeOf(error, question.typed, engine), Effect.fail)))
  )
