import { readdirSync } from "node:fs"
import { dirname } from "node:path"

/** Whether the folder of a path may not be looked into: what is in it seems not to be there. */
export const isHidden = (path: string): boolean => {
  try {
    readdirSync(dirname(path))
    return false
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    return code === "EACCES" || code === "EPERM"
  }
}
