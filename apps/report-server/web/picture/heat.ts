/** Weekdays and hours, the darker the more. */
import { weekdays } from "../format/time.ts"
import { heat, type HeatGrid, keyParts, largestText } from "../panels/Heatmap.tsx"
import type { Drawn, Pen } from "./Picture.ts"

const width = 760
const left = 40
const top = 20
const rowHeight = 30
const cell = (width - left) / 24

export const heatDrawn = ({ cells, darkest, largest }: HeatGrid): Drawn => ({
  width,
  height: top + 7 * rowHeight + 30,
  key: [],
  draw: (pen) => {
    const { context, colour } = pen
    const partOf = (value: number | null): number | null => (value === null ? null : heat(value, darkest))
    context.font = pen.font(11.5)
    context.fillStyle = colour("--muted")
    for (let hour = 0; hour < 24; hour += 3) context.fillText(String(hour).padStart(2, "0"), left + hour * cell, 12)
    cells.forEach((row, day) => {
      context.fillStyle = colour("--muted")
      context.fillText(weekdays[day]!, 0, top + day * rowHeight + 19)
      row.forEach((value, hour) =>
        drawCell(pen, left + hour * cell, top + day * rowHeight, cell - 2, rowHeight - 2, partOf(value))
      )
    })
    const bottom = top + 7 * rowHeight + 10
    keyParts.forEach((part, index) => drawCell(pen, left + 14 + index * 20, bottom, 18, 10, partOf(part * largest)))
    context.fillStyle = colour("--muted")
    context.fillText("0", left, bottom + 9)
    context.fillText(largestText(largest), left + 20 + keyParts.length * 20, bottom + 9)
  }
})

/** `part` of the colour, 0-1; null: nothing is there. */
const drawCell = (
  { context, colour }: Pen,
  x: number,
  y: number,
  wide: number,
  high: number,
  part: number | null
): void => {
  context.fillStyle = part === null ? colour("--control") : colour("--accent")
  context.globalAlpha = part ?? 1
  context.fillRect(x, y, wide, high)
  context.globalAlpha = 1
}
