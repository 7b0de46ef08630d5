/**
 * The formats in a folder: one JSON file each (workers/format/definition.ts says what is in it). A format whose samples
 * are not read as it says they are is not used.
 */
import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"

import { type FormatDefinition, FormatError, wrongSamples } from "@logmill/core/plugin"

/** Where the built-in formats are: beside this file's package, or beside the bundle. */
export const builtInFormats = (): string =>
  join(import.meta.dirname, import.meta.url.endsWith(".ts") ? "../formats" : "formats")

/** Reads a folder's formats, in the order of their names. Throws a FormatError that names the file. */
export const readFormats = (folder: string, areTrusted = false): ReadonlyArray<FormatDefinition> =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => readFormat(join(folder, name), areTrusted))

/** `isTrusted`: its samples were read before, by the tests of who ships it. */
export const readFormat = (file: string, isTrusted = false): FormatDefinition => {
  const say = (what: string): FormatError => new FormatError(`${file}: ${what}`)
  let definition: FormatDefinition
  try {
    definition = JSON.parse(readFileSync(file, "utf8")) as FormatDefinition
  } catch (cause) {
    throw say((cause as Error).message)
  }
  if (definition.name !== basename(file, ".json")) throw say(`its name is "${definition.name}", not that of the file`)
  if (isTrusted) return definition
  const wrong = wrongSamples(definition)
  if (wrong.length > 0) throw say(wrong.join("; "))
  return definition
}
