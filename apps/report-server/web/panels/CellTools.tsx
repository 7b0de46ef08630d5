/** What can be done with a cell beside filtering by it: exclude, copy, show the lines behind it. */
import type { Cell, Column } from "../api/types.ts"
import { isListName, toggle } from "../filters/filters.ts"
import { negate } from "../filters/pattern.ts"
import { isCode } from "../format/cell.ts"
import { focusWhenThere, linesGrid } from "../keyboard/focus.ts"
import { usePage } from "../state/Page.ts"
import { copyText } from "../table/copy.ts"
import { behind, linesTitle, type RowOf } from "./behind.ts"

/** Whether a panel offers anything for cells of a column that stands second. */
export const actsOn = ({ filter }: Column): boolean => filter !== null && isListName(filter)

export const CellTools = ({
  cell,
  column,
  of,
  title,
  pattern
}: {
  readonly cell: Cell
  readonly column: Column
  readonly of: RowOf | null
  readonly title: string
  /** What a click on the cell filters by; null: nothing. */
  readonly pattern: string | null
}) => {
  const page = usePage()
  const { filter, kind } = column
  const name = filter !== null && isListName(filter) ? filter : null
  if (pattern === null && !isCode(kind)) return null
  const lines = linesTitle(cell, column, of)
  return (
    <span class="tools">
      {pattern !== null && name !== null && (
        <Tool
          says="Exclude (Alt-click)"
          name={`Exclude ${title}`}
          path="M12 7A5 5 0 1 1 2 7a5 5 0 1 1 10 0M3.5 10.5l7-7"
          run={() => page.setFilter((current) => toggle(current, name, negate(pattern)))}
        />
      )}
      <Tool
        says="Copy"
        name={`Copy ${title}`}
        path="M4.5 4.5h7v7h-7zM9.5 4.5v-2h-7v7h2"
        run={() => void copyText(page, String(cell ?? ""))}
      />
      {pattern !== null && name !== null && (
        <Tool
          says={lines}
          name={`${lines.replace(/ of this .*/, "")} of ${title}`}
          path="M2 3.5h10M2 7h10M2 10.5h7"
          run={() => {
            page.go((state) => ({
              ...state,
              view: "entries",
              expand: null,
              filter: behind(state.filter, cell, column, of)
            }))
            focusWhenThere(document, linesGrid)
          }}
        />
      )}
    </span>
  )
}

const Tool = ({
  says,
  name,
  path,
  run
}: {
  readonly says: string
  readonly name: string
  readonly path: string
  readonly run: () => void
}) => (
  <button type="button" class="tool" title={says} aria-label={name} onClick={run}>
    <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      <path d={path} />
    </svg>
  </button>
)
