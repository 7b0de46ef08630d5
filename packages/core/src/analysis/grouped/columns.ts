/**
 * The columns of `entries` that can be told of a group of entries: by which part of the group's key, and how. Those of an
 * entry alone (its line, its own texts) are not among them; numbers that are added up are in measures.ts.
 */
import type { GroupedBy } from "../../query/protocol.ts"
import { ofExtra, templateSql, toldBy } from "../entryColumns.ts"

/** The row of a dictionary that a group's id is of. */
export interface DictionaryRow {
  readonly table: string
  /** Behind groups `g`. */
  readonly join: string
  /** What a column is, of the row that was joined. */
  readonly sql: string
}

export interface GroupColumn {
  readonly part: GroupedBy
  /** Over a group `g`. */
  readonly sql: string
  /** The same for whoever asks more of that row. Absent: it is not of one row. */
  readonly row?: DictionaryRow
  /** Over a row `d` of the dictionary: the same for values that this column does not tell apart. Null: it tells all apart. */
  readonly alike: string | null
  /** What it is where there is no id; absent: null. */
  readonly absent?: string
}

const rowOf = (table: string, part: GroupedBy, sql: (row: string) => string): DictionaryRow => {
  const row = `its_${table}`
  return { table, join: `LEFT JOIN main.${table} AS ${row} ON ${row}.id = g.by_${part}`, sql: sql(row) }
}

const lookUp =
  (table: string, part: GroupedBy) =>
  (column: string): GroupColumn => ({
    part,
    sql: `(SELECT ${column} FROM main.${table} WHERE id = g.by_${part})`,
    ...(column === templateSql ? {} : { row: rowOf(table, part, (row) => `${row}.${column}`) }),
    alike: column === "value" ? null : `d.${column}`
  })

const ofClient = lookUp("client", "client_id")
const ofRequest = lookUp("request", "request_id")
const ofAgent = lookUp("agent", "agent_id")
const ofReferrer = lookUp("referrer", "referrer_id")
const ofPath = lookUp("path", "path_id")
/** As the view takes them out of the one text that an entry has of all. */
const takenOut = (name: string): GroupColumn => ({
  part: "extra_id",
  sql: `json_extract((SELECT value FROM main.extra WHERE id = g.by_extra_id), '$.${name}')`,
  alike: `json_extract(d.value, '$.${name}')`
})
/** The view's columns of whole numbers compare with texts as numbers do; an expression needs to be told. */
const id = (part: GroupedBy): GroupColumn => ({ part, sql: `CAST(nullif(g.by_${part}, 0) AS INTEGER)`, alike: null })

/** By the group's request. */
const pathOfRequest = (column: string): GroupColumn => ({
  part: "request_id",
  sql: `(SELECT ${column} FROM main.path WHERE id = (SELECT path_id FROM main.request WHERE id = g.by_request_id))`,
  alike: column === "value" ? "d.path_id" : `(SELECT ${column} FROM main.path WHERE id = d.path_id)`
})

const named = (names: ReadonlyArray<string>, column: (name: string) => GroupColumn): Record<string, GroupColumn> =>
  Object.fromEntries(names.map((name) => [name, column(name)]))

/** Those whose columns of the view are called as in the dictionary; the value is the first. */
const values = (
  [first, ...names]: ReadonlyArray<string>,
  column: (name: string) => GroupColumn
): Record<string, GroupColumn> => ({ [first!]: column("value"), ...named(names, column) })

const others: Readonly<Record<string, GroupColumn>> = {
  ...values(toldBy.client_id, ofClient),
  ...named(["method", "query", "protocol", "origin"], ofRequest),
  ...values(toldBy.agent_id, ofAgent),
  // An agent never logged is `unknown`, as is one that says nothing.
  agent_class: {
    part: "agent_id",
    sql: "coalesce((SELECT agent_class FROM main.agent WHERE id = g.by_agent_id), 'unknown')",
    row: rowOf("agent", "agent_id", (row) => `coalesce(${row}.agent_class, 'unknown')`),
    alike: "d.agent_class",
    absent: "'unknown'"
  },
  ...values(toldBy.referrer_id, ofReferrer),
  referrer_site: ofReferrer("site"),
  ...values(toldBy.site_id, lookUp("site", "site_id")),
  ...values(toldBy.user_id, lookUp("user", "user_id")),
  ...named(ofExtra, takenOut),
  status: { part: "status", sql: "CAST(nullif(g.by_status, 0) - 1 AS INTEGER)", alike: null },
  ...named(["client_id", "agent_id", "request_id", "referrer_id", "site_id", "user_id"], (name) =>
    id(name as GroupedBy)
  )
}

/** Where groups are of requests, which tell their paths. */
export const ofRequests: Readonly<Record<string, GroupColumn>> = {
  ...others,
  path_id: {
    part: "request_id",
    sql: "(SELECT path_id FROM main.request WHERE id = g.by_request_id)",
    alike: "d.path_id"
  },
  ...values(toldBy.path_id, pathOfRequest),
  template: pathOfRequest(templateSql)
}

const byPath: Readonly<Record<string, GroupColumn>> = {
  ...others,
  path_id: id("path_id"),
  ...values(toldBy.path_id, ofPath),
  template: ofPath(templateSql)
}

/** Whether groups can tell a column. */
export const isOfGroups = (name: string): boolean => Object.hasOwn(ofRequests, name)

/** For groups of which these columns are asked: of requests, or of their paths where nothing else of these is asked. */
export const groupColumns = (asked: Iterable<string>): Readonly<Record<string, GroupColumn>> => {
  const told = [...asked].filter((name) => ofRequests[name]?.part === "request_id")
  const isOfPaths = told.some((name) => name === "path" || name === "path_id")
  return isOfPaths && told.every((name) => byPath[name]!.part === "path_id") ? byPath : ofRequests
}

/** Tables of dictionaries, by the column of an entry that has their ids. */
export const dictionaries: Partial<Record<GroupedBy, string>> = {
  client_id: "client",
  request_id: "request",
  agent_id: "agent",
  referrer_id: "referrer",
  site_id: "site",
  user_id: "user",
  extra_id: "extra"
}

/**
 * What of a dictionary makes its values alike for those columns of them that are asked, as SQL for rows of an id and what
 * is asked; null: they are told apart by all, or nearly so.
 */
export const alikeSql = (part: GroupedBy, columns: ReadonlyArray<GroupColumn>): string | null => {
  const table = dictionaries[part]
  const asked = new Map(columns.map(({ absent = "NULL", alike }) => [alike, absent]))
  if (table === undefined || asked.has(null)) return null
  // Of path and query there is hardly the same twice.
  if (asked.has("d.path_id") && asked.has("d.query")) return null
  const isAbsent = [...asked].map(([column, absent]) => `${column} IS ${absent}`)
  return `SELECT d.id, ${[...asked.keys()].join(", ")} FROM main.${table} AS d WHERE NOT (${isAbsent.join(" AND ")})`
}

/** Of an entry alone: groups know nothing of them. */
export const ofEntriesAlone: ReadonlySet<string> = new Set([
  "iso_time",
  "extra",
  "source",
  "source_id",
  "line",
  "entry_id"
])
