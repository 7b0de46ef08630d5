/**
 * What a dry run stores into: a copy of the database, which goes with the scope. So it knows what was read before, and says of
 * each file what the ingest itself would. It costs a second and the room of the database for each 500 MB (Nov 2026); where there
 * is no database, memory.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { copyFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

import Database from "better-sqlite3"
import { Effect, Result, type Scope } from "effect"

import { freeIn } from "../query/diskSpace.ts"
import { inMemory, keyFile } from "../store/filesBeside.ts"
import { inspect } from "../store/open.ts"
import { StoreError, storeError } from "../store/StoreError.ts"

export const copyForDryRun = (databasePath: string): Effect.Effect<string, StoreError, Scope.Scope> =>
  Effect.gen(function* () {
    const isThere = yield* attempt(databasePath, () => ["older", "current"].includes(inspect(databasePath)))
    if (!isThere) return inMemory
    const folder = yield* Effect.acquireRelease(
      attempt(databasePath, () => mkdtempSync(join(tmpdir(), "logmill-"))),
      (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
    )
    yield* Effect.fromResult(roomFor(databasePath, folder))
    const copy = join(folder, "logmill.db")
    yield* Effect.tryPromise({
      try: async () => {
        const database = new Database(databasePath, { readonly: true })
        try {
          await database.backup(copy)
        } finally {
          database.close()
        }
        if (existsSync(keyFile(databasePath))) await copyFile(keyFile(databasePath), keyFile(copy))
      },
      catch: (cause) => storeError(databasePath, cause)
    })
    return copy
  })

const attempt = <A>(path: string, act: () => A): Effect.Effect<A, StoreError> =>
  Effect.try({ try: act, catch: (cause) => storeError(path, cause) })

const roomFor = (databasePath: string, folder: string): Result.Result<void, StoreError> => {
  if (statSync(databasePath).size < freeIn(folder)) return Result.succeed(undefined)
  const message = `--dry-run needs a copy of ${databasePath} for a while, and there is no room for it in ${tmpdir()}; set TMPDIR to a folder with more`
  return Result.fail(new StoreError({ reason: "full", message }))
}
