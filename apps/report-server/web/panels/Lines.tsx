/** An analysis over time in a panel: columns of the kind of its first measure, as lines, or as a stack. */
import { useMemo, useState } from "preact/hooks"

import type { AnalysisInfo, Answer } from "../api/types.ts"
import { PlotView } from "../chart/PlotView.tsx"
import { setTimes } from "../filters/filters.ts"
import { beforeRow, Tip, type TipRow } from "../chart/Tip.tsx"
import type { PointedAt } from "../chart/tipPlace.ts"
import { cellText } from "../format/cell.ts"
import { exact } from "../format/number.ts"
import { bucketTitle, span, stamp } from "../format/time.ts"
import type { OffsetAt } from "../format/zone.ts"
import { usePage } from "../state/Page.ts"
import { brushed, setRange } from "../state/range.ts"
import { columnTitle } from "./columns.ts"
import { linesPlot, type Series, type Timeline, timelineOf } from "./timeline.ts"

export const Lines = ({
  answer,
  analysis,
  isDark
}: {
  readonly answer: Answer
  readonly analysis: Pick<AnalysisInfo, "chart" | "title">
  readonly isDark: boolean
}) => {
  const page = usePage()
  const offsetAt = page.offsetAt.value
  const timeline = useMemo(() => timelineOf(answer, offsetAt), [answer, offsetAt])
  const [pointed, setPointed] = useState<PointedAt | null>(null)
  const input = useMemo(
    () => (timeline === null ? null : linesPlot(timeline, analysis.chart, offsetAt)),
    [timeline, offsetAt, analysis.chart]
  )
  if (timeline === null || input === null)
    return <p class="empty">There is no time to draw by; the table shows the rows.</p>
  return (
    <div class="lines">
      <p class="key-line">
        {timeline.series.map(({ column, colour }) => (
          <span key={column.name}>
            <i class="mark" style={{ "--mark": `var(${colour})` }} /> {columnTitle(column.name)}
          </span>
        ))}
        {timeline.before !== null && (
          <span>
            <i class="mark ghost" /> before
          </span>
        )}
        <span class="spacer" />
        <span class="muted">{page.zone.value}</span>
      </p>
      <div
        class="chart-body"
        role="img"
        aria-label={`${analysis.title} over time. The button Table shows the numbers.`}
      >
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
        {pointed !== null && (
          <Tip
            at={pointed}
            title={titleOf(timeline, pointed, offsetAt)}
            rows={pointed.selected == null ? tipRows(timeline, pointed.index, offsetAt) : []}
          />
        )}
      </div>
    </div>
  )
}

const tipRows = ({ before, series }: Timeline, index: number, offsetAt: OffsetAt): ReadonlyArray<TipRow> => {
  const text = ({ column: { kind }, values }: Series): string => {
    const value = values[index] ?? null
    return kind === "count" && value !== null ? exact(value) : cellText(value, kind, offsetAt)
  }
  return [
    ...series.map((one): TipRow => ({
      name: columnTitle(one.column.name),
      colour: one.colour,
      style: "filled",
      text: text(one)
    })),
    ...(before === null ? [] : [beforeRow(text(before))])
  ]
}

const titleOf = ({ starts, unit }: Timeline, { index, selected }: PointedAt, offsetAt: OffsetAt): string => {
  if (selected != null) {
    const { from, to } = brushed(...selected, unit ?? "minute", offsetAt)
    return span(from, to, offsetAt)
  }
  const start = starts[index] ?? 0
  return unit === null ? stamp(start, offsetAt) : bucketTitle(start, unit, offsetAt)
}
