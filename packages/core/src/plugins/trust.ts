/**
 * Whose code is run. That of logmill and of the user's own configuration is; any other folder's after `logmill plugins
 * trust`, which notes the folder by its real path and a digest of its code. When the code is another one than it was, it
 * must be trusted again.
 *
 * The digest is of all files in the folder that Node can load as code, and of the `package.json`s, which say how; so also
 * of packages inside. What a module imports from outside of its folder is not looked at, nor what it reads: whoever
 * trusts code trusts what it does.
 */
import { createHash } from "node:crypto"
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync
} from "node:fs"
import { dirname, extname, join, relative, resolve } from "node:path"

import type { Plugin } from "./Plugin.ts"

/** `changed`: it was trusted, but has other code now; null: it has no code. */
export type Trust = "built-in" | "own" | "trusted" | "changed" | "untrusted" | null

/** Digests by the real paths of folders. */
export type TrustedFolders = Readonly<Record<string, string>>

/** The file of trusted folders is damaged, or a folder has too many files. A sentence. */
export class TrustError extends Error {
  override readonly name = "TrustError"
}

export const trustFile = (configFolder: string): string => join(configFolder, "trusted-plugins.json")

/** None when there is no file. Throws a `TrustError`. */
export const readTrusted = (configFolder: string): TrustedFolders => {
  const file = trustFile(configFolder)
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return {}
  try {
    const read: unknown = JSON.parse(readFileSync(file, "utf8"))
    if (isTrustedFolders(read)) return read
  } catch {
    // Said below.
  }
  throw new TrustError(`${file} is damaged, so that no code is trusted; remove it, and trust the plugins again`)
}

const isTrustedFolders = (read: unknown): read is TrustedFolders =>
  typeof read === "object" &&
  read !== null &&
  !Array.isArray(read) &&
  Object.values(read).every((digest) => typeof digest === "string")

/** Replaces the file as a whole, so that it is never half of one. Only the user may read it. */
export const writeTrusted = (configFolder: string, trusted: TrustedFolders): void => {
  const file = trustFile(configFolder)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(trusted, null, 2)}\n`, { mode: 0o600 })
  chmodSync(`${file}.new`, 0o600)
  renameSync(`${file}.new`, file)
}

/** By what folders are trusted; of one that is gone, as it was written. */
export const realFolder = (folder: string): string => {
  try {
    return realpathSync(folder)
  } catch {
    return resolve(folder)
  }
}

/** Reads the plugin's code, unless its place is enough. Throws a `TrustError`. */
export const trustOf = (plugin: Plugin, trusted: TrustedFolders): Trust => {
  if (plugin.origin === "built-in") return "built-in"
  if (plugin.enricher === null) return null
  if (plugin.isOwn) return "own"
  const folder = realFolder(plugin.folder)
  const digest = Object.hasOwn(trusted, folder) ? trusted[folder] : undefined
  if (digest === undefined) return "untrusted"
  return digest === codeOf(folder).digest ? "trusted" : "changed"
}

export interface Code {
  /** From the folder, in the order of their names. */
  readonly files: ReadonlyArray<string>
  readonly digest: string
}

/** What Node loads as code; other files are text, or data. */
const codeEndings: ReadonlySet<string> = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".node", ".wasm"])

/** More files and folders than a plugin has: somebody named a folder with everything in it. */
const mostFiles = 10_000

/** Bytes; what is called `.ts` may also be a film. */
const largestFile = 16 * 1024 * 1024

/** All code in a folder, that of `.git` aside. Follows links, as Node does. Throws a `TrustError`. */
export const codeOf = (folder: string): Code => {
  const root = realFolder(folder)
  try {
    const files = filesOf(root)
    return { files: files.map((file) => relative(root, file)), digest: digestOf(root, files) }
  } catch (cause) {
    throw cause instanceof TrustError ? cause : new TrustError(`${root} can't be read: ${(cause as Error).message}`)
  }
}

const filesOf = (root: string): ReadonlyArray<string> => {
  const files: Array<string> = []
  const seen = new Set<string>()
  let left = mostFiles
  const walk = (path: string): void => {
    const real = realFolder(path)
    if (seen.has(real)) return
    seen.add(real)
    for (const name of readdirSync(path).toSorted()) {
      if (left-- === 0) throw new TrustError(`${root} has more than ${mostFiles} files; ${apart}`)
      const inside = join(path, name)
      const stat = statSync(inside, { throwIfNoEntry: false })
      if (stat?.isDirectory() === true && name !== ".git") walk(inside)
      if (stat?.isFile() !== true || !isCode(name)) continue
      if (stat.size > largestFile) throw new TrustError(`${inside} is too large to be code; ${apart}`)
      files.push(inside)
    }
  }
  walk(root)
  return files
}

const apart = "put the plugin into a folder of its own"

const isCode = (name: string): boolean => codeEndings.has(extname(name)) || name === "package.json"

const digestOf = (root: string, files: ReadonlyArray<string>): string => {
  const digest = createHash("sha256")
  for (const file of files) {
    const content = createHash("sha256").update(readFileSync(file)).digest("hex")
    digest.update(`${JSON.stringify(relative(root, file))} ${content}\n`)
  }
  return `sha256:${digest.digest("hex")}`
}
