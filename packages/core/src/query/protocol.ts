/** What the query engine and its child say to each other. Plain data only; imported by both. */

/** The views that analyses may name: the public face of the database. */
export const publicViews = ["entries", "hits", "visits", "sources", "rejects", "access_log", "extras"] as const

export type SqlValue = null | number | bigint | string | Uint8Array

/** A stretch of time in ms UTC, `to` exclusive; null has no bound. */
export interface Stretch {
  readonly from: number | null
  readonly to: number | null
}

/** A selected time as whole days of a rollup, from `first` to before `end`, and the pieces of days at both ends. */
export interface Selection {
  /** Null: no whole day is within it. */
  readonly days: { readonly first: number | null; readonly end: number | null } | null
  readonly pieces: ReadonlyArray<Stretch>
}

/** The same question over `selected.hits_path`, which has the sums of that time: for a child that can make them. */
export interface SelectedStatement {
  readonly sql: string
  readonly params: Readonly<Record<string, SqlValue>>
  readonly selection: Selection
}

/**
 * What hangs on a value that many rows share is asked for once a chunk: for each value of the result's column `key`, one
 * row of `sql`, with `:value` bound to column `by` of the first row that has it. In the rows, `key` is then the number of
 * that row among those found. Null is a value, too.
 */
export interface Lookup {
  readonly key: number
  readonly by: number
  readonly sql: string
}

export interface QueryMessage {
  readonly type: "query"
  readonly sql: string
  readonly params: Readonly<Record<string, SqlValue>>
  readonly selected: SelectedStatement | null
  /** -1: all. */
  readonly maxRows: number
  /** Null for ad-hoc SQL. */
  readonly analysis: AnalysisStatement | null
  /** Not worth looking for the parent meanwhile. */
  readonly brief: boolean
  readonly lookups: ReadonlyArray<Lookup>
  /** The read transaction stays open for the statements that follow, until they are over. */
  readonly hold: boolean
}

/** What an analysis says before the filter is put in front of it. */
export interface AnalysisStatement {
  /** May name nothing but the public views. */
  readonly sql: string
  /** The views that were found in it, and are filtered: it must not read others. */
  readonly views: ReadonlyArray<string>
}

/** One more chunk may come. */
export interface MoreMessage {
  readonly type: "more"
}

/** Ends a transaction that was held. */
export interface ReleaseMessage {
  readonly type: "release"
}

export type ToChild = QueryMessage | MoreMessage | ReleaseMessage

export type QueryReason =
  /** The statement wants more than to read what it may. */
  | "denied"
  /** SQLite does not accept the statement, or it failed while running. */
  | "syntax"
  /** Stopped, because its time was over. */
  | "deadline"
  /** Another process keeps the database from being read. */
  | "busy"
  /** There is no database file. */
  | "missing"
  /** The file is no database of logmill's, or of a newer one. */
  | "notADatabase"
  /** Disk, permissions, or a damaged file. */
  | "io"
  /** The child ended by itself. */
  | "crashed"

export type SqlRow = ReadonlyArray<SqlValue>

export interface RowChunk {
  readonly rows: ReadonlyArray<SqlRow>
  /** For each lookup of the request, the rows it found for this chunk. */
  readonly found: ReadonlyArray<ReadonlyArray<SqlRow>>
}

export type FromChild =
  | { readonly type: "columns"; readonly columns: ReadonlyArray<string>; readonly dataVersion: number }
  | ({ readonly type: "rows" } & RowChunk)
  | {
      readonly type: "done"
      readonly complete: boolean
      readonly total: number | null
      readonly elapsedMs: number
      readonly usedSelected: boolean
    }
  | { readonly type: "error"; readonly reason: QueryReason; readonly message: string }

/** Chunks that may be on their way at once. */
export const chunksAhead = 2
/** Rows beyond `maxRows` that are still counted, so that a cut answer can say of how many. */
export const countedAhead = 10_000
