/**
 * All plugins of a command, in the order in which they may replace what an earlier one has: logmill's own; what lies in
 * `plugins/` of the user's configuration folder, by name; that folder itself, which is a plugin like any other; what
 * settings name; what flags name. A folder that is reached twice is used once.
 *
 * A plugin that is refused never keeps the others from being used.
 */
import { readdirSync, realpathSync, statSync } from "node:fs"
import { basename, join } from "node:path"

import { locate, type PluginReference } from "./locate.ts"
import { isEmpty, isRefused, type Plugin, type PluginPlace, readPlugin, type RefusedPlugin } from "./Plugin.ts"

export interface PluginSearch {
  /** The folder of logmill's own. */
  readonly builtIn: string
  /** Of the user's own configuration; need not be there. */
  readonly configFolder: string
  readonly references: ReadonlyArray<PluginReference>
}

export interface FoundPlugins {
  readonly plugins: ReadonlyArray<Plugin>
  readonly refused: ReadonlyArray<RefusedPlugin>
}

/** Reads a folder and a manifest for each; some 0.1 ms. */
export const findPlugins = (search: PluginSearch): FoundPlugins => {
  const plugins: Array<Plugin> = []
  const refused: Array<RefusedPlugin> = []
  const seen = new Set<string>()
  for (const place of placesIn(search)) {
    if ("reason" in place) {
      refused.push(place)
      continue
    }
    const real = realPath(place.folder)
    if (seen.has(real)) continue
    seen.add(real)
    const read = readPlugin(place)
    if (isRefused(read)) refused.push(read)
    // Of the configuration folder, which is there for the settings, only what is more than them.
    else if (place.named === undefined || !isEmpty(read)) plugins.push(read)
  }
  return { plugins, refused }
}

const placesIn = ({ builtIn, configFolder, references }: PluginSearch): ReadonlyArray<PluginPlace | RefusedPlugin> => [
  { folder: builtIn, origin: "built-in", from: "built-in", isOwn: true },
  ...usersPlaces(configFolder),
  ...references.map((reference) => placeOf(reference))
]

const placeOf = (reference: PluginReference): PluginPlace | RefusedPlugin => {
  const { from, isOwn, name, origin } = reference
  const located = locate(reference)
  if ("missing" in located) return { name, folder: null, from, reason: located.missing }
  return { folder: located.folder, origin, from, isOwn }
}

const user = { origin: "user", from: "user", isOwn: true } as const

const usersPlaces = (configFolder: string): ReadonlyArray<PluginPlace | RefusedPlugin> => {
  const installed = join(configFolder, "plugins")
  const own: ReadonlyArray<PluginPlace> =
    namesIn(configFolder) === null ? [] : [{ ...user, folder: configFolder, named: "user" }]
  return [...(namesIn(installed) ?? []).flatMap((name) => userPlace(configFolder, join(installed, name))), ...own]
}

/** Files in `plugins/` are nobody's business, but for one that was meant to be used. */
const userPlace = (configFolder: string, path: string): ReadonlyArray<PluginPlace | RefusedPlugin> => {
  if (isFolder(path)) return [{ ...user, folder: path }]
  const isMeant = path.endsWith(".sql")
  const reason = `${path} is a file, and a plugin is a folder; an analysis of your own is found in ${join(configFolder, "analyses")}`
  return isMeant ? [{ name: basename(path), folder: null, from: "user", reason }] : []
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** Names in a folder, in their order; null: it is none, or can't be read. */
const namesIn = (folder: string): ReadonlyArray<string> | null => {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith("."))
      .toSorted()
  } catch {
    return null
  }
}

const realPath = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
