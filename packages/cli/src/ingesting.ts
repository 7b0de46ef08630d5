/**
 * An ingest as commands run it: the options from settings and flags, progress while it runs, what is said afterwards.
 */
import { Effect } from "effect"

import { Ingest } from "@logmill/core/ingest/Ingest"
import type { IngestReport } from "@logmill/core/ingest/report"
import type { Plugin } from "@logmill/core/plugins/Plugin"

import { usage } from "./exit.ts"
import { remarksOn } from "./ingestReport.ts"
import { nextCommand } from "./next.ts"
import { unknownExtras } from "./extraNames.ts"
import { formatCatalog } from "./formatCatalog.ts"
import { resolveFormat } from "./logFormat.ts"
import { placed, placedIngest } from "./settingFault.ts"
import { pluginKnowledge } from "./pluginCode.ts"
import { withProgress } from "./progress.ts"
import type { ResolvedSettings } from "./settings.ts"
import type { Settings } from "./settingTable.ts"
import { Shell } from "./Shell.ts"
import { userKnowledge } from "./userKnowledge.ts"

export interface IngestRequest {
  readonly files: ReadonlyArray<string>
  readonly settings: ResolvedSettings
  readonly plugins: ReadonlyArray<Plugin>
  readonly again: boolean
  readonly dryRun: boolean
}

/** Runs an ingest and says on stderr what became of it. A first Ctrl-C makes it end early, with what is finished. */
export const ingestFiles = Effect.fnUntraced(function* (request: IngestRequest) {
  const shell = yield* Shell
  if (request.files.includes("")) {
    return yield* usage("an empty name is no file; is a variable not set? . is the folder you are in")
  }
  const { plugins } = request
  const settings = request.settings.values
  const catalog = yield* formatCatalog(plugins)
  const logFormat = yield* Effect.mapError(
    resolveFormat(settings.logFormat, catalog),
    placed(request.settings, "logFormat")
  )
  const { endCode, ...knowledge } = yield* pluginKnowledge(plugins, yield* userKnowledge(request.settings))
  return yield* shell.gracefully((stop) =>
    Effect.gen(function* () {
      const ingest = yield* Ingest
      const report = yield* withProgress((onProgress) =>
        ingest.run(
          {
            databasePath: settings.db,
            inputs: request.files,
            cwd: shell.cwd,
            jobs: settings.jobs,
            logFormat,
            keep: settings.keep,
            drop: settings.drop,
            site: settings.site,
            siteFrom: settings.siteFrom,
            logZone: settings.logTz,
            trustedProxies: settings.trustedProxy,
            keepExtra: settings.keepExtra,
            anonymize: settings.anonymize,
            reportZone: settings.tz,
            again: request.again,
            durability: settings.durability,
            dryRun: request.dryRun,
            waitMs: settings.wait
          },
          { onProgress, stop, parser: shell.ahead.parser, command: (words) => nextCommand(shell, settings, words) }
        )
      ).pipe(Effect.ensuring(endCode))
      yield* sayRemarks(report, settings)
      yield* Effect.forEach(unknownExtras(settings.keepExtra, report.outcomes, catalog), shell.warn)
      return report
    }).pipe(
      Effect.provide(Ingest.layer({ ...knowledge, formats: () => catalog.definitions })),
      Effect.mapError(placedIngest(request.settings))
    )
  )
})

const sayRemarks = Effect.fnUntraced(function* (report: IngestReport, settings: Settings) {
  const shell = yield* Shell
  const { notes, warnings } = remarksOn(report, { cwd: shell.cwd, maxRejects: settings.maxRejects })
  yield* Effect.forEach(warnings, shell.warn)
  yield* Effect.forEach(notes, shell.note)
})
