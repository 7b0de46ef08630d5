/**
 * `enrich`: what is known of stored values (who agents are, templates of paths, classes of referrers, where clients are),
 * worked out anew with what is known now. One transaction; the log files are not needed. `missing`: plugins whose code was
 * asked before, and is not now.
 */
import { Effect } from "effect"

import { emptyLog } from "../store/emptyLog.ts"
import { missingEnrichers, rememberedGeoip, rememberEnrichment } from "../store/enrichedWith.ts"
import { type Enriched, enrichValues } from "../store/enriching.ts"
import { type ExistingOptions, openExisting } from "../store/existing.ts"
import { bumpVersion } from "../store/open.ts"
import { catchUp } from "../store/rollups/stored.ts"
import { IngestError } from "./IngestError.ts"
import type { IngestKnowledge } from "./options.ts"

export interface EnrichKnowledge extends Pick<IngestKnowledge, "enrichment"> {
  /** What to do about a plugin that is named, and whose code is not run all the same; null: it is not named. */
  readonly remedyFor?: (plugin: string) => string | null
}

export const enrich = Effect.fn("enrich")(function* (options: ExistingOptions, knowledge: EnrichKnowledge) {
  const store = yield* openExisting(options, "enrich")
  const geoip = yield* store.use(rememberedGeoip)
  const enrichment = yield* Effect.promise(() => knowledge.enrichment(geoip))
  // To go on without it would take away what it told.
  const [problem] = enrichment.problems
  if (problem !== undefined) return yield* new IngestError({ reason: "geoip", message: problem })
  const missing = yield* store.use((connection) => missingEnrichers(connection, enrichment.madeWith))
  for (const name of missing) {
    const remedy = knowledge.remedyFor?.(name) ?? null
    if (remedy === null) continue
    const message = `to go on without the plugin ${name}, whose code is not run, would lose what it told: ${remedy}; or do without: name it no more, or take it out of your configuration`
    return yield* new IngestError({ reason: "plugin", message })
  }
  yield* store.use(catchUp)
  return yield* store.use((connection): Enriched & { readonly missing: ReadonlyArray<string> } => {
    const enriched = connection.raw
      .transaction(() => {
        const changed = enrichValues(connection, enrichment)
        rememberEnrichment(connection, enrichment.madeWith)
        if (changed.agents + changed.paths + changed.referrers + changed.clients > 0) bumpVersion(connection)
        return changed
      })
      .immediate()
    emptyLog(connection)
    return { ...enriched, missing }
  })
}, Effect.scoped)
