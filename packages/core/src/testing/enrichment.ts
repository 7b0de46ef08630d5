/** What tests know of values. */
import { type AgentDetails, type Enrichment, makePathDetails, noBrowser, siteOfReferrer } from "../store/details.ts"

/** Agents are told apart as far as tests need it. */
export const detailsOfAgent = (agent: string): AgentDetails => {
  if (agent.includes("Googlebot")) return { agentClass: "search", bot: "Googlebot", ...noBrowser }
  if (agent.includes("GPTBot")) return { agentClass: "ai-crawler", bot: "GPTBot", ...noBrowser }
  return { agentClass: agent.startsWith("Mozilla/") ? "human" : "unknown", bot: null, ...noBrowser }
}

export const testEnrichment: Enrichment = {
  agent: detailsOfAgent,
  path: makePathDetails(new Set(["css", "png"])),
  referrer: (referrer) => ({ site: siteOfReferrer(referrer), referrerClass: null }),
  client: null,
  madeWith: { geoip: [], rules: null },
  problems: []
}

/** Of those who learned something since. */
export const otherEnrichment: Enrichment = {
  ...testEnrichment,
  agent: (agent) =>
    agent.startsWith("Mozilla/") ? { agentClass: "monitor", bot: "Mozilla", ...noBrowser } : detailsOfAgent(agent),
  path: makePathDetails(new Set(["html"]))
}

/** Something of everything, told by `word`, so that another word makes all of it other; agents keep their classes. */
export const fullEnrichment = (word: string): Enrichment => ({
  agent: (agent) => {
    const details = detailsOfAgent(agent)
    if (details.bot !== null) return details
    return { ...details, browser: word, browserVersion: "1", os: `${word} OS`, osVersion: "2", device: "desktop" }
  },
  path: makePathDetails(new Set(["css", "png"]), (bytes, start, end) => {
    const path = bytes.toString("utf8", start, end)
    const template = path.replaceAll(/\d+/g, `:${word}`)
    return template === path ? null : template
  }),
  referrer: (referrer) => {
    const site = siteOfReferrer(referrer)
    return { site, referrerClass: site === null ? null : word }
  },
  client: (client) => ({ country: client.length > 9 ? "NL" : null, city: word, network: `AS64500 ${word}` }),
  madeWith: { geoip: [], rules: word },
  problems: []
})
