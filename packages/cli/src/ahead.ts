/**
 * Starts what a command will need before the command itself is loaded, as there are two cores: the process that answers
 * questions, or for a new database the thread that parses; each takes a tenth of a second. Which database is meant is
 * guessed from the words and the environment, as far as that goes without reading settings files; a guess that was wrong
 * costs what was started, which is ended unasked (QueryEngine.ts) or with the process.
 */
import { existsSync, statSync } from "node:fs"
import { join, resolve } from "node:path"

import { type StartedParser, startParser } from "@logmill/core/ingest/startParser"
import { QueryChild } from "@logmill/core/query/child"

import { configFolderOf, standingIn } from "./standing.ts"

/** The commands that are sure to ask. */
const asking: ReadonlyArray<string> = ["analyze", "sql", "export", "status", "rejects", "serve"]

type Env = Readonly<Record<string, string | undefined>>

/** What was started; null: it was not foreseen that it is needed. */
export interface Ahead {
  readonly child: QueryChild | null
  readonly parser: StartedParser | null
}

export const nothingAhead: Ahead = { child: null, parser: null }

/** `words`: what was typed. */
export const startAhead = (words: ReadonlyArray<string>, env: Env, folder: string): Ahead => {
  const cwd = standingIn(env, folder)
  // Flags may stand in front of the command.
  const first = words.find((word, index) => !word.startsWith("-") && words[index - 1] !== "--db")
  const path = databaseMeant(words, env, cwd)
  if (first === undefined || path === null) return nothingAhead
  try {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (asking.includes(first)) return { ...nothingAhead, child: stat?.isFile() === true ? new QueryChild(path) : null }
    const isIngest = first === "ingest" || existsSync(resolve(cwd, first))
    return { ...nothingAhead, parser: isIngest && stat === undefined ? startParser() : null }
  } catch {
    // What is wrong shows again when the command itself needs it, and is told then.
    return nothingAhead
  }
}

/** Absolute, by the precedence of settings.ts; null when help is asked for, or a settings file may name another. */
export const databaseMeant = (words: ReadonlyArray<string>, env: Env, cwd: string): string | null => {
  if (words.some((word) => word === "--help" || word === "-h")) return null
  const at = words.findIndex((word) => word === "--db" || word.startsWith("--db="))
  const flag = words[at] === "--db" ? words[at + 1] : words[at]?.slice("--db=".length)
  const named = flag || env["LOGMILL_DB"]
  if (named) return resolve(cwd, named)
  const files = [join(cwd, "logmill.toml"), join(configFolderOf(env), "config.toml")]
  return files.some((file) => existsSync(file)) ? null : resolve(cwd, "logmill.db")
}
