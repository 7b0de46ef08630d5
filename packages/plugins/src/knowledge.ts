/** What logmill knows of values by itself: the code of its own plugin. It is loaded when it is asked for the first time. */
import type { Enricher, Enrichment, RulePresets } from "@logmill/core/plugin"

import type { Addresses } from "./enrich/addresses.ts"
import type { EnrichmentRules } from "./enrich/rules.ts"
import { assetExtensionsOf } from "./filters.ts"

/** Of which values it knows more than what they say themselves. */
export const builtInEnrichers: ReadonlyArray<keyof Enricher> = ["agent", "path", "referrer", "client"]

/** What of the user's is known besides. */
export interface UserKnowledge {
  readonly rules: EnrichmentRules
  /** His databases of addresses; undefined: those that the database was enriched with last. */
  readonly addresses: Addresses | null | undefined
}

/**
 * Takes some 20 ms, as the lists of robots are long. `presets`: logmill's own, or more than these; `geoip`: databases of
 * addresses that were used last.
 */
export const builtInEnrichment = async (
  presets: RulePresets,
  { addresses, rules }: UserKnowledge,
  geoip: ReadonlyArray<string>
): Promise<Enrichment> => {
  const { makeEnrichment } = await import("./enrich/enrichment.ts")
  const assetExtensions = assetExtensionsOf(presets)
  if (addresses !== undefined || geoip.length === 0) {
    return makeEnrichment({ rules, addresses: addresses ?? null, assetExtensions, problems: [] })
  }
  const { openRemembered } = await import("./enrich/addresses.ts")
  return makeEnrichment({ rules, assetExtensions, ...(await openRemembered(geoip)) })
}
