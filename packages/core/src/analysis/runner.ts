import type { Context, Duration, Effect, FileSystem, Layer, Path } from "effect"
import type { QueryEngine, QueryError, SqlValue } from "../query/QueryEngine.ts"
import type { Analysis, AnalysisFolder, AnalysisProblem, Chart, ColumnKind, FilterName } from "./contract.ts"
import type { FilterError, FilterInput } from "./filter.ts"

export interface RunOptions {
  /** Text values (`--param k=v`) are read by the parameter's type. */
  readonly params?: Readonly<Record<string, string | number | boolean>>
  readonly filter?: FilterInput
  /** Rows at most; 0 or absent: all. */
  readonly limit?: number
  readonly deadline?: Duration.Input
  /** False: neither read nor write the cache. */
  readonly cache?: boolean
}

export interface AnswerColumn {
  readonly name: string
  readonly kind: ColumnKind
  readonly filter: FilterName | null
}

export interface Answer {
  readonly id: string
  readonly title: string
  readonly chart: Chart
  readonly columns: ReadonlyArray<AnswerColumn>
  /** Times are ms UTC (kind `time`), days `YYYY-MM-DD` in `zone` (kind `date`), shares 0-1. */
  readonly rows: ReadonlyArray<ReadonlyArray<SqlValue>>
  readonly complete: boolean
  /** All rows there are, when known though cut. */
  readonly total: number | null
  readonly elapsedMs: number
  readonly dataVersion: number
  readonly zone: string
  /** The SQL that ran, values bound by name in `params`. */
  readonly sql: string
  readonly cached: boolean
}

/** What the database is: known without an analysis. Times are null when there is no entry. */
export interface DataContext {
  readonly zone: string
  readonly dataVersion: number
  readonly firstTime: number | null
  readonly lastTime: number | null
}

/** reason: unknown analysis, a parameter that is missing, unknown or ill-typed, or a statement SQLite refused. */
export declare class AnalysisError extends Error {
  readonly _tag: "AnalysisError"
  readonly reason: "unknown" | "param" | "statement"
  readonly id: string
}

export declare class Analyses extends Context.Service<
  Analyses,
  {
    /** In order of folders, then of ids; with the files that could not be used. */
    readonly list: Effect.Effect<{
      readonly analyses: ReadonlyArray<Analysis>
      readonly problems: ReadonlyArray<AnalysisProblem>
    }>
    readonly describe: (id: string) => Effect.Effect<Analysis, AnalysisError>
    readonly context: Effect.Effect<DataContext, QueryError>
    readonly run: (id: string, options?: RunOptions) => Effect.Effect<Answer, AnalysisError | FilterError | QueryError>
  }
>()("@logmill/core/analysis/Analyses") {
  /** Folders are read when first needed. `cacheFile`: answers that took long are kept there; absent: no cache. */
  static readonly layer: (options: {
    readonly folders: ReadonlyArray<AnalysisFolder>
    readonly cacheFile?: string
  }) => Layer.Layer<Analyses, never, QueryEngine | FileSystem.FileSystem | Path.Path>
}
