/** The columns of a page of entries: all of the view's, ids first; and what a click on a cell of them filters by. */
import type { ColumnKind, FilterName } from "@logmill/core/plugin"

import type { ViewColumn } from "../data/viewAnswer.ts"

const text = (name: string, filter: FilterName | null = null, kind: ColumnKind = "text"): ViewColumn => ({
  name,
  kind,
  filter
})
const number = (name: string, kind: ColumnKind): ViewColumn => ({ name, kind, filter: null })

const ids = [
  "entry_id",
  "path_id",
  "client_id",
  "agent_id",
  "request_id",
  "referrer_id",
  "site_id",
  "user_id",
  "source_id"
]

/** Without `iso_time`, which says what `time` does. */
export const entryColumns: ReadonlyArray<ViewColumn> = [
  ...ids.map((name) => number(name, "number")),
  { name: "time", kind: "time", filter: "from" },
  text("client", "client", "client"),
  text("site", "site"),
  text("method", "method"),
  text("path", "path", "path"),
  text("query"),
  { name: "status", kind: "status", filter: "status" },
  number("bytes", "bytes"),
  number("duration_ms", "duration_ms"),
  text("referrer", "referrer", "url"),
  text("agent", "agent", "agent"),
  text("agent_class", "class"),
  text("bot"),
  text("source", "source"),
  number("line", "source_line"),
  text("user"),
  text("protocol"),
  text("extension"),
  text("kind"),
  text("template"),
  number("bytes_in", "bytes"),
  number("upstream_ms", "duration_ms"),
  text("referrer_site"),
  text("referrer_class"),
  text("browser"),
  text("browser_version"),
  text("os"),
  text("os_version"),
  text("device"),
  text("country", null, "country"),
  text("city"),
  text("network"),
  text("tls"),
  text("cipher"),
  text("cache"),
  text("mime"),
  text("scheme"),
  number("port", "number"),
  text("upstream_address"),
  text("forwarded_for"),
  text("remote_address"),
  text("origin"),
  text("extra")
]
