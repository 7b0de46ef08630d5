/**
 * Which analyses share a panel, in which order panels stand, and what a panel shows of an analysis. Whatever is not named
 * here (a user's own) is a panel by itself, so that a file in a folder is enough.
 */
import type { AnalysisInfo } from "../api/types.ts"
import { ownOf } from "../state/ownOf.ts"

export interface PanelPlan {
  /** The first one's id. */
  readonly id: string
  /** Those the reader chooses among. */
  readonly analyses: ReadonlyArray<AnalysisInfo>
}

/** Two by two, as they stand in a row: those are together that are about as high, so that beside none of them there is nothing. */
const groups: ReadonlyArray<ReadonlyArray<string>> = [
  ["paths", "pages", "sections", "templates", "bandwidth"],
  ["clients", "countries", "networks", "cities", "users"],

  ["status", "methods", "protocols", "sites", "tls", "cache"],
  ["referring-sites", "referrers", "search-and-social", "referrer-classes"],

  ["error-paths", "not-found", "dead-links", "error-clients"],
  ["entry-pages", "exit-pages"],

  // A few rows each, and fewer under a filter.
  ["agent-classes", "bots", "behavioural-bots"],
  ["browsers", "systems", "devices", "agents"],

  // Charts.
  ["heatmap", "hours", "weekdays"],
  ["visits-over-time", "visits", "visit-durations", "visit-depths", "visit-list"],

  // Many logs have no durations, others no attacks: then the other one has the whole row.
  ["latency-paths", "slowest-paths", "latency-over-time", "latency"],
  ["attackers", "attacks", "attack-requests", "scanners", "brute-force"],

  ["file-types", "assets", "mime-types", "query-parameters", "query-values"],
  ["trending-paths", "trends", "visitors", "unique-visitors"],

  ["data-quality", "anomalies"]
]

/** What the figures and the main chart tell already. */
const elsewhere: ReadonlySet<string> = new Set(["summary", "traffic", "status-over-time"])

/** Short names, where a panel holds several. */
const shortTitles: Readonly<Record<string, string>> = {
  "referring-sites": "Referring sites",
  "search-and-social": "Search, social",
  "referrer-classes": "Kinds",
  "error-paths": "Errors",
  "error-clients": "By client",
  "agent-classes": "People, bots",
  "behavioural-bots": "By behaviour",
  systems: "Systems",
  templates: "Templates",
  heatmap: "Week",
  hours: "Hours",
  weekdays: "Weekdays",
  status: "Status",
  "latency-paths": "Response times",
  "slowest-paths": "Slowest on average",
  "latency-over-time": "Over time",
  latency: "Percentiles",
  "attack-requests": "One by one",
  "visits-over-time": "Visits",
  visits: "In all",
  "visit-durations": "Durations",
  "visit-depths": "Depths",
  "visit-list": "List",
  "query-parameters": "Parameters",
  "query-values": "Values",
  "mime-types": "Media types",
  "trending-paths": "Trending paths",
  visitors: "Visitors by day",
  "unique-visitors": "Visitors in all"
}

export const tabTitle = ({ id, title, origin }: AnalysisInfo): string =>
  origin === "built-in" ? (ownOf(shortTitles, id) ?? title) : title

/** Groups that every reader looks at first: the first two rows. */
const leading = 4

/** A user's own stand behind what every reader looks at first, and before all else: they are pinned to stand on top. */
export const planPanels = (analyses: ReadonlyArray<AnalysisInfo>): ReadonlyArray<PanelPlan> => {
  const byId = new Map(analyses.map((analysis) => [analysis.id, analysis]))
  const known = new Set(groups.flat())
  const own = analyses.filter(({ id }) => !known.has(id) && !elsewhere.has(id))
  const grouped = groups.flatMap((ids) => {
    const found = ids.flatMap((id) => byId.get(id) ?? [])
    return found.length === 0 ? [] : [{ id: found[0]!.id, analyses: found }]
  })
  return [
    ...grouped.slice(0, leading),
    ...own.map((analysis) => ({ id: analysis.id, analyses: [analysis] })),
    ...grouped.slice(leading)
  ]
}

/** That of the data's quality, which has codes, unless somebody has put another one in its place. */
export const isToldInSentences = ({ id, origin }: Pick<AnalysisInfo, "id" | "origin">): boolean =>
  id === "data-quality" && origin === "built-in"

/** The one that is shown: chosen in the URL, else the first. */
export const shownOf = ({ analyses }: PanelPlan, show: ReadonlyArray<string>): AnalysisInfo =>
  analyses.find(({ id }) => show.includes(id)) ?? analyses[0]!

/** `show` with another analysis of a panel. */
export const choose = (plan: PanelPlan, show: ReadonlyArray<string>, id: string): ReadonlyArray<string> => {
  const others = show.filter((one) => !plan.analyses.some((analysis) => analysis.id === one))
  return id === plan.analyses[0]!.id ? others : [...others, id]
}

/** What tells the rows of a panel apart, and what stands dimmed beside it, where that is not its first texts. */
export const panelKeys: Readonly<Record<string, readonly [label: string, aside: string]>> = {
  attackers: ["client", "rule_names"],
  attacks: ["rule", "sample"],
  "attack-requests": ["logged", "rule"],
  "visit-list": ["client", "first_time"],
  anomalies: ["start", "anomaly"]
}

/** Of three figures without a share the one that a phone has no room for beside a path or a client. */
export const spareColumns: Readonly<Record<string, string>> = { "latency-paths": "timed", "visit-list": "bytes" }

/** What a panel is about, where that is not its first columns. */
export const panelColumns: Readonly<Record<string, ReadonlyArray<string>>> = {
  paths: ["hits", "share", "bytes"],
  bandwidth: ["bytes", "share", "hits"],
  clients: ["hits", "share", "bytes"],
  "error-paths": ["errors", "hits_5xx", "error_share"],
  "error-clients": ["errors", "hits_5xx", "error_share"],
  "latency-paths": ["p95_ms", "p50_ms", "timed"],
  "trending-paths": ["hits", "hits_before", "change"],
  "data-quality": ["count", "source", "line"],
  "agent-classes": ["hits", "share", "visitors"],
  attackers: ["hits", "hits_2xx"],
  attacks: ["hits", "clients", "hits_2xx"],
  "attack-requests": ["hits", "hits_2xx"],
  "dead-links": ["hits", "link"],
  "visit-list": ["pages", "duration_ms", "bytes"],
  anomalies: ["hits", "expected", "factor"]
}
