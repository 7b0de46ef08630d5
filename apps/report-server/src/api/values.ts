/** What answers consist of, as JSON carries it. Columns and kinds are those of the command line's `--json`. */
import { Schema } from "effect"

import { bucketUnits } from "@logmill/core/analysis/bucket"
import { charts, columnKinds, costs, extents, filterNames, paramTypes, topics } from "@logmill/core/plugin"

/** Whole numbers beyond 2^53 are texts of digits; blobs are texts, `x'00ff'`. */
export const Cell = Schema.Union([Schema.Null, Schema.Finite, Schema.String]).annotate({ identifier: "Cell" })
export type Cell = typeof Cell.Type

export const Row = Schema.Array(Cell).annotate({ identifier: "Row" })

export const Column = Schema.Struct({
  name: Schema.String,
  kind: Schema.Literals(columnKinds),
  /** The filter that a click on a cell sets; null: none. */
  filter: Schema.NullOr(Schema.Literals(filterNames)),
  /** What it is set to, with the cell in place of `{}`; absent: the cell. */
  pattern: Schema.optionalKey(Schema.String),
  /** Statuses that the figures beside the cell count; absent: all. */
  status: Schema.optionalKey(Schema.String),
  /** What the times of a statement's column begin, as far as the statement tells; absent: they are moments, or it is not told. */
  unit: Schema.optionalKey(Schema.Literals(bucketUnits))
}).annotate({ identifier: "Column" })
export type Column = typeof Column.Type

/** ms UTC: `from` inclusive, `to` exclusive. */
export const Period = Schema.Struct({ from: Schema.Finite, to: Schema.Finite }).annotate({ identifier: "Period" })

export const Answer = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  chart: Schema.Literals(charts),
  columns: Schema.Array(Column),
  /** Times are ms UTC (kind `time`), days `YYYY-MM-DD` in `zone` (kind `date`), shares 0-1. */
  rows: Schema.Array(Row),
  complete: Schema.Boolean,
  total: Schema.NullOr(Schema.Finite),
  elapsed_ms: Schema.Finite,
  data_version: Schema.Finite,
  zone: Schema.String,
  sql: Schema.String,
  cached: Schema.Boolean,
  /** `partly`: the data's own ends, where it has nothing of a part of `before`, or of all of it; null: it has all. */
  compared: Schema.optionalKey(
    Schema.Struct({ period: Period, before: Period, partly: Schema.NullOr(Period), sql_before: Schema.String })
  )
}).annotate({ identifier: "Answer" })
export type Answer = typeof Answer.Type

export const Param = Schema.Struct({
  name: Schema.String,
  type: Schema.Literals(paramTypes),
  default: Schema.NullOr(Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])),
  description: Schema.NullOr(Schema.String),
  choices: Schema.Array(Schema.String),
  min: Schema.NullOr(Schema.Finite),
  max: Schema.NullOr(Schema.Finite)
}).annotate({ identifier: "Param" })

/** An analysis as the page lays it out; `topic` null: a user's own that does not say. */
export const AnalysisInfo = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  description: Schema.String,
  topic: Schema.NullOr(Schema.Literals(topics)),
  cost: Schema.Literals(costs),
  chart: Schema.Literals(charts),
  /** What to say of an answer without a value in its first column. */
  empty: Schema.NullOr(Schema.String),
  /** `some`: the entries behind a row are more than it counts. */
  counts: Schema.Literals(extents),
  origin: Schema.Literals(["built-in", "user", "configured", "flag"]),
  params: Schema.Array(Param),
  columns: Schema.Array(Column),
  sql: Schema.String
}).annotate({ identifier: "AnalysisInfo" })
export type AnalysisInfo = typeof AnalysisInfo.Type

/** A sentence for the reader, and for programs which field of the request it is about. */
export class Refused extends Schema.TaggedError<Refused>()(
  "Refused",
  {
    reason: Schema.Literals(["filter", "param", "unknown", "statement", "compare", "limit", "name", "file"]),
    message: Schema.String,
    /** Of a statement: where in it, from 0; null: not told. */
    at: Schema.NullOr(Schema.Finite)
  },
  { httpApiStatus: 400 }
) {}

/** Of a statement with a place, `Refused` itself. */
export const refused = (reason: Refused["reason"], message: string): Refused =>
  new Refused({ reason, message, at: null })

export class TimedOut extends Schema.TaggedError<TimedOut>()(
  "TimedOut",
  { message: Schema.String },
  { httpApiStatus: 504 }
) {}

/** Too much is running; ask again. */
export class Busy extends Schema.TaggedError<Busy>()("Busy", { message: Schema.String }, { httpApiStatus: 429 }) {}

/** The database can't be read: gone, damaged, of another version. */
export class Unreadable extends Schema.TaggedError<Unreadable>()(
  "Unreadable",
  { message: Schema.String },
  { httpApiStatus: 503 }
) {}
