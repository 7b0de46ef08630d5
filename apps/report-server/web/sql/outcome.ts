/** What became of a statement: still running, an answer, a plan, an error. */
import { ApiError } from "../api/Api.ts"
import type { Answer, Column } from "../api/types.ts"
import type { Plan, Statement, StatementAnswer } from "./ask.ts"

export type Outcome =
  | { readonly kind: "running"; readonly since: number; readonly cancel: () => void }
  | { readonly kind: "answer"; readonly answer: Answer; readonly told: StatementAnswer; readonly asked: Statement }
  | { readonly kind: "plan"; readonly plan: Plan; readonly asked: Statement }
  | { readonly kind: "error"; readonly error: ApiError; readonly asked: Statement }
  | { readonly kind: "cancelled" }

export const errorOf = (cause: unknown): ApiError =>
  cause instanceof ApiError
    ? cause
    : new ApiError("Unreachable", cause instanceof Error ? cause.message : String(cause))

/** In what an outcome is not that of what stands above it now; null: it is. */
export type Other = "statement" | "values" | "filter" | null

export const otherThan = (asked: Statement, now: Statement): Other => {
  if (asked.sql.trim() !== now.sql.trim()) return "statement"
  if (JSON.stringify(asked.params) !== JSON.stringify(now.params)) return "values"
  return JSON.stringify(asked.filter) === JSON.stringify(now.filter) ? null : "filter"
}

/** What is said of it; null: it is that of what stands above it. */
export const otherWords = (what: "answer" | "plan" | "mistake", other: Other): string | null => {
  if (other === null) return null
  const of = { statement: "of the statement before", values: "with other values", filter: "of another filter" }[other]
  return `This is the ${what} ${of}.`
}

/** As an answer of an analysis, which the page can show. */
export const answerOf = (told: StatementAnswer): Answer => {
  const columns = told.columns.map((column, index) =>
    ofValues(
      column,
      told.rows.map((row) => row[index] ?? null)
    )
  )
  const { complete, data_version, elapsed_ms, rows, sql, total, zone } = told
  return {
    id: "sql",
    title: "Result",
    chart: chartOf(columns),
    columns,
    rows,
    complete,
    total,
    elapsed_ms,
    data_version,
    zone,
    sql,
    cached: false
  }
}

/** Where nothing tells the kind, numbers do. */
const ofValues = (column: Column, cells: ReadonlyArray<unknown>): Column => {
  if (column.kind !== "text") return column
  const known = cells.filter((cell) => cell !== null)
  const isNumber = known.length > 0 && known.every((cell) => typeof cell === "number")
  return isNumber ? { ...column, kind: "number" } : column
}

const measures: ReadonlySet<Column["kind"]> = new Set([
  "count",
  "approx_count",
  "bytes",
  "duration_ms",
  "share",
  "number"
])

/** Time and a number: a line. A text and a number: bars. Else a table. */
export const chartOf = (columns: ReadonlyArray<Column>): Answer["chart"] => {
  const hasMeasure = columns.some(({ kind }) => measures.has(kind))
  if (!hasMeasure) return "table"
  if (columns.some(({ kind }) => kind === "time" || kind === "date")) return "line"
  return columns.some(({ kind }) => !measures.has(kind) && kind !== "change") ? "bar" : "table"
}
