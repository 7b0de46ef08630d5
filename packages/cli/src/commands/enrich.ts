/** `logmill enrich`: works out anew what is known of stored agents, paths and referrers. The log files are not needed. */
import { Effect } from "effect"

import { enrich } from "@logmill/core/ingest/enrich"

import { fromStore } from "../failure.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { pluginKnowledge } from "../pluginCode.ts"
import { usePlugins } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere & FlagValues<"plugins">

export const run = Effect.fnUntraced(function* (input: Input) {
  const shell = yield* Shell
  const { values: settings } = yield* loadSettings(givenBy(input))
  const { sayFailures, ...knowledge } = yield* pluginKnowledge(yield* usePlugins(settings))
  const { agents, paths, referrers } = yield* enrich(
    { databasePath: settings.db, waitMs: settings.wait },
    knowledge
  ).pipe(Effect.ensuring(sayFailures), Effect.mapError(fromStore))
  const isSame = agents + paths + referrers === 0
  yield* shell.note(
    isSame
      ? "all that is stored is as it would be made now"
      : `changed: ${agents} agents, ${paths} paths, ${referrers} referrers`
  )
})
