/**
 * `logmill analyses new NAME`: writes an analysis that works as it is, into the first folder of the user's own that
 * logmill reads: `--plugins DIR`, else `[plugins] paths`, else `analyses/` beside the user's configuration. Never
 * overwrites a file, and never takes a name that is taken.
 */
import { existsSync } from "node:fs"
import { join, resolve } from "node:path"

import { Effect, FileSystem } from "effect"

import { loadCatalog } from "@logmill/core/analysis/catalog"
import { locate, type PluginReference } from "@logmill/core/plugins/locate"
import { manifestName } from "@logmill/core/plugins/manifest"

import { analysisFolders } from "../answers.ts"
import { Stop, usage } from "../exit.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { foundPlugins, shortestPath } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import type { Settings } from "../settingTable.ts"
import { Shell } from "../Shell.ts"
import { systemText } from "../systemText.ts"
import { shellWord } from "@logmill/core/shellWord"

export type Input = Everywhere & FlagValues<"plugins"> & { readonly name: string }

export const run = Effect.fnUntraced(function* (input: Input) {
  const { name } = input
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    return yield* usage(`"${name}" can't be an analysis's id; use small letters, digits and hyphens: slow-pages`)
  }
  const fs = yield* FileSystem.FileSystem
  const shell = yield* Shell
  const { values: settings } = yield* loadSettings(givenBy(input))
  const own = ownFolder(settings)
  const folder = own === null ? join(shell.configFolder, "analyses") : analysesIn(resolve(own.base, own.name))
  const file = join(folder, `${name}.sql`)
  if (!existsSync(file)) yield* refuseTaken(name, settings)
  yield* fs.makeDirectory(folder, { recursive: true }).pipe(
    Effect.andThen(fs.writeFileString(file, template(name), { flag: "wx" })),
    Effect.mapError((cause) =>
      cause.reason._tag === "AlreadyExists"
        ? usage(`${file} is there already; take another name, or edit it`)
        : new Stop({ status: "io", sentence: `${file} can't be written: ${systemText(cause)}`, cause })
    )
  )
  const plugin = own === null ? null : shortestPath(shell.cwd, resolve(own.base, own.name))
  const flag = plugin === null || own?.origin !== "flag" ? "" : ` --plugins ${shellWord(plugin)}`
  yield* shell.stdout.write(`${file}\n`)
  return yield* shell.note(`try it: logmill analyze ${name}${flag}`)
})

/** The first folder that a flag or settings name. What npm installed is nobody's to write into. */
const ownFolder = ({ plugins }: Settings): PluginReference | null => {
  const folders = plugins.filter((reference) => {
    const located = locate(reference)
    return "missing" in located || located.folder === resolve(reference.base, reference.name)
  })
  return folders.find(({ origin }) => origin === "flag") ?? folders[0] ?? null
}

/** Where a plugin has its analyses: a folder of nothing but `.sql` files has them at the top. */
const analysesIn = (plugin: string): string => {
  const isWhole = [manifestName, "analyses", "formats"].some((name) => existsSync(join(plugin, name)))
  return isWhole ? join(plugin, "analyses") : plugin
}

const refuseTaken = Effect.fnUntraced(function* (name: string, settings: Settings) {
  const { analyses } = yield* loadCatalog(analysisFolders((yield* foundPlugins(settings)).plugins))
  const taken = analyses.find(({ id }) => id === name)
  if (taken === undefined) return
  yield* usage(`there is an analysis ${name} already, ${taken.file}; take another name: my-${name}`)
})

/** A complete analysis: a parameter, columns of several kinds, and a statement over the public view. */
export const template = (id: string): string => `/* logmill
id = "${id}"
title = "${id.charAt(0).toUpperCase()}${id.slice(1).replaceAll("-", " ")}"
description = "Paths by hits, with their errors"
cost = "scan"               # rollup, scan or sort: how much it reads
chart = "bar"               # figure, line, stack, bar, heatmap or table

[params.min_hits]           # --param min_hits=10
type = "int"
default = 1
description = "Leave out paths with fewer hits"

[columns.path]
kind = "path"               # how its values are shown
filter = "path"             # the filter that a click on one sets
[columns.hits]
kind = "count"
[columns.errors]
kind = "count"
[columns.error_share]
kind = "share"
*/
SELECT
  path,
  count(*) AS hits,
  count(*) FILTER (WHERE status >= 400) AS errors,
  1.0 * count(*) FILTER (WHERE status >= 400) / count(*) AS error_share
FROM entries                -- one row a request; every filter is applied to it by itself
GROUP BY path
HAVING count(*) >= :min_hits
ORDER BY hits DESC, path
`
