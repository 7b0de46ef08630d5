/** A list with a bar behind each label; a click on a label filters by it. */
import type { Answer, Cell, Row } from "../api/types.ts"
import { unitOfColumn } from "../chart/series.ts"
import { statusClassOf } from "../chart/status.ts"
import { Change } from "../figures/Figures.tsx"
import { audienceOf } from "../filters/filters.ts"
import { cellText, cellTitle, isCode, isNumeric } from "../format/cell.ts"
import { dayMonth, isDayStart } from "../format/time.ts"
import { visible } from "../format/visible.ts"
import type { OffsetAt } from "../format/zone.ts"
import { usePage } from "../state/Page.ts"
import { CellLabel } from "./CellLabel.tsx"
import { barsOf, columnsFor, columnTitle, type PlacedColumn } from "./columns.ts"

export const Rows = ({ answer }: { readonly answer: Answer }) => {
  const page = usePage()
  const columns = columnsFor(answer)
  const { label, aside, figures, bar } = columns
  const bars = barsOf(answer.rows, bar)
  const offsetAt = page.offsetAt.value
  const unit = label === null ? null : unitOfColumn(answer.rows, label.index, offsetAt)
  const besides = aside === null ? [] : asidesOf(answer.rows, aside, offsetAt)
  const isBots = audienceOf(page.filter.value) === "bots"
  return (
    <table
      class={`rows ${aside === null ? "" : "two-keys"}`}
      style={aside === null || label === null ? undefined : keyWidths(answer.rows, label, aside, besides, offsetAt)}
    >
      <thead>
        <tr>
          <th scope="col">
            {label === null ? "" : <span>{columnTitle(label.column.name)}</span>}
            {aside === null ? "" : <span class="aside">{columnTitle(aside.column.name)}</span>}
          </th>
          {figures.map(({ column }) => (
            <th
              key={column.name}
              scope="col"
              class={`${isNumeric(column.kind) ? "number" : "text"} ${column.kind === "share" ? "share-figure" : ""}`}
              title={columnTitle(column.name)}
            >
              {columnTitle(column.name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {answer.rows.map((row, index) => (
          <tr key={keyOf(row, answer)} class="row" tabIndex={-1}>
            <th scope="row">
              <span
                class={`share ${isBots ? "bots" : toneOf(row, label)}`}
                style={{ "--share": `${(bars[index]! * 100).toFixed(2)}%` }}
              />
              {label === null ? (
                <span class="label">{index + 1}</span>
              ) : (
                <CellLabel
                  cell={row[label.index] ?? null}
                  column={label.column}
                  unit={unit}
                  of={{ row, columns: answer.columns }}
                />
              )}
              {aside !== null && (
                <span class="aside" title={visible(cellTitle(row[aside.index] ?? null, aside.column.kind, offsetAt))}>
                  {besides[index]}
                </span>
              )}
            </th>
            {figures.map(({ column, index }) => (
              <FigureCell key={column.name} cell={row[index] ?? null} column={column} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A day is told as one, not as its first second. */
const asidesOf = (
  rows: ReadonlyArray<Row>,
  { column, index }: PlacedColumn,
  offsetAt: OffsetAt
): ReadonlyArray<string> => {
  const cells = rows.map((row) => row[index] ?? null)
  const areDays = cells.every((cell) => cell === null || (typeof cell === "number" && isDayStart(cell, offsetAt)))
  return cells.map((cell) =>
    visible(
      areDays && typeof cell === "number" && column.kind === "time"
        ? dayMonth(cell, offsetAt)
        : cellText(cell, column.kind, offsetAt)
    )
  )
}

/** The same for each row, so that the second key is a column with a heading; the first has what it needs before it. */
const keyWidths = (
  rows: ReadonlyArray<Row>,
  label: PlacedColumn,
  aside: PlacedColumn,
  besides: ReadonlyArray<string>,
  offsetAt: OffsetAt
) => {
  const longest = (texts: ReadonlyArray<string>): string => `${Math.max(...texts.map((text) => text.length))}ch`
  return {
    "--label": longest(rows.map((row) => cellText(row[label.index] ?? null, label.column.kind, offsetAt))),
    "--aside": longest([columnTitle(aside.column.name), ...besides])
  }
}

/** Of a log only its name; the folder is told on hover. */
const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

export const FigureCell = ({ cell, column }: { readonly cell: Cell; readonly column: PlacedColumn["column"] }) => {
  const offsetAt = usePage().offsetAt.value
  if (column.kind === "change" && typeof cell === "number") {
    return (
      <td class="number">
        <Change value={cell} sense={0} against="" />
      </td>
    )
  }
  const text = visible(cellText(cell, column.kind, offsetAt))
  return (
    <td
      class={`${column.kind === "share" ? "share-figure" : ""} ${isNumeric(column.kind) ? "number" : isCode(column.kind) ? "code text" : "text"} ${cell === null || cell === 0 ? "muted" : ""}`}
      title={visible(cellTitle(cell, column.kind, offsetAt))}
    >
      {column.filter === "source" ? fileName(text) : text}
    </td>
  )
}

/** Statuses have their colours, bots are grey. */
export const toneOf = (row: Row, label: PlacedColumn | null): string => {
  if (label === null) return ""
  const cell = row[label.index] ?? null
  if (label.column.kind === "status") return `status-${statusClassOf(cell)}`
  if (label.column.filter === "class") return cell === "human" || cell === "unknown" ? "" : "bots"
  return ""
}

/** What tells a row apart: its texts. */
const keyOf = (row: Row, { columns }: Answer): string =>
  JSON.stringify(row.filter((_, index) => !isNumeric(columns[index]!.kind)))
