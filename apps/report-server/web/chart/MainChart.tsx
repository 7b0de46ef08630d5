/** The main chart: how the chosen figure went over the selected time; a brush on it selects another one. */
import { useMemo, useState } from "preact/hooks"

import { useAnswer, type Shown } from "../api/useAnswer.ts"
import { useSettled } from "../api/useSettled.ts"
import type { Question } from "../api/Api.ts"
import type { Answer } from "../api/types.ts"
import { setAudience, setTimes, toggle } from "../filters/filters.ts"
import { figureTitles } from "../figures/read.ts"
import {
  latencyTimeQuestion,
  type Selected,
  statusQuestion,
  trafficQuestion,
  visitorsQuestion
} from "../figures/questions.ts"
import { Failure } from "../frame/Failure.tsx"
import { Stale } from "../frame/Stale.tsx"
import type { ThemeChoice } from "../frame/theme.ts"
import { exact, missing } from "../format/number.ts"
import { bucketTitle, clock, moment, span } from "../format/time.ts"
import { type OffsetAt, startOf, type Unit } from "../format/zone.ts"
import { type Metric, setParam, toggled } from "../state/url.ts"
import { usePage } from "../state/Page.ts"
import { brushed, type Range, setRange, unitsFor, withNeighbours } from "../state/range.ts"
import { AnswerMenu } from "../panels/AnswerMenu.tsx"
import type { KeyPart } from "../picture/Picture.ts"
import { useModule } from "../frame/useModule.ts"
import { type Drawing, drawingOf, shareText } from "./drawing.ts"
import { PlotView } from "./PlotView.tsx"
import { axisEnd, total } from "./series.ts"
import { beforeRow, Tip, type TipRow } from "./Tip.tsx"
import type { PointedAt } from "./tipPlace.ts"

const questionFor = (metric: Metric, selected: Selected, unit: Unit): Question => {
  switch (metric) {
    case "hits":
    case "errors":
      return statusQuestion(selected, unit)
    case "visitors":
      return visitorsQuestion(selected, unit)
    case "latency":
      return latencyTimeQuestion(selected, unit)
    case "bytes":
    case "bots":
      return trafficQuestion(selected, unit)
  }
}

const height = 240

export const MainChart = ({ theme }: { readonly theme: ThemeChoice }) => {
  const page = usePage()
  const { metric, compare, twin } = page.state.value
  const range = page.range.value
  const unit = page.unit.value
  const question = unit === null ? null : questionFor(metric, { filter: page.filter.value, compare }, unit)
  const shown = useAnswer(question, metric === "visitors" || metric === "latency" ? 3 : 0)
  // An answer of before is drawn as what it was asked for, dimmed, until the new one is there.
  const { from, to } = page.filter.value
  const isAll = from === undefined && to === undefined
  const settled = useSettled({ metric, range, unit, isAll }, shown.wait !== "none")
  const isTable = twin.includes("chart")
  return (
    <section class="chart" aria-labelledby="chart-title" aria-busy={shown.wait !== "none"}>
      {shown.answer !== null && settled.range !== null && settled.unit !== null ? (
        <Drawn
          shown={shown}
          metric={settled.metric}
          range={settled.range}
          unit={settled.unit}
          isAll={settled.isAll}
          isDark={theme.isDark.value}
          isTable={isTable}
          question={question!}
        />
      ) : (
        <>
          <div class="chart-head">
            <h2 id="chart-title">{figureTitles[metric]}</h2>
          </div>
          {shown.error === null ? (
            <div class={shown.wait === "slow" ? "skeleton plot" : "plot"} style={{ height: `${height}px` }} />
          ) : (
            <Failure error={shown.error} again={shown.again} />
          )}
        </>
      )}
    </section>
  )
}

const Drawn = ({
  shown,
  metric,
  range,
  unit,
  isAll,
  isDark,
  isTable,
  question
}: {
  readonly shown: Shown
  readonly metric: Metric
  readonly range: Range
  readonly unit: Unit
  /** Whether there is nothing outside of the range. */
  readonly isAll: boolean
  readonly isDark: boolean
  readonly isTable: boolean
  readonly question: Question
}) => {
  const page = usePage()
  const offsetAt = page.offsetAt.value
  const answer = shown.answer!
  const [pointed, setPointed] = useState<PointedAt | null>(null)
  const sight = isAll ? withNeighbours(range, unit, offsetAt) : range
  const drawing = useMemo(
    () => drawingOf(metric, answer, { range: sight, unit, offsetAt }),
    [metric, answer, sight.from, sight.to, unit, offsetAt]
  )
  const ends = {
    from: Math.min(sight.from, drawing.starts[0] ?? sight.from),
    to: axisEnd(drawing.starts, sight.to, unit, offsetAt)
  }
  const input = useMemo(() => ({ ...drawing, ...ends, offsetAt }), [drawing, ends.from, ends.to])
  const zone = page.zone.value
  const select = (next: Range): void => page.setFilter((filter) => setRange(filter, next, offsetAt))
  return (
    <>
      <div class="chart-head">
        <h2 id="chart-title">{figureTitles[metric]}</h2>
        <Key drawing={drawing} />
        <Stale shown={shown} />
        <span class="spacer" />
        {page.isStatic ? (
          <span class="muted zone">
            by {unit}
            <span class="zone-name">, {zone}</span>
          </span>
        ) : (
          <UnitChoice range={range} unit={unit} />
        )}
        <button
          type="button"
          aria-pressed={isTable}
          onClick={() => page.go((state) => ({ ...state, twin: toggled(state.twin, "chart") }))}
        >
          Table
        </button>
        <AnswerMenu
          answer={answer}
          question={question}
          plotted={{ title: figureTitles[metric], input, key: keyOf(drawing) }}
        />
      </div>
      {isTable ? (
        <Twin answer={answer} title={figureTitles[metric]} unit={unit} />
      ) : (
        <div
          class={`chart-body ${shown.wait === "slow" ? "waiting" : shown.stale === null ? "" : "outdated"}`}
          role="img"
          aria-label={`${figureTitles[metric]} by ${unit}: ${summaryOf(drawing, unit, page.offsetAt.value)}. The button Table shows the numbers.`}
        >
          <PlotView
            input={input}
            height={height}
            isDark={isDark}
            brush={(from, to) => select(brushed(from, to, unit, offsetAt))}
            pick={(index) => {
              if (unit !== "minute") select(brushed(drawing.starts[index]!, drawing.starts[index]!, unit, offsetAt))
            }}
            reset={() => page.setFilter((filter) => setTimes(filter, {}))}
            point={setPointed}
            hold={(isHeld) => {
              page.isHeld.value = isHeld
            }}
          />
          {pointed !== null && <ColumnTip drawing={drawing} at={pointed} unit={unit} to={sight.to} />}
        </div>
      )}
    </>
  )
}

const UnitChoice = ({ range, unit }: { readonly range: Range; readonly unit: Unit }) => {
  const page = usePage()
  return (
    <label class="muted zone">
      by{" "}
      <select
        aria-label="What a column stands for"
        value={unit}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          page.go((state) => setParam(state, "traffic", "bucket", chosen))
        }}
      >
        {unitsFor(range).map((one) => (
          <option key={one} selected={one === unit}>
            {one}
          </option>
        ))}
      </select>{" "}
      <span class="zone-name">{page.zone.value}</span>
    </label>
  )
}

const Twin = (props: { readonly answer: Answer; readonly title: string; readonly unit: Unit }) => {
  const charts = useModule(() => import("../panels/charts.ts"))
  return charts === null ? null : <charts.DataTable {...props} />
}

const summaryOf = (drawing: Drawing, unit: Unit, offsetAt: (time: number) => number): string =>
  drawing.parts
    .map(({ name, values }) => {
      const largest = Math.max(...values.map((value) => value ?? 0))
      const at = values.indexOf(largest)
      return at < 0 || largest === 0
        ? `${name} none`
        : `${name} at most ${drawing.text(largest)}, ${bucketTitle(drawing.starts[at]!, unit, offsetAt)}`
    })
    .join("; ")

const keyOf = ({ before, isStack, parts, text }: Drawing): ReadonlyArray<KeyPart> => [
  ...parts.map(({ colour, isStriped, name, values }) => ({
    name,
    colour,
    style: isStriped ? ("striped" as const) : ("filled" as const),
    text: isStack ? text(total(values)) : ""
  })),
  ...(before === null ? [] : [{ name: "before", colour: "--ghost", style: "dashed" as const, text: "" }])
]

/** Names beside what they name, with their sums, which stay while one points at a column: it tells its own. A click filters by them. */
const Key = ({ drawing }: { readonly drawing: Drawing }) => {
  const page = usePage()
  return (
    <ul class="key" aria-label="Key">
      {drawing.parts.map(({ name, colour, isStriped, values, status, bots }) => {
        const mark = <i class={`mark ${isStriped ? "striped" : ""}`} style={{ "--mark": `var(${colour})` }} />
        const label = (
          <>
            {mark}
            {name} <b>{drawing.isStack ? drawing.text(total(values)) : ""}</b>
          </>
        )
        return (
          <li key={name}>
            {page.isStatic ? (
              label
            ) : status !== null && status !== "other" ? (
              <button
                type="button"
                title={`Only ${name}; with Alt: without`}
                onClick={(event) =>
                  page.setFilter((filter) => toggle(filter, "status", event.altKey ? `!${status}` : status))
                }
              >
                {label}
              </button>
            ) : bots !== null ? (
              <button
                type="button"
                title={`Only ${name}`}
                onClick={() => page.setFilter((filter) => setAudience(filter, bots ? "bots" : "people"))}
              >
                {label}
              </button>
            ) : (
              label
            )}
          </li>
        )
      })}
      {drawing.before !== null && (
        <li>
          <i class="mark ghost" />
          before
        </li>
      )}
    </ul>
  )
}

const ColumnTip = ({
  drawing,
  at,
  unit,
  to
}: {
  readonly drawing: Drawing
  readonly at: PointedAt
  readonly unit: Unit
  /** Where the range ends: what lies behind it is not counted. */
  readonly to: number
}) => {
  const offsetAt = usePage().offsetAt.value
  const { before, isCount, isStack, parts, starts } = drawing
  const { index } = at
  const start = starts[index]
  if (start === undefined) return null
  const selected = at.selected == null ? null : brushed(...at.selected, unit, offsetAt)
  // Visitors and response times of several columns add up to nothing.
  if (selected !== null && !isStack) return <Tip at={at} title={span(selected.from, selected.to, offsetAt)} rows={[]} />
  const valueOf = (values: ReadonlyArray<number | null>): number | null =>
    selected === null
      ? (values[index] ?? null)
      : total(values.filter((_, at) => starts[at]! >= selected.from && starts[at]! < selected.to))
  const isSum = isStack && parts.length > 1
  const all = total(parts.map(({ values }) => valueOf(values)))
  const text = (value: number | null): string =>
    value === null ? missing : isCount ? exact(value) : drawing.text(value)
  const rows: ReadonlyArray<TipRow> = [
    ...parts.toReversed().map(({ name, colour, isStriped, values }): TipRow => ({
      name,
      colour,
      style: isStriped ? "striped" : "filled",
      text: text(valueOf(values)),
      aside: isSum ? shareText(valueOf(values) ?? 0, all) : ""
    })),
    ...(isSum ? [{ name: "all", colour: null, style: "filled", text: text(all), class: "sum" } as const] : []),
    ...(before === null ? [] : [beforeRow(text(valueOf(before)))])
  ]
  const isWhole = selected !== null || startOf(start, unit, offsetAt, 1) <= to
  return (
    <Tip
      at={at}
      title={selected === null ? bucketTitle(start, unit, offsetAt) : span(selected.from, selected.to, offsetAt)}
      note={isWhole ? null : `unfinished: up to ${untilText(start, to, offsetAt)}`}
      rows={rows}
    />
  )
}

/** With the day, where it is another one than that of the beginning. */
const untilText = (start: number, to: number, offsetAt: OffsetAt): string =>
  startOf(start, "day", offsetAt) === startOf(to, "day", offsetAt) ? clock(to, offsetAt) : moment(to, offsetAt)
