/** All that logmill and its user know of values, put together. */
import type { Enrichment } from "@logmill/core/plugin"
import { makePathDetails } from "@logmill/core/plugin"
import { createHash } from "node:crypto"

import { assetExtensions } from "../filters.ts"
import type { Addresses } from "./addresses.ts"
import { makeAgentDetails } from "./agentDetails.ts"
import { makeReferrerDetails } from "./referrers.ts"
import type { EnrichmentRules } from "./rules.ts"
import { makeTemplates } from "./templates.ts"

/** `addresses`: null without databases of them. Takes some ten milliseconds. */
export const makeEnrichment = (
  rules: EnrichmentRules,
  addresses: Addresses | null,
  problems: ReadonlyArray<string> = []
): Enrichment => ({
  agent: makeAgentDetails(rules.agents),
  path: makePathDetails(assetExtensions, makeTemplates(rules.paths)),
  referrer: makeReferrerDetails(rules.referrers),
  client: addresses?.client ?? null,
  madeWith: { geoip: addresses?.madeWith ?? [], rules: digestOf(rules) },
  problems
})

const digestOf = (rules: EnrichmentRules): string | null =>
  Object.values(rules).every((list) => list.length === 0)
    ? null
    : createHash("sha256").update(JSON.stringify(rules)).digest("hex").slice(0, 16)
