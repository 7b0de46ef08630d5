/**
 * How rows become text, for answers of any length: what comes before them, the rows piece by piece, and what comes after
 * the last. Each output mode has one.
 */
import type { Cell, Compared, RowsColumn } from "./rows.ts"

export type RowList = ReadonlyArray<ReadonlyArray<Cell>>

export interface Layout {
  readonly head: Iterable<string>
  readonly body: (rows: RowList) => Iterable<string>
  readonly foot: (end: LayoutEnd) => Iterable<string>
}

export interface LayoutColumns {
  readonly columns: ReadonlyArray<RowsColumn>
  /** In which times are shown; null: UTC. */
  readonly zone: string | null
}

/** What is known of the rows only when they have all been seen. */
export interface LayoutEnd {
  readonly complete: boolean
  readonly elapsedMs: number | null
  readonly dataVersion: number | null
  readonly zone: string | null
  readonly sql: string | null
  /** Absent: nothing was compared. */
  readonly compared?: Compared | undefined
}
