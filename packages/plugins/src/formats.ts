/**
 * The formats in a folder: one JSON file each (workers/format/definition.ts says what is in it). A format whose samples
 * are not read as it says they are is not used.
 */
import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"

import { checkDefinition, type FormatDefinition, FormatError, wrongSamples } from "@logmill/core/plugin"

import { builtInFolder } from "./builtIn.ts"

export const builtInFormats = (): string => join(builtInFolder, "formats")

/** Reads a folder's formats, in the order of their names. Throws a FormatError that names the file. */
export const readFormats = (folder: string, areTrusted = false): ReadonlyArray<FormatDefinition> =>
  formatFiles(folder).map((file) => readFormat(file, areTrusted))

export const formatFiles = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => join(folder, name))

/** `isTrusted`: its samples were read before, by the tests of who ships it. */
export const readFormat = (file: string, isTrusted = false): FormatDefinition => {
  const say = (what: string): FormatError => new FormatError(`${file}: ${what}`)
  try {
    const text = readFileSync(file, "utf8")
    const read: unknown = JSON.parse(text)
    if (isTrusted) return read as FormatDefinition
    if (text.includes("\uFFFD")) throw say("it is not UTF-8; save the file as UTF-8")
    const definition = checkDefinition(read)
    if (definition.name !== basename(file, ".json")) throw say(`its name is "${definition.name}", not that of the file`)
    const wrong = wrongSamples(definition)
    if (wrong.length > 0) throw say(wrong.join("; "))
    return definition
  } catch (cause) {
    const { message } = cause as Error
    throw message.startsWith(file) ? cause : say(message)
  }
}
