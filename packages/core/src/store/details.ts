/**
 * What is worked out once for each distinct value when it is first stored: kind and template of a path, site and class of
 * a referrer, who an agent is, where a client is.
 */
import type { Worker } from "node:worker_threads"

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

const peopleClasses: ReadonlyArray<AgentClass> = ["human", "unknown"]

/** Words of filters for several classes. Who says nothing is counted among people: only what says that it is a program is a bot. */
export const classWords: ReadonlyMap<string, ReadonlyArray<AgentClass>> = new Map([
  ["people", peopleClasses],
  ["bots", agentClasses.filter((name) => !peopleClasses.includes(name))]
])

/** Texts are null for what is not told. */
export interface AgentDetails {
  readonly agentClass: AgentClass
  /** The bot's name, null for people and unknowns. */
  readonly bot: string | null
  /** Families and versions of browser and system, and the kind of device; null for bots. */
  readonly browser: string | null
  readonly browserVersion: string | null
  readonly os: string | null
  readonly osVersion: string | null
  readonly device: string | null
}

/** Nothing of a browser: what bots have. */
export const noBrowser = { browser: null, browserVersion: null, os: null, osVersion: null, device: null } as const

export interface ClientDetails {
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null
  readonly city: string | null
  /** Number and name of the network: `AS64500 Example Net`. */
  readonly network: string | null
}

export interface ReferrerDetails {
  /** Host of the referring page, see `siteOfReferrer`. */
  readonly site: string | null
  readonly referrerClass: string | null
}

/**
 * What is known of values, a function a kind of value. Each is asked once for a distinct value, when it is first stored
 * and whenever `enrich` runs, and must say the same of the same value: whole rows depend on it. They run on the main
 * thread while an ingest writes, so a microsecond counts.
 */
export interface Enrichment {
  readonly agent: AgentTeller
  /** Of the path whose UTF-8 is bytes[start, end). */
  readonly path: (bytes: Buffer, start: number, end: number) => PathDetails
  readonly referrer: (referrer: string) => ReferrerDetails
  /** Of an address as it is stored, or a name; null: nothing is known of any client. */
  readonly client: ((client: string) => ClientDetails) | null
  readonly madeWith: MadeWith
  /** Sentences: what of the user's could not be used, that was used before. */
  readonly problems: ReadonlyArray<string>
}

export interface AgentTeller {
  (agent: string): AgentDetails
  /**
   * Starts a thread that tells the same of many (`ToAgentThread`, `FromAgentThread`), for logs in which each line has
   * another agent. Whatever is wrapped around this function has none.
   */
  readonly thread?: () => Worker
}

/** Agents one after the other as UTF-8, and where each ends. */
export interface ToAgentThread {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly ends: Uint32Array<ArrayBuffer>
}

/** The answer to one message: what was found, and which of that each agent is. */
export interface FromAgentThread {
  readonly details: ReadonlyArray<AgentDetails>
  readonly which: Uint32Array<ArrayBuffer>
}

/** What of the user's the enrichment was made with; compared as JSON with what it was made with before. */
export interface MadeWith {
  /** His databases of addresses. */
  readonly geoip: ReadonlyArray<{ readonly path: string; readonly type: string; readonly builtAt: string }>
  /** Digest of his rules; null without any. */
  readonly rules: string | null
  /** Names of plugins whose code was asked; absent: of none. */
  readonly enrichers?: ReadonlyArray<string>
}

export type PathKind = "page" | "asset" | "other"

export const kindOfPath = (path: string, extension: string | null, assets: ReadonlySet<string>): PathKind => {
  if (!path.startsWith("/")) return "other"
  return extension !== null && assets.has(extension) ? "asset" : "page"
}

export interface PathDetails {
  readonly extension: string | null
  readonly kind: PathKind
  /** Null: the path itself, or it is none. */
  readonly template: string | null
}

const SLASH = 0x2f
const DOT = 0x2e
/** A dot and ten characters. */
const longestEnding = 11

/**
 * Extension and kind of a path, by its UTF-8 bytes [start, end); and the template that `templateOf` tells of it, which is
 * asked of paths only, not of what is none. A log has few extensions, so no string is made of one that was met before.
 */
export const makePathDetails = (
  assets: ReadonlySet<string>,
  templateOf: (bytes: Buffer, start: number, end: number) => string | null = () => null
): Enrichment["path"] => {
  const detailsOf = makeExtensionDetails(assets)
  return (bytes, start, end) => {
    const details = detailsOf(bytes, start, end)
    const template = details.kind === "other" ? null : templateOf(bytes, start, end)
    return template === null ? details : { extension: details.extension, kind: details.kind, template }
  }
}

const makeExtensionDetails = (assets: ReadonlySet<string>): Enrichment["path"] => {
  const known = new Map<number, PathDetails>()
  const page: PathDetails = { extension: null, kind: "page", template: null }
  const detailsOf = (path: string): PathDetails => {
    const extension = extensionOf(path)
    return { extension, kind: kindOfPath(path, extension, assets), template: null }
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

/** Host of a referring page, lower-case, without `www.` and brackets; null for what is no http(s) address. */
export const siteOfReferrer = (referrer: string): string | null => {
  const match = /^https?:\/\/(?:[^@/?#]*@)?(\[[^\]/]*\]|[^:/?#]+)/i.exec(referrer)
  const host = match?.[1]!.toLowerCase().replace(/^www\./, "") ?? null
  return host?.startsWith("[") === true ? host.slice(1, -1) : host
}
