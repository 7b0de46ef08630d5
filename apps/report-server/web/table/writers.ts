/** Answers as files and texts. Numbers are raw, times ISO 8601 in UTC, missing values empty (JSON: null). */
import type { Answer, Cell, Column, Row } from "../api/types.ts"
import { cellText, isNumeric } from "../format/cell.ts"
import { visible } from "../format/visible.ts"
import type { OffsetAt } from "../format/zone.ts"

export const formats = ["csv", "json", "ndjson"] as const
export type Format = (typeof formats)[number]

export const mediaTypes: Readonly<Record<Format, string>> = {
  csv: "text/csv;charset=utf-8",
  json: "application/json",
  ndjson: "application/x-ndjson"
}

export type Table = Pick<Answer, "columns" | "rows">

export const write = (answer: Table, format: Format): string => {
  if (format === "csv") return csvOf(answer)
  const objects = answer.rows.map((row) => JSON.stringify(objectOf(row, answer.columns)))
  return format === "json" ? `[\n${objects.join(",\n")}\n]\n` : objects.map((one) => `${one}\n`).join("")
}

const raw = (cell: Cell, { kind }: Column): Cell =>
  kind === "time" && typeof cell === "number" ? new Date(cell).toISOString() : cell

const objectOf = (row: Row, columns: ReadonlyArray<Column>): Record<string, Cell> =>
  Object.fromEntries(columns.map((column, index) => [column.name, raw(row[index] ?? null, column)]))

const csvOf = ({ columns, rows }: Table): string =>
  [
    columns.map(({ name }) => quoted(name)),
    ...rows.map((row) => columns.map((column, index) => csvCell(raw(row[index] ?? null, column))))
  ]
    .map((cells) => `${cells.join(",")}\r\n`)
    .join("")

/** Spreadsheets take texts that begin so for formulas: an apostrophe keeps them texts. */
const csvCell = (cell: Cell): string => {
  if (cell === null) return ""
  if (typeof cell === "number") return String(cell)
  return quoted(/^[=+\-@\t\r\0]/.test(cell) ? `'${cell}` : cell)
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export const markdownOf = ({ columns, rows }: Table, offsetAt: OffsetAt): string => {
  const line = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |\n`
  const escaped = (text: string): string => visible(text).replaceAll(/[\\|`*_<>[\]]/g, "\\$&")
  return (
    line(columns.map(({ name }) => escaped(name))) +
    line(columns.map(({ kind }) => (isNumeric(kind) ? "---:" : "---"))) +
    rows
      .map((row) => line(columns.map(({ kind }, index) => escaped(cellText(row[index] ?? null, kind, offsetAt)))))
      .join("")
  )
}
