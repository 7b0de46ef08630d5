/**
 * Whether another file was put in the place of a database that children have open: moved there, or copied over it, which SQLite
 * doesn't notice, as it believes its pages and the index of the write-ahead log until somebody writes through that. So all children
 * must go then, together: the last one's end lets the next one read everything anew.
 *
 * Told by what the system says of the files; none is opened, because closing it would undo SQLite's locks. Whoever writes by the
 * rules leaves traces in the write-ahead log, which stays there as long as somebody has it open.
 */
import { realpathSync } from "node:fs"

import { fileState } from "./fileState.ts"

interface Look {
  /** Of the database: which file, and in which state. */
  readonly inode: string
  readonly state: string
  readonly log: { readonly inode: string; readonly state: string; readonly isEmpty: boolean } | null
}

/** The database and its write-ahead log, also where the path is a link. */
export const watchedFiles = (databasePath: string): readonly [string, string] => {
  let target = databasePath
  try {
    target = realpathSync(databasePath)
  } catch {
    // It is not there, or nobody may look.
  }
  return [databasePath, `${target}-wal`]
}

/** Differs once a file has changed, whichever time is written to it: `ctime` can't be set. */
export const markOf = (state: ReturnType<typeof fileState>): string =>
  typeof state === "string" ? "-" : `${state.ino}.${state.size}.${state.mtimeNs}.${state.ctimeNs}`

/** Of the write-ahead log: its `ctime` changes with each reader that opens it. */
export const markOfLog = ({ ino, mtimeNs, size }: Exclude<FileState, string>): string => `${ino}.${size}.${mtimeNs}`

export class OpenFiles {
  readonly #path: string
  /** Null while nobody has the database open. */
  #seen: Look | null = null
  #isDistrusted = false

  constructor(databasePath: string) {
    this.#path = databasePath
  }

  /** Before a child is asked. */
  asking(): void {
    this.#seen ??= this.#look()
  }

  /** A child has answered, and has made the write-ahead log where there was none. */
  answered(): void {
    if (this.#seen !== null && this.#seen.log === null) this.#seen = { ...this.#seen, log: this.#look().log }
  }

  /** SQLite found damage, which may be that of its own knowledge only. */
  distrust(): void {
    this.#isDistrusted = true
  }

  /** Whether those who have the database open must go; if so, asked after they went it says no. */
  areReplaced(): boolean {
    const seen = this.#seen
    if (seen === null) return false
    const now = this.#look()
    if (this.#isDistrusted || isReplaced(seen, now)) return true
    this.#seen = now
    return false
  }

  /** All have gone. */
  closed(): void {
    this.#seen = null
    this.#isDistrusted = false
  }

  #look(): Look {
    const [database, log] = watchedFiles(this.#path).map(fileState) as [FileState, FileState]
    return {
      inode: inodeOf(database),
      state: markOf(database),
      log: typeof log === "string" ? null : { inode: inodeOf(log), state: markOfLog(log), isEmpty: log.size === 0n }
    }
  }
}

type FileState = ReturnType<typeof fileState>

const inodeOf = (state: FileState): string => (typeof state === "string" ? "-" : `${state.ino}`)

const isReplaced = (seen: Look, now: Look): boolean => {
  if (now.inode !== seen.inode) return true
  if (now.state === seen.state) return false
  // It was read as one that stands still, or what was read is no more.
  if (now.log === null || seen.log === null || now.log.inode !== seen.log.inode) return true
  return now.log.isEmpty && now.log.state === seen.log.state
}
