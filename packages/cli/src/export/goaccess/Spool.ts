/**
 * Text put aside in a temporary file until all is known that stands before it, so that a report may be longer than memory.
 */
import { Effect, FileSystem, type PlatformError, type Scope } from "effect"

import { Stop } from "../../exit.ts"
import type { Target } from "../../output/target.ts"

export interface Spool {
  /** Bytes so far. */
  readonly size: () => number
  readonly write: (text: string) => Effect.Effect<void, Stop>
  /** Copies what was written between two places. */
  readonly copy: (target: Target, from: number, to: number) => Effect.Effect<void, Stop>
}

const pieceSize = 1 << 20

/** Gone with the scope. */
export const makeSpool: Effect.Effect<Spool, Stop, FileSystem.FileSystem | Scope.Scope> = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* fs.makeTempFileScoped({ prefix: "logmill-" })
  const file = yield* fs.open(path, { flag: "w+" })
  let size = 0
  return {
    size: () => size,
    write: (text) => {
      const bytes = Buffer.from(text)
      size += bytes.length
      return Effect.mapError(file.writeAll(bytes), failed)
    },
    copy: Effect.fnUntraced(function* (target, from, to) {
      const piece = Buffer.alloc(Math.min(pieceSize, to - from))
      for (let at = from; at < to;) {
        const part = piece.subarray(0, Math.min(piece.length, to - at))
        const read = yield* Effect.mapError(file.read(part, { position: BigInt(at) }), failed)
        yield* target.write(part.subarray(0, read))
        at += read
      }
    })
  } satisfies Spool
}).pipe(Effect.mapError((cause) => (cause instanceof Stop ? cause : failed(cause))))

const failed = (cause: PlatformError.PlatformError): Stop =>
  new Stop({ status: "io", sentence: `a temporary file can't be written: ${cause.message}`, cause })
