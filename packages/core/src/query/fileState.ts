/** What the system says of a file that may be gone, or be where nobody may look, at any time. */
import { accessSync, type BigIntStats, constants, statSync } from "node:fs"
import { dirname } from "node:path"

import { isSystemError } from "@logmill/workers/read/systemError"

/** Its state, or the code of the system's refusal: `ENOENT`, `EACCES`. */
export const fileState = (path: string): BigIntStats | string => {
  try {
    return statSync(path, { bigint: true })
  } catch (cause) {
    if (!isSystemError(cause)) throw cause
    return cause.code!
  }
}

/** The code of the system's refusal to let this user read the file; null: it may be read. */
export const readRefusal = (path: string): string | null => {
  try {
    accessSync(path, constants.R_OK)
    return null
  } catch (cause) {
    if (!isSystemError(cause)) throw cause
    return cause.code!
  }
}

/** Whether the folder of a path may not be looked into: what is in it seems not to be there. */
export const isInClosedFolder = (path: string): boolean =>
  ["EACCES", "EPERM"].includes(readRefusal(dirname(path)) ?? "")

export const closedFolderText = "cannot be read: permission denied for its folder"

/** Whose a file is that may not be read, and what to do. `user`: who asks; undefined on systems without numbers of users. */
export const unreadableText = (
  path: string,
  code: string,
  { mode, uid }: Pick<BigIntStats, "mode" | "uid">,
  user: number | undefined
): string => {
  if (user === undefined) return `${path} can't be read (${code})`
  const rights = (mode & 0o777n).toString(8).padStart(3, "0")
  const owner = Number(uid) === user ? "it is yours" : `it belongs to user ${uid}, and you are user ${user}`
  const instead = Number(uid) === user ? "type" : "run logmill as that user, or have them type"
  return `${path} can't be read (${code}): ${owner}, its mode is ${rights}; ${instead}: chmod a+r ${path}`
}
