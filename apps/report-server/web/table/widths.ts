/**
 * How wide columns are, in letters: by what the first rows hold, within bounds. A first text that is long takes what is left, and gives
 * way in a narrow window; with short ones the row ends where its last column does, so that figures stand near what they are of.
 */
import type { Answer, Cell, Column } from "../api/types.ts"
import { cellText, isCode, isNumeric } from "../format/cell.ts"
import { isListName } from "../filters/filters.ts"
import { columnTitle } from "../panels/columns.ts"

export interface ColumnWidth {
  readonly ch: number
  readonly room: "own" | "shrinks" | "grows"
}

const looked = 200
/** Of a first text that is no value to filter by: a sentence. */
const mostOfWords = 60

/** What stands at the end of a cell while its row is pointed at covers no short text; in a narrow window figures need the room more. */
const roomForTools = ({ filter, kind }: Column): number =>
  isNumeric(kind) ? 0 : filter !== null && isListName(filter) ? 10 : isCode(kind) ? 3 : 0

/** `text`: how a cell is written and how a column is headed, where that is not as everywhere. */
export const widthsOf = (
  answer: Answer,
  columns: ReadonlyArray<Column>,
  isNarrow: boolean,
  text = {
    ofCell: (cell: Cell, { kind }: Column): string => cellText(cell, kind, () => 0),
    ofName: columnTitle,
    mostOfNumbers: 18
  }
): ReadonlyArray<ColumnWidth> => {
  const growing = columns.find(({ kind }) => !isNumeric(kind))
  const room = isNarrow ? () => 0 : roomForTools
  return columns.map((column) => {
    const at = answer.columns.indexOf(column)
    const longest = Math.max(
      text.ofName(column.name).length + 2,
      ...answer.rows.slice(0, looked).map((row) => text.ofCell(row[at] ?? null, column).length + room(column))
    )
    const isFirst = column === growing
    const most = isNumeric(column.kind) ? text.mostOfNumbers : !isFirst ? 36 : column.filter === null ? mostOfWords : 40
    const ch = Math.min(Math.max(longest + 3, 9), most)
    return { ch, room: !isFirst ? "own" : longest + 3 > most ? "grows" : "shrinks" }
  })
}
