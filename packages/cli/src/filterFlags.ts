/** The flags of the filter: as the core reads them, and as they are typed. */
import { Option } from "effect"

import type { FilterInput } from "@logmill/core/analysis/filter"
import { patternNames } from "@logmill/core/analysis/filterNames"

import { filterKeys, flagTable, type FlagValues } from "./flags.ts"
import { shellWord } from "@logmill/core/shellWord"

export type FilterFlags = FlagValues<(typeof filterKeys)[number]>

/** The filter flags as the core reads them; it splits commas and parses patterns and times itself. */
export const filterOf = (flags: FilterFlags): FilterInput => ({
  ...one("from", flags.from),
  ...one("to", flags.to),
  ...one("tz", flags.zone),
  ...Object.fromEntries(patternNames.flatMap((name) => (flags[name].length > 0 ? [[name, flags[name]]] : [])))
})

const one = <K extends string>(key: K, value: Option.Option<string>): { readonly [P in K]?: string } =>
  Option.isSome(value) ? ({ [key]: value.value } as { readonly [P in K]: string }) : {}

/** The same flags again, to be typed behind a command: each with a blank in front. */
export const filterWords = (flags: FilterFlags): string =>
  filterKeys
    .flatMap((key) => {
      const given = flags[key]
      const values: ReadonlyArray<string> = Option.isOption(given) ? Option.toArray(given) : given
      return values.map((value) => ` --${flagTable[key].name} ${shellWord(value)}`)
    })
    .join("")
