/** Whether SQLite takes the statements of an analysis, as far as that can be told without running them. */
import { Clock, Effect, FileSystem } from "effect"

import { QueryEngine, type QueryError } from "../query/QueryEngine.ts"
import { dataContext } from "./context.ts"
import type { Analysis, AnalysisParam } from "./contract.ts"
import { parseFilter } from "./filter.ts"
import { mistakeIn } from "./mistakeIn.ts"
import { example, type ParamInput } from "./params.ts"
import { ask } from "./question.ts"

/** By analysis, as `FILE:LINE: what is wrong`; those in order are not in it. Each of their statements takes milliseconds. */
export const faultsOf = Effect.fn("analysis.faultsOf")(function* (analyses: ReadonlyArray<Analysis>) {
  const data = yield* dataContext
  const now = yield* Clock.currentTimeMillis
  const filter = yield* Effect.orDie(parseFilter({}, { now, zone: data.zone }))
  const faults = new Map<Analysis, string>()
  for (const analysis of analyses) {
    for (const variant of [null, ...analysis.variants]) {
      const params = { ...examplesOf(analysis.params), ...(variant === null ? {} : { [variant.when]: true }) }
      const question = yield* Effect.option(ask(analysis, { params, filter, data, now }))
      if (question._tag === "None") continue
      const fault = yield* compileFault(analysis, question.value)
      if (fault === null) continue
      faults.set(analysis, fault)
      break
    }
  }
  return faults
})

const compileFault = (
  analysis: Analysis,
  { own, params, sql }: Effect.Success<ReturnType<typeof ask>>
): Effect.Effect<string | null, QueryError, QueryEngine | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const engine = yield* QueryEngine
    const fs = yield* FileSystem.FileSystem
    return yield* engine.run({ sql: `EXPLAIN ${sql}`, params, analysis: own, maxRows: 1, brief: true }).pipe(
      Effect.as(null),
      Effect.catch((error) =>
        error.reason === "syntax" || error.reason === "denied"
          ? mistakeIn(analysis, error, { engine, fs })
          : Effect.fail(error)
      )
    )
  })

/** For those without a default; the statements of bool parameters are tried one by one. */
const examplesOf = (params: ReadonlyArray<AnalysisParam>): Readonly<Record<string, ParamInput>> =>
  Object.fromEntries(
    params
      .filter((param) => param.type === "bool" || param.default === null)
      .map((param) => [param.name, param.type === "bool" ? false : example(param)])
  )
