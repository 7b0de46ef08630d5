/** What an analysis answers: as a whole, as it is found, and piece by piece. */
import type { Effect, Stream } from "effect"

import type { QueryError, SqlRow, SqlValue } from "../query/QueryEngine.ts"
import type { Chart, ColumnKind } from "./contract.ts"
import type { FilterName } from "./filterNames.ts"
import type { ComparedPeriods } from "./periods.ts"

export interface AnswerColumn {
  readonly name: string
  readonly kind: ColumnKind
  readonly filter: FilterName | null
  /** Absent: the filter is set to the cell. */
  readonly pattern?: string
  /** Absent: the figures beside it count all of its statuses. */
  readonly status?: string
}

export interface Answer {
  readonly id: string
  readonly title: string
  readonly chart: Chart
  readonly columns: ReadonlyArray<AnswerColumn>
  /** Times are ms UTC (kind `time`), days `YYYY-MM-DD` in `zone` (kind `date`), shares 0-1. */
  readonly rows: ReadonlyArray<ReadonlyArray<SqlValue>>
  readonly complete: boolean
  /** All rows there are; null when they are too many to count on. */
  readonly total: number | null
  /** Of the statement; of a cached answer, of the one that was kept. */
  readonly elapsedMs: number
  readonly dataVersion: number
  readonly zone: string
  /** The SQL that ran, with its values written in: it runs as it stands in `logmill sql`. */
  readonly sql: string
  readonly cached: boolean
  /** Why it tells nothing, where it does not and the analysis says it. */
  readonly empty: string | null
  /** Absent: nothing was compared. Else each measure has two more columns (comparison.ts). */
  readonly compared?: ComparedPeriods & {
    /** The SQL over the period compared with. */
    readonly sqlBefore: string
  }
}

/** An answer whose rows are still to come. */
export interface AnswerStream extends Pick<
  Answer,
  "id" | "title" | "columns" | "zone" | "sql" | "dataVersion" | "compared"
> {
  readonly rows: Stream.Stream<ReadonlyArray<SqlRow>, QueryError>
  /** Known when the last row has been consumed. */
  readonly end: Effect.Effect<Pick<Answer, "complete" | "elapsedMs">>
}

/** Some of an answer's rows. */
export interface AnswerWindow extends Pick<Answer, "columns" | "rows" | "elapsedMs" | "dataVersion" | "zone" | "sql"> {
  /** Rows that were found, and of how many. */
  readonly found: number
  readonly total: number
}
