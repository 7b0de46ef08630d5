/** What logmill knows of values by itself: the code of its own plugin. It is loaded when it is asked for the first time. */
import type { Enricher, Enrichment, RulePresets } from "@logmill/core/plugin"

import { assetExtensionsOf } from "./filters.ts"

/** Of which values it knows more than what they say themselves. */
export const builtInEnrichers: ReadonlyArray<keyof Enricher> = ["agent"]

/** Takes some 20 ms, as the lists of robots are long. `presets`: logmill's own, or more than these. */
export const builtInEnrichment = async (presets: RulePresets): Promise<Enrichment> => {
  const { makeAgentClassifier } = await import("./enrich/agents.ts")
  return { classifyAgent: makeAgentClassifier(), assetExtensions: assetExtensionsOf(presets) }
}
