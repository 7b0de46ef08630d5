/**
 * `logmill formats detect FILE`: which formats read the first lines of a file, and how many of them, and whether its last lines
 * have more. Looks at what an ingest looks at, and stores nothing.
 */
import { Effect } from "effect"
import { resolve } from "node:path"

import { laterFormat } from "@logmill/core/ingest/detect"
import { closeLogFile, lastLines, longHead, openLogFile } from "@logmill/core/ingest/LogFile"
import { detect, type Detection } from "@logmill/workers/format/detect"
import { formatsIn, named } from "@logmill/workers/format/readers"

import { Stop } from "../exit.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { formatCatalog } from "../formatCatalog.ts"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { listing } from "@logmill/core/output/rows"
import { usePlugins } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"
import { shellWord } from "@logmill/core/shellWord"

export type Input = Everywhere & OutputFlags & FlagValues<"plugins"> & { readonly file: string }

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const shell = yield* Shell
  const { values: settings } = yield* loadSettings(givenBy(input))
  const catalog = yield* formatCatalog(yield* usePlugins(settings))
  const { found, later } = yield* Effect.tryPromise(async () => {
    const file = await openLogFile(resolve(shell.cwd, input.file))
    // A file's last line counts, though nothing ends it.
    const detectIn = (head: Buffer): Detection =>
      detect(head.length === file.size ? Buffer.concat([head, newline]) : head, catalog)
    try {
      const first = detectIn(file.head)
      const found = first.reader === null ? detectIn(await longHead(file)) : first
      if (found.reader === null) return { found, later: null }
      return { found, later: laterFormat(named(found.reader, found.nativeFormat), lastLines(file), catalog) }
    } finally {
      closeLogFile(file)
    }
  }).pipe(
    Effect.mapError(
      ({ cause }) => new Stop({ status: "usage", sentence: `${input.file} ${whyNot(cause as NodeJS.ErrnoException)}` })
    )
  )
  const columns = [
    { name: "format", kind: "text" as const },
    { name: "lines", kind: "count" as const },
    { name: "partly", kind: "count" as const }
  ]
  const nameOf = (reader: string): string => named(reader, found.nativeFormat)
  const rows = found.scores.map(({ lines, partly, reader }) => [nameOf(reader), lines, partly])
  yield* printRows([listing("formats", columns, rows)], choice)
  yield* shell.note(verdict(found, nameOf))
  if (later !== null) yield* shell.note(`with its last lines it ${later.said}`)
})

const newline = Buffer.from("\n")

const whyNot = ({ code, message }: NodeJS.ErrnoException): string =>
  code === "EISDIR"
    ? "is a folder; name a file in it"
    : code === "ENOENT"
      ? "is not there"
      : `can't be read: ${message}`

const verdict = (found: Detection, nameOf: (reader: string) => string): string => {
  const looked = `${found.lines} ${found.lines === 1 ? "line was" : "lines were"} looked at`
  if (found.conflict !== null) {
    const [one, other] = found.conflict.map(nameOf)
    return `${looked}; ${one} and ${other} read them otherwise: say which with --log-format`
  }
  if (found.reader === null) return `${looked}; no format reads any of them`
  const rest =
    found.inAgent !== null
      ? `; the agent takes in what follows: ${found.inAgent.slice(0, 60)}`
      : found.rest === null
        ? ""
        : `; ${nameOf(found.reader)} leaves what follows: ${found.rest.slice(0, 60)}${suggestion(found)}`
  return `${looked}; ${found.read} ${found.read === 1 ? "is" : "are"} read as ${formatsIn(found.reader, found).join(" + ")}${rest}`
}

const suggestion = ({ suggested }: Detection): string =>
  suggested === null ? "" : `; the server's own format reads it, or one such as --log-format ${shellWord(suggested)}`
