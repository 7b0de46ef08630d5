/**
 * `enrich`: what logmill knows of stored values (classes of agents, kinds of paths, sites of referrers), worked out anew
 * with what it knows now. One transaction; the log files are not needed.
 */
import { Effect } from "effect"

import { emptyLog } from "../store/emptyLog.ts"
import { type Enriched, enrichValues } from "../store/enriching.ts"
import { type ExistingOptions, openExisting } from "../store/existing.ts"
import { bumpVersion } from "../store/open.ts"
import { catchUp } from "../store/rollups/stored.ts"
import type { IngestKnowledge } from "./options.ts"

export const enrich = Effect.fn("enrich")(function* (
  options: ExistingOptions,
  knowledge: Pick<IngestKnowledge, "enrichment">
) {
  const store = yield* openExisting(options, "enrich")
  const enrichment = yield* Effect.promise(knowledge.enrichment)
  yield* store.use(catchUp)
  return yield* store.use((connection): Enriched => {
    const enriched = connection.raw
      .transaction(() => {
        const changed = enrichValues(connection, enrichment)
        if (changed.agents + changed.paths + changed.referrers > 0) bumpVersion(connection)
        return changed
      })
      .immediate()
    emptyLog(connection)
    return enriched
  })
}, Effect.scoped)
