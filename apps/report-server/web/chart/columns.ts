/**
 * Columns of a stack as uPlot draws them: each from the top of the one below it, with edges on whole pixels, so that
 * neighbours and layers don't bleed into each other. What is there is one pixel high at least: a single error in a thousand hits
 * shows.
 */
import type uPlot from "uplot"

export interface ColumnsInput {
  /** Starts of the buckets, ms; the last one ends at `to`. */
  readonly starts: ReadonlyArray<number>
  readonly to: number
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
    for (let index = first; index <= last; index++) {
      const value = values[index] ?? 0
      const base = bases?.[index] ?? 0
      if (value <= base) continue
      const left = x(starts[index]!)
      const right = x(starts[index + 1] ?? to)
      const gap = right - left > 3 ? 1 : 0
      const bottom = y(base)
      const top = Math.min(y(value), bottom - 1)
      fill.rect(left, top, Math.max(1, right - left - gap), bottom - top)
    }
    return { fill, stroke: null, flags: 0 }
  }
