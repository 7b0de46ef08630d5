/** The numbers of a chart as a table, for those who want digits, and those who don't see charts. */
import { useMemo } from "preact/hooks"

import type { Answer, Cell, Column } from "../api/types.ts"
import { unitOfColumn } from "../chart/series.ts"
import { cellText, cellTitle, isCode, isNumeric } from "../format/cell.ts"
import { bucketTitle } from "../format/time.ts"
import { visible } from "../format/visible.ts"
import type { OffsetAt, Unit } from "../format/zone.ts"
import { usePage } from "../state/Page.ts"
import { columnTitle } from "./columns.ts"

/** More rows are in the open table. */
const most = 400

export const DataTable = ({
  answer,
  title,
  unit: rowUnit = null
}: {
  readonly answer: Answer
  readonly title: string
  /** What a row stands for; null: its times tell. */
  readonly unit?: Unit | null
}) => {
  const offsetAt = usePage().offsetAt.value
  const longUnits = useMemo(() => longUnitsOf(answer, offsetAt, rowUnit), [answer, offsetAt, rowUnit])
  const text = (cell: Cell, kind: Column["kind"], at: number): string => {
    const unit = longUnits[at] ?? null
    return unit !== null && typeof cell === "number"
      ? bucketTitle(cell, unit, offsetAt)
      : cellText(cell, kind, offsetAt)
  }
  return (
    <div class="data-table" role="region" aria-label={`${title}, as a table`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {answer.columns.map(({ name, kind }) => (
              <th key={name} scope="col" class={isNumeric(kind) ? "number" : ""}>
                {columnTitle(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.slice(0, most).map((row, index) => (
            <tr key={index}>
              {answer.columns.map(({ name, kind }, at) => (
                <td
                  key={name}
                  class={isNumeric(kind) ? "number" : isCode(kind) ? "code" : ""}
                  title={visible(cellTitle(row[at] ?? null, kind, offsetAt))}
                >
                  {visible(text(row[at] ?? null, kind, at))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {answer.rows.length > most && (
        <p class="muted">
          The first {most} of {answer.rows.length} rows.
        </p>
      )}
    </div>
  )
}

/** By column, what its times begin, where that is a day or longer: those are told as such, not as their first second. */
export const longUnitsOf = (
  { columns, rows }: Pick<Answer, "columns" | "rows">,
  offsetAt: OffsetAt,
  rowUnit: Unit | null = null
): ReadonlyArray<Unit | null> =>
  columns.map(({ kind }, at) => {
    // One time may begin a year by chance.
    const unit = kind !== "time" ? null : (rowUnit ?? (rows.length > 1 ? unitOfColumn(rows, at, offsetAt) : null))
    return unit === "minute" || unit === "hour" ? null : unit
  })
