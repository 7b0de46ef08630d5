/** `logmill sql`: one statement, from the command line or from standard input; or a prompt. */
import { existsSync } from "node:fs"
import { resolve } from "node:path"

import { Effect, Option } from "effect"

import { noteCommas } from "../commasInRegex.ts"
import { engineLayer, requireDatabase } from "../database.ts"
import { usage } from "../exit.ts"
import type { Everywhere } from "../flags.ts"
import { chooseOutput, type OutputFlags } from "../output/print.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"
import { shellWord } from "@logmill/core/shellWord"
import { runStatement } from "../sql/runStatement.ts"
import { sessionOf, settingsGiven, type SqlFlags } from "../sql/session.ts"

export type Input = Everywhere & OutputFlags & SqlFlags & { readonly query: Option.Option<string> }

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const settings = yield* loadSettings({ ...givenBy(input), ...settingsGiven(input) })
  const sql = yield* statementOf(input.query)
  yield* requireDatabase(settings.values)
  yield* noteCommas(input)
  const session = sessionOf(input, settings, choice)
  yield* (
    sql === null
      ? Effect.flatMap(
          Effect.promise(() => import("../sql/prompt.ts")),
          ({ prompt }) => prompt(session)
        )
      : Effect.asVoid(runStatement(sql, session))
  ).pipe(Effect.provide(engineLayer(settings.values, 1)))
})

/** Longer ones SQLite is not asked to compile. */
const longestStatement = 1_000_000

/** Null: a prompt. */
const statementOf = Effect.fnUntraced(function* (query: Option.Option<string>) {
  const { cwd, stdin, stdout } = yield* Shell
  if (Option.isSome(query) && query.value !== "-") {
    const word = query.value.trim()
    if (/^\S+\.\S+$/.test(word) && existsSync(resolve(cwd, word))) {
      return yield* usage(`${word} is a file; standard input takes it: logmill sql - < ${shellWord(word)}`)
    }
    return query.value
  }
  if (Option.isSome(query) || !stdin.isTerminal) {
    // Editors of Windows put a mark in front.
    return (yield* stdin.read(longestStatement)).replace(/^\uFEFF/, "")
  }
  if (stdout.isTerminal) return null
  return yield* usage(`a prompt needs a terminal to write to; give the statement: logmill sql "SELECT ..."`)
})
