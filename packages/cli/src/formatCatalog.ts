/**
 * The formats that commands know: those of all plugins, logmill's own first. One with the name of another takes its place.
 */
import { Effect } from "effect"

import { whyNotData } from "@logmill/core/plugins/dataFile"
import type { Plugin } from "@logmill/core/plugins/Plugin"
import { formatFiles, readFormat, readFormats } from "@logmill/plugins/formats"
import { FormatCatalog } from "@logmill/workers/format/catalog"
import { type FormatDefinition, FormatError } from "@logmill/workers/format/definition"

import { Shell } from "./Shell.ts"

/** A format that is wrong, or not as its samples say, is named and passed over. */
export const formatCatalog = Effect.fnUntraced(function* (plugins: ReadonlyArray<Plugin>) {
  const { warn } = yield* Shell
  const others = plugins.filter(({ origin }) => origin !== "built-in")
  // Now, so that a mistake in one is told before anything is done.
  const own: Array<FormatDefinition> = []
  for (const read of others.flatMap(formatsOf)) {
    if (read instanceof FormatError) yield* warn(`the format is not used: ${read.message}`)
    else own.push(read)
  }
  const names = new Set(own.map(({ name }) => name))
  const read = () => [...plugins.flatMap(builtIn).filter(({ name }) => !names.has(name)), ...own]
  return new FormatCatalog(read)
})

/** Those of logmill were read with their samples by its own tests. */
const builtIn = ({ formats, origin }: Plugin): ReadonlyArray<FormatDefinition> =>
  origin === "built-in" && formats !== null ? readFormats(formats, true) : []

/** The formats of a plugin, and what is wrong with its others, in the order of their names. */
export const formatsOf = ({ formats }: Plugin): ReadonlyArray<FormatDefinition | FormatError> =>
  formats === null ? [] : filesIn(formats).map((file) => (typeof file === "string" ? readIfSound(file) : file))

const filesIn = (folder: string): ReadonlyArray<string | FormatError> => {
  try {
    return formatFiles(folder)
  } catch (cause) {
    return [new FormatError(`${folder} can't be read: ${(cause as Error).message}`)]
  }
}

const readIfSound = (file: string): FormatDefinition | FormatError => {
  const why = whyNotData(file)
  if (why !== null) return new FormatError(`${file} ${why}`)
  try {
    return readFormat(file)
  } catch (error) {
    if (error instanceof FormatError) return error
    throw error
  }
}
