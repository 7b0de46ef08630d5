/** `logmill enrich`: works out anew what is known of stored values. The log files are not needed. */
import { basename } from "node:path"

import { Effect } from "effect"

import { enrich } from "@logmill/core/ingest/enrich"

import { fromIngest } from "../failure.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { nextCommand } from "../next.ts"
import { pluginKnowledge } from "../pluginCode.ts"
import { foundPlugins, refusalOf } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"
import { userKnowledge } from "../userKnowledge.ts"

export type Input = Everywhere & FlagValues<"geoip" | "plugins">

export const run = Effect.fnUntraced(function* (input: Input) {
  const shell = yield* Shell
  const settings = yield* loadSettings(givenBy(input))
  const { db, wait } = settings.values
  const { plugins, refused } = yield* foundPlugins(settings.values)
  yield* Effect.forEach(refused, (plugin) => shell.warn(refusalOf(plugin)))
  const { endCode, enrichment, notRun } = yield* pluginKnowledge(plugins, yield* userKnowledge(settings))
  const remedyFor = (name: string): string | null => {
    const isNamed = refused.some((plugin) => [plugin.name, basename(plugin.folder ?? plugin.name)].includes(name))
    return notRun.get(name) ?? (isNamed ? "mend it, or say where it is" : null)
  }
  const { days, missing, ...changed } = yield* enrich(
    { databasePath: db, waitMs: wait },
    { enrichment, remedyFor }
  ).pipe(Effect.ensuring(endCode), Effect.mapError(fromIngest))
  const isSame = Object.values(changed).every((values) => values === 0)
  const { agents, clients, paths, referrers } = changed
  yield* shell.note(
    isSame
      ? "all that is stored is as it would be made now"
      : `changed: ${[counted(agents, "agent"), counted(paths, "path"), counted(referrers, "referrer"), counted(clients, "client")].join(", ")}`
  )
  for (const name of missing) {
    const again = nextCommand(shell, settings.values, "enrich --plugins FOLDER")
    const isThere = plugins.some((plugin) => plugin.name === name)
    yield* shell.note(
      `the plugin ${name} ${isThere ? "has no enricher any more, so that nothing is asked" : `is asked no more; with it: ${again}`}`
    )
  }
  if (days > 0) yield* shell.note(`counts by agent class made anew for ${counted(days, "day")}`)
})

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`
