/** What the report's server is told of the settings: for the page that is served, and for the one that is written to a file. */
import { Effect, Layer } from "effect"

import type { Plugin } from "@logmill/core/plugins/Plugin"
import { Report } from "@logmill/report-server/Report"

import packageJson from "../package.json" with { type: "json" }
import { analysisFolders } from "./answers.ts"
import { formatCatalog } from "./formatCatalog.ts"
import type { Settings } from "./settingTable.ts"
import { Shell } from "./Shell.ts"

export const reportLayer = (settings: Settings, plugins: ReadonlyArray<Plugin>) =>
  Layer.effect(
    Report,
    Effect.gen(function* () {
      const { configFolder } = yield* Shell
      return Report.of({
        databasePath: settings.db,
        version: packageJson.version,
        folders: analysisFolders(plugins),
        formats: yield* formatCatalog(plugins),
        configFolder,
        slowDeadline: settings.timeout
      })
    })
  )
