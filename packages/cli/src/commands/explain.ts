/**
 * `logmill formats explain LINE`: reads one line as an ingest would and shows every field as it would be stored, or
 * where and why reading it stopped (exit status 1).
 */
import { Effect } from "effect"
import { CliOutput } from "effect/cli"

import { zoneRule } from "@logmill/core/zone"
import { choiceOf, shortName } from "@logmill/workers/format/readers"
import { explainLine } from "@logmill/workers/parse/explain"

import { Stop, usage } from "../exit.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { formatCatalog } from "../formatCatalog.ts"
import { resolveFormat } from "../logFormat.ts"
import { escapeText } from "@logmill/core/output/escape"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { type Cell, listing } from "@logmill/core/output/rows"
import { usePlugins } from "../plugins.ts"
import { placed } from "../settingFault.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere &
  OutputFlags &
  FlagValues<"logFormat" | "trustedProxy" | "keepExtra" | "logZone" | "plugins"> & { readonly line: string }

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const resolved = yield* loadSettings(givenBy(input))
  const settings = resolved.values
  if (/[\r\n]/.test(input.line)) return yield* usage("formats explain takes one line; quote it as it stands in the log")
  const catalog = yield* formatCatalog(yield* usePlugins(settings))
  const logFormat = yield* Effect.mapError(resolveFormat(settings.logFormat, catalog), placed(resolved, "logFormat"))
  const zone = zoneRule(settings.logTz, firstYear, lastYear)
  const line = Buffer.from(input.line)
  const explained = explainLine(line, logFormat, zone, catalog, {
    trustedProxies: settings.trustedProxy,
    keepExtra: settings.keepExtra
  })
  const shell = yield* Shell
  if (!explained.ok) {
    const readUpTo = line.toString("utf8", 0, explained.stoppedAt)
    yield* shell.warn(input.line)
    yield* shell.warn(`${" ".repeat(CliOutput.displayWidth(escapeText(readUpTo)))}^`)
    const isOneOf = logFormat === "auto" || choiceOf(logFormat, null) !== null
    const found = explained.format === "auto" ? "" : ` (nearest: ${shortName(explained.format)})`
    const near = explained.isNear ? found : " (no format is near)"
    const nearest = !isOneOf ? "" : beginsLikeW3c.test(input.line) ? byHeader : near
    const rest = explained.rest === "" ? "the line ends" : `stands ${JSON.stringify(explained.rest.slice(0, 40))}`
    const place =
      explained.expected === null
        ? `at byte ${explained.stoppedAt}`
        : `at byte ${explained.stoppedAt} ${rest}, where the format has ${explained.expected}`
    return yield* new Stop({
      status: "partly",
      sentence: `${explained.reason}: ${explained.meaning}: ${escapeText(place)}${nearest}`
    })
  }
  if (explained.otherwise !== null) {
    yield* shell.warn(
      `${shortName(explained.otherwise)} reads the line otherwise; a log of such lines needs --log-format`
    )
  }
  const columns = ["field", "value", "from"].map((name) => ({ name, kind: "text" as const }))
  const rows: ReadonlyArray<ReadonlyArray<Cell>> = [
    ["format", explained.format, null],
    ...explained.fields.map(({ field, value, from }) => [field, value, from?.text ?? null]),
    ...(explained.rest === null ? [] : [["(not stored)", null, explained.rest]])
  ]
  return yield* printRows([listing("fields", columns, rows)], choice)
})

/** A date and a time, as in the lines of IIS (W3C extended log file format). */
const beginsLikeW3c = /^\d{4}-\d\d-\d\d\s+\d\d:\d\d:\d\d\s/
const byHeader =
  "; what lines like this one have in which place says the #Fields line of their log: logmill formats detect FILE"

const firstYear = Date.UTC(1970)
const lastYear = Date.UTC(2100)
