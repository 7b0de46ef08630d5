/**
 * Columns of a stack, and the steps of the time before, as uPlot draws them: each from the top of the one below it, with edges on whole pixels of the screen, so that
 * neighbours and layers don't bleed into each other. What is there is one pixel high at least: a single error in a thousand hits
 * shows.
 */
import type uPlot from "uplot"

export interface ColumnsInput {
  /** Starts of the buckets, ms; the last one ends at `to`. */
  readonly starts: ReadonlyArray<number>
  readonly to: number
}

/**
 * Between all columns, or between none: where they are so narrow that one more or less pixel shows, gaps would come and go.
 * `pitch`: pixels of the screen from one to the next, of which `ratio` are one px.
 */
export const columnGap = (pitch: number, ratio: number): number =>
  pitch < narrowest ? 0 : Math.max(1, Math.min(Math.round(ratio), Math.floor(pitch / narrowest)))

/** Pixels. */
const narrowest = 8

/** A line of steps, each as wide as its bucket; nothing where nothing is known. */
export const stepPaths =
  (input: () => ColumnsInput): uPlot.Series.PathBuilder =>
  (plot, seriesIdx, first, last) => {
    const { starts, to } = input()
    const stroke = new Path2D()
    let isOn = false
    for (let index = first; index <= last; index++) {
      const value = plot.data[seriesIdx]![index] ?? null
      if (value !== null) {
        const top = Math.round(plot.valToPos(value, "y", true))
        const left = Math.round(plot.valToPos(starts[index]!, "x", true))
        if (isOn) stroke.lineTo(left, top)
        else stroke.moveTo(left, top)
        stroke.lineTo(Math.round(plot.valToPos(starts[index + 1] ?? to, "x", true)), top)
      }
      isOn = value !== null
    }
    return { stroke, fill: null, flags: 0 }
  }

/** `below`: the series it stands on; null: the axis. */
export const columnPaths =
  (input: () => ColumnsInput, below: number | null): uPlot.Series.PathBuilder =>
  (plot, seriesIdx, first, last) => {
    const { starts, to } = input()
    const values = plot.data[seriesIdx]!
    const bases = below === null ? null : plot.data[below]!
    const x = (time: number): number => Math.round(plot.valToPos(time, "x", true))
    const y = (value: number): number => Math.round(plot.valToPos(value, "y", true))
    const fill = new Path2D()
    const gap = columnGap((x(to) - x(starts[0] ?? to)) / starts.length, devicePixelRatio)
    for (let index = first; index <= last; index++) {
      const value = values[index] ?? 0
      const base = bases?.[index] ?? 0
      if (value <= base) continue
      const left = x(starts[index]!)
      const right = x(starts[index + 1] ?? to)
      const bottom = y(base)
      const top = Math.min(y(value), bottom - 1)
      fill.rect(left, top, Math.max(1, right - left - gap), bottom - top)
    }
    return { fill, stroke: null, flags: 0 }
  }
