/**
 * The views that have sums of requests, what of `entries` they know, and the views of requests that a statement may be
 * written over. A view of sums never has more than a day or an hour of a time.
 */
import { entriesColumns } from "../analysis/entryColumns.ts"

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "))

export interface SumView {
  readonly view: "hits" | "visits"
  /** Of the columns of `entries`, those that it has with the same values. */
  readonly columns: ReadonlySet<string>
  /** What it calls sums, and days. */
  readonly own: ReadonlySet<string>
  readonly hasTimes: boolean
}

/** Those with fewer rows first. */
export const sumViews: ReadonlyArray<SumView> = [
  {
    view: "hits",
    columns: set("site site_id path path_id extension kind template method status agent_class"),
    own: set("time day hits bytes duration_ms duration_max_ms timed"),
    hasTimes: true
  },
  {
    view: "visits",
    columns: set(
      "site site_id client client_id agent agent_id agent_class bot browser browser_version os os_version device country city network"
    ),
    own: set("day hits bytes prev_day"),
    hasTimes: false
  }
]

/** A view with a row for each request: for each of its columns what `entries` calls it. */
export interface RequestView {
  readonly name: string
  readonly columns: ReadonlyMap<string, string>
}

/** What it computes has no other name, as `time_taken`, which is in seconds. */
const accessLog = {
  log_time: "iso_time",
  c_ip: "client",
  cs_username: "user",
  cs_method: "method",
  cs_uri_stem: "path",
  cs_uri_query: "query",
  cs_version: "protocol",
  sc_status: "status",
  sc_bytes: "bytes",
  cs_referer: "referrer",
  cs_user_agent: "agent",
  cs_host: "site",
  cs_uri_scheme: "scheme",
  cs_bytes: "bytes_in",
  time_taken: "time_taken",
  s_port: "port",
  x_forwarded_for: "forwarded_for",
  log_line: "line",
  log_path: "source"
}

export const requestViews: ReadonlyArray<RequestView> = [
  { name: "entries", columns: new Map([...entriesColumns].map((name) => [name, name])) },
  { name: "access_log", columns: new Map(Object.entries(accessLog)) }
]

/** Names that mean something in the one and nothing, or another thing, in the other. */
export const isNewName = (name: string, { columns }: RequestView, { own, columns: kept }: SumView): boolean =>
  (own.has(name) || kept.has(name)) && !columns.has(name)

const numeric = set("status site_id path_id client_id agent_id")

/** What SQLite makes of values that it compares with a column, because it is of a table, and does not over sums. */
export const affinityOf = (name: string): "number" | "text" | null =>
  numeric.has(name) ? "number" : name === "method" ? "text" : null

/** Never null: to count them is to count entries. */
export const neverNull = set("entry_id time iso_time client client_id request_id path path_id kind agent_class")

/** Calls with a time that rows are made to tell: an hour, a day, or longer. */
export const timeCalls: ReadonlySet<string> = new Set(["bucket", "weekday", "hour_of_day"])
