/** An analysis over time in a panel: columns of the kind of its first measure, as lines, or as a stack. */
import { useMemo, useState } from "preact/hooks"

import type { AnalysisInfo, Answer } from "../api/types.ts"
import { PlotView } from "../chart/PlotView.tsx"
import { setTimes } from "../filters/filters.ts"
import { cellText } from "../format/cell.ts"
import { bucketTitle, stamp } from "../format/time.ts"
import type { OffsetAt } from "../format/zone.ts"
import { usePage } from "../state/Page.ts"
import { brushed, setRange } from "../state/range.ts"
import { columnTitle } from "./columns.ts"
import { linesPlot, type Timeline, timelineOf } from "./timeline.ts"

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
  const [pointed, setPointed] = useState<number | null>(null)
  const input = useMemo(
    () => (timeline === null ? null : linesPlot(timeline, analysis.chart, offsetAt)),
    [timeline, offsetAt, analysis.chart]
  )
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
