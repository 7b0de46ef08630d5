/** All that logmill and its user know of values, put together. */
import { type Enrichment, makePathDetails } from "@logmill/core/plugin"
import { createHash } from "node:crypto"
import { Worker } from "node:worker_threads"

import type { Addresses } from "./addresses.ts"
import { makeAgentDetails } from "./agentDetails.ts"
import { makeReferrerDetails } from "./referrers.ts"
import type { AgentRule, EnrichmentRules } from "./rules.ts"
import { makeTemplates } from "./templates.ts"

interface Known {
  readonly rules: EnrichmentRules
  /** Null without databases of them. */
  readonly addresses: Addresses | null
  readonly assetExtensions: ReadonlySet<string>
  readonly problems: ReadonlyArray<string>
}

/** Takes some ten milliseconds. */
export const makeEnrichment = ({ addresses, assetExtensions, problems, rules }: Known): Enrichment => ({
  agent: Object.assign(makeAgentDetails(rules.agents), { thread: () => startAgentThread(rules.agents) }),
  path: makePathDetails(assetExtensions, makeTemplates(rules.paths)),
  referrer: makeReferrerDetails(rules.referrers),
  client: addresses?.client ?? null,
  madeWith: { geoip: addresses?.madeWith ?? [], rules: digestOf(rules) },
  problems
})

/** The thread's file, which is bundled when we are not, too (scripts/threads.ts). */
const threadFile = import.meta.url.endsWith(".ts") ? "../../dist/agents.worker.js" : "./agents.worker.js"

const startAgentThread = (rules: ReadonlyArray<AgentRule>): Worker =>
  new Worker(new URL(threadFile, import.meta.url), {
    workerData: rules,
    resourceLimits: { maxYoungGenerationSizeMb: 4 }
  })

const digestOf = (rules: EnrichmentRules): string | null =>
  Object.values(rules).every((list) => list.length === 0)
    ? null
    : createHash("sha256").update(JSON.stringify(rules)).digest("hex").slice(0, 16)
