/** The next command to try, as it can be typed: with the database when that is not the usual one. */
import { relative, resolve } from "node:path"

import type { Settings } from "./settings.ts"
import type { ShellShape } from "./Shell.ts"
import { shellWord } from "./shellWord.ts"

export const nextCommand = (shell: ShellShape, settings: Settings, words: string): string => {
  const usual = shell.env["LOGMILL_DB"] ? resolve(shell.cwd, shell.env["LOGMILL_DB"]) : resolve(shell.cwd, "logmill.db")
  if (settings.db === usual) return `logmill ${words}`
  const path = relative(shell.cwd, settings.db)
  const shortest = path.length < settings.db.length ? path : settings.db
  return `logmill ${words} --db ${shellWord(shortest)}`
}
