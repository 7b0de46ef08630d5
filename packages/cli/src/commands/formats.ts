/**
 * `logmill formats`: the log formats by name, each with a line of it; of one, what it stores of a line and from where, and
 * what a server's configuration must say to write it. `--log-format` takes what it takes elsewhere: of a configuration
 * file, all formats in it are shown.
 */
import { Effect, Option } from "effect"

import type { FormatCatalog } from "@logmill/workers/format/catalog"
import { type DescribedFormat, describeFormat } from "@logmill/workers/format/describe"
import { partsOf, shortName } from "@logmill/workers/format/readers"
import { formats as natives } from "@logmill/workers/parse/formats"

import { Stop } from "../exit.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { formatCatalog } from "../formatCatalog.ts"
import { resolveFormat } from "../logFormat.ts"
import { escapeText } from "@logmill/core/output/escape"
import { chooseOutput, type OutputChoice, type OutputFlags, printRows } from "../output/print.ts"
import { listing } from "@logmill/core/output/rows"
import { usePlugins } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere &
  OutputFlags &
  FlagValues<"logFormat" | "plugins"> & { readonly name: Option.Option<string> }

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const { values: settings } = yield* loadSettings(givenBy(input))
  const catalog = yield* formatCatalog(yield* usePlugins(settings))
  const asked = Option.getOrNull(Option.orElse(input.name, () => input.logFormat))
  yield* asked === null || asked === "auto"
    ? list(catalog, choice)
    : show(yield* Effect.mapError(resolveFormat(asked, catalog), saying(input)), catalog, choice)
})

/** What was typed as the name is no value of `--log-format`. */
const saying =
  ({ name }: Pick<Input, "name">) =>
  (stop: Stop): Stop =>
    Option.isNone(name) || stop.sentence === null
      ? stop
      : new Stop({ status: stop.status, sentence: stop.sentence.replace("--log-format: ", ""), cause: stop.cause })

const list = (catalog: FormatCatalog, choice: OutputChoice) => {
  const rows = [
    ...natives.map(({ name, sample, title }) => [name, title, sample]),
    ...catalog.definitions.map(({ name, samples, title }) => [name, title, samples[0]?.line ?? null])
  ]
  return printRows([listing("formats", texts("name", "title", "sample"), rows)], choice)
}

const show = Effect.fnUntraced(function* (format: string, catalog: FormatCatalog, choice: OutputChoice) {
  const described = partsOf(format).map((part) => describeFormat(part, catalog))
  const shown = described.map((one) => shownRows(one, choice))
  if (choice.mode !== "table") {
    yield* printRows((yield* Effect.all(shown)).flat(), choice)
  } else {
    const { stdout } = yield* Shell
    for (const [index, one] of shown.entries()) {
      if (index > 0) yield* stdout.write("\n")
      yield* printRows(yield* one, choice)
    }
  }
})

const texts = (...names: ReadonlyArray<string>) => names.map((name) => ({ name, kind: "text" as const }))

/** What is said of a format, and its fields; in a table the fields alone, as the rest has lines of its own. */
const shownRows = Effect.fnUntraced(function* (format: DescribedFormat, choice: OutputChoice) {
  const { fields, isGuessed, name, sample, setting, title } = format
  const short = shortName(name)
  const rows = listing(
    `${short}: fields`,
    texts("from", "field", "stored"),
    fields.map(({ field, from, stored }) => [from, field, stored])
  )
  if (choice.mode !== "table") {
    const row = [short, title, isGuessed ? "yes" : "no", setting, sample]
    const head = listing("format", texts("name", "title", "found_by_itself", "setting", "sample"), [row])
    return [{ ...head, title: short }, rows]
  }
  const block = (what: string, text: string | null) =>
    text === null ? [] : [`${what}:`, ...text.split("\n").map((line) => `  ${line}`)]
  const { stdout } = yield* Shell
  const lines = [
    title,
    isGuessed ? "found by itself" : "read only when it is asked for with --log-format",
    ...block("what writes it", setting),
    ...block("a line of it", sample),
    ""
  ]
  yield* stdout.write(lines.map((line) => `${escapeText(line.replaceAll("\t", "  "))}\n`).join(""))
  return [rows]
})
