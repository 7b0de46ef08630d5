/**
 * Runs analyses: the statement of a file becomes the statement of this question, and its rows an answer.
 *
 * In between macros are expanded and the filter is put in front as common table expressions (relations.ts). Values are
 * bound. What slow statements answered is kept by the text that ran, its values and the data version (cache.ts), so
 * nothing that changes an answer can be forgotten in the key.
 */
import { Clock, Context, type Duration, Effect, FileSystem, Layer, type Path, type Scope, Stream } from "effect"

import { QueryEngine, type QueryError, type RowWindow } from "../query/QueryEngine.ts"
import { AnalysisError, comparesItself, unknownAnalysis } from "./AnalysisError.ts"
import type { Answer, AnswerStream, AnswerWindow } from "./answer.ts"
import { answerOf, columnsOf, compareAnswers } from "./answered.ts"
import { type BotShare, botShareAnalysis } from "./botShare.ts"
import type { TimeSpan } from "./bucket.ts"
import { AnswerCache, answerKey } from "./cache.ts"
import { type Catalog, loadCatalog } from "./catalog.ts"
import { dataContext } from "./context.ts"
import type { Analysis, AnalysisFolder } from "./contract.ts"
import { type EmptyReason, idleNegations, whyEmpty } from "./empty.ts"
import { type Filter, type FilterError, type FilterInput, parseFilter } from "./filter.ts"
import { mistakeIn } from "./mistakeIn.ts"
import type { ParamInput } from "./params.ts"
import { comparedPeriods, type Period } from "./periods.ts"
import { ask, type Asked, type DataContext, type Question, spanOf, writeOut } from "./question.ts"
import { selectedSpan } from "./selectedSpan.ts"

export interface RunOptions {
  /** Texts (`--param k=v`) are read by the parameter's type. */
  readonly params?: Readonly<Record<string, ParamInput>>
  readonly filter?: FilterInput
  /** Rows at most; 0 or absent: all. */
  readonly limit?: number
  /** Memory that the rows may take, about (QueryEngine.ts); an answer that would need more is cut. */
  readonly maxBytes?: number
  readonly deadline?: Duration.Input
  /** False: neither read nor write the cache. */
  readonly cache?: boolean
  /** What `context` has just said; absent: it is asked. */
  readonly data?: DataContext
  /** Beside the period of the filter another one: `previous`, `week`, `year` or `FROM..TO` (periods.ts). */
  readonly compare?: string
}

export { AnalysisError } from "./AnalysisError.ts"
export type { Answer, AnswerColumn, AnswerStream, AnswerWindow } from "./answer.ts"
export type { EmptyReason } from "./empty.ts"
export type { DataContext } from "./question.ts"

export interface AnalysesOptions {
  readonly folders: ReadonlyArray<AnalysisFolder>
  /** Where slow answers are kept; absent: nowhere. */
  readonly cacheFile?: string
  /** The same children are asked on and on (question.ts). */
  readonly isFollowed?: boolean
}

export class Analyses extends Context.Service<
  Analyses,
  {
    readonly list: Effect.Effect<Catalog>
    /** Reads the folders again when they are needed next. */
    readonly reload: Effect.Effect<void>
    readonly describe: (id: string) => Effect.Effect<Analysis, AnalysisError>
    readonly context: Effect.Effect<DataContext, QueryError>
    readonly run: (id: string, options?: RunOptions) => Effect.Effect<Answer, AnalysisError | FilterError | QueryError>
    /** All rows, as they are found; none is kept, but of what compares. `limit` and `cache` say nothing here. */
    readonly stream: (
      id: string,
      options?: RunOptions
    ) => Effect.Effect<AnswerStream, AnalysisError | FilterError | QueryError, Scope.Scope>
    /** Of the answer as `run` has it, without a comparison. Rows are kept (HeldRows.ts). `limit` and `cache` say nothing here. */
    readonly window: (
      id: string,
      window: RowWindow,
      options?: RunOptions
    ) => Effect.Effect<AnswerWindow, AnalysisError | FilterError | QueryError>
    /** What can be said of a filter under which an answer has no rows. */
    readonly whyEmpty: (filter: FilterInput) => Effect.Effect<ReadonlyArray<EmptyReason>, FilterError | QueryError>
    /** Negations that leave nothing out, as nothing stored is what they name. `data`: as of `botShare`. */
    readonly idleNegations: (
      filter: FilterInput,
      data?: DataContext
    ) => Effect.Effect<ReadonlyArray<EmptyReason>, FilterError | QueryError>
    /** Of the selected hits. `data`: what `context` has just said; absent: it is asked. */
    readonly botShare: (
      filter: FilterInput,
      data?: DataContext
    ) => Effect.Effect<BotShare, AnalysisError | FilterError | QueryError>
  }
>()("@logmill/core/analysis/Analyses") {
  /** Folders are read once, when first needed, and after each `reload`. */
  static readonly layer = (
    options: AnalysesOptions
  ): Layer.Layer<Analyses, never, QueryEngine | FileSystem.FileSystem | Path.Path> =>
    Layer.effect(
      Analyses,
      Effect.gen(function* () {
        const engine = yield* QueryEngine
        const services = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
        const { isFollowed } = options
        const fs = yield* FileSystem.FileSystem
        const cache = options.cacheFile === undefined ? null : new AnswerCache(fs, options.cacheFile)
        const [list, reload] = yield* Effect.cachedInvalidateWithTTL(
          Effect.provideContext(loadCatalog(options.folders), services),
          Infinity
        )

        const describe = Effect.fn("Analyses.describe")(function* (id: string) {
          const catalog = yield* list
          const found = catalog.analyses.find((analysis) => analysis.id === id)
          return found ?? (yield* unknownAnalysis(id, catalog))
        })

        const context = Effect.provideService(dataContext, QueryEngine, engine)

        const answer = Effect.fn("Analyses.answer")(function* (
          analysis: Analysis,
          { data, filter, now, unitSpan }: Resolved,
          given: RunOptions
        ) {
          const question = yield* questionOf(engine, analysis, {
            params: given.params ?? {},
            filter,
            data,
            now,
            unitSpan,
            isFollowed
          })
          const limit = given.limit ?? 0
          const key = answerKey([question.sql, question.params, limit])
          const store = given.cache === false ? null : cache
          const kept = store === null ? null : yield* store.get(stateOf(data), key)
          if (kept !== null) return answerOf(analysis, question, kept, { ...data, cached: true })
          const asked = engine
            .run({
              ...requestOf(analysis, question),
              ...(limit > 0 ? { maxRows: limit } : {}),
              ...(given.maxBytes === undefined ? {} : { maxBytes: given.maxBytes }),
              ...(given.deadline === undefined ? {} : { deadline: given.deadline })
            })
            .pipe(Effect.catch((error) => ofStatement(analysis, error)))
          const result = yield* store === null ? asked : store.whileWaiting(asked)
          const seen = { ...data, dataVersion: result.dataVersion }
          if (store !== null) {
            const { columns, rows, complete, total, elapsedMs } = result
            yield* store.put(stateOf(seen), key, { columns, rows, complete, total, elapsedMs })
          }
          return answerOf(analysis, question, result, { ...seen, cached: false })
        })

        /** A statement that SQLite refuses is a mistake in the file; all else is none of the analysis's. */
        const ofStatement = (
          analysis: Analysis,
          error: QueryError
        ): Effect.Effect<never, AnalysisError | QueryError> => {
          if (error.reason !== "syntax" && error.reason !== "denied") return Effect.fail(error)
          return Effect.flatMap(mistakeIn(analysis, error, { engine, fs }), (message) =>
            Effect.fail(new AnalysisError({ reason: "statement", id: analysis.id, message, cause: error }))
          )
        }

        const resolve = Effect.fnUntraced(function* (input: FilterInput, known?: DataContext) {
          const data = known ?? (yield* context)
          const now = yield* Clock.currentTimeMillis
          return { data, now, filter: yield* parseFilter(input, { now, zone: data.zone }) } satisfies Resolved
        })

        const run = Effect.fn("Analyses.run")(function* (id: string, given: RunOptions = {}) {
          const analysis = yield* describe(id)
          const input = given.filter ?? {}
          const { compare } = given
          if (compare === undefined) {
            const resolved = yield* resolve(input, given.data)
            return (yield* answer(analysis, resolved, given)).answer
          }
          if (analysis.columns.some(({ kind }) => kind === "change")) return yield* comparesItself(id)
          // Both answers are of the same data, unless that never stands still.
          for (let attempt = 1; ; attempt++) {
            const resolved = yield* resolve(input, attempt === 1 ? given.data : undefined)
            const { data, filter } = resolved
            const { firstTime, lastTime } = data
            const periods = yield* comparedPeriods(compare, { ...resolved, input, firstTime, lastTime })
            const spans = [periods.period, periods.before].map((period) => spanOf(period, data))
            const unitSpan = spans.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]!
            const over = (period: Period) =>
              answer(analysis, { ...resolved, filter: { ...filter, ...period }, unitSpan }, { ...given, limit: 0 })
            const [own, before] = [yield* over(periods.period), yield* over(periods.before)]
            if (own.answer.dataVersion === before.answer.dataVersion || attempt === 3) {
              return compareAnswers(analysis, { own, before, periods, limit: given.limit ?? 0 })
            }
          }
        })

        const posed = Effect.fnUntraced(function* (id: string, { deadline, ...given }: RunOptions) {
          const analysis = yield* describe(id)
          const { data, filter, now } = yield* resolve(given.filter ?? {}, given.data)
          const asked = { params: given.params ?? {}, filter, data, now, isFollowed }
          const question = yield* questionOf(engine, analysis, asked)
          const request = { ...requestOf(analysis, question), ...(deadline === undefined ? {} : { deadline }) }
          const { zone } = question
          const shown = (names: ReadonlyArray<string>) => ({
            columns: columnsOf(analysis, names),
            zone,
            sql: writeOut(question)
          })
          return { analysis, request, shown }
        })

        const stream = Effect.fn("Analyses.stream")(function* (id: string, given: RunOptions = {}) {
          if (given.compare !== undefined) {
            const answer = yield* run(id, { ...given, limit: 0, cache: false })
            return { ...answer, rows: Stream.succeed(answer.rows), end: Effect.succeed(answer) }
          }
          const { analysis, request, shown } = yield* posed(id, given)
          const { columns, dataVersion, end, rows } = yield* engine
            .stream(request)
            .pipe(Effect.catch((error) => ofStatement(analysis, error)))
          return { id, title: analysis.title, ...shown(columns), dataVersion, rows, end }
        })

        const window = Effect.fn("Analyses.window")(function* (id: string, wanted: RowWindow, given: RunOptions = {}) {
          const { analysis, request, shown } = yield* posed(id, given)
          const { columns, dataVersion, elapsedMs, held, rows, total } = yield* engine
            .run({ ...request, window: wanted })
            .pipe(Effect.catch((error) => ofStatement(analysis, error)))
          return { ...shown(columns), rows, elapsedMs, dataVersion, found: total ?? 0, total: held ?? 0 }
        })

        const botShare = Effect.fn("Analyses.botShare")(function* (input: FilterInput, known?: DataContext) {
          const resolved = yield* resolve(input, known)
          const [hits, bots] = (yield* answer(botShareAnalysis(resolved.filter, resolved.data), resolved, {})).answer
            .rows[0]!
          return { hits: Number(hits), bots: Number(bots) }
        })

        const explain = Effect.fn("Analyses.whyEmpty")(function* (input: FilterInput) {
          const { data, filter } = yield* resolve(input)
          return yield* whyEmpty(engine, filter, data)
        })

        const idle = Effect.fn("Analyses.idleNegations")(function* (input: FilterInput, known?: DataContext) {
          return yield* idleNegations(engine, (yield* resolve(input, known)).filter)
        })

        return Analyses.of({
          list,
          reload,
          describe,
          context,
          run,
          stream,
          window,
          botShare,
          whyEmpty: explain,
          idleNegations: idle
        })
      })
    )
}

/** What a question needs beside the analysis and its parameters. */
interface Resolved {
  readonly data: DataContext
  readonly now: number
  readonly filter: Filter
  readonly unitSpan?: TimeSpan
}

const questionOf = (
  engine: QueryEngine["Service"],
  analysis: Analysis,
  asked: Asked
): Effect.Effect<Question, AnalysisError | QueryError> =>
  ask(analysis, asked).pipe(
    Effect.mapError(({ message, cause }) => new AnalysisError({ reason: "param", id: analysis.id, message, cause })),
    Effect.flatMap((question) => {
      const goesByTimes = (question.choosesUnit && asked.unitSpan === undefined) || question.asksWholeDays
      if (!goesByTimes || asked.selected !== undefined) return Effect.succeed(question)
      return Effect.flatMap(selectedSpan(engine, asked.filter, asked.data), (selected) =>
        selected === null ? Effect.succeed(question) : questionOf(engine, analysis, { ...asked, selected })
      )
    })
  )

const requestOf = ({ cost, origin }: Analysis, { own, params, selected, sql }: Question) => ({
  sql,
  analysis: own,
  params,
  selected,
  brief: cost === "rollup" && origin === "built-in"
})

/** Copies of a database that earlier releases wrote to apart can have the same version. */
const stateOf = ({ createdAt, dataVersion, lastEntry, lastTime }: DataContext): string =>
  `${createdAt}.${dataVersion}.${lastEntry}.${lastTime}`
