/**
 * `logmill analyses`: the list of analyses; with a name, everything about one: parameters, columns and SQL. Needs no
 * database.
 */
import { Effect, Option } from "effect"

import { Analyses } from "@logmill/core/analysis/runner"
import { type Analysis, topics } from "@logmill/core/plugin"

import { analysesLayer, warnOfProblems } from "../answers.ts"
import { fromAnalysis } from "../failure.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { escapeText } from "@logmill/core/output/escape"
import { chooseOutput, type OutputChoice, type OutputFlags, printRows } from "../output/print.ts"
import { listing, type Rows } from "@logmill/core/output/rows"
import { usePlugins } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere & OutputFlags & FlagValues<"plugins"> & { readonly name: Option.Option<string> }

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const { values: settings } = yield* loadSettings(givenBy(input))
  const plugins = yield* usePlugins(settings)
  yield* Effect.gen(function* () {
    yield* warnOfProblems
    const analyses = yield* Analyses
    if (Option.isNone(input.name)) {
      const { analyses: all } = yield* analyses.list
      yield* printRows([overview(all)], choice)
    } else {
      yield* printAnalysis(yield* analyses.describe(input.name.value).pipe(Effect.mapError(fromAnalysis)), choice)
    }
  }).pipe(Effect.provide(analysesLayer(settings, { plugins, warm: false })))
})

const printAnalysis = Effect.fnUntraced(function* (analysis: Analysis, choice: OutputChoice) {
  if (choice.mode === "table") yield* printHead(analysis)
  yield* printRows(details(analysis), choice)
  if (choice.mode === "table") yield* printSql(analysis)
})

const text = (name: string) => ({ name, kind: "text" }) as const

const overview = (analyses: ReadonlyArray<Analysis>): Rows =>
  listing(
    "analyses",
    [text("topic"), text("id"), text("title"), text("cost"), text("origin"), text("description")],
    byTopic(analyses).map(({ cost, description, id, origin, title, topic }) => [
      topic,
      id,
      title,
      cost,
      origin,
      description
    ])
  )

/** Those that say none come last. */
const byTopic = (analyses: ReadonlyArray<Analysis>): ReadonlyArray<Analysis> =>
  [...topics, null].flatMap((topic) => analyses.filter((one) => one.topic === topic))

const details = (analysis: Analysis): ReadonlyArray<Rows> => [
  listing(
    "parameters",
    [text("name"), text("type"), text("default"), text("choices"), text("description")],
    analysis.params.map((param) => [
      param.name,
      param.type,
      param.default === null ? null : String(param.default),
      param.choices.join(", ") || null,
      param.description
    ])
  ),
  {
    ...listing(
      "columns",
      [text("name"), text("kind"), text("filter"), text("only_with"), text("description")],
      analysis.columns.map((column) => [
        column.name,
        column.kind,
        column.pattern === null ? column.filter : `${column.filter} ${column.pattern}`,
        column.when,
        column.description
      ])
    ),
    sql: scriptOf(analysis)
  }
]

/** All statements, as in the file. */
const scriptOf = ({ sql, variants }: Analysis): string =>
  [sql, ...variants.map((variant) => `/* when ${variant.when} */\n${variant.sql.trim()}`)]
    .map((statement) => statement.trim())
    .join(";\n\n")

const printHead = Effect.fnUntraced(function* (analysis: Analysis) {
  const { stdout } = yield* Shell
  yield* stdout.write(
    `${[analysis.title, analysis.description]
      .filter((text) => text !== "")
      .map(escapeText)
      .join(": ")}\n${escapeText(analysis.file)}\n\n`
  )
})

const printSql = Effect.fnUntraced(function* (analysis: Analysis) {
  const { stdout } = yield* Shell
  const lines = scriptOf(analysis).split("\n").map(escapeText)
  yield* stdout.write(`\n${lines.join("\n")}\n`)
})
