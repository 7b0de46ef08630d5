/**
 * Starts the process that answers questions before the command itself is loaded: each takes a tenth of a second, and
 * there are two cores. Which database is meant is guessed from the words and the environment, as far as that goes without
 * reading settings files; a guess that was wrong costs the child, which is killed unasked (QueryEngine.ts).
 */
import { existsSync, statSync } from "node:fs"
import { join, resolve } from "node:path"

import { QueryChild } from "@logmill/core/query/child"

import { configFolderOf, standingIn } from "./standing.ts"

/** The commands that are sure to ask. */
const asking: ReadonlyArray<string | undefined> = ["analyze", "status", "rejects"]

type Env = Readonly<Record<string, string | undefined>>

/** `words`: what was typed. Null when no question is foreseen, or not of which database. */
export const startAhead = (words: ReadonlyArray<string>, env: Env, folder: string): QueryChild | null => {
  const path = databaseAsked(words, env, standingIn(env, folder))
  if (path === null || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null
  try {
    return new QueryChild(path)
  } catch {
    // What is wrong shows again when the command itself needs it, and is told then.
    return null
  }
}

/** Absolute, by the precedence of settings.ts. */
export const databaseAsked = (words: ReadonlyArray<string>, env: Env, cwd: string): string | null => {
  if (!asking.includes(words[0]) || words.some((word) => word === "--help" || word === "-h")) return null
  const at = words.findIndex((word) => word === "--db" || word.startsWith("--db="))
  const flag = words[at] === "--db" ? words[at + 1] : words[at]?.slice("--db=".length)
  const named = flag || env["LOGMILL_DB"]
  if (named) return resolve(cwd, named)
  const files = [join(cwd, "logmill.toml"), join(configFolderOf(env), "config.toml")]
  return files.some((file) => existsSync(file)) ? null : resolve(cwd, "logmill.db")
}
