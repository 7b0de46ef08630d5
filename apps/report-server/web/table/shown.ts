/**
 * Which columns of a whole table are shown: those that hold something (without a list of places no client has a country), but for what the
 * reader chose. The address has chosen names in `hide`, with a `!` those that are shown though they are empty.
 */
import type { Answer } from "../api/types.ts"

/** Names in the order of the answer; one at least. */
export const shownNames = (
  { columns, rows }: Pick<Answer, "columns" | "rows">,
  hide: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const shown = columns.filter(
    ({ name }, at) => !hide.includes(name) && (hide.includes(`!${name}`) || rows.length === 0 || holds(rows, at))
  )
  return (shown.length === 0 ? columns.slice(0, 1) : shown).map(({ name }) => name)
}

const holds = (rows: Answer["rows"], at: number): boolean =>
  rows.some((row) => row[at] !== null && row[at] !== undefined && row[at] !== "")

/** `hide` once a column that is (not) shown is the other way round. */
export const switched = (hide: ReadonlyArray<string>, name: string, isShown: boolean): ReadonlyArray<string> => {
  const others = hide.filter((one) => one !== name && one !== `!${name}`)
  return [...others, isShown ? name : `!${name}`]
}
