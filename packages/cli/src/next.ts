/**
 * The next command to try, as it can be typed: through npx for who came through npm, which knows the command where no
 * shell does, with the plugins that were typed, and with the database when that is not the usual one.
 */
import { relative, resolve } from "node:path"

import type { Settings } from "./settingTable.ts"
import type { ShellShape } from "./Shell.ts"
import { shellWord } from "@logmill/core/shellWord"

export const nextCommand = (shell: ShellShape, settings: Settings, words: string): string => {
  const flags = words.includes("--plugins") ? [] : settings.plugins.filter(({ origin }) => origin === "flag")
  const command = [typedCommand(shell, words), ...flags.map(({ name }) => `--plugins ${shellWord(name)}`)].join(" ")
  const usual = shell.env["LOGMILL_DB"] ? resolve(shell.cwd, shell.env["LOGMILL_DB"]) : resolve(shell.cwd, "logmill.db")
  if (settings.db === usual) return command
  const path = relative(shell.cwd, settings.db)
  const shortest = path.length < settings.db.length ? path : settings.db
  return `${command} --db ${shellWord(shortest)}`
}

/** A command that needs no database. */
export const typedCommand = ({ env }: ShellShape, words: string): string => {
  const isFromNpm = [env["npm_execpath"], env["npm_lifecycle_event"]].some((value) => value !== undefined)
  return `${isFromNpm ? "npx " : ""}logmill ${words}`
}
