/**
 * Why a path can't be that of a database, whatever is there or not, as a sentence: it is asked before anything is opened, as
 * to open a pipe waits for somebody to write into it, and some devices never end. What the file is says its header.
 */
import type { BigIntStats } from "node:fs"

const longestShown = 60

/** `state`: what the system says of it (fileState.ts). Null: it can be. */
export const pathFault = (path: string, state: BigIntStats | string): string | null => {
  if (state === "ELOOP")
    return `${path} is or goes through a link that leads back to itself; choose another file with --db PATH`
  if (state === "ENAMETOOLONG") {
    return `the path of the database is longer than the system allows (${path.slice(0, longestShown)}...); choose a shorter name with --db PATH`
  }
  if (typeof state === "string" || state.isFile()) return null
  if (state.isDirectory()) return `${path} is a folder; choose a file with --db PATH`
  return `${path} is not a logmill database, but a pipe, a socket or a device; choose a file with --db PATH`
}
