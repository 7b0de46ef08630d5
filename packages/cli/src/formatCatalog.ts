/**
 * The formats that commands know: logmill's own, and those in `formats` beside the user's configuration and in his plugin
 * folders. One of his with the name of another takes its place.
 */
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { join } from "node:path"

import { formatFiles, readFormat } from "@logmill/plugins/formats"
import { builtinKnowledge } from "@logmill/plugins/knowledge"
import { FormatCatalog } from "@logmill/workers/format/catalog"
import { type FormatDefinition, FormatError } from "@logmill/workers/format/definition"

import type { Settings } from "./settings.ts"
import { Shell } from "./Shell.ts"

/** A format of the user's that is wrong, or not as its samples say, is named and passed over. */
export const formatCatalog = Effect.fnUntraced(function* (settings: Pick<Settings, "plugins">) {
  const { configFolder, warn } = yield* Shell
  const folders = [configFolder, ...settings.plugins].map((folder) => join(folder, "formats"))
  // Now, so that a mistake in one is told before anything is done.
  const own: Array<FormatDefinition> = []
  for (const file of folders.filter((folder) => existsSync(folder)).flatMap(formatFiles)) {
    const read = readIfSound(file)
    if (read instanceof FormatError) yield* warn(`the format is not used: ${read.message}`)
    else own.push(read)
  }
  const names = new Set(own.map(({ name }) => name))
  const read = () => [...builtinKnowledge.formats().filter(({ name }) => !names.has(name)), ...own]
  return new FormatCatalog(read)
})

const readIfSound = (file: string): FormatDefinition | FormatError => {
  try {
    return readFormat(file)
  } catch (error) {
    if (error instanceof FormatError) return error
    throw error
  }
}
