/**
 * The pattern a click on a cell sets. Statuses are no texts: they are written as they are. Null: it sets none, as no entry is
 * without a path, so that a row without one is about all paths.
 */
import type { Cell, Column } from "../api/types.ts"
import { patternOfCell, patternOfValue } from "../filters/pattern.ts"

export const patternFor = (cell: Cell, { filter, kind, pattern }: Column): string | null => {
  if (cell === null) return filter === "path" ? null : "-"
  const text = String(cell)
  if (pattern !== undefined) return patternOfCell(pattern, text)
  return kind === "status" ? text : patternOfValue(text)
}
