/** What SQLite has against the SQL of plugins' analyses: over the database there is, else over an empty one. */
import { existsSync } from "node:fs"
import { join } from "node:path"

import { Effect, FileSystem } from "effect"

import { faultsOf } from "@logmill/core/analysis/statementFaults"
import type { Analysis } from "@logmill/core/plugin"
import { zoneRule } from "@logmill/core/zone"

import { engineLayer } from "./database.ts"
import type { Settings } from "./settingTable.ts"
import { Shell } from "./Shell.ts"

/** Nothing runs; logmill's own analyses are not tried. What can't be tried is said, and counts as right. */
export const analysisFaults = Effect.fnUntraced(function* (settings: Settings, analyses: ReadonlyArray<Analysis>) {
  const shell = yield* Shell
  const tried = analyses.filter(({ origin }) => origin !== "built-in")
  const none: ReadonlyMap<Analysis, string> = new Map()
  if (tried.length === 0) return none
  return yield* Effect.gen(function* () {
    const db = existsSync(settings.db) ? settings.db : yield* emptyDatabase
    return yield* Effect.provide(faultsOf(tried), engineLayer({ ...settings, db }, 0))
  }).pipe(
    Effect.scoped,
    Effect.catch(({ message }) =>
      Effect.as(
        shell.note(`the SQL of ${tried.length === 1 ? "an analysis" : "analyses"} was not tried: ${message}`),
        none
      )
    )
  )
})

const emptyDatabase = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const file = join(yield* fs.makeTempDirectoryScoped({ prefix: "logmill-" }), "empty.db")
  const { openForWriting } = yield* Effect.promise(() => import("@logmill/core/store/open"))
  const now = Date.UTC(2026, 0, 1)
  const options = { zone: "UTC", zoneRule: zoneRule("UTC", now, now), durability: "normal", now } as const
  openForWriting(file, options).raw.close()
  return file
})
