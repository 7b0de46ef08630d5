/**
 * `logmill rejects`: the lines that did not parse, with file, line, reason and text; how many there are by reason, what the
 * reasons mean, which format comes nearest to them, and what to do about it, as notes.
 */
import { Effect } from "effect"

import { rejectCondition } from "@logmill/core/analysis/rejectFilter"
import type { FormatCatalog } from "@logmill/workers/format/catalog"
import { isDialect } from "@logmill/workers/format/dialects/dialect"
import { partsOf, shortName } from "@logmill/workers/format/readers"
import { explainLine, type Explanation } from "@logmill/workers/parse/explain"
import { bytesOfText } from "@logmill/workers/parse/value"
import { utc } from "@logmill/workers/zone"

import { engineLayer, requireDatabase } from "../database.ts"
import { fromAnalysis, fromQuery } from "../failure.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { formatCatalog } from "../formatCatalog.ts"
import { nextCommand } from "../next.ts"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { rejectColumns as columns, selectRejects } from "@logmill/core/output/listings"
import { countByReason, unfinishedNote, meaningOf, type ReasonCount } from "../rejectReasons.ts"
import { usePlugins } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import type { Settings } from "../settingTable.ts"
import { Shell } from "../Shell.ts"
import { shellWord } from "@logmill/core/shellWord"
import { reportZone, viewRows } from "../views.ts"

export type Input = Everywhere & OutputFlags & FlagValues<"limit" | "source" | "reason" | "plugins">

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const { values: settings } = yield* loadSettings(givenBy(input))
  const condition = yield* rejectCondition(input).pipe(Effect.mapError(fromAnalysis))
  yield* requireDatabase(settings)
  const { limit } = settings
  const isNarrowed = input.source.length > 0 || input.reason.length > 0
  const { reasons, rows, unfinished } = yield* Effect.gen(function* () {
    const zone = yield* reportZone
    const rows = yield* viewRows({
      title: "rejects",
      columns,
      zone,
      query: {
        sql: selectRejects(condition.sql),
        params: condition.params,
        ...(limit > 0 ? { maxRows: limit } : {})
      }
    })
    return {
      rows,
      reasons: yield* countByReason(condition),
      unfinished: isNarrowed ? null : yield* unfinishedNote
    }
  }).pipe(Effect.provide(engineLayer(settings, 1)), Effect.mapError(fromQuery))
  yield* printRows([rows], choice)

  const shell = yield* Shell
  const total = reasons.reduce((sum, { lines }) => sum + lines, 0)
  if (!rows.complete) yield* shell.note(`${rows.rows.length} of ${total} rejected lines; --limit 0 shows all`)
  if (total === 0) {
    yield* shell.note(
      isNarrowed ? "no such line is rejected; without --source and --reason all are shown" : "no line was rejected"
    )
  } else if (!shell.quiet) {
    if (unfinished !== null) yield* shell.note(unfinished)
    yield* noteReasons(reasons, settings)
  }
})

const noteReasons = Effect.fnUntraced(function* (reasons: ReadonlyArray<ReasonCount>, settings: Settings) {
  const shell = yield* Shell
  const catalog = yield* formatCatalog(yield* usePlugins(settings))
  const explained = reasons.map((reason) => ({
    ...reason,
    explanation: explain(reason, catalog)
  }))
  for (const { bare, explanation, format, lines, reason } of explained) {
    const parts = [
      meaningOf(reason),
      ...nearestOf(explanation, reason, format),
      ...(bare > 0 ? [`the text of ${bare} of them is not kept`] : [])
    ]
    yield* shell.note(`${lines} ${reason}: ${parts.join("; ")}`)
  }
  const command = (words: string): string => nextCommand(shell, settings, words)
  const unread = explained.find(({ explanation }) => explanation?.ok === false)
  if (unread !== undefined) yield* shell.note(`where reading stops: ${command(`formats explain ${typed(unread)}`)}`)
  yield* shell.note(`when a format is corrected or added: ${command("ingest --retry-rejects")}`)
})

/** By the source's own format where that is in a server's words, which nothing else knows, or where it is what gave the reason. */
const explain = (reason: ReasonCount, catalog: FormatCatalog): Explanation | null => {
  if (reason.example === null) return null
  const bytes = bytesOfText(reason.example)
  const by = (format: string): Explanation => explainLine(bytes, format, utc, catalog)
  const own = ownFormat(reason)
  if (own === null && isOfValue(reason.reason) && catalog.has(reason.format)) {
    const explanation = by(reason.format)
    if (!explanation.ok && explanation.reason === reason.reason) return explanation
  }
  return by(own ?? "auto")
}

/** The line is written as its format says; something in it can't be. */
const isOfValue = (reason: string): boolean => !reason.startsWith("no-") && reason !== "leading-site"

const ownFormat = ({ format }: ReasonCount): string | null =>
  partsOf(format).every((part) => isDialect(part)) ? format : null

/** A source's own format that gave the reason is not near to it but it. */
const nearestOf = (explanation: Explanation | null, reason: string, own: string): ReadonlyArray<string> => {
  if (explanation === null) return []
  if (explanation.ok) return [`the first is read as ${explanation.format} now`]
  const { format } = explanation
  const isOnlyOne = isDialect(format) && shortName(format) === format
  const isOwn = format === own && isOfValue(reason)
  return format === "auto" || isOnlyOne || isOwn || !explanation.isNear ? [] : [`nearest: ${shortName(format)}`]
}

/** A line as it can be typed, if it is short and of plain characters. */
const typed = (reason: ReasonCount): string => {
  const { example } = reason
  const isTyped = example !== null && /^[ !-[\]-~]{1,160}$/.test(example) && !example.startsWith("-")
  const format = ownFormat(reason)
  const asked = format === null ? "" : ` --log-format ${format.includes("\n") ? "FORMAT" : shellWord(format)}`
  return `${isTyped ? shellWord(example) : "LINE"}${asked}`
}
