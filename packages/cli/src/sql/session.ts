/** How statements are run and printed: by the flags of the command, and in the prompt by what was set there since. */
import { Option } from "effect"

import type { FilterInput } from "@logmill/core/analysis/filter"

import { filterOf, filterWords } from "../filterFlags.ts"
import type { sqlKeys, FlagValues } from "../flags.ts"
import type { OutputChoice } from "../output/print.ts"
import type { ResolvedSettings } from "../settings.ts"
import type { Settings } from "../settingTable.ts"
import { shellWord } from "@logmill/core/shellWord"

export interface Session {
  readonly settings: Settings
  readonly choice: OutputChoice
  /** Milliseconds; 0: none. */
  readonly timeout: number
  /** Rows; 0: all, null: as many as the mode is for. */
  readonly limit: number | null
  readonly params: ReadonlyMap<string, string>
  readonly isExplaining: boolean
  readonly filter: FilterInput
  /** The flags of the filter and the parameters again, to be typed. */
  readonly words: string
  readonly isPrompt: boolean
}

export type SqlFlags = FlagValues<(typeof sqlKeys)[number]>

const usualTimeout = 30_000

export const sessionOf = (
  flags: SqlFlags,
  { origins, values: settings }: ResolvedSettings,
  choice: OutputChoice
): Session => ({
  settings,
  choice,
  // The settings' own defaults are those of analyses.
  timeout: origins.timeout === "default" ? usualTimeout : settings.timeout,
  limit: origins.limit === "default" ? null : settings.limit,
  params: new Map(flags.sqlParam),
  isExplaining: flags.explain,
  filter: filterOf(flags),
  words:
    filterWords(flags) + flags.sqlParam.map(([name, value]) => ` --param ${shellWord(`${name}=${value}`)}`).join(""),
  isPrompt: false
})

/** What the flags say of settings that statements have their own defaults of. */
export const settingsGiven = ({ sqlLimit, sqlTimeout }: SqlFlags) => ({
  limit: Option.getOrUndefined(sqlLimit),
  timeout: Option.getOrUndefined(sqlTimeout)
})

/** A table is for reading, and has the widths of all its rows. */
const rowsOfTable = 1000

/** Undefined: all. */
export const mostRows = ({ choice, limit }: Session): number | undefined => {
  const most = limit ?? (choice.mode === "table" ? rowsOfTable : 0)
  return most === 0 ? undefined : most
}
