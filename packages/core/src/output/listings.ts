/**
 * The lists of sources and of rejected lines, as the command line prints them and the report shows them: columns of the
 * public views with what their cells are, and the statement of each. Does not run them, nor say which rejects are meant
 * (analysis/rejectFilter.ts).
 */
import type { ColumnKind, FilterName } from "../plugin.ts"

export interface ListedColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** The filter that a cell can be the value of; null: none. */
  readonly filter: FilterName | null
}

const column = (name: string, kind: ColumnKind, filter: FilterName | null = null): ListedColumn => ({
  name,
  kind,
  filter
})

const listOf = (columns: ReadonlyArray<ListedColumn>): string => columns.map(({ name }) => name).join(", ")

/** What was read, and what became of its lines. */
export const sourceColumns: ReadonlyArray<ListedColumn> = [
  column("source_id", "text"),
  column("path", "text", "source"),
  column("state", "text"),
  column("detail", "text"),
  column("lines", "count"),
  column("stored", "count"),
  column("filtered", "count"),
  column("rejected", "count"),
  column("rejected_by", "text"),
  column("skipped", "count"),
  column("first_time", "time"),
  column("last_time", "time"),
  column("bytes_read", "bytes"),
  column("format", "text"),
  column("compression", "text"),
  column("zone", "text"),
  column("site", "text", "site"),
  column("generations", "count"),
  column("files", "count")
]

/** In the order in which they were first read. */
export const selectSources = (columns: ReadonlyArray<ListedColumn>): string =>
  `SELECT ${listOf(columns)} FROM sources ORDER BY source_id`

/** Lines that did not parse; a `text` may be of 64 KiB. */
export const rejectColumns: ReadonlyArray<ListedColumn> = [
  column("source", "text", "source"),
  column("line", "source_line"),
  column("reason", "text"),
  column("text", "text")
]

/** In the order of the logs; `condition` is over the view `rejects`. */
export const selectRejects = (condition: string): string =>
  `SELECT ${listOf(rejectColumns)} FROM rejects WHERE ${condition} ORDER BY source_id, offset`
