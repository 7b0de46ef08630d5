/** The pattern a click on a cell sets. Statuses are no texts: they are written as they are. */
import type { Cell, Column } from "../api/types.ts"
import { patternOfCell, patternOfValue } from "../filters/pattern.ts"

export const patternFor = (cell: Cell, { pattern, kind }: Column): string => {
  if (cell === null) return "-"
  const text = String(cell)
  if (pattern !== undefined) return patternOfCell(pattern, text)
  return kind === "status" ? text : patternOfValue(text)
}
