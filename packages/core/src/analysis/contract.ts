/**
 * What an analysis is: one SELECT over the public views, and a header that says what it takes and gives.
 *
 * The header is TOML in the first comment of the file, which begins with `logmill` right after the opening; file.ts
 * reads it. Beyond the header:
 *
 * - the statement reads only `entries`, `hits`, `visits`, `sources`, `rejects`, `access_log` and `extras`. The host puts
 *   the filter in front of it, so that an analysis never filters by itself;
 * - `hits` holds counts: `sum(hits)`, never `count(*)`, because a row may stand for many requests;
 * - parameters are bound as `:name`, and all of them are declared. Macros (macros.ts) may be called;
 * - a bool parameter may have a statement of its own, which runs in place of the first one when the parameter is true:
 *   it comes after the first one's semicolon and a comment that says `when NAME`. Columns that only this one has say
 *   `when = "NAME"`. So what is not asked for costs nothing, and either statement can be read by itself.
 */

import type { FilterName } from "./filterNames.ts"

/** The time class an analysis promises: answered from rollups, by one pass over the entries, or by sorting them. */
export const costs = ["rollup", "scan", "sort"] as const
export type Cost = (typeof costs)[number]

/** What a question is about, in the order of lists. */
export const topics = [
  "overview",
  "content",
  "visitors",
  "visits",
  "referrers",
  "bots",
  "performance",
  "errors",
  "security",
  "quality"
] as const
export type Topic = (typeof topics)[number]

/** How a page draws it. */
export const charts = ["figure", "line", "stack", "bar", "heatmap", "table"] as const
export type Chart = (typeof charts)[number]

/** Of the entries that a row names, by a client or a path, how many its figures are of. */
export const extents = ["all", "some"] as const
export type Extent = (typeof extents)[number]

export const paramTypes = ["int", "float", "text", "bool", "duration", "time", "choice"] as const
export type ParamType = (typeof paramTypes)[number]

/**
 * What a column's values are, for formatting: `time` is ms UTC, `date` is `YYYY-MM-DD`, `share` 0-1, `change` what was
 * added or lost as a part of what was before (-0.5 is half of it), `number` any other number, `hour` 0-23, `weekday` 1
 * (Monday) to 7 as in ISO 8601.
 */
export const columnKinds = [
  "path",
  "url",
  "text",
  "count",
  "bytes",
  "duration_ms",
  "share",
  "change",
  "number",
  "time",
  "date",
  "hour",
  "weekday",
  "status",
  "client",
  "agent",
  "country",
  "source_line",
  "approx_count"
] as const
export type ColumnKind = (typeof columnKinds)[number]

export interface AnalysisParam {
  readonly name: string
  readonly type: ParamType
  /** Null: it must be given. Durations and times are the texts to type, `30m` and `-7d`. */
  readonly default: string | number | boolean | null
  readonly description: string | null
  /** The values of a `choice`, else empty. */
  readonly choices: ReadonlyArray<string>
  /** Bounds of an `int`, a `float` or, in ms, a `duration`, both allowed values. */
  readonly min: number | null
  readonly max: number | null
}

export interface AnalysisColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** The filter a click on the cell sets. */
  readonly filter: FilterName | null
  /** What the filter is set to, where that is not the cell as it stands: `{},{}/*`, with the cell in place of `{}`. */
  readonly pattern: string | null
  /** Statuses that the figures beside the cell count, where not all: entries behind it are those. Null: all. */
  readonly status: string | null
  readonly description: string | null
  /** The bool parameter whose statement has this column; null: always there. */
  readonly when: string | null
  /** Whether it says what a row is about, for comparisons; null: told by its kind and its place (comparison.ts). */
  readonly key: boolean | null
}

export interface AnalysisVariant {
  /** The bool parameter. */
  readonly when: string
  readonly sql: string
}

/** Which folder an analysis came from, in the order in which they may replace one another. */
export type AnalysisOrigin = "built-in" | "user" | "configured" | "flag"

export interface AnalysisFolder {
  readonly path: string
  readonly origin: AnalysisOrigin
}

export interface Analysis {
  readonly id: string
  readonly title: string
  readonly description: string
  /** Null: a user's own that does not say. */
  readonly topic: Topic | null
  readonly cost: Cost
  readonly chart: Chart
  /** Why an answer may tell nothing, that is, has no value in its first column, and what to do then; null: it says itself. */
  readonly empty: string | null
  /** `some`: by what no filter can say, so that the entries behind a row are more than it counts. */
  readonly counts: Extent
  /** Takes the place of an analysis of the same id from an earlier folder. */
  readonly replaces: boolean
  /** Other words by which people ask for it, for "did you mean"; it is not run by them. */
  readonly also: ReadonlyArray<string>
  readonly params: ReadonlyArray<AnalysisParam>
  /** The declared columns. A column of the SELECT that is not declared is text. */
  readonly columns: ReadonlyArray<AnalysisColumn>
  /** The statement as written, without the header and a closing semicolon. */
  readonly sql: string
  /** Statements that run in its place when a bool parameter is true; the first that applies. */
  readonly variants: ReadonlyArray<AnalysisVariant>
  readonly file: string
  readonly origin: AnalysisOrigin
}

/** A file that is no analysis: where and why. The other analyses run. */
export interface AnalysisProblem {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly reason: string
  /** What it would be asked for by, had it been loaded: the id, as far as it can be read, and the file's name. */
  readonly names: ReadonlyArray<string>
}
