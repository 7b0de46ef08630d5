/** The logs that were read, and what became of their lines. */
import { Effect } from "effect"

import type { Column } from "../api/values.ts"
import { unreadable } from "../questions/errors.ts"
import { Lane } from "../questions/Lanes.ts"
import { viewAnswer } from "./viewAnswer.ts"

const columns: ReadonlyArray<Column> = [
  { name: "source_id", kind: "text", filter: null },
  { name: "path", kind: "text", filter: "source" },
  { name: "state", kind: "text", filter: null },
  { name: "detail", kind: "text", filter: null },
  { name: "lines", kind: "count", filter: null },
  { name: "stored", kind: "count", filter: null },
  { name: "filtered", kind: "count", filter: null },
  { name: "rejected", kind: "count", filter: null },
  { name: "rejected_by", kind: "text", filter: null },
  { name: "skipped", kind: "count", filter: null },
  { name: "first_time", kind: "time", filter: null },
  { name: "last_time", kind: "time", filter: null },
  { name: "bytes_read", kind: "bytes", filter: null },
  { name: "format", kind: "text", filter: null },
  { name: "compression", kind: "text", filter: null },
  { name: "zone", kind: "text", filter: null },
  { name: "site", kind: "text", filter: "site" },
  { name: "generations", kind: "count", filter: null },
  { name: "files", kind: "count", filter: null }
]

const sql = `SELECT ${columns.map(({ name }) => name).join(", ")} FROM sources ORDER BY source_id`

export const sources = viewAnswer({ id: "sources", title: "Sources", columns, query: { sql, maxRows: 10_000 } }).pipe(
  Effect.provideService(Lane, "quick"),
  Effect.mapError(unreadable)
)
