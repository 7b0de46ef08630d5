/** A list with a bar behind each label; a click on a label filters by it. */
import type { Answer, Cell, Column, Row } from "../api/types.ts"
import { unitOfColumn } from "../chart/series.ts"
import { statusClassOf } from "../chart/status.ts"
import { Change } from "../figures/Figures.tsx"
import { audienceOf } from "../filters/filters.ts"
import { cellText, cellTitle, isCode, isNumeric } from "../format/cell.ts"
import { fileName } from "../format/fileName.ts"
import { dayMonth, isDayStart } from "../format/time.ts"
import { visible } from "../format/visible.ts"
import type { OffsetAt, Unit } from "../format/zone.ts"
import { usePage } from "../state/Page.ts"
import { CellLabel } from "./CellLabel.tsx"
import { actsOn } from "./CellTools.tsx"
import {
  barsOf,
  columnsFor,
  columnTitle,
  givesWay,
  isNewIn,
  pointsIn,
  type PanelColumns,
  type PlacedColumn
} from "./columns.ts"
import { NearRow, useNearness } from "./nearRow.tsx"
import { hasRules, RuleLinks } from "./RuleLinks.tsx"

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
      class={`rows ${aside === null ? "" : "two-keys"} ${aside !== null && actsOn(aside.column) ? "both-act" : ""}`}
      style={aside === null || label === null ? undefined : keyWidths(answer.rows, label, aside, besides, offsetAt)}
    >
      <thead>
        <tr>
          <th scope="col">
            {label === null ? "" : <span>{columnTitle(label.column.name)}</span>}
            {aside === null ? "" : <span class="aside">{columnTitle(aside.column.name)}</span>}
          </th>
          {figures.map(({ column, index }) => (
            <th
              key={column.name}
              scope="col"
              style={isNumeric(column.kind) ? undefined : { "--longest": longestOf(answer, column, index) }}
              class={`${isNumeric(column.kind) ? "number" : "text"} ${kindOf(answer.id, column)}`}
              title={columnTitle(column.name)}
            >
              {columnTitle(column.name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {answer.rows.map((row, index) => (
          <OneRow
            key={keyOf(row, answer)}
            row={row}
            answer={answer}
            columns={columns}
            unit={unit}
            number={index + 1}
            share={bars[index]!}
            tone={isBots ? "bots" : toneOf(row, label)}
            beside={besides[index] ?? ""}
          />
        ))}
      </tbody>
    </table>
  )
}

const OneRow = ({
  row,
  answer: { columns: all, id },
  columns: { aside, figures, label },
  unit,
  number,
  share,
  tone,
  beside
}: {
  readonly row: Row
  readonly answer: Answer
  readonly columns: PanelColumns
  readonly unit: Unit | null
  /** From 1; said where the row has no label. */
  readonly number: number
  /** 0-1 */
  readonly share: number
  readonly tone: string
  /** The second key as text. */
  readonly beside: string
}) => {
  const { isNear, on } = useNearness()
  const page = usePage()
  const offsetAt = page.offsetAt.value
  const of = { row, columns: all, isPart: page.analysis(id)?.counts === "some" }
  const cell = ({ index }: PlacedColumn): Cell => row[index] ?? null
  return (
    <NearRow.Provider value={isNear}>
      <tr class="row" tabIndex={-1} {...on}>
        <th scope="row">
          <span class={`share ${tone}`} style={{ "--share": `${(share * 100).toFixed(2)}%` }} />
          {label === null ? (
            <span class="label">{number}</span>
          ) : hasRules(id, label.column) ? (
            <span class="cell-label">
              <RuleLinks rules={cell(label)} isLabel />
            </span>
          ) : (
            <CellLabel cell={cell(label)} column={label.column} unit={unit} of={of} isInPanel />
          )}
          {aside === null ? null : hasRules(id, aside.column) ? (
            <span class="aside" title={beside}>
              <RuleLinks rules={cell(aside)} />
            </span>
          ) : actsOn(aside.column) ? (
            <span class="aside">
              <CellLabel cell={cell(aside)} column={aside.column} of={of} isAside />
            </span>
          ) : (
            <span class="aside" title={visible(cellTitle(cell(aside), aside.column.kind, offsetAt))}>
              {beside}
            </span>
          )}
        </th>
        {figures.map((figure) => (
          <FigureCell
            key={figure.column.name}
            id={id}
            cell={cell(figure)}
            column={figure.column}
            isNew={isNewIn(row, all, figure.column)}
            points={pointsIn(row, all, figure.column)}
          />
        ))}
      </tr>
    </NearRow.Provider>
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

const longest = (texts: ReadonlyArray<string>): string => `${Math.max(...texts.map((text) => text.length))}ch`

const longestOf = ({ rows }: Answer, column: Column, index: number): string =>
  longest([columnTitle(column.name), ...rows.map((row) => String(row[index] ?? ""))])

/** The same for each row, so that the second key is a column with a heading; the first has what it needs before it. */
const keyWidths = (
  rows: ReadonlyArray<Row>,
  label: PlacedColumn,
  aside: PlacedColumn,
  besides: ReadonlyArray<string>,
  offsetAt: OffsetAt
) => {
  return {
    "--label": longest(rows.map((row) => cellText(row[label.index] ?? null, label.column.kind, offsetAt))),
    "--aside": longest([columnTitle(aside.column.name), ...besides])
  }
}

const kindOf = (id: string, column: Column): string => {
  const kind = givesWay(id, column)
  return kind === null ? "" : `${kind}-figure`
}

export const FigureCell = ({
  id,
  cell,
  column,
  isNew,
  points = null
}: {
  /** Of the analysis. */
  readonly id: string
  readonly cell: Cell
  readonly column: PlacedColumn["column"]
  readonly isNew: boolean
  /** Of a change of a share; null: it is none. */
  readonly points?: number | null
}) => {
  const offsetAt = usePage().offsetAt.value
  const change = points ?? cell
  if (column.kind === "change" && typeof change === "number") {
    return (
      <td class="number">
        <Change value={change} isPoints={points !== null} sense={0} against="" />
      </td>
    )
  }
  if (isNew) {
    return (
      <td class="number">
        <span class="change" title="There was nothing before">
          new
        </span>
      </td>
    )
  }
  const text = visible(cellText(cell, column.kind, offsetAt))
  return (
    <td
      class={`${kindOf(id, column)} ${isNumeric(column.kind) ? "number" : isCode(column.kind) ? "code text" : "text"} ${cell === null || cell === 0 ? "muted" : ""}`}
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
