/** Columns and lines over time, as the page's plot has them: one axis from zero, gaps as gaps. */
import { markTexts, timeMarks } from "../chart/axes.ts"
import { columnGap } from "../chart/columns.ts"
import type { Layer, PlotInput } from "../chart/plot.ts"
import { type Drawn, type KeyPart, type Pen, striped } from "./Picture.ts"

const width = 1100
const height = 320
const axisWidth = 60
const axisHeight = 26

export const plotDrawn = (input: PlotInput, key: ReadonlyArray<KeyPart>): Drawn => ({
  width,
  height,
  key,
  draw: (pen) => {
    const largest = Math.max(0, ...input.layers.flatMap(({ values }) => values.map((value) => value ?? 0)))
    const top = largest === 0 ? 1 : largest * 1.04
    const [inner, tall] = [width - axisWidth, height - axisHeight]
    const places: Places = {
      x: (time) => axisWidth + (inner * (time - input.from)) / (input.to - input.from),
      y: (value) => tall - (tall * value) / top
    }
    drawAxes(pen, input, top, places)
    pen.context.save()
    pen.context.beginPath()
    pen.context.rect(axisWidth, 0, inner, tall)
    pen.context.clip()
    input.layers.forEach((layer, index) => {
      if (layer.style === "column") drawColumns(pen, input, layer, input.layers[index + 1], places)
      else drawLine(pen, input, layer, places)
    })
    pen.context.restore()
  }
})

interface Places {
  readonly x: (time: number) => number
  readonly y: (value: number) => number
}

const drawAxes = (pen: Pen, input: PlotInput, top: number, { x, y }: Places): void => {
  const { context, colour } = pen
  context.font = pen.font(11.5)
  context.fillStyle = colour("--muted")
  context.strokeStyle = colour("--grid")
  context.lineWidth = 1
  context.textAlign = "right"
  for (const value of valueMarks(top, input.isCount)) {
    const at = Math.round(y(value)) - 0.5
    context.beginPath()
    context.moveTo(axisWidth, at)
    context.lineTo(width, at)
    context.stroke()
    context.fillText(value === 0 ? "0" : input.text(value), axisWidth - 8, at + 4)
  }
  context.textAlign = "left"
  context.strokeStyle = colour("--hairline")
  const { marks, unit } = timeMarks(input.from, input.to, Math.floor((width - axisWidth) / 84), input.offsetAt)
  const texts = markTexts(marks, unit, input.offsetAt)
  marks.forEach((mark, index) => {
    const left = Math.round(x(mark)) + 0.5
    const text = texts[index]!
    const wide = context.measureText(text).width
    if (left - wide / 2 < axisWidth - 44 || left + wide / 2 > width) return
    context.beginPath()
    context.moveTo(left, height - axisHeight)
    context.lineTo(left, height - axisHeight + 4)
    context.stroke()
    context.fillText(text, left - wide / 2, height - axisHeight + 18)
  })
}

/** From zero, at most six, one, two or five of a power of ten apart. */
export const valueMarks = (top: number, isCount: boolean): ReadonlyArray<number> => {
  const rough = 10 ** Math.floor(Math.log10(top / 5))
  const step = [1, 2, 5, 10].map((one) => one * rough).find((one) => top / one <= 6) ?? 10 * rough
  const wide = isCount ? Math.max(1, step) : step
  return Array.from({ length: Math.floor(top / wide) + 1 }, (_, index) => index * wide)
}

/** Each from the top of the one that is drawn after it, as sums are. */
const drawColumns = (pen: Pen, input: PlotInput, layer: Layer, next: Layer | undefined, { x, y }: Places): void => {
  const { context } = pen
  const below = next?.style === "column" ? next.values : null
  context.fillStyle = layer.isStriped === true ? striped(pen, layer.colour) : pen.colour(layer.colour)
  const gap = columnGap((2 * (x(input.to) - x(input.from))) / input.starts.length, 2) / 2
  layer.values.forEach((value, index) => {
    const base = below?.[index] ?? 0
    if (value === null || value <= base) return
    // Edges on pixels of the picture, of which there are two in each.
    const [left, right] = [input.starts[index]!, input.starts[index + 1] ?? input.to].map(
      (at) => Math.round(x(at) * 2) / 2
    )
    const high = Math.max(0.5, y(base) - y(value))
    context.fillRect(left!, y(base) - high, Math.max(0.5, right! - left! - gap), high)
  })
}

const drawLine = (pen: Pen, input: PlotInput, { colour, style, values }: Layer, { x, y }: Places): void => {
  const { context } = pen
  context.strokeStyle = context.fillStyle = pen.colour(colour)
  context.lineWidth = style === "ghost" ? 1 : 1.5
  context.setLineDash(style === "ghost" ? [3, 3] : [])
  context.lineJoin = "round"
  context.beginPath()
  values.forEach((value, index) => {
    if (value === null) return
    const [isFirst, isLast] = [values[index - 1] ?? null, values[index + 1] ?? null].map((one) => one === null)
    const [left, top] = [x(input.starts[index]!), y(value)]
    if (isFirst === true) context.moveTo(left, top)
    else context.lineTo(left, top)
    if (style === "ghost") context.lineTo(x(input.starts[index + 1] ?? input.to), top)
    // Between two gaps there is no line: a point.
    if (isFirst === true && isLast === true) context.fillRect(left - 2, top - 2, 4, 4)
  })
  context.stroke()
  context.setLineDash([])
}
