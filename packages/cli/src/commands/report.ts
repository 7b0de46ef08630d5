/** `logmill report -o FILE`: the report page as one file, with the answers for one filter in it. */
import { readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join, resolve } from "node:path"

import { Effect, FileSystem, Layer, Option } from "effect"

import { Analyses } from "@logmill/core/analysis/runner"
import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { type Collected, collectLayer, collectReport } from "@logmill/report-server/file/collect"
import { type PageCode, reportHtml, reportMark } from "@logmill/report-server/file/html"

import { analysesLayer, noteFilterReasons, reasonText, warnOfProblems } from "../answers.ts"
import { requireDatabase } from "../database.ts"
import { Stop, usage } from "../exit.ts"
import { refuseInputs } from "../export/refuseInputs.ts"
import { fromAnalysis } from "../failure.ts"
import { noteCommas } from "../commasInRegex.ts"
import { filterOf } from "../filterFlags.ts"
import type { Everywhere, FlagValues, reportKeys } from "../flags.ts"
import { byteSize, entryNoun, grouped } from "../output/size.ts"
import { withTarget } from "../output/target.ts"
import { fileFolder } from "../pageFolder.ts"
import { usePlugins } from "../plugins.ts"
import { reportLayer } from "../reportLayer.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"
import { whileWaiting } from "../waiting.ts"

export type Input = Everywhere & FlagValues<(typeof reportKeys)[number]>

/** Rows of a table. */
const usualLimit = 200

/** Bytes from which on browsers take their time. */
const large = 10 * 1024 * 1024

export const run = Effect.fnUntraced(function* (input: Input) {
  const shell = yield* Shell
  const path = yield* pathOf(input)
  const { values: settings } = yield* loadSettings(givenBy(input))
  yield* requireDatabase(settings)
  const plugins = yield* usePlugins(settings)
  const concurrency = Math.min(2, availableParallelism())
  const services = collectLayer.pipe(
    Layer.provideMerge(
      Layer.merge(analysesLayer(settings, { plugins, warm: true, concurrency }), reportLayer(settings, plugins))
    )
  )
  yield* noteCommas(input)
  yield* Effect.gen(function* () {
    const engine = yield* QueryEngine
    if (path !== "-") {
      const ask = (sql: string, params: Readonly<Record<string, string>>) =>
        Effect.map(engine.run({ sql, params, brief: true }), ({ rows }) => rows)
      yield* refuseInputs(path, settings.db, ask)
      if (!input.force) yield* refuseOthers(path)
    }
    yield* warnOfProblems
    const code = yield* pageCode
    const collected = whileWaiting(
      "report",
      collectReport({
        filter: filterOf(input),
        compare: Option.getOrNull(input.compare),
        limit: Option.getOrElse(input.reportLimit, () => usualLimit),
        deadline: settings.timeout,
        concurrency
      })
    )
    // The file is opened first: one that can't be must not cost minutes of questions.
    const { entries, isOfOneMoment, reasons, report, size } = yield* withTarget(path, (target) =>
      Effect.flatMap(Effect.tap(collected, input.force ? () => Effect.void : refuseEmpty), (found) =>
        Effect.map(target.write(reportHtml(code, found.report)), () => ({ ...found, size: target.size() }))
      )
    )
    yield* Effect.forEach(report.failures, ({ id, message }) =>
      shell.warn(`${id} is missing in the report: ${message}`)
    )
    if (!isOfOneMoment) {
      yield* shell.warn("an ingest changed the data while the report was made; make it again for figures of one moment")
    }
    yield* shell.note(`${path === "-" ? "report" : path}: ${grouped(entries)} ${entryNoun(entries)}, ${byteSize(size)}`)
    if (path !== "-" && !/\.x?html?$/i.test(path))
      yield* shell.note(`${path} is HTML; a browser shows it as a page when its name ends in .html`)
    // Who asked for quiet has a file with nothing in it, too.
    yield* Effect.forEach(reasons, (reason) => shell.warn(reasonText(reason)))
    if (entries === 0 && reasons.length === 0) yield* shell.warn(`no entry is selected: the report is empty`)
    const { idleNegations } = yield* Analyses
    if (entries > 0 && !shell.quiet) {
      yield* noteFilterReasons(yield* Effect.orElseSucceed(idleNegations(filterOf(input)), () => []))
    }
    if (size > large) {
      yield* shell.warn(
        `browsers open a file of ${byteSize(size)} slowly; make it smaller with fewer rows (--limit 20) or less time (--from -7d)`
      )
    }
  }).pipe(
    Effect.provide(services),
    Effect.mapError((error) => {
      if (error instanceof Stop) return error
      if (error._tag !== "Unreadable") return fromAnalysis(error)
      return new Stop({ status: "io", sentence: error.message, cause: error })
    })
  )
})

const pathOf = Effect.fnUntraced(function* ({ reportFile }: Input) {
  const { stdout } = yield* Shell
  const path = Option.getOrNull(reportFile)
  if (path !== null && (path !== "-" || !stdout.isTerminal)) return path
  return yield* usage("name the file to write: logmill report -o report.html")
})

/** What is there and was not made by this command is not replaced unasked. */
const refuseOthers = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { cwd } = yield* Shell
  const file = resolve(cwd, path)
  const there = yield* fs.stat(file).pipe(Effect.option, Effect.map(Option.getOrNull))
  if (there?.type !== "File" || there.size === 0n) return
  const beginning = yield* Effect.scoped(
    Effect.flatMap(fs.open(file), (handle) => handle.readAlloc(reportMark.length))
  ).pipe(Effect.option, Effect.map(Option.flatten))
  const text = Option.match(beginning, { onNone: () => "", onSome: (bytes) => Buffer.from(bytes).toString() })
  if (text === reportMark) return
  yield* usage(`${path} is there already and is no report; name another file, or replace it with --force`)
})

/** A filter that selects nothing must not replace a good report: whoever wants one each night, whatever it holds, says so. */
const refuseEmpty = Effect.fnUntraced(function* ({ entries, reasons }: Collected) {
  if (entries > 0) return
  const why = reasons.length === 0 ? "the filter selects no entry" : reasons.map(reasonText).join("; ")
  yield* usage(`the report would be empty, and is not written (--force writes it); ${why}`)
})

const pageCode: Effect.Effect<PageCode, Stop> = Effect.try({
  try: () => {
    const read = (name: string): string => readFileSync(join(fileFolder, name), "utf8")
    return { script: read("report.js"), style: read("report.css"), icon: read("icon.svg") }
  },
  catch: (cause) => new Stop({ status: "io", sentence: "the page is not built: run npm run build", cause })
})
