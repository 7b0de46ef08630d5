/** The database that commands ask: that there is one, or how to make it; and what answers. */
import { existsSync } from "node:fs"

import { Effect, Layer } from "effect"

import { pathFault } from "@logmill/core/query/databasePath"
import { fileState } from "@logmill/core/query/fileState"
import { QueryEngine } from "@logmill/core/query/QueryEngine"

import { usage } from "./exit.ts"
import { nextCommand } from "./next.ts"
import type { Settings } from "./settingTable.ts"
import { Shell } from "./Shell.ts"

/** Ends with the command to type when there is no such file. Whether it is a database shows when it is opened. */
export const requireDatabase = Effect.fnUntraced(function* (settings: Settings) {
  const fault = pathFault(settings.db, fileState(settings.db))
  if (fault !== null) yield* usage(fault)
  if (existsSync(settings.db)) return
  const shell = yield* Shell
  yield* usage(
    `there is no database ${settings.db} yet; make one with: ${nextCommand(shell, settings, "ingest FILE...")}`
  )
})

/** `warm`: so many questions are sure to follow at once. `size`: how many may run at a time. */
export const engineLayer = ({ db }: Settings, warm: number, size = 1) =>
  Layer.unwrap(Effect.map(Shell, ({ ahead }) => QueryEngine.layer(db, { warm, size, ahead: ahead.child })))
