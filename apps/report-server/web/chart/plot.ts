/**
 * uPlot as this page uses it: columns or lines over time, one axis from zero, a brush that selects a range and does not zoom by
 * itself. Colours come from the style sheet; nothing here knows what is drawn.
 */
import uPlot from "uplot"

import type { OffsetAt } from "../format/zone.ts"
import { markTexts, timeMarks } from "./axes.ts"
import { columnPaths, stepPaths } from "./columns.ts"
import { bucketAt } from "./series.ts"
import { stripedTile } from "./stripes.ts"
import type { PointedAt } from "./tipPlace.ts"

export interface Layer {
  readonly values: ReadonlyArray<number | null>
  readonly style: "column" | "line" | "ghost"
  /** A custom property of the style sheet: `--status-5xx`. */
  readonly colour: string
  /** Drawn in stripes, to be told apart without colours. */
  readonly isStriped?: boolean
}

export interface PlotInput {
  readonly starts: ReadonlyArray<number>
  /** Drawn in this order, each over the ones before. */
  readonly layers: ReadonlyArray<Layer>
  /** The ends of the axis, ms. */
  readonly from: number
  readonly to: number
  readonly offsetAt: OffsetAt
  readonly text: (value: number) => string
  /** Whole numbers only on the axis. */
  readonly isCount: boolean
}

export interface PlotEvents {
  /** Ends of the brush, ms. */
  readonly brush: (from: number, to: number) => void
  readonly pick: (index: number) => void
  readonly reset: () => void
  /** Null: nothing is pointed at. */
  readonly point: (at: PointedAt | null) => void
  readonly hold: (isHeld: boolean) => void
}

export interface Plot {
  readonly set: (input: PlotInput) => void
  readonly resize: (width: number) => void
  readonly destroy: () => void
}

/** ms in which a second click makes a double one. */
const doubleClick = 220

export const makePlot = (
  root: HTMLElement,
  first: PlotInput,
  events: PlotEvents,
  { width, height, isFixed }: { readonly width: number; readonly height: number; readonly isFixed: boolean }
): Plot => {
  let input = first
  let timer: ReturnType<typeof setTimeout> | undefined
  // What was pointed at has been chosen: the next answer is of other times, and the pointer is where it was.
  let isResting = false
  // A drag that Esc has ended: neither a selection nor a click comes of it.
  let isCancelled = false
  const cancel = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return
    event.preventDefault()
    event.stopPropagation()
    isCancelled = true
    // By which uPlot knows that a drag has ended.
    document.dispatchEvent(new MouseEvent("mouseup"))
    plot.setSelect(nothing, false)
    letGo()
  }
  const hold = (): void => {
    isCancelled = false
    events.hold(true)
    document.addEventListener("keydown", cancel, { capture: true })
    document.addEventListener("pointerup", letGo)
  }
  const letGo = (): void => {
    events.hold(false)
    document.removeEventListener("keydown", cancel, { capture: true })
    document.removeEventListener("pointerup", letGo)
  }
  const rest = (): void => {
    isResting = true
    events.point(null)
  }
  const style = getComputedStyle(root)
  const colour = (name: string): string => style.getPropertyValue(name).trim()
  // A whole number: of any other uPlot scales the last digit alone to the screen's pixels.
  const font = `12px ${style.fontFamily}`
  const grid = { stroke: colour("--grid"), width: 1 }
  const line = uPlot.paths.linear!()
  const options: uPlot.Options = {
    width,
    height,
    ms: 1,
    legend: { show: false },
    padding: [10, 2, 0, 0],
    scales: {
      x: { time: true, range: () => [input.from, input.to] },
      y: { range: (_, __, max) => [0, max === null || max <= 0 ? 1 : max * 1.04] }
    },
    axes: [
      {
        stroke: colour("--muted"),
        font,
        grid: { show: false },
        ticks: { stroke: colour("--hairline"), width: 1, size: 4 },
        gap: 4,
        size: 26,
        splits: (plot) => marksOf(plot, input).marks.filter((mark) => plot.valToPos(mark, "x") < plot.width - 80),
        values: (plot, splits) => [...markTexts(splits, marksOf(plot, input).unit, input.offsetAt)]
      },
      {
        stroke: colour("--muted"),
        font,
        grid,
        ticks: { show: false },
        gap: 6,
        size: 52,
        space: 40,
        ...(input.isCount ? { incrs: wholeSteps } : {}),
        values: (_, splits) => splits.map((value) => (value === 0 ? "0" : input.text(value)))
      }
    ],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: !isFixed, y: false, setScale: false, dist: 4 },
      bind: {
        dblclick: () => () => {
          clearTimeout(timer)
          events.reset()
          return null
        }
      }
    },
    series: [{}, ...input.layers.map(seriesFor)],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width } = plot.select
          letGo()
          if (width < 4 || isCancelled) return
          plot.setSelect(nothing, false)
          rest()
          events.brush(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"))
        }
      ],
      setCursor: [
        (plot) => {
          const { left = -1 } = plot.cursor
          const index = left < 0 ? null : bucketAt(input.starts, plot.posToVal(left, "x"))
          if (!isResting) events.point(index === null ? null : pointedAt(plot, left, index))
        }
      ]
    }
  }

  const pointedAt = (plot: uPlot, left: number, index: number): PointedAt => {
    const edge = plot.bbox.left / devicePixelRatio
    const at = (index: number): number => edge + plot.valToPos(input.starts[Math.max(0, index)] ?? input.to, "x")
    const { left: start, width } = plot.select
    const selected = width < 4 ? null : ([plot.posToVal(start, "x"), plot.posToVal(start + width, "x")] as const)
    return { index, left: left + edge, near: [at(index - 1), at(index + 2)], width: plot.width, selected }
  }

  function seriesFor(layer: Layer, at: number): uPlot.Series {
    const paint = colour(layer.colour)
    const shared = { points: { show: false }, spanGaps: false }
    if (layer.style === "column") {
      // Layers are drawn from the top one down: the next one is what this one stands on.
      const below = input.layers[at + 1]?.style === "column" ? at + 2 : null
      const paths = columnPaths(() => input, below)
      return { ...shared, paths, width: 0, fill: layer.isStriped === true ? stripes(paint) : paint }
    }
    if (layer.style === "ghost") {
      return { ...shared, paths: stepPaths(() => input), stroke: paint, width: 1, dash: [3, 3] }
    }
    return { ...shared, paths: line, stroke: paint, width: 1.5, points: { show: true, size: 4, filter: lonely } }
  }

  const dataOf = ({ starts, layers }: PlotInput): uPlot.AlignedData =>
    [starts, ...layers.map(({ values }) => values)] as unknown as uPlot.AlignedData

  const plot = new uPlot(options, dataOf(input), root)
  plot.over.addEventListener("pointerdown", hold)
  plot.over.addEventListener("pointermove", ({ movementX, movementY }) => {
    // Browsers tell of moves, too, when what is under the pointer moves.
    if (movementX !== 0 || movementY !== 0) isResting = false
  })
  plot.over.addEventListener("click", () => {
    if (plot.select.width >= 4 || isCancelled) return
    const { left = -1 } = plot.cursor
    const index = left < 0 ? null : bucketAt(input.starts, plot.posToVal(left, "x"))
    clearTimeout(timer)
    rest()
    if (index !== null) timer = setTimeout(() => events.pick(index), doubleClick)
  })
  return {
    set: (next) => {
      input = next
      plot.setData(dataOf(next))
    },
    resize: (width) => plot.setSize({ width, height }),
    destroy: () => {
      clearTimeout(timer)
      letGo()
      plot.destroy()
    }
  }
}

const marksOf = (plot: uPlot, { from, to, offsetAt }: PlotInput): ReturnType<typeof timeMarks> =>
  timeMarks(from, to, Math.max(2, Math.floor(plot.width / 76)), offsetAt)

const nothing: uPlot.Select = { left: 0, top: 0, width: 0, height: 0 }

const wholeSteps = [1, 2, 5]
  .flatMap((one) => Array.from({ length: 16 }, (_, power) => one * 10 ** power))
  .toSorted((a, b) => a - b)

/** A line draws nothing for a value between two gaps: those get a point. */
const lonely: uPlot.Series.Points.Filter = (plot, seriesIndex) => {
  const values = plot.data[seriesIndex]!
  return [...values.keys()].filter(
    (index) => values[index] != null && values[index - 1] == null && values[index + 1] == null
  )
}

const stripes =
  (paint: string) =>
  ({ ctx }: uPlot): CanvasPattern | string => {
    const tile = stripedTile(paint, 5 * devicePixelRatio)
    return (tile && ctx.createPattern(tile, "repeat")) ?? paint
  }
