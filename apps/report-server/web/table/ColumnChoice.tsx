/** The columns of a table, each to be ticked; the last one that is shown stays. */
import { columnTitle } from "../panels/columns.ts"

export const ColumnChoice = ({
  names,
  shown,
  change
}: {
  readonly names: ReadonlyArray<string>
  readonly shown: ReadonlyArray<string>
  readonly change: (name: string) => void
}) => (
  <ul class="choices columns">
    {names.map((name) => {
      const isLast = shown.length === 1 && shown[0] === name
      return (
        <li key={name}>
          <label title={isLast ? "The last column stays: choose another one first" : undefined}>
            <input type="checkbox" checked={shown.includes(name)} disabled={isLast} onChange={() => change(name)} />{" "}
            {columnTitle(name)}
          </label>
        </li>
      )
    })}
  </ul>
)
