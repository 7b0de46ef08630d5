/**
 * What is worked out once for each distinct value when it is first stored: the address of a client, the kind of a path,
 * the site of a referrer, the class of an agent.
 */
import { isIPv4, isIPv6 } from "node:net"

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

/** The 16 bytes of an address, IPv4 mapped into IPv6; null for a name. A zone (`%eth0`) is left out. */
export const addressBytes = (client: string): Buffer | null => {
  const address = client.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "")
  if (isIPv4(address)) return Buffer.from([...mappedPrefix, ...address.split(".").map(Number)])
  return isIPv6(address) ? ipv6Bytes(address) : null
}

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

const ipv6Bytes = (address: string): Buffer => {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const text =
    dotted === null
      ? address
      : `${dotted[1]}${(Number(dotted[2]) * 256 + Number(dotted[3])).toString(16)}:${(Number(dotted[4]) * 256 + Number(dotted[5])).toString(16)}`
  const [head = "", tail] = text.split("::")
  const words = (part: string): Array<number> => (part === "" ? [] : part.split(":").map((word) => Number.parseInt(word, 16)))
  const before = words(head)
  const after = tail === undefined ? [] : words(tail)
  const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
  const bytes = Buffer.alloc(16)
  all.forEach((word, index) => bytes.writeUInt16BE(word, index * 2))
  return bytes
}
