/** The database that commands ask: that there is one, or how to make it. */
import { existsSync } from "node:fs"

import { Effect } from "effect"

import { usage } from "./exit.ts"
import { nextCommand } from "./next.ts"
import type { Settings } from "./settings.ts"
import { Shell } from "./Shell.ts"

/** Ends with the command to type when there is no such file. Whether it is a database shows when it is opened. */
export const requireDatabase = Effect.fnUntraced(function* (settings: Settings) {
  if (existsSync(settings.db)) return
  const shell = yield* Shell
  yield* usage(
    `there is no database ${settings.db} yet; make one with: ${nextCommand(shell, settings, "ingest FILE...")}`
  )
})
