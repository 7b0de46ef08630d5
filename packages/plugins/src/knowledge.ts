/** What logmill's own plugins contribute to an ingest. */
import type { IngestKnowledge } from "@logmill/core/plugin"

import { makeAgentClassifier } from "./enrich/agents.ts"
import { assetExtensions, presets } from "./filters.ts"

/** Builds the classifier of agents anew at each call (some milliseconds), so call it once an ingest. */
export const builtinKnowledge = (): IngestKnowledge => ({
  enrichment: { classifyAgent: makeAgentClassifier(), assetExtensions },
  presets
})
