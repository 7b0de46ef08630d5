/**
 * `forget`: taking back what was read of a source, as if it had never been given. The log can be ingested again then.
 *
 * One transaction a source, and one for the values nobody uses any more; interrupted in between, it can be run again. What is
 * deleted is overwritten, and kept answers go; the file does not become smaller.
 */
import { rmSync } from "node:fs"
import { resolve } from "node:path"

import { Effect } from "effect"

import { emptyLog } from "../store/emptyLog.ts"
import { openExisting } from "../store/existing.ts"
import { answersFile } from "../store/filesBeside.ts"
import { bumpVersion } from "../store/open.ts"
import { forgetSource } from "../store/ranges.ts"
import { catchUp } from "../store/rollups/stored.ts"
import { findSources, forgetFiles } from "../store/sources.ts"
import { deleteUnusedValues } from "../store/unused.ts"

export interface ForgetOptions {
  readonly databasePath: string
  /** Numbers of sources, or paths they were seen under, relative to `cwd`. */
  readonly names: ReadonlyArray<string>
  readonly cwd: string
  readonly waitMs: number
}

export interface Forgotten {
  readonly sourceId: number
  readonly path: string
  readonly entries: number
}

export interface ForgetReport {
  readonly forgotten: ReadonlyArray<Forgotten>
  /** Names that are no source's. */
  readonly unknown: ReadonlyArray<string>
}

export const forget = Effect.fn("forget")(function* (options: ForgetOptions) {
  const { names, cwd } = options
  const store = yield* openExisting(options, "forget")
  // What is forgotten must not be found in the free pages of the file.
  yield* store.use(({ raw }) => raw.pragma("secure_delete = ON"))

  yield* store.use(catchUp)
  const forgotten: Array<Forgotten> = []
  const unknown: Array<string> = []
  for (const name of names) {
    const sources = yield* store.use((connection) => {
      const byName = findSources(connection, name)
      return byName.length > 0 ? byName : findSources(connection, resolve(cwd, name))
    })
    if (sources.length === 0) unknown.push(name)
    for (const { id, path } of sources) {
      const entries = yield* store.use((connection) =>
        connection.raw
          .transaction(() => {
            const count = forgetSource(connection, id)
            forgetFiles(connection, id)
            bumpVersion(connection)
            return count
          })
          .immediate()
      )
      forgotten.push({ sourceId: id, path, entries })
    }
  }
  if (forgotten.length > 0) {
    yield* store.use((connection) => {
      connection.raw.transaction(() => deleteUnusedValues(connection)).immediate()
      emptyLog(connection)
      rmSync(answersFile(options.databasePath), { force: true })
    })
  }
  return { forgotten, unknown } satisfies ForgetReport
}, Effect.scoped)
