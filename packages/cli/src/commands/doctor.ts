/** `logmill doctor`: checks the machine and the database; exit status 1 when anything is red. */
import { existsSync } from "node:fs"
import { dirname } from "node:path"

import { Effect } from "effect"

import { QueryEngine } from "@logmill/core/query/QueryEngine"

import { type Check, check } from "../checks/check.ts"
import { databaseChecks, walBytes } from "../checks/database.ts"
import { fileSystem, freeSpace, gzipMembers, nodeVersion, sqliteVersion, writerSqlite } from "../checks/machine.ts"
import { pluginCheck } from "../checks/plugins.ts"
import { Stop } from "../exit.ts"
import type { Everywhere } from "../flags.ts"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { listing } from "@logmill/core/output/rows"
import { givenBy, loadSettings } from "../settings.ts"

export type Input = Everywhere & OutputFlags

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const { values: settings } = yield* loadSettings(givenBy(input))
  const folder = nearestFolder(settings.db)
  const checks: ReadonlyArray<Check> = [
    nodeVersion(process.versions.node),
    yield* attempt("writer's engine", () => sqliteVersion("writer's engine", writerSqlite())),
    yield* queryEngine(settings.db),
    yield* attempt("gzip", gzipMembers),
    yield* attempt("file system", () => fileSystem(folder)),
    yield* attempt("free space", () => freeSpace(folder, walBytes(settings.db))),
    ...databaseChecks(settings.db),
    yield* pluginCheck(settings)
  ]
  const columns = ["check", "state", "detail"].map((name) => ({ name, kind: "text" as const }))
  const rows = checks.map(({ detail, name, state }) => [name, state, detail])
  yield* printRows([listing("checks", columns, rows)], choice)
  const red = checks.filter(({ state }) => state === "error").map(({ name }) => name)
  if (red.length > 0) yield* new Stop({ status: "partly", sentence: `not in order: ${red.join(", ")}` })
})

/** A check that fails to look is itself a finding. */
const attempt = (name: string, look: () => Check | Promise<Check>) =>
  Effect.tryPromise(async () => look()).pipe(
    Effect.catch((error) => Effect.succeed(check(name, "error", (error.cause as Error).message)))
  )

/**
 * The SQLite that answers questions lives in a child process only, and is asked there when there is a database to ask;
 * else the version this Node was built with tells.
 */
const queryEngine = (db: string): Effect.Effect<Check> => {
  const name = "query engine"
  if (!existsSync(db)) return Effect.succeed(sqliteVersion(name, process.versions["sqlite"] ?? "0"))
  return QueryEngine.use((engine) => engine.run({ sql: "SELECT sqlite_version()" })).pipe(
    Effect.map(({ rows }) => sqliteVersion(name, String(rows[0]?.[0]))),
    Effect.catch((error) => Effect.succeed(check(name, "error", error.message))),
    Effect.provide(QueryEngine.layer(db))
  )
}

const nearestFolder = (path: string): string => {
  const folder = dirname(path)
  return existsSync(folder) || folder === path ? folder : nearestFolder(folder)
}
