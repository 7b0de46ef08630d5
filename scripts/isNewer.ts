/** Whether what was made is there, all of it, and newer than everything it was made from. */
import { statSync } from "node:fs"

export const isNewer = (made: ReadonlyArray<string>, madeFrom: ReadonlyArray<string>): boolean => {
  const oldest = Math.min(...made.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0))
  return madeFrom.every((file) => statSync(file).mtimeMs < oldest)
}
