/**
 * How much a statement's temporary files take together. The system limits each of them (limits.ts), but a statement has as
 * many as it has sorts and tables of its own, so that somebody has to look, and to end it before the disk is full for all.
 *
 * It is the parent that looks: the child may see no folder but that of its code.
 */
import { readdirSync, statSync } from "node:fs"

import { Effect } from "effect"

import { freeIn } from "./diskSpace.ts"
import type { ChildLimits } from "./limits.ts"

const lookEvery = "200 millis"

/**
 * Ends once less of the disk is left than statements leave, and a process's files take more than one of them may; others may
 * have filled it. `taken`: by its files. Never ends without a folder for them, or where the system does not tell.
 */
export const diskIsShort = (
  { keptFree, temporaryFile, temporaryFolder }: ChildLimits,
  taken: () => number,
  free: (folder: string) => number = freeIn
): Effect.Effect<void> => {
  if (temporaryFolder === null) return Effect.never
  const isShort = Effect.try(() => free(temporaryFolder) < keptFree && taken() > temporaryFile)
  const look: Effect.Effect<void> = Effect.delay(isShort, lookEvery).pipe(
    Effect.matchEffect({
      onFailure: () => Effect.never,
      onSuccess: (ends) => (ends ? Effect.void : Effect.suspend(() => look))
    })
  )
  return look
}

/** Bytes on the disk of files without a name that a process has open, which is what SQLite makes; Infinity: not told here. */
export const takenBy = (pid: number | undefined): number => {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).reduce((sum, name) => sum + sizeOf(`${folder}/${name}`), 0)
  } catch {
    return Infinity
  }
}

const sizeOf = (path: string): number => {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined || !stat.isFile() || stat.nlink > 0 ? 0 : stat.blocks * 512
}

export const diskShortText = ({ temporaryFolder }: ChildLimits): string =>
  `the statement's temporary files take so much together that the disk under ${temporaryFolder} would soon be full; ask for less, or set SQLITE_TMPDIR to a folder with more space`
