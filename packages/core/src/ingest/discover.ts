/**
 * From what was typed to files: paths, folders (all files in them, recursively, but hidden ones), globs, and `-`.
 *
 * Order: as typed; inside a folder or glob by name, numbers by value, so that access.log.2 comes before access.log.10.
 * The same file under two names is kept once (by device and inode) and named. The database that is written to is never
 * read as a log: to close a file that SQLite has open would give back its locks.
 */
import { existsSync, globSync, readdirSync, statSync, type BigIntStats } from "node:fs"
import { join, resolve } from "node:path"

import { inNaturalOrder } from "./naturalOrder.ts"

export interface FoundFile {
  /** Absolute path, or `-` for standard input. */
  readonly path: string
  readonly stat: BigIntStats | null
}

export interface Discovery {
  readonly files: ReadonlyArray<FoundFile>
  /** What was typed and is no file that can be read, with the reason. */
  readonly problems: ReadonlyArray<{ readonly path: string; readonly message: string }>
  /** Second names of files that were already given. */
  readonly repeated: ReadonlyArray<{ readonly path: string; readonly sameAs: string }>
}

/** `own`: paths of the database and of what belongs to it; folders are searched as if they weren't there. */
export const discover = (inputs: ReadonlyArray<string>, cwd: string, own: ReadonlyArray<string>): Discovery => {
  const files: Array<FoundFile> = []
  const problems: Array<{ path: string; message: string }> = []
  const repeated: Array<{ path: string; sameAs: string }> = []
  const byInode = new Map<string, string>()
  /** Folders seen, so that a link to a folder above ends. */
  const folders = new Set<string>()
  const ownPaths = new Set(own.map((path) => resolve(cwd, path)))
  const ownInodes = new Set(
    [...ownPaths].flatMap((path) => statSync(path, { bigint: true, throwIfNoEntry: false }) ?? []).map(inodeOf)
  )

  const addFile = (path: string, stat: BigIntStats): void => {
    const inode = inodeOf(stat)
    if (ownInodes.has(inode)) {
      problems.push({ path, message: "is the database that logs are read into" })
      return
    }
    const sameAs = byInode.get(inode)
    if (sameAs !== undefined) {
      repeated.push({ path, sameAs })
      return
    }
    byInode.set(inode, path)
    files.push({ path, stat })
  }
  const addPath = (path: string): void => {
    try {
      const stat = statOf(path)
      if (stat.isFile()) addFile(path, stat)
      else if (stat.isDirectory()) addFolder(path, stat)
      else problems.push({ path, message: "is no regular file; pipe it in instead, with - as the file name" })
    } catch (cause) {
      problems.push({ path, message: reasonText(cause) })
    }
  }
  const addFolder = (folder: string, stat: BigIntStats): void => {
    const inode = inodeOf(stat)
    if (folders.has(inode)) return
    folders.add(inode)
    const found = readdirSync(folder, { withFileTypes: true }).filter(
      (each) => !each.name.startsWith(".") && (each.isFile() || each.isDirectory() || each.isSymbolicLink())
    )
    const paths = inNaturalOrder(found, ({ name }) => name)
      .map(({ name }) => join(folder, name))
      .filter((path) => !ownPaths.has(path))
    if (paths.length === 0) problems.push({ path: folder, message: "is an empty folder" })
    for (const path of paths) addPath(path)
  }
  const addMatches = (glob: string): void => {
    const paths = inNaturalOrder(globSync(glob, { cwd }), (match) => match)
      .map((match) => resolve(cwd, match))
      .filter((path) => !ownPaths.has(path))
    if (paths.length === 0) problems.push({ path: glob, message: "matches no file" })
    for (const path of paths) addPath(path)
  }

  for (const input of inputs) {
    if (input === "-") {
      if (files.some((file) => file.path === "-")) repeated.push({ path: "-", sameAs: "-" })
      else files.push({ path: "-", stat: null })
      continue
    }
    const path = resolve(cwd, input)
    if (/[*?[{]/.test(input) && !existsSync(path)) addMatches(input)
    else addPath(path)
  }
  return { files, problems, repeated }
}

const statOf = (path: string): BigIntStats => statSync(path, { bigint: true })

const inodeOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`

/** What the system says of a file, in words. */
export const reasonText = (cause: unknown): string => {
  switch ((cause as NodeJS.ErrnoException).code) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such file"
    case "EACCES":
    case "EPERM":
      return "cannot be read: permission denied"
    case "ELOOP":
      return "is a symbolic link that leads to itself"
    default:
      return `cannot be read (${(cause as Error).message})`
  }
}
