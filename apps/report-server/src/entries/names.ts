/**
 * The files in which a source may be found: those it was seen as, then files beside them whose names say that they are the
 * same log rotated or compressed (`access.log.1`, `access.log-20261105.gz`, `access-20261105.log`), if they begin as the source does.
 */
import { readdirSync, statSync } from "node:fs"
import { basename, dirname, join } from "node:path"

import { closeLogFile, type LogFile, openLogFile } from "@logmill/core/ingest/LogFile"
import { compressedEnding } from "@logmill/workers/read/compressions"
import { isSystemError } from "@logmill/workers/read/systemError"

/** Names of a folder that are looked at, and files that are opened. */
const mostNames = 20_000
const mostFiles = 64

/** Numbers at the end; a date, which may stand before the ending, too (`extension` and `dateext` of logrotate). */
const numbers = /(?:[.-]\d{1,14})+$/
const dateInside = /[.-](?:\d{8}|\d{4}-\d\d-\d\d)(?:[.-]?\d{1,6})?(?=\.[a-z]+$)/i

/** What a log is called before it is rotated: `access.log` of `access.log.2.gz`, `access.log-20261105` and `access-20261105.log`. */
const unrotated = (name: string): string => {
  const plain = name.replace(compressedEnding, "")
  return plain.replace(numbers, "").replace(dateInside, "") || name
}

/** Paths beside the known ones, in the order of their names. */
const besides = (paths: ReadonlyArray<string>): ReadonlyArray<string> => {
  const known = new Set(paths)
  const found = paths.flatMap((path) => {
    const log = unrotated(basename(path))
    return namesIn(dirname(path))
      .filter((name) => unrotated(name) === log)
      .map((name) => join(dirname(path), name))
  })
  return [...new Set(found)].filter((path) => !known.has(path))
}

const namesIn = (folder: string): ReadonlyArray<string> => {
  try {
    return readdirSync(folder).slice(0, mostNames).toSorted()
  } catch (cause) {
    if (isSystemError(cause)) return []
    throw cause
  }
}

/**
 * Opens them one by one, and closes each when the next one is asked for. `headDigest`: in hex. `refusals` gets what the
 * system says of a known file that is there and can't be opened.
 */
export const candidates = async function* (
  { headDigest, paths }: { readonly headDigest: string; readonly paths: ReadonlyArray<string> },
  refusals: Map<string, string>
): AsyncGenerator<LogFile, void> {
  let left = mostFiles
  for (const path of paths) {
    if (left-- === 0) return
    yield* opened(path, refusals, () => true)
  }
  for (const path of besides(paths)) {
    if (left-- === 0) return
    yield* opened(path, new Map(), (file) => digestsOf(file).includes(headDigest))
  }
}

const digestsOf = ({ firstDigest, headDigest }: LogFile): ReadonlyArray<string> =>
  [headDigest, firstDigest].map((digest) => digest.toString("hex").toUpperCase())

const opened = async function* (
  path: string,
  refusals: Map<string, string>,
  isMeant: (file: LogFile) => boolean
): AsyncGenerator<LogFile, void> {
  let file: LogFile
  try {
    // A pipe would be waited for.
    if (!statSync(path).isFile()) return
    file = await openLogFile(path)
  } catch (cause) {
    if (!isSystemError(cause)) throw cause
    if (cause.code !== "ENOENT" && cause.code !== "ENOTDIR") refusals.set(path, cause.code ?? "unknown")
    return
  }
  try {
    if (isMeant(file)) yield file
  } finally {
    closeLogFile(file)
  }
}
