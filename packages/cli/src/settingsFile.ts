/**
 * Reading one settings file: TOML to texts by key, each with its line, so that whatever is wrong with a value can be
 * said with file and line. Which keys there are is the caller's business; an unknown one is refused here.
 */
import { Result } from "effect"
import { parse, TomlError, type TomlTable } from "smol-toml"

import { nearest } from "@logmill/core/nearest"
import { tomlFault } from "@logmill/core/tomlFault"

import { type Stop, usage } from "./exit.ts"

export interface SettingsFile {
  readonly path: string
  /** How messages name it. */
  readonly name: string
  readonly text: string
  /** Whether it is the user's own, and not one that lies in some folder. */
  readonly isOwn: boolean
}

export type SettingsEntries = ReadonlyMap<string, { readonly texts: ReadonlyArray<string>; readonly line: number }>

/** What a key takes: one text or number, a list of them, or true or false. */
export type KeyForm = "one" | "list" | "switch"

/** `keys`: the keys that may occur, tables joined by a dot. */
export const readSettingsFile = (
  file: SettingsFile,
  keys: ReadonlyMap<string, KeyForm>
): Result.Result<SettingsEntries, Stop> =>
  Result.gen(function* () {
    const table = yield* Result.try({
      try: () => parse(file.text),
      catch: (cause) =>
        cause instanceof TomlError
          ? usage(`${file.name}:${cause.line}: ${tomlFault(cause, file.text)}`)
          : usage(`${file.name}: ${String(cause)}`)
    })
    const entries = new Map<string, { texts: ReadonlyArray<string>; line: number }>()
    for (const [key, value] of flatten(table)) {
      const line = lineOf(key, file.text)
      const form = keys.get(key)
      if (form === undefined) {
        const within = [...keys.keys()].find((known) => known.startsWith(`${key}.`))
        const meant = within ?? nearest(key, keys.keys())
        const advice = meant === null ? `"logmill config" lists the settings` : `did you mean ${meant}?`
        return yield* Result.fail(usage(`${file.name}:${line}: there is no setting ${key}; ${advice}`))
      }
      const texts = form === "switch" && typeof value === "boolean" ? [String(value)] : textsOf(value)
      if (texts === null || (Array.isArray(value) && form !== "list")) {
        return yield* Result.fail(usage(`${file.name}:${line}: ${key} must be ${expected[form]}`))
      }
      entries.set(key, { texts, line })
    }
    return entries
  })

const expected: Readonly<Record<KeyForm, string>> = {
  one: "a text or a number",
  list: "a text or a list of texts",
  switch: "true or false"
}

const flatten = (table: TomlTable, prefix = ""): Array<[key: string, value: unknown]> =>
  Object.entries(table).flatMap(([key, value]): Array<[string, unknown]> => {
    const isTable = typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)
    return isTable ? flatten(value, `${prefix}${key}.`) : [[prefix + key, value]]
  })

const textsOf = (value: unknown): ReadonlyArray<string> | null => {
  const items: ReadonlyArray<unknown> = Array.isArray(value) ? value : [value]
  return items.every((item) => typeof item === "string" || typeof item === "number") ? items.map(String) : null
}

/** The line (from 1) where a flattened key is set. The parser keeps no positions; keys are unique, so a search will do. */
const lineOf = (key: string, text: string): number => {
  let table = ""
  for (const [index, line] of text.split("\n").entries()) {
    const header = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)
    if (header !== null) table = `${unquoted(header[1]!)}.`
    const assigned = /^\s*([^=#]+?)\s*=/.exec(line)
    if (assigned === null || header !== null) continue
    const full = table + unquoted(assigned[1]!)
    if (full === key || key.startsWith(`${full}.`)) return index + 1
  }
  return 1
}

const unquoted = (key: string): string => key.replace(/["'\s]/g, "")
