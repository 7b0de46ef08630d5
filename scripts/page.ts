/**
 * Builds the report's page from apps/report-server/web into apps/report-server/dist/web. With --if-stale nothing is done
 * when that is newer than everything it was made from.
 */
import { globSync, statSync } from "node:fs"
import { join } from "node:path"

import { build } from "vite"

const app = join(import.meta.dirname, "../apps/report-server")

const madeFrom = ["web/**", "vite.config.ts", "../../package-lock.json"]

export const isPageFresh = (): boolean => {
  const built = statSync(join(app, "dist/web/index.html"), { throwIfNoEntry: false })?.mtimeMs
  return (
    built !== undefined && globSync(madeFrom, { cwd: app }).every((file) => statSync(join(app, file)).mtimeMs < built)
  )
}

export const buildPage = async (): Promise<void> => {
  await build({ configFile: join(app, "vite.config.ts"), logLevel: "warn" })
}
