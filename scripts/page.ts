/**
 * Builds the report's page from apps/report-server/web: into dist/web as it is served, and into dist/file as it is put into
 * one file. With --if-stale nothing is done when that is newer than everything it was made from.
 */
import { cpSync, globSync, statSync } from "node:fs"
import { join } from "node:path"

import { build } from "vite"

const app = join(import.meta.dirname, "../apps/report-server")

/** The page that is served, and the one that is put into a file. */
const configurations = ["vite.config.ts", "vite.file.config.ts"]

const madeFrom = ["web/**", ...configurations, "../../package-lock.json"]

export const isPageFresh = (): boolean => {
  const built = statSync(join(app, "dist/file/report.js"), { throwIfNoEntry: false })?.mtimeMs
  return (
    built !== undefined && globSync(madeFrom, { cwd: app }).every((file) => statSync(join(app, file)).mtimeMs < built)
  )
}

export const buildPage = async (): Promise<void> => {
  for (const name of configurations) await build({ configFile: join(app, name), logLevel: "warn" })
  cpSync(join(app, "web/icon.svg"), join(app, "dist/file/icon.svg"))
}
