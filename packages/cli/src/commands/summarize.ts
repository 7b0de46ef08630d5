/**
 * `logmill FILE...`, the command without a name: reads the files, then answers for them alone with a summary and their
 * top paths, and says what else the database holds and what to type next.
 */
import { Effect } from "effect"

import { Analyses, type Answer } from "@logmill/core/analysis/runner"
import { QueryEngine } from "@logmill/core/query/QueryEngine"

import { analysesLayer, noteAnswers, rowsOf } from "../answers.ts"
import { endWith, usage } from "../exit.ts"
import { fromAnalysis, fromQuery } from "../failure.ts"
import type { Everywhere, FlagValues, ingestKeys } from "../flags.ts"
import { ingestFiles } from "../ingesting.ts"
import { statusOfIngest, whyNothing } from "../ingestReport.ts"
import { nextCommand } from "../next.ts"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { usePlugins } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere &
  OutputFlags &
  FlagValues<(typeof ingestKeys)[number] | "limit"> & { readonly files: ReadonlyArray<string> }

const usual = ["summary", "paths"]

export const run = Effect.fnUntraced(function* (input: Input) {
  if (input.files.length === 0)
    return yield* usage(`say which files to read, or a command; "logmill --help" lists them`)
  const choice = yield* chooseOutput(input)
  const resolved = yield* loadSettings(givenBy(input))
  const { values: settings } = resolved
  const plugins = yield* usePlugins(settings)
  const report = yield* ingestFiles({
    files: input.files,
    settings: resolved,
    plugins,
    again: input.again,
    dryRun: false
  })
  const status = statusOfIngest(report, settings.maxRejects)
  const sourceIds = [...new Set(report.outcomes.flatMap(({ sourceId }) => sourceId ?? []))]
  if (status === "usage" || sourceIds.length === 0) {
    return yield* usage(`nothing to read: ${whyNothing(report)}`)
  }
  yield* Effect.gen(function* () {
    const analyses = yield* Analyses
    const answers: ReadonlyArray<Answer> = yield* Effect.forEach(usual, (id) =>
      analyses.run(id, { filter: { sourceIds }, limit: settings.limit })
    ).pipe(Effect.mapError(fromAnalysis))
    yield* printRows(answers.map(rowsOf), choice)
    yield* noteAnswers(answers)
    yield* noteOthers(sourceIds)
  }).pipe(Effect.provide(analysesLayer(settings, { plugins, warm: true })))
  const shell = yield* Shell
  yield* shell.note(`next: ${nextCommand(shell, settings, "analyze status traffic")}`)
  return yield* endWith(status)
})

/** What the database holds beside the files that were given. */
const noteOthers = Effect.fnUntraced(function* (sourceIds: ReadonlyArray<number>) {
  const shell = yield* Shell
  const engine = yield* QueryEngine
  const { rows } = yield* engine.run({ sql: "SELECT source_id, stored FROM sources" }).pipe(Effect.mapError(fromQuery))
  const others = rows.filter(([id]) => !sourceIds.includes(Number(id)))
  if (others.length === 0) return
  const entries = others.reduce((sum, [, stored]) => sum + Number(stored), 0)
  const sources = others.length === 1 ? "1 other source" : `${others.length} other sources`
  yield* shell.note(
    `these are the files given; the database holds ${sources} too (${entries} entries): logmill analyze`
  )
})
