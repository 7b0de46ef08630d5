/** `logmill forget SOURCE...`: takes back what was read of log files, by path or number. The files themselves stay. */
import { Effect } from "effect"

import { forget } from "@logmill/core/ingest/forget"

import { Stop, usage } from "../exit.ts"
import { fromStore } from "../failure.ts"
import type { Everywhere } from "../flags.ts"
import { shownPath } from "../ingestReport.ts"
import { nextCommand } from "../next.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { entryNoun } from "../output/size.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere & { readonly sources: ReadonlyArray<string> }

export const run = Effect.fnUntraced(function* (input: Input) {
  const shell = yield* Shell
  const { values: settings } = yield* loadSettings(givenBy(input))
  const { forgotten, unknown } = yield* forget({
    databasePath: settings.db,
    names: input.sources,
    cwd: shell.cwd,
    waitMs: settings.wait
  }).pipe(Effect.mapError(fromStore))
  for (const { entries, path, sourceId } of forgotten) {
    yield* shell.note(`forgot ${shownPath(shell.cwd, path)} (source ${sourceId}): ${entries} ${entryNoun(entries)}`)
  }
  if (unknown.length > 0) {
    const names = unknown.map((name) => `"${name}"`).join(", ")
    const sentence = `no source is called ${names}; ${nextCommand(shell, settings, "status")} lists them`
    yield* forgotten.length > 0 ? new Stop({ status: "partly", sentence }) : usage(sentence)
  }
})
