/** The numbers of a chart as a table, for those who want digits, and those who don't see charts. */
import type { Answer } from "../api/types.ts"
import { cellText, cellTitle, isCode, isNumeric } from "../format/cell.ts"
import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"
import { columnTitle } from "./columns.ts"

/** More rows are in the open table. */
const most = 400

export const DataTable = ({ answer, title }: { readonly answer: Answer; readonly title: string }) => {
  const offsetAt = usePage().offsetAt.value
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
                  {visible(cellText(row[at] ?? null, kind, offsetAt))}
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
