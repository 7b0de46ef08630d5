/**
 * `logmill analyses new NAME`: writes an analysis that works as it is, into the first folder of the user's own that
 * logmill reads: `--plugins DIR`, else `[plugins] paths`, else `analyses/` beside the user's configuration. Never
 * overwrites a file.
 */
import { join, relative } from "node:path"

import { Effect, FileSystem } from "effect"

import { analysisFolders } from "../answers.ts"
import { Stop, usage } from "../exit.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere & FlagValues<"plugins"> & { readonly name: string }

export const run = Effect.fnUntraced(function* (input: Input) {
  const { name } = input
  if (!/^[a-z0-9-]+$/.test(name)) {
    return yield* usage(`"${name}" can't be an analysis's id; use small letters, digits and hyphens: slow-pages`)
  }
  const fs = yield* FileSystem.FileSystem
  const shell = yield* Shell
  const { values: settings } = yield* loadSettings(givenBy(input))
  const folders = analysisFolders(shell, settings, input.plugins)
  const folder =
    folders.find(({ origin }) => origin === "flag") ??
    folders.find(({ origin }) => origin === "configured") ??
    folders.find(({ origin }) => origin === "user")
  const file = join(folder!.path, `${name}.sql`)
  yield* fs.makeDirectory(folder!.path, { recursive: true }).pipe(
    Effect.andThen(fs.writeFileString(file, template(name), { flag: "wx" })),
    Effect.mapError((cause) =>
      cause.reason._tag === "AlreadyExists"
        ? usage(`${file} is there already; take another name, or edit it`)
        : new Stop({ status: "io", sentence: `${file} can't be written: ${cause.message}`, cause })
    )
  )
  const flag = folder!.origin === "flag" ? ` --plugins ${relative(shell.cwd, folder!.path) || "."}` : ""
  yield* shell.stdout.write(`${file}\n`)
  return yield* shell.note(`try it: logmill analyze ${name}${flag}`)
})

/** A complete analysis: a parameter, columns of several kinds, and a statement over the public view. */
export const template = (id: string): string => `/* logmill
id = "${id}"
title = "${id.charAt(0).toUpperCase()}${id.slice(1).replaceAll("-", " ")}"
description = "Paths by hits, with their errors"
cost = "scan"
chart = "bar"
[params.min_hits]
type = "int"
default = 1
description = "leave out paths with fewer hits"
[columns.path]
kind = "path"
filter = "path"
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
FROM entries
GROUP BY path
HAVING count(*) >= :min_hits
ORDER BY hits DESC, path
`
