/**
 * `logmill export FORMAT`: the selected entries as CSV, NDJSON or Parquet, or a report in the shape of GoAccess' JSON, into
 * a file or to standard output.
 */
import { Effect, Layer, Option } from "effect"

import { columnsOfEntries } from "@logmill/core/export/entries"
import { Snapshot } from "@logmill/core/export/Snapshot"
import { nearest } from "@logmill/core/nearest"

import { noteFilterReasons } from "../answers.ts"
import { engineLayer, requireDatabase } from "../database.ts"
import { Stop, usage } from "../exit.ts"
import { refuseInputs } from "../export/refuseInputs.ts"
import { refuseLogs } from "../export/refuseLogs.ts"
import { csvFormat, ndjsonFormat } from "@logmill/core/export/rowText"
import { type Report, writeText } from "../export/writeText.ts"
import { fromAnalysis } from "../failure.ts"
import { noteCommas } from "../commasInRegex.ts"
import { filterOf } from "../filterFlags.ts"
import type { Everywhere, exportKeys, FlagValues } from "../flags.ts"
import { byteSize, entryNoun, grouped } from "../output/size.ts"
import { type Target, withTarget } from "../output/target.ts"
import { withProgress } from "../progress.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere & FlagValues<(typeof exportKeys)[number]> & { readonly format: string }

const formats = ["csv", "ndjson", "parquet", "goaccess-json"] as const
type Format = (typeof formats)[number]

export const run = Effect.fnUntraced(function* (input: Input) {
  const format = yield* formatOf(input)
  const path = Option.getOrElse(input.output, () => "-")
  const shell = yield* Shell
  const { values: settings } = yield* loadSettings(givenBy(input))
  yield* requireDatabase(settings)
  yield* noteCommas(input)
  yield* Effect.gen(function* () {
    const snapshot = yield* Snapshot
    if (path !== "-") {
      yield* refuseInputs(path, settings.db, snapshot.ofAll)
      yield* refuseLogs(path, yield* columnsOfEntries)
    }
    const { rows, size } = yield* withTarget(path, (target) =>
      withExportProgress(target, (report) =>
        Effect.map(write(format, target, input, report), (rows) => ({ rows, size: target.size() }))
      )
    )
    if (path !== "-") yield* shell.note(`${path}: ${grouped(rows)} ${entryNoun(rows)}, ${byteSize(size)}`)
    else if (rows === 0) yield* shell.note("no entries")
    if (!shell.quiet) yield* noteFilterReasons(yield* rows === 0 ? snapshot.whyEmpty : snapshot.idleNegations)
  }).pipe(
    Effect.provide(Snapshot.layer(filterOf(input)).pipe(Layer.provideMerge(engineLayer(settings, 1)))),
    Effect.mapError((error) =>
      error instanceof Stop
        ? error
        : error._tag === "ColumnError"
          ? usage(`--columns: ${error.message}`)
          : fromAnalysis(error)
    )
  )
})

const formatOf = (input: Input): Effect.Effect<Format, Stop> => {
  const { csvRaw, columns, output } = input
  const format = formats.find((name) => name === input.format)
  if (format === undefined) {
    const meant = nearest(input.format, formats)
    const instead = meant === null ? `there are ${formats.join(", ")}` : `did you mean ${meant}?`
    return usage(`there is no format "${input.format}" to export; ${instead}`)
  }
  if (csvRaw && format !== "csv") return usage("--csv-raw goes with csv")
  if (format === "goaccess-json" && columns.length > 0) return usage("--columns goes with csv, ndjson and parquet")
  if (format === "parquet" && Option.getOrElse(output, () => "-") === "-") {
    return usage("Parquet is no text for a terminal or a pipe; name a file: -o FILE.parquet")
  }
  return Effect.succeed(format)
}

const write = (format: Format, target: Target, input: Input, report: Report) =>
  Effect.gen(function* () {
    const { stdout } = yield* Shell
    const { zone } = yield* Snapshot
    const columns = input.columns.flatMap((list) => list.split(",")).map((name) => name.trim())
    const twice = columns.find((name, index) => columns.indexOf(name) < index)
    if (twice !== undefined) return yield* usage(`--columns: the column ${twice} is named twice; name it once`)
    const escape = target.path === null && stdout.isTerminal
    switch (format) {
      case "csv":
        return yield* writeText(target, { columns, format: csvFormat({ zone, safe: !input.csvRaw, escape }), report })
      case "ndjson":
        return yield* writeText(target, { columns, format: ndjsonFormat({ zone }), report })
      case "parquet": {
        const { writeParquet } = yield* Effect.promise(() => import("../export/parquet.ts"))
        return yield* writeParquet(target, { columns, report })
      }
      default: {
        const { writeReport } = yield* Effect.promise(() => import("../export/goaccess/report.ts"))
        return yield* writeReport(target)
      }
    }
  })

/** Drawn only where the rows go elsewhere than to the terminal. */
const withExportProgress = <A, E, R>(
  target: Target,
  use: (report: Report) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R | Shell> =>
  Effect.clockWith((clock) => {
    if (target.path === null) return use(() => undefined)
    const began = clock.currentTimeMillisUnsafe()
    return withProgress((draw) =>
      use((rows) => {
        const elapsedMs = clock.currentTimeMillisUnsafe() - began
        draw({ bytesDone: target.size(), bytesTotal: 0, lines: rows, rejected: 0, elapsedMs })
      })
    )
  })
