/**
 * The file that a command writes, or standard output.
 *
 * A file is written under a temporary name beside it, and gets its own when it is complete: who reads it sees the old one
 * or the new one whole, and a run that was stopped leaves neither half a file nor none where there was one. So a file that
 * is there is replaced, as the output of a job that runs every night has to be. What is no ordinary file (`/dev/null`, a
 * named pipe) is written to as it is. A new file is its owner's alone, as the database is: it may hold what clients did.
 */
import { dirname, resolve } from "node:path"

import { Clock, Effect, FileSystem, Option, type PlatformError } from "effect"

import { Stop, usage } from "../exit.ts"
import { Shell } from "../Shell.ts"
import { systemCode, systemText } from "../systemText.ts"
import { partOf, removeLeftParts } from "./parts.ts"

export interface Target {
  /** Null: standard output. */
  readonly path: string | null
  /** Ends when it is handed over, so that a slow reader slows the writer. */
  readonly write: (piece: string | Uint8Array) => Effect.Effect<void, Stop>
  /** Bytes that were written. */
  readonly size: () => number
}

/** `-`: standard output. */
export const withTarget = <A, E, R>(
  path: string,
  use: (target: Target) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | Stop, R | Shell | FileSystem.FileSystem> =>
  path === "-"
    ? Effect.flatMap(Shell, ({ stdout }) => use(counted(null, stdout.write)))
    : Effect.scoped(Effect.flatMap(openTarget(path), ({ finish, target }) => Effect.tap(use(target), finish)))

const openTarget = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { cwd } = yield* Shell
  const typed = resolve(cwd, path)
  const failed = (cause: PlatformError.PlatformError) => writeFailure(path, typed, cause)
  const present = yield* fs.stat(typed).pipe(Effect.option, Effect.map(Option.getOrNull))
  if (present?.type === "Directory") return yield* usage(`${path} is a folder; name a file in it`)
  if (present !== null && present.type !== "File") {
    const file = yield* Effect.mapError(fs.open(typed, { flag: "w" }), failed)
    return {
      target: counted(path, (piece) => Effect.mapError(file.writeAll(bytesOf(piece)), failed)),
      finish: Effect.void
    }
  }
  // Not in place of a link, but of what it leads to.
  const own = present === null ? typed : yield* Effect.mapError(fs.realPath(typed), failed)
  const part = partOf(own)
  const mode = present === null ? 0o600 : present.mode & 0o777
  const now = yield* Clock.currentTimeMillis
  yield* Effect.sync(() => removeLeftParts(own, now))
  const file = yield* Effect.mapError(fs.open(part, { flag: "wx", mode }), failed)
  let isDone = false
  yield* Effect.addFinalizer(() => (isDone ? Effect.void : Effect.ignore(fs.remove(part))))
  // What is replaced keeps its mode, whatever new files get.
  if (present !== null) yield* Effect.mapError(fs.chmod(part, mode), failed)
  const finish = Effect.mapError(Effect.andThen(file.sync, fs.rename(part, own)), failed).pipe(
    Effect.tap(() => Effect.sync(() => (isDone = true))),
    Effect.uninterruptible
  )
  return { target: counted(path, (piece) => Effect.mapError(file.writeAll(bytesOf(piece)), failed)), finish }
})

const bytesOf = (piece: string | Uint8Array): Uint8Array => (typeof piece === "string" ? Buffer.from(piece) : piece)

const counted = (path: string | null, write: Target["write"]): Target => {
  let size = 0
  return {
    path,
    size: () => size,
    write: (piece) => {
      size += typeof piece === "string" ? Buffer.byteLength(piece) : piece.length
      return write(piece)
    }
  }
}

/** Codes of a system that does not let one write there. */
const refusals: ReadonlySet<string | undefined> = new Set(["EACCES", "EPERM", "EROFS"])

const writeFailure = (path: string, typed: string, cause: PlatformError.PlatformError): Stop => {
  const code = systemCode(cause)
  if (code === "EPIPE") return new Stop({ status: "done", sentence: null, cause })
  if (code === "ENOENT" || code === "ENOTDIR")
    return usage(`${path} can't be written: there is no folder ${dirname(typed)}`)
  const isFull = code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG"
  const elsewhere = "or give another place: -o OTHER/FILE"
  const why = isFull
    ? `the disk is full; make room, ${elsewhere}`
    : refusals.has(code)
      ? `${systemText(cause)}; look at the rights of ${dirname(typed)}, ${elsewhere}`
      : systemText(cause)
  return new Stop({ status: "io", sentence: `${path} can't be written: ${why}`, cause })
}
