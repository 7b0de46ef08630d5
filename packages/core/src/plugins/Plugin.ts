/**
 * A plugin, and reading the folder it is: what is in it by the names of its files, and what its manifest says. Loads
 * neither formats nor analyses nor code; who needs them does.
 *
 * A folder of `.sql` files is a plugin without more ado. So is one with folders `formats` and `analyses`. Presets and an
 * enricher need a manifest.
 */
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs"
import { basename, dirname, extname, join, relative, resolve } from "node:path"

import { isAnalysisFile } from "../analysis/catalog.ts"
import type { AnalysisOrigin } from "../analysis/contract.ts"
import { ContractError } from "../analysis/header.ts"
import { whyNotData } from "./dataFile.ts"
import { type Manifest, manifestName, noManifest, type PresetTexts, readManifest } from "./manifest.ts"

export interface PluginPlace {
  readonly folder: string
  /** How it is called when it does not say; absent: like its folder. */
  readonly named?: string
  readonly origin: AnalysisOrigin
  /** Who named it, for messages: `built-in`, `user`, `logmill.toml:3`, `--plugins`. */
  readonly from: string
  /** Whether its code runs because of where it is: built in, or of the user's own configuration. */
  readonly isOwn: boolean
}

export interface Plugin extends Omit<PluginPlace, "named"> {
  readonly name: string
  readonly version: string | null
  readonly description: string | null
  /** Folders of `.sql` files. */
  readonly analyses: ReadonlyArray<string>
  /** The folder of formats. */
  readonly formats: string | null
  readonly presets: PresetTexts
  /** The module of its enricher, a whole path. */
  readonly enricher: string | null
}

/** A plugin that is not used. */
export interface RefusedPlugin {
  readonly name: string
  /** Null: it is not there. */
  readonly folder: string | null
  readonly from: string
  /** A sentence without its beginning, with file and line where there is one. */
  readonly reason: string
}

/** What is known of a place: the plugin, or why it is none. */
export const readPlugin = (place: PluginPlace): Plugin | RefusedPlugin => {
  const { named = nameOfFolder(place.folder), ...kept } = place
  const { folder, from } = kept
  try {
    const names = readdirSync(folder)
    const manifest = names.includes(manifestName) ? manifestOf(folder) : noManifest
    const packaged = names.includes("package.json") ? packageOf(folder) : {}
    const plugin: Plugin = {
      ...kept,
      name: manifest.name ?? packaged.name ?? named,
      version: manifest.version ?? packaged.version ?? null,
      description: manifest.description,
      analyses: [
        ...(names.some(isAnalysisFile) ? [folder] : []),
        ...["analyses"].filter((name) => names.includes(name)).flatMap((name) => foldersIn(folder, name))
      ],
      formats: names.includes("formats") ? (foldersIn(folder, "formats")[0] ?? null) : null,
      presets: manifest.presets,
      enricher: manifest.enricher === null ? null : enricherIn(folder, manifest.enricher)
    }
    const isNone = !names.includes(manifestName) && isEmpty(plugin)
    return isNone && place.origin !== "user" ? { name: named, folder, from, reason: nothingIn(folder) } : plugin
  } catch (cause) {
    return { name: named, folder, from, reason: reasonOf(cause, folder) }
  }
}

/** Whether nothing comes of it. */
export const isEmpty = ({ analyses, enricher, formats, presets }: Plugin): boolean =>
  analyses.length === 0 && enricher === null && formats === null && Object.keys(presets).length === 0

export const isRefused = (read: Plugin | RefusedPlugin): read is RefusedPlugin => "reason" in read

const nothingIn = (folder: string): string =>
  `nothing in ${folder} is a plugin's: it has no ${manifestName}, no analyses (*.sql) and no folder formats`

class Refusal extends Error {}

const reasonOf = (cause: unknown, folder: string): string => {
  if (cause instanceof Refusal) return cause.message
  if (cause instanceof ContractError) return `${join(folder, manifestName)}:${cause.line}: ${cause.message}`
  return `${folder} can't be read: ${(cause as Error).message}`
}

const manifestOf = (folder: string): Manifest => {
  const file = join(folder, manifestName)
  const why = whyNotData(file)
  if (why !== null) throw new Refusal(`${file} ${why}`)
  return readManifest(readFileSync(file, "utf8"))
}

interface Packaged {
  readonly name?: string
  readonly version?: string
}

/** What npm knows of it, for a manifest that does not say. One that npm could not read either says nothing. */
const packageOf = (folder: string): Packaged => {
  const file = join(folder, "package.json")
  if (whyNotData(file) !== null) return {}
  try {
    const read = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>> | null
    const textOf = (key: keyof Packaged): Packaged =>
      typeof read?.[key] === "string" && read[key] !== "" ? { [key]: read[key] } : {}
    return { ...textOf("name"), ...textOf("version") }
  } catch {
    return {}
  }
}

/** `@acme/shop` of `node_modules/@acme/shop`, else the last part. */
const nameOfFolder = (folder: string): string => {
  const scope = basename(dirname(folder))
  return scope.startsWith("@") ? `${scope}/${basename(folder)}` : basename(folder) || folder
}

const foldersIn = (folder: string, name: string): ReadonlyArray<string> => {
  const path = join(folder, name)
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? [path] : []
}

/** What Node can run as a module without a build. */
const moduleEndings: ReadonlyArray<string> = [".ts", ".mts", ".js", ".mjs", ".cjs", ".cts"]

const enricherIn = (folder: string, written: string): string => {
  const file = resolve(folder, written)
  const say = (what: string): Refusal => new Refusal(`${join(folder, manifestName)}: enricher = "${written}" ${what}`)
  if (!moduleEndings.includes(extname(file))) throw say(`must end in one of ${moduleEndings.join(", ")}`)
  const why = whyNotData(file)
  if (why !== null) throw say(why)
  const inside = relative(realpathSync(folder), realpathSync(file))
  if (/^\.\.(?:\/|$)/.test(inside)) throw say("leads out of the plugin's folder")
  return file
}
