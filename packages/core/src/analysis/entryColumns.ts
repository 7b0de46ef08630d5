/**
 * The columns of `entries` by what tells them, for whoever judges a statement by its text or looks values up apart from
 * their entries. A test holds the names to the view's.
 */

/** For each id the columns that it tells; where the first is the value itself, that tells the others, too. */
export const toldBy = {
  client_id: ["client", "country", "city", "network"],
  site_id: ["site"],
  user_id: ["user"],
  path_id: ["path", "extension", "kind", "template"],
  request_id: ["method", "query", "protocol", "origin", "path_id", "path", "extension", "kind", "template"],
  referrer_id: ["referrer", "referrer_site", "referrer_class"],
  agent_id: ["agent", "browser", "browser_version", "os", "os_version", "device", "agent_class", "bot"],
  source_id: ["source"]
} as const satisfies Readonly<Record<string, ReadonlyArray<string>>>

/** Over a row of paths: a path without another template is its own; what is no path has none. */
export const templateSql = "iif(kind = 'other', NULL, coalesce(template, value))"

/** What the view takes out of `extra`, the one text that an entry has of all others. */
export const ofExtra: ReadonlyArray<string> = [
  "tls",
  "cipher",
  "cache",
  "mime",
  "scheme",
  "port",
  "upstream_address",
  "forwarded_for",
  "remote_address"
]

/** Of each entry by itself. */
const ofEntry = ["time", "iso_time", "status", "bytes", "duration_ms", "upstream_ms", "bytes_in", "line", "entry_id"]

export const entriesColumns: ReadonlySet<string> = new Set([
  ...ofEntry,
  ...Object.entries(toldBy).flatMap(([id, columns]) => [id, ...columns]),
  "extra",
  ...ofExtra
])
