/** The files under which a source may still be found, opened; and why none of them has its lines, if none does. */
import { statSync } from "node:fs"

import { isSystemError } from "@logmill/workers/read/systemError"

import type { SourceRow } from "../../store/sources.ts"
import { closeLogFile, type DigestLine, type LogFile, openLogFile } from "../LogFile.ts"
import type { NotRetriedReason } from "./report.ts"

export interface SourceFiles {
  readonly open: ReadonlyArray<LogFile>
  /** Null: one is open, so what it does not have has changed. */
  readonly whyNot: NotRetriedReason | null
  readonly close: () => void
}

export const openFiles = async (
  source: SourceRow,
  paths: ReadonlyArray<string>,
  digestLine: DigestLine
): Promise<SourceFiles> => {
  const open: Array<LogFile> = []
  let isThere = false
  for (const path of source.headDigest === null ? [] : new Set(paths)) {
    try {
      // A pipe would be waited for.
      if (statSync(path).isFile()) open.push(await openLogFile(path, digestLine))
    } catch (cause) {
      if (!isSystemError(cause)) throw cause
      isThere ||= !["ENOENT", "ENOTDIR"].includes(cause.code ?? "")
    }
  }
  const why = source.headDigest === null ? "standardInput" : isThere ? "unreadable" : "gone"
  return { open, whyNot: open.length > 0 ? null : why, close: () => open.forEach(closeLogFile) }
}
