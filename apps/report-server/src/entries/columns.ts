/** The columns of a page of entries: all of the view's, ids first; and what a click on a cell of them filters by. */
import type { ColumnKind } from "@logmill/core/plugin"

import type { Column } from "../api/values.ts"
import { withFilter } from "../questions/columnFilter.ts"

const column = (name: string, kind: ColumnKind = "text"): Column => withFilter({ name, kind })

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
export const entryColumns: ReadonlyArray<Column> = [
  ...ids.map((name) => column(name, "number")),
  { name: "time", kind: "time", filter: "from" },
  column("client", "client"),
  column("site"),
  column("method"),
  column("path", "path"),
  column("query"),
  column("status", "status"),
  column("bytes", "bytes"),
  column("duration_ms", "duration_ms"),
  column("referrer", "url"),
  column("agent", "agent"),
  column("agent_class"),
  column("bot"),
  column("source"),
  column("line", "source_line"),
  column("user"),
  column("protocol"),
  column("extension"),
  column("kind"),
  column("template"),
  column("bytes_in", "bytes"),
  column("upstream_ms", "duration_ms"),
  column("referrer_site"),
  column("referrer_class"),
  column("browser"),
  column("browser_version"),
  column("os"),
  column("os_version"),
  column("device"),
  column("country", "country"),
  column("city"),
  column("network"),
  column("tls"),
  column("cipher"),
  column("cache"),
  column("mime"),
  column("scheme"),
  column("port", "number"),
  column("upstream_address"),
  column("forwarded_for"),
  column("remote_address"),
  column("origin"),
  column("extra")
]
