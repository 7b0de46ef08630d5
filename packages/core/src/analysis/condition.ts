/**
 * A filter as a condition of SQL over the columns of `main.entries`.
 *
 * Texts are looked up in the dictionaries, once for each distinct value; entries are then told by their ids. Values are
 * bound, never written into the SQL. A filter by time or source also says between which entries to look: ranges know
 * their times, so that the rest of the table is not read.
 */
import type { ClientPattern, Network } from "@logmill/workers/filter/client"
import type { Combined } from "@logmill/workers/filter/expression"
import { compilePatterns, type Pattern, type Patterns } from "@logmill/workers/filter/pattern"
import type { StatusRange } from "@logmill/workers/filter/status"

import type { SqlValue } from "../query/protocol.ts"
import type { Filter } from "./filter.ts"
import { agentDetails, clientDetails } from "./filterNames.ts"
import { anyCombinedSql, anyOf, anyPatternSql, listSql, longList, patternSql, type Write } from "./patternSql.ts"

/** Values bound by name, each once. The names begin with a `_`, which no parameter of an analysis does. */
export class Bindings {
  readonly values: Record<string, SqlValue> = {}
  readonly #names = new Map<string, string>()

  readonly write: Write = (value) => {
    const key = typeof value === "string" ? `text ${value}` : `bytes ${Buffer.from(value).toString("hex")}`
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const name = `_${this.#names.size + 1}`
    this.values[name] = value
    this.#names.set(key, `:${name}`)
    return `:${name}`
  }
}

/** Null when every entry is selected. */
export const entryCondition = (filter: Filter, { write }: Bindings): string | null => {
  const parts = [
    ...timeConditions(filter),
    ...sourceConditions(filter, "source_id", write),
    ...valueConditions(filter, write)
  ]
  return parts.length === 0 ? null : allOf(parts)
}

/** Without parts: true. */
export const allOf = (parts: ReadonlyArray<string>): string =>
  parts.length === 0 ? "1" : parts.map((part) => `(${part})`).join(" AND ")

/** All but times and sources, over columns that the table of entries has, too. */
export const valueConditions = (filter: Filter, write: Write): ReadonlyArray<string> => [
  ...idColumns.flatMap((column) => idConditions[column](filter, write)),
  ...statusConditions(filter)
]

/** Those of them that are about ids of dictionaries, by the one column that each is over. */
export const idConditions = {
  request_id: (filter: Filter, write: Write) => [
    ...lookUp("request_id", filter.path, requestsByPath, write),
    ...lookUp(
      "request_id",
      filter.method,
      (condition) => `SELECT id FROM main.request WHERE ${condition("method")}`,
      write
    )
  ],
  agent_id: (filter: Filter, write: Write) => [...classConditions(filter, write), ...agentConditions(filter, write)],
  user_id: (filter: Filter, write: Write) =>
    lookUp("user_id", filter.user, (condition) => `SELECT id FROM main.user WHERE ${condition("value")}`, write, null),
  referrer_id: (filter: Filter, write: Write) =>
    lookUp(
      "referrer_id",
      filter.referrer,
      (condition) => `SELECT id FROM main.referrer WHERE ${condition("value")}`,
      write,
      null
    ),
  site_id: (filter: Filter, write: Write) => siteConditions(filter, write),
  client_id: (filter: Filter, write: Write) => clientConditions(filter, write)
} as const

/** Columns of ids that a filter can be about. */
export const idColumns = Object.keys(idConditions) as ReadonlyArray<keyof typeof idConditions>

/** Those of them that every entry has. */
export const neverNull: ReadonlySet<string> = new Set<keyof typeof idConditions>(["request_id", "client_id"])

/**
 * Keys of hits, null where their entries are. Without the casts '404' would be none of the numbers: an expression has no affinity, as
 * the column of an entry has.
 */
export const keysRestored = `SELECT id, CAST(nullif(site_id, 0) AS INTEGER) AS site_id, nullif(method, '') AS method,
    CAST(nullif(status, -1) AS INTEGER) AS status, agent_class
  FROM main.hit_key`

/** What of a filter the keys of rollups can tell, over columns that are null where an entry's are. */
export const keyConditions = (filter: Filter, write: Write): ReadonlyArray<string> => [
  ...siteConditions(filter, write),
  ...textConditions("method", filter.method, write),
  ...textConditions("agent_class", filter.class, write),
  ...statusConditions(filter)
]

export const pathConditions = ({ path }: Filter, write: Write): ReadonlyArray<string> =>
  lookUp("path_id", path, (condition) => `SELECT id FROM main.path WHERE ${condition("value")}`, write)

/** What is known of a visitor, but for the class, which most have in common. */
const ofVisitors = ["client", "agent", ...clientDetails, ...agentDetails] as const

/** Whether a filter says which clients or agents, not only which not. */
export const namesVisitors = (filter: Filter): boolean => ofVisitors.some((name) => (filter[name]?.any.length ?? 0) > 0)

/** What of a filter names visitors themselves. */
export const visitorOnlyConditions = (filter: Filter, write: Write): ReadonlyArray<string> => [
  ...clientConditions(filter, write),
  ...agentConditions(filter, write)
]

/** What of a filter is known of visitors. */
export const visitorConditions = (filter: Filter, write: Write): ReadonlyArray<string> => [
  ...siteConditions(filter, write),
  ...visitorOnlyConditions(filter, write),
  ...classConditions(filter, write)
]

const classConditions = (filter: Filter, write: Write): ReadonlyArray<string> =>
  lookUp(
    "agent_id",
    filter.class,
    (condition) => `SELECT id FROM main.agent WHERE ${condition("agent_class")}`,
    write,
    "unknown"
  )

const siteConditions = ({ site }: Filter, write: Write): ReadonlyArray<string> =>
  lookUp("site_id", site, (condition) => `SELECT id FROM main.site WHERE ${condition("value")}`, write, null)

const agentConditions = (filter: Filter, write: Write): ReadonlyArray<string> =>
  (["agent", ...agentDetails] as const).flatMap((name) =>
    lookUp(
      "agent_id",
      filter[name],
      (condition) => `SELECT id FROM main.agent WHERE ${condition(name === "agent" ? "value" : name)}`,
      write,
      null
    )
  )

/** Conditions on a text that is in the row itself. */
export const textConditions = (column: string, patterns: Patterns | null, write: Write): ReadonlyArray<string> => {
  if (patterns === null) return []
  const { any, none } = patterns
  return [
    ...(any.length > 0 ? [anyPatternSql(column, any, write)] : []),
    ...(none.length > 0 ? [`NOT coalesce(${anyPatternSql(column, none, write)}, 0)`] : [])
  ]
}

/** Conditions on a column of source ids; none when all sources are selected. */
export const sourceConditions = (
  { source, sourceIds }: Pick<Filter, "source" | "sourceIds">,
  column: string,
  write: Write
): ReadonlyArray<string> => {
  const byPath = (condition: (column: string) => string): string =>
    `SELECT id FROM main.source WHERE ${condition("path")} UNION SELECT source_id FROM main.source_file WHERE ${condition("path")}`
  return [
    ...(sourceIds === null ? [] : [`${column} IN (${sourceIds.join(", ")})`]),
    ...lookUp(column, source, byPath, write)
  ]
}

const timeConditions = ({ from, to, sourceIds }: Filter): ReadonlyArray<string> => {
  const ranges = [
    ...(from === null ? [] : [`max_time >= ${from}`]),
    ...(to === null ? [] : [`min_time < ${to}`]),
    ...(sourceIds === null ? [] : [`source_id IN (${sourceIds.join(", ")})`])
  ].join(" AND ")
  if (ranges === "") return []
  const edge = (value: string): string => `(SELECT ${value} FROM main.source_range WHERE ${ranges})`
  return [
    ...(from === null ? [] : [`time >= ${from}`]),
    ...(to === null ? [] : [`time < ${to}`]),
    `entry_id BETWEEN ${edge("min(first_entry)")} AND ${edge("max(last_entry)")}`
  ]
}

const requestsByPath = (condition: (column: string) => string): string =>
  `SELECT id FROM main.request WHERE path_id IN (SELECT id FROM main.path WHERE ${condition("value")})`

/**
 * Conditions on a column of dictionary ids. `select` finds the ids of the values for which a condition holds; `absent`
 * is the value that a null id stands for, left out when ids are never null.
 */
const lookUp = (
  column: string,
  patterns: Patterns | null,
  select: (condition: (column: string) => string) => string,
  write: Write,
  absent?: string | null
): ReadonlyArray<string> => {
  if (patterns === null) return []
  const ids = (some: ReadonlyArray<Combined<Pattern>>): string => select((value) => anyPatternSql(value, some, write))
  const isAbsent = (some: ReadonlyArray<Combined<Pattern>>): boolean =>
    absent !== undefined && compilePatterns({ any: some, none: [] })(absent)
  const { any, none } = patterns
  const parts: Array<string> = []
  if (any.length > 0) parts.push(`${column} IN (${ids(any)})${isAbsent(any) ? ` OR ${column} IS NULL` : ""}`)
  if (none.length > 0) {
    const isNot = `${column} NOT IN (${ids(none)})`
    if (absent === undefined) parts.push(isNot)
    else parts.push(isAbsent(none) ? `${column} IS NOT NULL AND ${isNot}` : `${column} IS NULL OR ${isNot}`)
  }
  return parts
}

const statusConditions = ({ status }: Filter): ReadonlyArray<string> => {
  if (status === null) return []
  const one = (range: StatusRange): string => {
    if (range === null) return "status IS NULL"
    return range[0] === range[1] ? `status = ${range[0]}` : `status BETWEEN ${range[0]} AND ${range[1]}`
  }
  return [
    ...(status.any.length > 0 ? [anyOf(status.any.map(one))] : []),
    ...(status.none.length > 0 ? [`NOT coalesce(${anyOf(status.none.map(one))}, 0)`] : [])
  ]
}

const clientConditions = (filter: Filter, write: Write): ReadonlyArray<string> => [
  ...addressConditions(filter, write),
  ...clientDetails.flatMap((name) =>
    lookUp("client_id", filter[name], (condition) => `SELECT id FROM main.client WHERE ${condition(name)}`, write)
  )
]

const addressConditions = ({ client }: Filter, write: Write): ReadonlyArray<string> => {
  if (client === null) return []
  const ids = (patterns: ReadonlyArray<Combined<ClientPattern>>): string =>
    `SELECT id FROM main.client WHERE ${anyCombinedSql(patterns, (leaves) => anyClientSql(leaves, write))}`
  return [
    ...(client.any.length > 0 ? [`client_id IN (${ids(client.any)})`] : []),
    ...(client.none.length > 0 ? [`client_id NOT IN (${ids(client.none)})`] : [])
  ]
}

const anyClientSql = (patterns: ReadonlyArray<ClientPattern>, write: Write): string => {
  const addresses = patterns.flatMap((pattern) => (isAddress(pattern) ? [(pattern as Network).from] : []))
  const others = patterns.filter((pattern) => addresses.length < longList || !isAddress(pattern))
  const one = (pattern: ClientPattern): string => {
    if (pattern.kind !== "network") return patternSql("value", pattern, write)
    if (isAddress(pattern)) return `ip = ${write(bytesOf(pattern.from))}`
    return `ip BETWEEN ${write(bytesOf(pattern.from))} AND ${write(bytesOf(pattern.to))}`
  }
  const listed = addresses.map((address) => address.toUpperCase())
  return anyOf([...(addresses.length < longList ? [] : [`hex(ip) IN ${listSql(listed, write)}`]), ...others.map(one)])
}

const isAddress = (pattern: ClientPattern): boolean => pattern.kind === "network" && pattern.from === pattern.to

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"))
