/**
 * `logmill analyze [NAME]...`: runs analyses one after the other and prints their answers. One that fails does not
 * keep the others from being printed; its status is the command's.
 */
import { Duration, Effect, Fiber, Option, Result } from "effect"

import { dataContext } from "@logmill/core/analysis/context"
import { Analyses, type DataContext, type RunOptions } from "@logmill/core/analysis/runner"
import { nearest } from "@logmill/core/nearest"
import { QueryError } from "@logmill/core/query/QueryEngine"
import type { Analysis } from "@logmill/core/plugin"

import {
  foreseesBotShare,
  filterOfAnswers,
  isOfNothing,
  needsBotShare,
  noteAnswers,
  noteBotShare,
  noteFilterReasons,
  pluginAnalyses,
  rowsOf,
  warnOfProblems
} from "../answers.ts"
import { engineLayer, requireDatabase } from "../database.ts"
import { Stop, usage } from "../exit.ts"
import { fromAnalysis } from "../failure.ts"
import { noteCommas } from "../commasInRegex.ts"
import { type FilterFlags, filterOf } from "../filterFlags.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { chooseOutput, type OutputChoice, type OutputFlags, printRows } from "../output/print.ts"
import { usePlugins } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import type { Settings } from "../settingTable.ts"
import { Shell } from "../Shell.ts"
import { whileWaiting } from "../waiting.ts"
import { printWhole, rowsAtOnce } from "../wholeAnswer.ts"

export type Input = Everywhere &
  OutputFlags &
  FilterFlags &
  FlagValues<"limit" | "timeout" | "param" | "compare" | "plugins"> & { readonly names: ReadonlyArray<string> }

/** Of a series of times, whose first rows are the oldest, unless a limit was chosen: more than `bucket = auto` makes. */
const rowsOfSeries = 1000

const isSeries = ({ chart, columns }: Analysis): boolean =>
  chart === "line" || chart === "stack" || chart === "heatmap" || columns[0]?.kind === "hour"

const usual = ["summary", "paths", "status"]

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const { origins, values: settings } = yield* loadSettings(givenBy(input))
  yield* requireDatabase(settings)
  yield* Effect.gen(function* () {
    // Asked while the analyses are read, for the first of them; whatever is wrong with the database shows when that runs.
    const asked = yield* Effect.forkChild(Effect.option(dataContext), { startImmediately: true, uninterruptible: true })
    const plugins = yield* usePlugins(settings)
    yield* noteCommas(input)
    yield* Effect.provide(answered(input, { asked, choice, origins, settings }), pluginAnalyses(settings, plugins))
  }).pipe(Effect.provide(engineLayer(settings, 1)), Effect.mapError(stopOf))
})

interface Asking extends Pick<Effect.Success<ReturnType<typeof loadSettings>>, "origins"> {
  readonly settings: Settings
  readonly choice: OutputChoice
  /** What the database is. */
  readonly asked: Fiber.Fiber<Option.Option<DataContext>>
}

const answered = Effect.fnUntraced(function* (input: Input, { asked, choice, origins, settings }: Asking) {
  const names = input.names.length > 0 ? input.names : usual
  const filter = filterOf(input)
  const analyses = yield* Analyses
  yield* warnOfProblems
  const chosen = yield* Effect.forEach(names, (name) => analyses.describe(name))
  yield* Effect.fromResult(checkParams(chosen, input.param))
  const data = Option.getOrUndefined(yield* Fiber.join(asked))
  const { quiet } = yield* Shell
  const share = yield* Effect.cached(Effect.option(analyses.botShare(filter, data)))
  if (!quiet && Option.isNone(input.compare) && foreseesBotShare(chosen, filter)) {
    // Behind the first question, which is on its way by then.
    yield* Effect.forkChild(Effect.delay(share, "5 millis"))
  }
  const limitOf = (analysis: Analysis): number =>
    origins.limit === "default" && isSeries(analysis) ? rowsOfSeries : settings.limit
  const mayBeLong = chosen.length === 1 && limitOf(chosen[0]!) === 0 && Option.isNone(input.compare)
  const optionsOf = (analysis: Analysis): RunOptions => ({
    filter,
    limit: mayBeLong ? rowsAtOnce : limitOf(analysis),
    params: paramsFor(analysis, input.param),
    ...(Option.isSome(input.compare) ? { compare: input.compare.value } : {}),
    ...(analysis === chosen[0] && data !== undefined ? { data } : {}),
    ...(settings.timeout > 0 ? { deadline: settings.timeout } : {})
  })
  const stopFor =
    (id: string) =>
    (error: Parameters<typeof stopOf>[0]): Stop =>
      stopOf(ofDeadline(error, id, settings.timeout))
  const results = yield* Effect.forEach(chosen, (analysis) =>
    Effect.result(
      whileWaiting(analysis.id, analyses.run(analysis.id, optionsOf(analysis))).pipe(
        Effect.mapError(stopFor(analysis.id))
      )
    )
  )
  const printed = results.map((result, index) =>
    Result.isSuccess(result) ? rowsOf(result.success) : { id: chosen[index]!.id, error: result.failure.message }
  )
  const found = results.filter(Result.isSuccess).map(({ success }) => success)
  const isLong = mayBeLong && found.some(({ complete }) => !complete)
  const answers = isLong ? found.map((answer) => ({ ...answer, complete: true })) : found
  const selected = filterOfAnswers(filter, answers)
  const its = selected === filter ? share : Effect.option(analyses.botShare(selected))
  // Counted while the answers are printed, unless it is known by now.
  const botShare = yield* Effect.forkChild(
    !quiet && needsBotShare(answers, chosen, selected) ? its : Effect.succeedNone,
    { startImmediately: true }
  )
  if (isLong) {
    const { id } = chosen[0]!
    yield* Effect.scoped(printWhole(id, optionsOf(chosen[0]!), choice)).pipe(Effect.mapError(stopFor(id)))
  } else if (answers.length > 0) yield* printRows(printed, choice, names.length > 1)
  const isEmpty = answers.some(isOfNothing)
  yield* noteAnswers(answers, isEmpty ? yield* Effect.orElseSucceed(analyses.whyEmpty(filter), () => []) : [])
  if (!isEmpty && !quiet) {
    yield* noteFilterReasons(yield* Effect.orElseSucceed(analyses.idleNegations(filter, data), () => []))
  }
  const known = yield* Fiber.join(botShare)
  if (Option.isSome(known)) yield* noteBotShare(known.value, selected)
  const failures = distinct(results.filter(Result.isFailure).map(({ failure }) => failure))
  const shell = yield* Shell
  yield* Effect.forEach(failures.slice(0, -1), (failure) => shell.warn(`logmill: ${failure.message}`))
  return yield* failures.at(-1) ?? Effect.void
})

const stopOf = (error: Stop | Parameters<typeof fromAnalysis>[0]): Stop =>
  error instanceof Stop ? error : fromAnalysis(error)

/** What keeps every analysis from running is said once. */
const distinct = (failures: ReadonlyArray<Stop>): ReadonlyArray<Stop> => [
  ...new Map(failures.map((failure) => [failure.message, failure])).values()
]

/** One stopped at its deadline is named, with what to type when it may take longer. */
const ofDeadline = <E extends { readonly _tag: string }>(error: E, id: string, timeout: number): E | Stop => {
  if (!(error instanceof QueryError && error.reason === "deadline")) return error
  const limit = Duration.format(Duration.millis(timeout))
  const sentence = `${id} was stopped after ${limit}, its time limit; ask for less (--from -7d), or give it longer: --timeout 30m, or 0 for none`
  return new Stop({ status: "deadline", sentence, cause: error })
}

type Params = Input["param"]

const paramsFor = (analysis: Analysis, params: Params): NonNullable<RunOptions["params"]> => {
  const known = new Set(analysis.params.map(({ name }) => name))
  return Object.fromEntries(params.filter(([name]) => known.has(name)))
}

/** Every parameter must be one of at least one of the analyses that run. */
const checkParams = (analyses: ReadonlyArray<Analysis>, params: Params): Result.Result<void, Stop> => {
  const known = new Set(analyses.flatMap((analysis) => analysis.params.map(({ name }) => name)))
  const stranger = params.find(([name]) => !known.has(name))?.[0]
  if (stranger === undefined) return Result.void
  const ids = analyses.map(({ id }) => id).join(", ")
  const meant = nearest(stranger, known)
  const list = known.size === 0 ? "no parameters" : `the parameters ${[...known].join(", ")}`
  return Result.fail(
    usage(
      `${ids}: there is no parameter "${stranger}"; ${meant === null ? `there are ${list}` : `did you mean ${meant}?`}`
    )
  )
}
