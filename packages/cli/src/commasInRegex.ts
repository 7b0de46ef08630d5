/** What is said of filter flags whose list seems to go on behind a regular expression: it is one expression, commas and all. */
import { Effect } from "effect"

import { listBehindRegex } from "@logmill/core/analysis/otherGrammars"
import { patternNames } from "@logmill/core/analysis/filterNames"
import { shellWord } from "@logmill/core/shellWord"

import type { FilterFlags } from "./filterFlags.ts"
import { flagTable } from "./flags.ts"
import { Shell } from "./Shell.ts"

export const noteCommas = Effect.fnUntraced(function* (flags: Pick<FilterFlags, (typeof patternNames)[number]>) {
  const shell = yield* Shell
  for (const name of patternNames) {
    for (const value of flags[name]) {
      const list = listBehindRegex(value)
      if (list === null) continue
      const flag = `--${flagTable[name].name}`
      const typed = list.map((one) => `${flag} ${shellWord(one)}`).join(" ")
      yield* shell.note(`${flag}: a comma behind ~ is a part of the regular expression; for a list: ${typed}`)
    }
  }
})
