/**
 * Answers to analyses as they are sent: from memory where the same was asked of the same data, else run once for all who ask
 * at the same time.
 */
import { Clock, Context, Effect, Layer } from "effect"

import { questionDigest } from "@logmill/core/analysis/cache"
import { type FilterError, type FilterInput, parseFilter } from "@logmill/core/analysis/filter"
import { Analyses, type AnalysisError, type Answer, type DataContext } from "@logmill/core/analysis/runner"
import type { Analysis } from "@logmill/core/plugin"
import type { QueryError } from "@logmill/core/query/QueryEngine"

import { Report } from "../Report.ts"
import { answerHead } from "./answerHead.ts"
import { AnswerStore } from "./AnswerStore.ts"
import { cellsOf } from "./cells.ts"
import { DataState } from "./DataState.ts"
import { Lane, laneOf } from "./Lanes.ts"
import { ReadAhead } from "./ReadAhead.ts"
import { Shared } from "./Shared.ts"

export interface AskedAnalysis {
  readonly id: string
  readonly params: Readonly<Record<string, string>>
  readonly filter: FilterInput
  /** Rows at most; 0: all that are sent. */
  readonly limit: number
  readonly compare: string | undefined
}

export interface Sent {
  /** JSON; null: it is the answer that the asker has. */
  readonly body: string | null
  /** Of the data and the question; quoted. */
  readonly etag: string
}

type AskError = AnalysisError | FilterError | QueryError

/** Rows and characters of one answer at most: beyond that, it says that it is cut. */
export const mostRows = 100_000
const mostText = 32_000_000

/** ms, of an analysis that promises to be quick. */
export const deadline = 30_000

/**
 * ms from which on an analysis of class rollup keeps the others waiting, on a large database, if it is not sent aside. Built-in ones
 * are of the class they say: where they take so long the machine is busy, as beside an ingest.
 */
const unquick = 1_000

export class Questions extends Context.Service<
  Questions,
  {
    /** `has`: whether the asker has the answer of an ETag. */
    readonly ask: (asked: AskedAnalysis, has: (etag: string) => boolean) => Effect.Effect<Sent, AskError>
  }
>()("@logmill/report-server/questions/Questions") {
  static readonly layer: Layer.Layer<
    Questions,
    never,
    Report | Analyses | DataState | Shared | AnswerStore | ReadAhead
  > = Layer.effect(
    Questions,
    Effect.gen(function* () {
      /** ms, of the last run of an analysis. */
      const taken = new Map<string, number>()
      const { slowDeadline } = yield* Report
      const analyses = yield* Analyses
      const state = yield* DataState
      const shared = yield* Shared
      const store = yield* AnswerStore
      const readAhead = yield* ReadAhead

      const run = Effect.fnUntraced(function* (analysis: Analysis, asked: AskedAnalysis, data: DataContext) {
        const { compare, filter, limit, params } = asked
        const most = analysis.cost === "sort" ? slowDeadline : deadline
        const { id } = analysis
        const isUnquick = analysis.origin !== "built-in" && (taken.get(id) ?? 0) > unquick
        const answer = yield* analyses
          .run(id, {
            params,
            filter,
            data,
            maxBytes: mostText,
            limit: limit > 0 ? Math.min(limit, mostRows) : mostRows,
            ...(compare === undefined ? {} : { compare }),
            ...(most > 0 ? { deadline: most } : {})
          })
          .pipe(Effect.provideService(Lane, isUnquick ? "scan" : laneOf[analysis.cost]))
        taken.set(id, answer.elapsedMs)
        return answer
      })

      const ask = Effect.fn("Questions.ask")(function* (asked: AskedAnalysis, has: (etag: string) => boolean) {
        const analysis = yield* analyses.describe(asked.id)
        const data = yield* state.current
        const question = yield* keyOf(analysis, asked, data)
        const etag = etagOf(data, question)
        if (has(etag)) return { body: null, etag }
        const kept = store.get(etag)
        if (kept !== null) return { body: `${kept},"cached":true}`, etag }
        const answer = yield* Effect.ensuring(shared(etag, run(analysis, asked, data)), readAhead.asked)
        const body = bodyOf(answer)
        const answered = etagOf({ ...data, dataVersion: answer.dataVersion }, question)
        store.put(answered, body)
        return { body: `${body},"cached":${answer.cached}}`, etag: answered }
      })

      return Questions.of({ ask })
    })
  )
}

/** All that an answer depends on, but the data. */
const keyOf = Effect.fnUntraced(function* (analysis: Analysis, asked: AskedAnalysis, { zone }: DataContext) {
  const now = yield* Clock.currentTimeMillis
  const filter = yield* parseFilter(asked.filter, { now, zone })
  // Times that count from now are told apart by the minute.
  const minute = analysis.params.some(({ type }) => type === "time") ? Math.floor(now / 60_000) : 0
  const { compare = null, limit, params } = asked
  const patterns = { ...asked.filter, from: filter.from, to: filter.to, tz: filter.zone }
  const values = Object.keys(params)
    .toSorted()
    .map((name) => [name, params[name]])
  return questionDigest([analysis, values, patterns, limit, compare, minute])
})

const etagOf = ({ createdAt, dataVersion }: DataContext, question: string): string =>
  `"${createdAt}.${dataVersion}.${question}"`

/** The answer as JSON, open at its end, where `cached` follows. */
const bodyOf = (answer: Answer): string => {
  const rows: Array<string> = []
  let length = 0
  for (const row of answer.rows) {
    const text = JSON.stringify(cellsOf(row))
    length += text.length
    if (length > mostText) break
    rows.push(text)
  }
  const complete = answer.complete && rows.length === answer.rows.length
  const head = JSON.stringify({ ...answerHead(answer), complete })
  return `${head.slice(0, -1)},"rows":[${rows.join(",")}]`
}
