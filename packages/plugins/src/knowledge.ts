/** What logmill's own plugins contribute to an ingest. */
import type { IngestKnowledge } from "@logmill/core/plugin"

import type { Addresses } from "./enrich/addresses.ts"
import { type EnrichmentRules, noRules } from "./enrich/rules.ts"
import { builtInFormats, readFormats } from "./formats.ts"
import { presets } from "./filters.ts"

/** What of the user's is known besides. */
export interface UserKnowledge {
  readonly rules: EnrichmentRules
  /** His databases of addresses; undefined: those that the database was enriched with last. */
  readonly addresses: Addresses | null | undefined
}

export const makeKnowledge = ({ addresses, rules }: UserKnowledge): IngestKnowledge => ({
  enrichment: async (geoip) => {
    const { makeEnrichment } = await import("./enrich/enrichment.ts")
    if (addresses !== undefined || geoip.length === 0) return makeEnrichment(rules, addresses ?? null)
    const { openRemembered } = await import("./enrich/addresses.ts")
    const remembered = await openRemembered(geoip)
    return makeEnrichment(rules, remembered.addresses, remembered.problems)
  },
  presets,
  formats: () => readFormats(builtInFormats(), true)
})

export const builtinKnowledge: IngestKnowledge = makeKnowledge({ rules: noRules, addresses: undefined })
