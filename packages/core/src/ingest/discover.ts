/**
 * From what was typed to files: paths, folders (all files in them, recursively), globs, and `-`.
 *
 * A folder is searched for logs, so what is hidden in it, copies that editors and people keep beside a log, pipes, and links
 * to folders outside of it are passed over, and named; whoever means one names it. Links to files are followed wherever
 * they lead, as a collector's folder may have nothing else.
 *
 * Order: as typed; inside a folder or glob by name, numbers by value, so that access.log.2 comes before access.log.10.
 * The same file under two names is kept once (by device and inode) and named. The database that is written to is never
 * read as a log: to close a file that SQLite has open would give back its locks.
 */
import { type BigIntStats, type Dirent, existsSync, globSync, readdirSync, realpathSync, statSync } from "node:fs"
import { join, resolve, sep } from "node:path"

import { closedFolderText, isInClosedFolder } from "../query/fileState.ts"
import { inNaturalOrder } from "./naturalOrder.ts"
import { isStream } from "./report.ts"

export interface FoundFile {
  /** Absolute path, or `-` for standard input. */
  readonly path: string
  /** Null: a stream, standard input or a pipe that the shell opened (`<(zcat a.gz)`). */
  readonly stat: BigIntStats | null
  /** Not named by the user, nor by a glob: it was in a folder, so that it may be no log at all. */
  readonly isFromFolder: boolean
}

export interface Discovery {
  readonly files: ReadonlyArray<FoundFile>
  /** What was typed and is no file that can be read, with the reason. */
  readonly problems: ReadonlyArray<{ readonly path: string; readonly message: string }>
  /** What a folder holds and is passed over, with the reason. */
  readonly skipped: ReadonlyArray<{ readonly path: string; readonly message: string }>
  /** Second names of files that were already given. */
  readonly repeated: ReadonlyArray<{ readonly path: string; readonly sameAs: string }>
}

/** `own`: paths of the database and of what belongs to it; folders are searched as if they weren't there. */
export const discover = (inputs: ReadonlyArray<string>, cwd: string, own: ReadonlyArray<string>): Discovery => {
  const files: Array<FoundFile> = []
  const problems: Array<{ path: string; message: string }> = []
  const skipped: Array<{ path: string; message: string }> = []
  const repeated: Array<{ path: string; sameAs: string }> = []
  const byInode = new Map<string, string>()
  /** Folders seen, so that a link to a folder above ends. */
  const folders = new Set<string>()
  const ownPaths = new Set(own.map((path) => resolve(cwd, path)))
  const ownInodes = new Set(
    [...ownPaths].flatMap((path) => statSync(path, { bigint: true, throwIfNoEntry: false }) ?? []).map(inodeOf)
  )

  const addFile = (path: string, stat: BigIntStats, isFromFolder: boolean): void => {
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
    files.push({ path, stat, isFromFolder })
  }
  /** `top`: the real path of the folder that was typed, in which this was found; null: this was typed. */
  const addPath = (path: string, top: string | null): void => {
    try {
      const stat = statOf(path)
      if (stat.isFile()) addFile(path, stat, top !== null)
      else if (stat.isDirectory()) addFolder(path, stat, top)
      else if (top === null && stat.isFIFO() && isStream(path)) files.push({ path, stat: null, isFromFolder: false })
      else if (top !== null) skipped.push({ path, message: noFile })
      else problems.push({ path, message: "is no regular file; pipe it in instead, with - as the file name" })
    } catch (cause) {
      problems.push({ path, message: reasonText(cause, path) })
    }
  }
  const addFolder = (folder: string, stat: BigIntStats, top: string | null): void => {
    const real = realpathSync(folder)
    if (top !== null && real !== top && !real.startsWith(top.endsWith(sep) ? top : top + sep)) {
      skipped.push({ path: folder, message: outside })
      return
    }
    const inode = inodeOf(stat)
    if (folders.has(inode)) return
    folders.add(inode)
    const found = inNaturalOrder(readdirSync(folder, { withFileTypes: true }), ({ name }) => name)
      .map((each) => ({ path: join(folder, each.name), why: whySkipped(each) }))
      .filter(({ path }) => !ownPaths.has(path))
    if (found.length === 0) problems.push({ path: folder, message: "is an empty folder" })
    for (const { path, why } of found) {
      if (why === null) addPath(path, top ?? real)
      else skipped.push({ path, message: why })
    }
  }
  const addMatches = (glob: string): void => {
    const paths = inNaturalOrder(globSync(glob, { cwd }), (match) => match)
      .map((match) => resolve(cwd, match))
      .filter((path) => !ownPaths.has(path))
    if (paths.length === 0) {
      const isClosed = isInClosedFolder(resolve(cwd, `${glob.slice(0, glob.search(/[*?[{]/))}x`))
      problems.push({ path: glob, message: isClosed ? closedFolderText : "matches no file" })
    }
    for (const path of paths) addPath(path, null)
  }

  for (const input of inputs) {
    if (input === "-") {
      if (files.some((file) => file.path === "-")) repeated.push({ path: "-", sameAs: "-" })
      else files.push({ path: "-", stat: null, isFromFolder: false })
      continue
    }
    const path = resolve(cwd, input)
    if (/[*?[{]/.test(input) && !existsSync(path)) addMatches(input)
    else addPath(path, null)
  }
  return { files, problems, skipped, repeated }
}

const noFile = "skipped, as it is no regular file"
const outside = "skipped, as a link to a folder outside of the one that was given; name it to have it read"

/** Why something in a folder is passed over without being looked at; null: it is not. */
const whySkipped = (each: Dirent): string | null => {
  const { name } = each
  if (name.startsWith(".")) return "skipped, as hidden; name it to have it read"
  if (/~$|^#.*#$|\.(?:bak|orig|sw[op])$/.test(name)) {
    return "skipped, as its name is that of a backup or swap file; name it to have it read"
  }
  return each.isFile() || each.isDirectory() || each.isSymbolicLink() ? null : noFile
}

const statOf = (path: string): BigIntStats => statSync(path, { bigint: true })

const inodeOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`

const notUtf8 =
  "cannot be opened, as its name is not UTF-8; rename it (convmv, mv), or pipe it in: logmill ingest - < FILE"

/** What the system says of a file, in words. */
export const reasonText = (cause: unknown, path: string): string => {
  switch ((cause as NodeJS.ErrnoException).code) {
    case "ENOENT":
    case "ENOTDIR":
      // Bytes that are no UTF-8 come as U+FFFD, with which no file is found.
      return path.includes("\ufffd") ? notUtf8 : "there is no such file"
    case "EACCES":
    case "EPERM":
      return "cannot be read: permission denied"
    case "ELOOP":
      return "is a symbolic link that leads to itself"
    default:
      return `cannot be read (${(cause as Error).message})`
  }
}
