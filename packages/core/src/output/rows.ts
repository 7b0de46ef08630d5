/**
 * The one shape everything that prints rows is brought into, whatever it came from: an analysis, a view, a list of
 * settings. Output modes know only this.
 */
import type { ColumnKind } from "../plugin.ts"

export type Cell = null | number | bigint | string | Uint8Array

export interface RowsColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** What a table keeps of a text that has no room; absent: both ends. */
  readonly keeps?: "end"
}

/** Times in ms UTC, `to` exclusive. */
interface Period {
  readonly from: number
  readonly to: number
}

/** Which two periods the rows compare. */
export interface Compared {
  readonly period: Period
  readonly before: Period
  /** The data's own ends, where it has nothing of a part of `before`. */
  readonly partly: Period | null
  /** What ran over the period before. */
  readonly sqlBefore: string
}

export interface Rows {
  /** What it is called where several are printed in a row. */
  readonly title: string
  /** What programs call it there: the id of an analysis; absent: its title. */
  readonly id?: string
  readonly columns: ReadonlyArray<RowsColumn>
  /** Times (kind `time`) are ms UTC, shares 0-1. */
  readonly rows: ReadonlyArray<ReadonlyArray<Cell>>
  /** A table shows each row as a record, one column a line: figures rather than a list. */
  readonly isRecord: boolean
  readonly complete: boolean
  readonly elapsedMs: number | null
  readonly dataVersion: number | null
  readonly zone: string | null
  readonly sql: string | null
  /** Absent: nothing was compared. */
  readonly compared?: Compared | undefined
}

/** In the place of rows that could not be had, where several were asked for. */
export interface NoRows {
  readonly id: string
  /** What went wrong, as it is said on stderr. */
  readonly error: string
}

export const areRows = (result: Rows | NoRows): result is Rows => "columns" in result

/** Rows that come from no query: settings, formats, checks. */
export const listing = (
  title: string,
  columns: ReadonlyArray<RowsColumn>,
  rows: ReadonlyArray<ReadonlyArray<Cell>>
): Rows => ({
  title,
  columns,
  rows,
  isRecord: false,
  complete: true,
  elapsedMs: null,
  dataVersion: null,
  zone: null,
  sql: null
})
