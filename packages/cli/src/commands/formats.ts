/** `logmill formats`: the log formats by name, each with a line of it. */
import { Effect } from "effect"

import { formats } from "@logmill/workers/parse/formats"

import type { Everywhere } from "../flags.ts"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { listing } from "../output/rows.ts"

export type Input = Everywhere & OutputFlags

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const columns = ["name", "title", "sample"].map((name) => ({ name, kind: "text" as const }))
  const rows = formats.map(({ name, sample, title }) => [name, title, sample])
  yield* printRows([listing("formats", columns, rows)], choice)
})
