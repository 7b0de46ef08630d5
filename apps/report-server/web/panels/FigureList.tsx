/** An answer of one row: names and numbers. */
import type { Answer } from "../api/types.ts"
import { Change } from "../figures/Figures.tsx"
import { cellText, cellTitle } from "../format/cell.ts"
import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"
import { columnTitle } from "./columns.ts"

export const FigureList = ({ answer }: { readonly answer: Answer }) => {
  const offsetAt = usePage().offsetAt.value
  const row = answer.rows[0] ?? []
  const cellOf = (name: string) => row[answer.columns.findIndex((column) => column.name === name)] ?? null
  return (
    <dl class="figure-list">
      {answer.columns
        .map((column, index) => ({ column, cell: row[index] ?? null }))
        .filter(({ column: { name } }) => answer.compared === undefined || !/_(?:before|change)$/.test(name))
        .map(({ column, cell }) => {
          const change = cellOf(`${column.name}_change`)
          return (
            <div key={column.name}>
              <dt>{columnTitle(column.name)}</dt>
              <dd title={visible(cellTitle(cell, column.kind, offsetAt))}>
                {visible(cellText(cell, column.kind, offsetAt))}
                {typeof change === "number" && <Change value={change} sense={0} against="" />}
              </dd>
            </div>
          )
        })}
    </dl>
  )
}
