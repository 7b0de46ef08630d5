/** `logmill formats`: the log formats by name, each with a line of it. */
import { Effect } from "effect"

import { formats as natives } from "@logmill/workers/parse/formats"

import type { Everywhere } from "../flags.ts"
import { formatCatalog } from "../formatCatalog.ts"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { listing } from "../output/rows.ts"
import { givenBy, loadSettings } from "../settings.ts"

export type Input = Everywhere & OutputFlags

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const { values: settings } = yield* loadSettings(givenBy(input))
  const { definitions } = yield* formatCatalog(settings)
  const columns = ["name", "title", "sample"].map((name) => ({ name, kind: "text" as const }))
  const rows = [
    ...natives.map(({ name, sample, title }) => [name, title, sample]),
    ...definitions.map(({ name, samples, title }) => [name, title, samples[0]?.line ?? null])
  ]
  yield* printRows([listing("formats", columns, rows)], choice)
})
