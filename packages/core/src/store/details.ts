/**
 * What is worked out once for each distinct value when it is first stored: the kind of a path, the site of a referrer,
 * the class of an agent.
 */
import { extensionOf } from "@logmill/workers/parse/request"

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

export interface PathDetails {
  readonly extension: string | null
  readonly kind: PathKind
}

const SLASH = 0x2f
const DOT = 0x2e
/** A dot and ten characters. */
const longestEnding = 11

/**
 * Extension and kind of a path, by its UTF-8 bytes [start, end). A log has few extensions, so no string is made of one
 * that was met before.
 */
export const makePathDetails = (
  assets: ReadonlySet<string>
): ((bytes: Buffer, start: number, end: number) => PathDetails) => {
  const known = new Map<number, PathDetails>()
  const page: PathDetails = { extension: null, kind: "page" }
  const detailsOf = (path: string): PathDetails => {
    const extension = extensionOf(path)
    return { extension, kind: kindOfPath(path, extension, assets) }
  }
  return (bytes, start, end) => {
    if (bytes[start] !== SLASH || start === end) return detailsOf(bytes.toString("utf8", start, end))
    // The ending is read as a number with 37 digits, which holds ten of them; 0 says that there is none.
    let ending = 0
    let unit = 1
    let at = end - 1
    for (const last = Math.max(start, end - longestEnding); at >= last; at--) {
      const byte = bytes[at]!
      if (byte === DOT || byte === SLASH) break
      const digit = digits[byte]!
      if (digit === 0) return detailsOf(bytes.toString("utf8", start, end))
      ending += digit * unit
      unit *= 37
    }
    if (bytes[at] !== DOT || at < end - longestEnding || bytes[at - 1] === SLASH || ending === 0) return page
    let details = known.get(ending)
    if (details === undefined) {
      details = detailsOf(bytes.toString("utf8", start, end))
      if (known.size < mostEndings) known.set(ending, details)
    }
    return details
  }
}

/** Endings remembered: more than a log has that is not made to hurt. */
const mostEndings = 1000

/** By byte: 1 to 36 for digits and letters, large or small; 0 for all else. */
const digits = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = "0123456789abcdefghijklmnopqrstuvwxyz".indexOf(String.fromCharCode(byte).toLowerCase())
  return byte < 0x80 ? digit + 1 : 0
})

/** Host of a referring page, lower-case and without `www.`; null for what is no http(s) address. */
export const siteOfReferrer = (referrer: string): string | null => {
  const match = /^https?:\/\/(?:[^@/?#]*@)?(\[[^\]/]*\]|[^:/?#]+)/i.exec(referrer)
  return match === null ? null : match[1]!.toLowerCase().replace(/^www\./, "")
}
