/**
 * Whether a log that was read under a name is still there under another one beside it, as rotation leaves it: what stands under the
 * name now is another log then, and nothing counts twice. Asked only before somebody is told that it might.
 */
import { readdirSync } from "node:fs"
import { basename, dirname, join } from "node:path"

import { closeLogFile, type DigestLine, openLogFile } from "./LogFile.ts"

/** Files that are looked into. */
const most = 200

/** `headDigest`: of its first line. */
export const rotatedAway = async (
  path: string,
  headDigest: Buffer | null,
  digestLine: DigestLine
): Promise<boolean> => {
  if (headDigest === null) return false
  // access.log is rotated to access.log.1, access.log-20261101.gz or access-20261101.log.
  const stem = basename(path).split(".")[0]!
  const names = namesIn(dirname(path)).filter((name) => name.startsWith(stem) && name !== basename(path))
  for (const name of names.slice(0, most)) {
    const found = await headDigestOf(join(dirname(path), name), digestLine)
    if (found?.equals(headDigest) === true) return true
  }
  return false
}

const namesIn = (folder: string): ReadonlyArray<string> => {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((each) => each.isFile())
      .map(({ name }) => name)
  } catch {
    return []
  }
}

/** Null: it can't be read. */
const headDigestOf = async (path: string, digestLine: DigestLine): Promise<Buffer | null> => {
  try {
    const file = await openLogFile(path, digestLine)
    closeLogFile(file)
    return file.headDigest
  } catch {
    return null
  }
}
