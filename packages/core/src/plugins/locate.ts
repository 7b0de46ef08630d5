/**
 * Where the plugin is that somebody named: a folder, or an npm package, looked for as Node does in `node_modules` of the
 * folder of the file that names it and of the folders above. A folder wins over a package of the same name.
 */
import { readdirSync, statSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"

import { nearest } from "../nearest.ts"

/** A plugin as it was named. */
export interface PluginReference {
  readonly name: string
  /** The folder that a path counts from, and packages are looked for from. */
  readonly base: string
  /** For messages: `logmill.toml:3`, `LOGMILL_PLUGINS`, `--plugins`. */
  readonly from: string
  readonly origin: "configured" | "flag"
  /** Whether the user's own settings file names it: then its code needs no further trust. */
  readonly isOwn: boolean
}

export type Located = { readonly folder: string } | { readonly missing: string }

/** Some calls of stat; `missing` is the end of a sentence. */
export const locate = ({ base, name }: Pick<PluginReference, "name" | "base">): Located => {
  const path = resolve(base, name)
  const kind = kindOf(path)
  if (kind === "folder") return { folder: path }
  if (kind === "file") return { missing: `${path} is a file; name the folder it is in: ${dirname(path)}` }
  const installed = isPackageName(name) ? packageFolder(base, name) : null
  return installed === null ? { missing: whereNot(path, base, name) } : { folder: installed }
}

const kindOf = (path: string): "folder" | "file" | null => {
  const stat = statIfThere(path)
  return stat === undefined ? null : stat.isDirectory() ? "folder" : "file"
}

/** A path through what is no folder, or may not be entered, leads nowhere either. */
const statIfThere = (path: string): ReturnType<typeof statSync> => {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

const isPackageName = (name: string): boolean => /^(?:@[\w.-]+\/)?[\w-][\w.-]*$/.test(name)

const packageFolder = (base: string, name: string): string | null => {
  const folder = join(base, "node_modules", name)
  if (kindOf(folder) === "folder") return folder
  const above = dirname(base)
  return above === base ? null : packageFolder(above, name)
}

const whereNot = (path: string, base: string, name: string): string => {
  if (name.startsWith("~")) return `there is no folder ${path}; write it in full, as ~ means nothing here`
  const near = nearest(basename(path), siblings(path))
  const meant = near === null ? "" : `; did you mean "${join(dirname(name), near)}"?`
  const orPackage = isPackageName(name) ? `, nor a package ${name} in node_modules of ${base} or above` : ""
  return `there is no folder ${path}${orPackage}${meant}`
}

const siblings = (path: string): ReadonlyArray<string> => {
  try {
    return readdirSync(dirname(path), { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [] : entry.name))
  } catch {
    return []
  }
}
