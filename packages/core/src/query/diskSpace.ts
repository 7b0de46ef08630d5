/** How much room a disk has, and whether that is enough to read a database: a reader makes files beside it (leftovers.ts). */
import { statfsSync, statSync } from "node:fs"

/** Bytes that this user may still write where a file or folder is. */
export const freeIn = (path: string): number => {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}

/** What SQLite makes for the readers of a database; whoever writes has made it. */
const indexBytes = 32768

/** Whether a reader finds the files beside the database, or has room to make them. */
export const hasRoom = (path: string): boolean =>
  (statSync(`${path}-shm`, { throwIfNoEntry: false })?.size ?? 0) >= indexBytes || !isDiskFull(path)

/** Whether there is no room for what a reader makes, where a file is. False where the system does not tell. */
export const isDiskFull = (path: string): boolean => {
  try {
    return freeIn(path) < 2 * indexBytes
  } catch {
    return false
  }
}
