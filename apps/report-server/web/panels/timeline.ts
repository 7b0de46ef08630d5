/** An answer by time: columns of the kind of its first measure, what they are drawn as, and their key. */
import type { AnalysisInfo, Answer, Column } from "../api/types.ts"
import type { Layer, PlotInput } from "../chart/plot.ts"
import { bucketsOf, mostBuckets, stacked, unitOf, withinBefore } from "../chart/series.ts"
import { cellText, isNumeric, numberOf } from "../format/cell.ts"
import { instantOf, type OffsetAt, startOf, type Unit } from "../format/zone.ts"
import type { KeyPart } from "../picture/Picture.ts"
import { withNeighbours } from "../state/range.ts"
import { columnTitle } from "./columns.ts"

export interface Series {
  readonly column: Column
  readonly colour: string
  readonly values: ReadonlyArray<number | null>
}

export interface Timeline {
  readonly starts: ReadonlyArray<number>
  /** Of the starts; null: they are any times. */
  readonly unit: Unit | null
  /** Where the last one ends. */
  readonly end: number
  readonly series: ReadonlyArray<Series>
  readonly before: Series | null
}

const colours = ["--accent", "--status-4xx", "--status-5xx", "--status-3xx", "--bots"]
const mostSeries = 5

/** Where there is no row, there are none; of other kinds nothing is known there. */
const counts: ReadonlySet<Column["kind"]> = new Set(["count", "approx_count", "bytes"])

/** Null: there is no time among the columns. */
export const timelineOf = (answer: Answer, offsetAt: OffsetAt): Timeline | null => {
  const time = answer.columns.findIndex(({ kind }) => kind === "time" || kind === "date")
  if (time < 0) return null
  const rows = answer.rows
    .flatMap((row) => {
      const cell = row[time]
      const start =
        typeof cell === "number"
          ? cell
          : typeof cell === "string"
            ? instantOf(Date.parse(`${cell}T00:00:00Z`), offsetAt)
            : null
      return start === null || Number.isNaN(start) ? [] : [{ start, row }]
    })
    .toSorted((a, b) => a.start - b.start)
  const numbers = answer.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => isNumeric(column.kind) && column.kind !== "change")
  const isBefore = ({ column }: (typeof numbers)[number]): boolean => column.name.endsWith("_before")
  const own = numbers.filter((one) => !isBefore(one))
  const first = own.find(({ column }) => column.kind !== "count" || column.name !== "timed") ?? own[0]
  if (first === undefined || rows.length === 0) return null
  const ofKind = own.filter(
    ({ column }) => column.kind === first.column.kind && !/_5xx$|_4xx$|bot_hits/.test(column.name)
  )
  const known = rows.map(({ start }) => start)
  const unit = unitOf(known, offsetAt)
  const starts = unit === null ? known : startsOf(known, unit, offsetAt)
  const rowAt = new Map(rows.map(({ start, row }) => [start, row]))
  const read = ({ column, index }: (typeof numbers)[number], at: number): Series => ({
    column,
    colour: colours[at % colours.length]!,
    values: starts.map((start) => {
      const absent = rowAt.has(start) || !counts.has(column.kind) ? null : 0
      return numberOf(rowAt.get(start)?.[index]) ?? absent
    })
  })
  const found = numbers.find(({ column }) => column.name === `${first.column.name}_before`)
  const before = found === undefined ? null : read(found, 0)
  return {
    starts,
    end: unit === null ? starts.at(-1)! + 1 : startOf(starts.at(-1)!, unit, offsetAt, 1),
    unit,
    series: ofKind.slice(0, mostSeries).map(read),
    before:
      before === null || unit === null
        ? before
        : { ...before, values: withinBefore(before.values, starts, { ...answer, unit, offsetAt }) }
  }
}

/** All from the first to the last; where they are too many to be drawn, those that are known and the ends of these. */
const startsOf = (known: ReadonlyArray<number>, unit: Unit, offsetAt: OffsetAt): ReadonlyArray<number> => {
  const all = bucketsOf({ from: known[0]!, to: known.at(-1)! + 1 }, unit, offsetAt)
  if (all.length < mostBuckets) return all
  const ends = known.slice(0, -1).map((start) => startOf(start, unit, offsetAt, 1))
  return [...new Set([...known, ...ends])].toSorted((a, b) => a - b)
}

/** Lines, or a stack of columns; what was before under the lines. */
export const linesPlot = (timeline: Timeline, chart: AnalysisInfo["chart"], offsetAt: OffsetAt): PlotInput => {
  const { before, series, starts, end, unit } = timeline
  const sums = stacked(series.map(({ values }) => values))
  const layers: ReadonlyArray<Layer> =
    chart === "stack"
      ? series.map(({ colour }, index) => ({ values: sums[index]!, style: "column" as const, colour })).toReversed()
      : series.map(({ colour, values }) => ({ values, style: "line" as const, colour }))
  const ghost: ReadonlyArray<Layer> =
    before === null ? [] : [{ values: before.values, style: "ghost", colour: "--ghost" }]
  const kind = series[0]!.column.kind
  const whole = { from: starts[0]!, to: end }
  const sight = starts.length > 1 || unit === null ? whole : withNeighbours(whole, unit, offsetAt)
  return {
    starts,
    layers: [...ghost, ...layers],
    ...sight,
    offsetAt,
    text: (value: number) => cellText(value, kind, offsetAt),
    isCount: kind === "count"
  }
}

/** The key of a picture. */
export const linesKey = ({ before, series }: Timeline): ReadonlyArray<KeyPart> => [
  ...series.map(({ colour, column }) => ({
    name: columnTitle(column.name),
    colour,
    style: "filled" as const,
    text: ""
  })),
  ...(before === null ? [] : [{ name: "before", colour: "--ghost", style: "dashed" as const, text: "" }])
]
