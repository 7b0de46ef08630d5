/** The time class an analysis promises: answered from rollups, by one pass over the entries, or by sorting them. */
export type Cost = "rollup" | "scan" | "sort"
export type Chart = "figure" | "line" | "stack" | "bar" | "heatmap" | "table"
export type ParamType = "int" | "float" | "text" | "bool" | "duration" | "time" | "choice"
export type ColumnKind =
  | "path"
  | "url"
  | "text"
  | "count"
  | "bytes"
  | "duration_ms"
  | "share"
  | "time"
  | "date"
  | "status"
  | "client"
  | "agent"
  | "country"
  | "source_line"
  | "approx_count"
/** The filter a click on a cell sets; the names are those of the command line's flags. */
export type FilterName =
  | "from"
  | "site"
  | "path"
  | "status"
  | "method"
  | "class"
  | "client"
  | "referrer"
  | "agent"
  | "source"

export interface AnalysisParam {
  readonly name: string
  readonly type: ParamType
  /** Null: the parameter must be given. A duration is in milliseconds, a time in milliseconds UTC or the text given. */
  readonly default: string | number | boolean | null
  readonly description: string | null
  /** The values of a `choice`, else empty. */
  readonly choices: ReadonlyArray<string>
  readonly min: number | null
  readonly max: number | null
}

export interface AnalysisColumn {
  readonly name: string
  readonly kind: ColumnKind
  readonly filter: FilterName | null
  readonly description: string | null
  /** The bool parameter that switches this column on; null: always there. */
  readonly when: string | null
}

/** Which folder an analysis came from. */
export type AnalysisOrigin = "built-in" | "user" | "configured" | "flag"
export interface AnalysisFolder {
  readonly path: string
  readonly origin: AnalysisOrigin
}

export interface Analysis {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly cost: Cost
  readonly chart: Chart
  readonly replaces: boolean
  readonly params: ReadonlyArray<AnalysisParam>
  /** The declared columns; a column of the SELECT that is not declared gets its kind from its name and stays text. */
  readonly columns: ReadonlyArray<AnalysisColumn>
  /** The statement as written, without the header. */
  readonly sql: string
  readonly file: string
  readonly origin: AnalysisOrigin
}

/** A file that is no analysis, by file, line (from 1) and reason; the other analyses run. */
export interface AnalysisProblem {
  readonly file: string
  readonly line: number
  readonly reason: string
}
