/** What logmill's own plugins contribute to an ingest. */
import type { IngestKnowledge } from "@logmill/core/plugin"

import { builtInFormats, readFormats } from "./formats.ts"
import { assetExtensions, presets } from "./filters.ts"

export const builtinKnowledge: IngestKnowledge = {
  enrichment: async () => {
    const { makeAgentClassifier } = await import("./enrich/agents.ts")
    return { classifyAgent: makeAgentClassifier(), assetExtensions }
  },
  presets,
  formats: () => readFormats(builtInFormats(), true)
}
