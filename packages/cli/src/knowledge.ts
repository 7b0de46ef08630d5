/** What the built-in plugins contribute to an ingest, put together by hand: nothing registers itself. */
import type { IngestKnowledge } from "@logmill/core/ingest/options"

export const knowledge: IngestKnowledge = {
  enrichment: { classifyAgent: () => ({ agentClass: "unknown", bot: null }), assetExtensions: new Set() },
  presets: {}
}
