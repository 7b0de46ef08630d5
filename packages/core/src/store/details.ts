/**
 * What is worked out once for each distinct value when it is first stored: the address of a client, the kind of a path,
 * the site of a referrer, the class of an agent.
 */
import { addressHex } from "@logmill/workers/filter/client"

/** Who an agent is. `unknown`: nothing can be said; `human`: a browser, as far as the text tells. */
export const agentClasses = [
  "human",
  "search",
  "ai-crawler",
  "monitor",
  "feed",
  "scanner",
  "library",
  "other-bot",
  "unknown"
] as const
export type AgentClass = (typeof agentClasses)[number]

export interface AgentDetails {
  readonly agentClass: AgentClass
  /** The bot's name, null for people and unknowns. */
  readonly bot: string | null
}

/** What plugins contribute to the details of new values. */
export interface Enrichment {
  readonly classifyAgent: (agent: string) => AgentDetails
  /** Lower-case extensions of files that pages are made of: images, styles, scripts, fonts, downloads. */
  readonly assetExtensions: ReadonlySet<string>
}

export type PathKind = "page" | "asset" | "other"

export const kindOfPath = (path: string, extension: string | null, assets: ReadonlySet<string>): PathKind => {
  if (!path.startsWith("/")) return "other"
  return extension !== null && assets.has(extension) ? "asset" : "page"
}

/** Host of a referring page, lower-case and without `www.`; null for what is no http(s) address. */
export const siteOfReferrer = (referrer: string): string | null => {
  const match = /^https?:\/\/(?:[^@/?#]*@)?(\[[^\]/]*\]|[^:/?#]+)/i.exec(referrer)
  return match === null ? null : match[1]!.toLowerCase().replace(/^www\./, "")
}

/** The 16 bytes of an address, IPv4 mapped into IPv6; null for a name. Brackets round it do not matter. */
export const addressBytes = (client: string): Buffer | null => {
  const hex = addressHex(client.replace(/^\[(.*)\]$/, "$1"))
  return hex === null ? null : Buffer.from(hex, "hex")
}
