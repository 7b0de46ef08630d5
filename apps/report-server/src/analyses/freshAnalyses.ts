/**
 * Analyses as their files are now: a panel that was just saved, or a file that its writer goes on with in an editor, is there at
 * the next question. Whether a file changed is looked at twice a second at most, by size and time.
 */
import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"

import { Clock, Context, Effect, type FileSystem, Layer, type Path } from "effect"

import { isAnalysisFile } from "@logmill/core/analysis/catalog"
import { Analyses } from "@logmill/core/analysis/runner"
import type { AnalysisFolder } from "@logmill/core/plugin"
import type { QueryEngine } from "@logmill/core/query/QueryEngine"

import { Report, type ReportSettings } from "../Report.ts"

/** ms */
const between = 500

export const freshAnalyses: Layer.Layer<Analyses, never, Report | QueryEngine | FileSystem.FileSystem | Path.Path> =
  Layer.effect(
    Analyses,
    Effect.gen(function* () {
      const folders = foldersOf(yield* Report)
      const analyses = Context.get(yield* Layer.build(Analyses.layer({ folders, isFollowed: true })), Analyses)
      let seen = { stamp: stampOf(folders), looked: 0 }
      const look = Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        if (now - seen.looked < between) return
        const stamp = stampOf(folders)
        const isOld = stamp !== seen.stamp
        seen = { stamp, looked: now }
        if (isOld) yield* analyses.reload
      })
      return Analyses.of({
        ...analyses,
        list: Effect.andThen(look, analyses.list),
        describe: (id) => Effect.andThen(look, analyses.describe(id))
      })
    })
  )

/** With the one that panels are kept in, which is there from the first of them on. */
const foldersOf = ({ configFolder, folders }: ReportSettings): ReportSettings["folders"] => {
  const own = { path: join(configFolder, "analyses"), origin: "user" } as const
  if (folders.some(({ path }) => path === own.path)) return folders
  const before = folders.findIndex(({ origin }) => origin !== "built-in" && origin !== "user")
  return before < 0 ? [...folders, own] : folders.toSpliced(before, 0, own)
}

/** Of a folder that is not there: nothing. */
const stampOf = (folders: ReadonlyArray<AnalysisFolder>): string =>
  folders
    .flatMap(({ path }) => namesIn(path).map((name) => join(path, name)))
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false })
      return stat === undefined ? file : `${file} ${stat.size} ${stat.mtimeMs}`
    })
    .join("\n")

const namesIn = (folder: string): ReadonlyArray<string> => {
  try {
    return readdirSync(folder).filter(isAnalysisFile)
  } catch {
    return []
  }
}
