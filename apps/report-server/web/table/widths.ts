/** How wide columns are, in letters: by what the first rows hold, within bounds. The first text takes what is left. */
import type { Answer, Column } from "../api/types.ts"
import { cellText, isNumeric } from "../format/cell.ts"
import { columnTitle } from "../panels/columns.ts"

export interface ColumnWidth {
  readonly ch: number
  readonly grows: boolean
}

const looked = 200

export const widthsOf = (answer: Answer, columns: ReadonlyArray<Column>): ReadonlyArray<ColumnWidth> => {
  const growing = columns.find(({ kind }) => !isNumeric(kind)) ?? columns[0]
  return columns.map((column) => {
    const at = answer.columns.indexOf(column)
    const longest = Math.max(
      columnTitle(column.name).length + 2,
      ...answer.rows.slice(0, looked).map((row) => cellText(row[at] ?? null, column.kind, () => 0).length)
    )
    const grows = column === growing
    return { ch: Math.min(Math.max(longest + 3, 9), isNumeric(column.kind) ? 18 : grows ? 40 : 36), grows }
  })
}
