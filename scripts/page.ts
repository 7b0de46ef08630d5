/**
 * Builds the report's page from apps/report-server/web: into dist/web as it is served, and into dist/file as it is put into
 * one file.
 */
import { cpSync, globSync } from "node:fs"
import { join } from "node:path"

import { isNewer } from "./isNewer.ts"

const app = join(import.meta.dirname, "../apps/report-server")

/** The page that is served, and the one that is put into a file. */
const configurations = ["vite.config.ts", "vite.file.config.ts"]

const madeFrom = ["web/**", ...configurations, "../../package-lock.json"]

export const isPageFresh = (): boolean =>
  isNewer(
    [join(app, "dist/file/report.js")],
    globSync(madeFrom, { cwd: app }).map((file) => join(app, file))
  )

export const buildPage = async (): Promise<void> => {
  // Not before: most starts find that there is nothing to do.
  const { build } = await import("vite")
  for (const name of configurations) await build({ configFile: join(app, name), logLevel: "warn" })
  cpSync(join(app, "web/icon.svg"), join(app, "dist/file/icon.svg"))
}
