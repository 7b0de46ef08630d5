/**
 * How much of the machine a query child may take: memory, and files in which SQLite sorts what does not fit there.
 *
 * SQLite has a limit for neither, as Node builds it. Memory is watched by a thread of the child, which ends it. Of files
 * the system takes care (`ulimit -f`, which every POSIX shell has): a write beyond fails, and so does the statement. The
 * limit is for one file; a sort has two, so that an eighth of what is free leaves room for several of them. What all of a
 * statement's take together is watched by the parent (temporaryFiles.ts).
 */
import { accessSync, constants, statSync } from "node:fs"
import { totalmem } from "node:os"

import { freeIn } from "./diskSpace.ts"

export interface ChildLimits {
  /** Bytes of memory, of the whole process. */
  readonly memory: number
  /** Bytes of each temporary file. */
  readonly temporaryFile: number
  /** Bytes that are to stay free where they are, whatever a statement wants. */
  readonly keptFree: number
  /** Where temporary files are; null: there is no folder that can be written to. */
  readonly temporaryFolder: string | null
}

type Env = Readonly<Record<string, string | undefined>>

const largestMemory = 2 * 2 ** 30
/** SQLite's own shared memory is a file, too. */
const leastFile = 16 * 2 ** 20

export const childLimits = (env: Env): ChildLimits => {
  const temporaryFolder = temporaryFolderOf(env)
  const room = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  const free = temporaryFolder === null ? 0 : freeIn(temporaryFolder)
  return {
    memory: Math.min(largestMemory, Math.floor(room / 2)),
    temporaryFile: Math.max(leastFile, Math.floor(free / 8)),
    keptFree: Math.floor(free / 2),
    temporaryFolder
  }
}

/** The one that SQLite would choose (https://sqlite.org/tempfiles.html), but never the current folder. */
const temporaryFolderOf = (env: Env): string | null =>
  [env["SQLITE_TMPDIR"], env["TMPDIR"], "/var/tmp", "/usr/tmp", "/tmp"].find(
    (folder): folder is string => folder !== undefined && folder !== "" && isUsable(folder)
  ) ?? null

const isUsable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}

/** What /bin/sh is given in front of a command, which takes its place and keeps its process id. */
export const limitedBy = ({ temporaryFile }: ChildLimits): ReadonlyArray<string> => [
  "-c",
  // POSIX counts blocks of 512 bytes. A limit that is lower already stays.
  'ulimit -f "$0" 2>/dev/null; exec "$@"',
  String(Math.ceil(temporaryFile / 512))
]
