/** Rejected lines are tried again (`ingest --retry-rejects`): options from settings and flags, progress, what is said. */
import { Effect } from "effect"

import { retryRejects } from "@logmill/core/ingest/retry/retryRejects"
import type { Plugin } from "@logmill/core/plugins/Plugin"

import { endWith, Stop, usage } from "./exit.ts"
import { formatCatalog } from "./formatCatalog.ts"
import { resolveFormat } from "./logFormat.ts"
import { nextCommand } from "./next.ts"
import { placed, placedIngest } from "./settingFault.ts"
import { pluginKnowledge } from "./pluginCode.ts"
import { withProgress } from "./progress.ts"
import { remarksOnRetry, statusOfRetry, unknownNames } from "./retryReport.ts"
import type { ResolvedSettings } from "./settings.ts"
import type { Settings } from "./settingTable.ts"
import { Shell } from "./Shell.ts"
import { userKnowledge } from "./userKnowledge.ts"

export interface RetryRequest {
  /** None: all sources. */
  readonly files: ReadonlyArray<string>
  readonly settings: ResolvedSettings
  readonly plugins: ReadonlyArray<Plugin>
  readonly dryRun: boolean
}

export const retryFiles = Effect.fnUntraced(function* ({ dryRun, files, plugins, settings: resolved }: RetryRequest) {
  const shell = yield* Shell
  const { origins, values: settings } = resolved
  if (files.includes("-")) {
    return yield* usage(
      "standard input can't be read again; without a file --retry-rejects tries the rejects of all sources"
    )
  }
  const given = <Key extends keyof Settings>(key: Key): Settings[Key] | null =>
    origins[key] === "default" ? null : settings[key]
  const catalog = yield* formatCatalog(plugins)
  const logFormat = yield* Effect.mapError(resolveFormat(settings.logFormat, catalog), placed(resolved, "logFormat"))
  const { endCode, ...knowledge } = yield* pluginKnowledge(plugins, yield* userKnowledge(resolved))
  const report = yield* shell.gracefully((stop) =>
    withProgress((onProgress) =>
      retryRejects(
        {
          databasePath: settings.db,
          names: files,
          cwd: shell.cwd,
          logFormat,
          keep: settings.keep,
          drop: settings.drop,
          site: settings.site,
          siteFrom: settings.siteFrom,
          logZone: given("logTz"),
          trustedProxies: given("trustedProxy"),
          keepExtra: given("keepExtra"),
          durability: settings.durability,
          dryRun,
          waitMs: settings.wait
        },
        { onProgress, stop },
        { ...knowledge, formats: () => catalog.definitions }
      )
    ).pipe(Effect.ensuring(endCode), Effect.mapError(placedIngest(resolved)))
  )
  const command = (words: string): string => nextCommand(shell, settings, words)
  const { notes, warnings } = remarksOnRetry(report, {
    cwd: shell.cwd,
    maxRejects: settings.maxRejects,
    command,
    dryRun
  })
  yield* Effect.forEach(warnings, shell.warn)
  yield* Effect.forEach(notes, shell.note)
  if (dryRun) yield* shell.note("nothing was stored (--dry-run)")
  const status = statusOfRetry(report, settings.maxRejects)
  if (report.unknown.length > 0) {
    const sentence = `${unknownNames(report)}; ${command("status")} lists them`
    return yield* new Stop({ status: status === "usage" ? "usage" : "partly", sentence })
  }
  return yield* endWith(status)
})
