/** `logmill config`: every setting with its value and where that came from. */
import { Effect } from "effect"

import type { Everywhere } from "../flags.ts"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { listing } from "@logmill/core/output/rows"
import { givenBy, loadSettings } from "../settings.ts"
import { type SettingName, type Settings, settingTable } from "../settingTable.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere & OutputFlags

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const { origins, strangers, values } = yield* loadSettings(givenBy(input))
  const rows = (Object.keys(settingTable) as ReadonlyArray<SettingName>).map((name) => [
    settingTable[name].key,
    shownValue(name, values[name]),
    origins[name],
    settingTable[name].variable,
    settingTable[name].doc
  ])
  const columns = ["setting", "value", "origin", "variable", "meaning"].map((name) => ({ name, kind: "text" as const }))
  yield* printRows([listing("settings", columns, rows)], choice)
  const shell = yield* Shell
  for (const { meant, variable } of strangers) {
    yield* shell.warn(`${variable} is not a setting${meant === null ? "" : `; did you mean ${meant}?`}`)
  }
})

/** A value as it would be written in a settings file; null for none. */
const shownValue = (name: SettingName, value: Settings[SettingName]): string | null => {
  if (value === null) return null
  if (name === "wait" || name === "timeout") return `${Number(value) / 1000}s`
  if (typeof value !== "object") return String(value)
  if ("share" in value) return `${value.share * 100}%`
  if ("lines" in value) return String(value.lines)
  return value.map((one) => (typeof one === "object" ? one.name : one)).join(" ") || null
}
