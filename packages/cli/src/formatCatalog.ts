/**
 * The formats that commands know: logmill's own, and those in `formats` beside the user's configuration and in his plugin
 * folders. One of his with the name of another takes its place.
 */
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { join } from "node:path"

import { readFormats } from "@logmill/plugins/formats"
import { builtinKnowledge } from "@logmill/plugins/knowledge"
import { FormatCatalog } from "@logmill/workers/format/catalog"
import { FormatError } from "@logmill/workers/format/definition"

import { type Stop, usage } from "./exit.ts"
import type { Settings } from "./settings.ts"
import { Shell } from "./Shell.ts"

/** Fails when a format of the user's is not as its samples say. */
export const formatCatalog = (settings: Pick<Settings, "plugins">): Effect.Effect<FormatCatalog, Stop, Shell> =>
  Effect.flatMap(Shell, ({ configFolder }) => {
    const folders = [configFolder, ...settings.plugins].map((folder) => join(folder, "formats"))
    try {
      // Now, so that a mistake in one is told before anything is done.
      const own = folders.filter((folder) => existsSync(folder)).flatMap((folder) => readFormats(folder))
      const names = new Set(own.map(({ name }) => name))
      const read = () => [...builtinKnowledge.formats().filter(({ name }) => !names.has(name)), ...own]
      return Effect.succeed(new FormatCatalog(read))
    } catch (error) {
      if (error instanceof FormatError) return usage(error.message)
      throw error
    }
  })
