/** The file to write must be neither the database nor a log that was read: these would be replaced. */
import { realpathSync } from "node:fs"
import { resolve } from "node:path"

import { Effect } from "effect"

import type { QueryError, SqlRow } from "@logmill/core/query/QueryEngine"
import { ownFiles } from "@logmill/core/store/filesBeside"

import { usage } from "../exit.ts"
import { Shell } from "../Shell.ts"

const isLog = `SELECT EXISTS (SELECT 1 FROM main.source_file WHERE path IN (:typed, :real))
  OR EXISTS (SELECT 1 FROM main.source WHERE path IN (:typed, :real))`

/** `ask`: one statement about the whole database. */
export const refuseInputs = Effect.fnUntraced(function* (
  path: string,
  database: string,
  ask: (sql: string, params: Readonly<Record<string, string>>) => Effect.Effect<ReadonlyArray<SqlRow>, QueryError>
) {
  const { cwd } = yield* Shell
  const typed = resolve(cwd, path)
  const real = realPathOf(typed)
  const files = [database, realPathOf(database)].flatMap(ownFiles)
  if (files.includes(real)) yield* usage(`${path} belongs to the database; name another file`)
  const [row] = yield* ask(isLog, { typed, real })
  if (row![0] === 1) yield* usage(`${path} is a log that was read; name another file`)
})

/** As it was typed where there is no such file yet. */
const realPathOf = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
