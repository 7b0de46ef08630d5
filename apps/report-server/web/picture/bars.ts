/** A list: labels on bars, and their figures. */
import type { Answer } from "../api/types.ts"
import { cellText, isCode } from "../format/cell.ts"
import { visible } from "../format/visible.ts"
import type { OffsetAt } from "../format/zone.ts"
import { barsOf, columnsFor, columnTitle } from "../panels/columns.ts"
import { toneOf } from "../panels/Rows.tsx"
import { type Drawn, fitted } from "./Picture.ts"

/** Rows of one picture. */
export const mostBars = 40

const width = 760
const rowHeight = 26
const figureWidth = 92

export const barsDrawn = (answer: Answer, offsetAt: OffsetAt): Drawn => {
  const { aside, bar, figures, label } = columnsFor(answer)
  const rows = answer.rows.slice(0, mostBars)
  const bars = barsOf(rows, bar)
  const labelWidth = width - figures.length * figureWidth
  return {
    width,
    height: (rows.length + 1) * rowHeight,
    key: [],
    draw: (pen) => {
      const { context, colour } = pen
      const right = (text: string, index: number, y: number): void => {
        context.textAlign = "right"
        context.fillText(fitted(pen, text, figureWidth - 8), labelWidth + (index + 1) * figureWidth, y)
        context.textAlign = "left"
      }
      context.font = pen.font(12)
      context.fillStyle = colour("--muted")
      if (label !== null) context.fillText(columnTitle(label.column.name), 0, 16)
      figures.forEach(({ column }, index) => right(columnTitle(column.name), index, 16))
      rows.forEach((row, at) => {
        const y = (at + 1) * rowHeight
        const tone = toneOf(row, label)
        context.fillStyle = colour(tone === "" ? "--accent-soft" : `--${tone}-soft`)
        context.fillRect(0, y, bars[at]! * (labelWidth - 8), rowHeight - 2)
        context.fillStyle = colour("--ink")
        const said = label === null ? String(at + 1) : cellText(row[label.index] ?? null, label.column.kind, offsetAt)
        const beside = aside === null ? "" : cellText(row[aside.index] ?? null, aside.column.kind, offsetAt)
        context.font = pen.font(12.5, label !== null && isCode(label.column.kind) ? "code" : undefined)
        const text = fitted(pen, visible(said), labelWidth - 20)
        context.fillText(text, 6, y + 16)
        const end = 6 + context.measureText(text).width + 10
        context.font = pen.font(12.5)
        context.fillStyle = colour("--muted")
        if (beside !== "" && labelWidth - end > 40)
          context.fillText(fitted(pen, visible(beside), labelWidth - 12 - end), end, y + 16)
        context.fillStyle = colour("--ink")
        figures.forEach(({ column, index }, place) =>
          right(visible(cellText(row[index] ?? null, column.kind, offsetAt)), place, y + 16)
        )
      })
    }
  }
}
