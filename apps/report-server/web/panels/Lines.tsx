/** An analysis over time in a panel: columns of the kind of its first measure, as lines, or as a stack. */
import { useMemo, useState } from "preact/hooks"

import type { AnalysisInfo, Answer, Column } from "../api/types.ts"
import type { Layer } from "../chart/plot.ts"
import { PlotView } from "../chart/PlotView.tsx"
import { bucketsOf, stacked, unitOf } from "../chart/series.ts"
import { setTimes } from "../filters/filters.ts"
import { cellText, isNumeric } from "../format/cell.ts"
import { bucketTitle, stamp } from "../format/time.ts"
import { instantOf, type OffsetAt, startOf, type Unit } from "../format/zone.ts"
import { usePage } from "../state/Page.ts"
import { brushed, setRange } from "../state/range.ts"
import { columnTitle } from "./columns.ts"

interface Series {
  readonly column: Column
  readonly colour: string
  readonly values: ReadonlyArray<number | null>
}

interface Timeline {
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
  const starts = unit === null ? known : bucketsOf({ from: known[0]!, to: known.at(-1)! + 1 }, unit, offsetAt)
  const rowAt = new Map(rows.map(({ start, row }) => [start, row]))
  const read = ({ column, index }: (typeof numbers)[number], at: number): Series => ({
    column,
    colour: colours[at % colours.length]!,
    values: starts.map((start) => {
      const cell = rowAt.get(start)?.[index]
      const absent = rowAt.has(start) || !counts.has(column.kind) ? null : 0
      return typeof cell === "number" ? cell : absent
    })
  })
  const before = numbers.find(({ column }) => column.name === `${first.column.name}_before`)
  return {
    starts,
    end: unit === null ? starts.at(-1)! + 1 : startOf(starts.at(-1)!, unit, offsetAt, 1),
    unit,
    series: ofKind.slice(0, mostSeries).map(read),
    before: before === undefined ? null : read(before, 0)
  }
}

export const Lines = ({
  answer,
  analysis,
  isDark
}: {
  readonly answer: Answer
  readonly analysis: AnalysisInfo
  readonly isDark: boolean
}) => {
  const page = usePage()
  const offsetAt = page.offsetAt.value
  const timeline = useMemo(() => timelineOf(answer, offsetAt), [answer, offsetAt])
  const [pointed, setPointed] = useState<number | null>(null)
  const input = useMemo(() => {
    if (timeline === null) return null
    const { before, series, starts, end } = timeline
    const isStack = analysis.chart === "stack"
    const sums = stacked(series.map(({ values }) => values))
    const layers: ReadonlyArray<Layer> = isStack
      ? series.map(({ colour }, index) => ({ values: sums[index]!, style: "column" as const, colour })).toReversed()
      : series.map(({ colour, values }) => ({ values, style: "line" as const, colour }))
    const ghost: ReadonlyArray<Layer> =
      before === null ? [] : [{ values: before.values, style: "ghost", colour: "--ghost" }]
    const kind = series[0]!.column.kind
    return {
      starts,
      layers: [...ghost, ...layers],
      from: starts[0]!,
      to: end,
      offsetAt,
      text: (value: number) => cellText(value, kind, offsetAt),
      isCount: kind === "count"
    }
  }, [timeline, offsetAt, analysis.chart])
  if (timeline === null || input === null)
    return <p class="empty">There is no time to draw by; the table shows the rows.</p>
  return (
    <div class="lines">
      <p class="key-line">
        {timeline.series.map(({ column, colour, values }) => (
          <span key={column.name}>
            <i class="mark" style={{ "--mark": `var(${colour})` }} /> {columnTitle(column.name)}{" "}
            <b>{pointed === null ? "" : cellText(values[pointed] ?? null, column.kind, offsetAt)}</b>
          </span>
        ))}
        {timeline.before !== null && (
          <span>
            <i class="mark ghost" /> before
          </span>
        )}
        <span class="spacer" />
        <span class="muted">{pointed === null ? page.zone.value : titleOf(timeline, pointed, offsetAt)}</span>
      </p>
      <div role="img" aria-label={`${analysis.title} over time. The button Table shows the numbers.`}>
        <PlotView
          input={input}
          height={236}
          isDark={isDark}
          brush={(from, to) =>
            page.setFilter((filter) =>
              setRange(filter, brushed(from, to, timeline.unit ?? "minute", offsetAt), offsetAt)
            )
          }
          pick={() => {}}
          reset={() => page.setFilter((filter) => setTimes(filter, {}))}
          point={setPointed}
          hold={(isHeld) => {
            page.isHeld.value = isHeld
          }}
        />
      </div>
    </div>
  )
}

const titleOf = ({ starts, unit }: Timeline, index: number, offsetAt: OffsetAt): string => {
  const start = starts[index] ?? 0
  return unit === null ? stamp(start, offsetAt) : bucketTitle(start, unit, offsetAt)
}
