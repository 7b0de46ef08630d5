/** The six figures; each is also the choice of what the main chart draws. */
import { useAnswer } from "../api/useAnswer.ts"
import { useSettled } from "../api/useSettled.ts"
import type { Answer, FilterQuery } from "../api/types.ts"
import { Stale } from "../frame/Stale.tsx"
import { bucketsOf, columnIndex, seriesOf } from "../chart/series.ts"
import { compareWords } from "../filters/words.ts"
import { change, counted, exact, missing, points } from "../format/number.ts"
import { dayMonth, span } from "../format/time.ts"
import type { OffsetAt } from "../format/zone.ts"
import { setTimes } from "../filters/filters.ts"
import { isBeyondNow, type Range, sameWeekdays } from "../state/range.ts"
import { type Metric, metrics } from "../state/url.ts"
import { Narrow } from "../state/Narrow.ts"
import { usePage } from "../state/Page.ts"
import { type Figure, figureDescriptions, figureTitles, latencyFigure, loggedTime, summaryFigure } from "./read.ts"
import {
  latencyQuestion,
  latencyTimeQuestion,
  summaryChangeQuestion,
  summaryQuestion,
  trafficQuestion,
  visitorsQuestion
} from "./questions.ts"
import { Sparkline } from "./Sparkline.tsx"

export const Figures = () => {
  const page = usePage()
  const selected = { filter: page.filter.value, compare: page.state.value.compare }
  const range = page.range.value
  const unit = page.unit.value
  const isReady = page.overview.value !== null && unit !== null
  const summary = useAnswer(page.overview.value === null ? null : summaryQuestion(selected), 0)
  const changeQuestion = page.overview.value === null ? null : summaryChangeQuestion(selected)
  const changes = useAnswer(changeQuestion, 3)
  const traffic = useAnswer(isReady ? trafficQuestion(selected, unit) : null, 0)
  const latency = useAnswer(isReady ? latencyQuestion(selected) : null, 3)
  const isTimed = latency.answer !== null && latency.answer.rows.length > 0
  const latencies = useAnswer(isReady && isTimed ? latencyTimeQuestion(selected, unit) : null, 3)
  const visitors = useAnswer(isReady ? visitorsQuestion(selected, unit) : null, 3)
  // Sums and lines of before stay as they are while new ones are under way.
  const ofSummary = useSettled(range, summary.wait !== "none")
  const ofTraffic = useSettled({ range, unit }, traffic.wait !== "none")
  const buckets =
    ofTraffic.range === null || ofTraffic.unit === null
      ? []
      : bucketsOf(ofTraffic.range, ofTraffic.unit, page.offsetAt.value)
  const spark = (metric: Metric): ReadonlyArray<number | null> => {
    const column = (answer: typeof traffic.answer, name: string, absent: 0 | null): ReadonlyArray<number | null> =>
      answer === null ? [] : seriesOf(answer, name, buckets, absent)
    switch (metric) {
      case "hits":
        return column(traffic.answer, "hits", 0)
      case "visitors":
        return column(visitors.answer, "visitors", 0)
      case "bytes":
        return column(traffic.answer, "bytes", 0)
      case "latency":
        return column(latencies.answer, "p95_ms", null)
      // Counts, as the main chart draws them: shares of few hits jump, and of none there are none.
      case "errors":
        return sumsOf(column(traffic.answer, "hits_4xx", 0), column(traffic.answer, "hits_5xx", 0))
      case "bots":
        return column(traffic.answer, "bot_hits", 0)
    }
  }
  // Of the filter before it says nothing of this one.
  const compared = changeQuestion === null ? summary.answer : changes.wait === "none" ? changes.answer : null
  const periods = compared?.compared
  const against = periods === undefined ? "" : span(periods.before.from, periods.before.to, page.offsetAt.value)
  const isTold = (answer: Answer): boolean => selected.compare !== null || answer.compared?.partly == null
  const clock = page.clock.value
  const logged = ofSummary === null || clock === null ? 0 : loggedTime(ofSummary, clock)
  return (
    <>
      <section
        id="figures"
        class={`figures ${summary.wait === "slow" && summary.answer !== null ? "waiting" : ""}`}
        aria-label="Figures"
        aria-busy={summary.wait !== "none"}
      >
        {metrics.map((metric) => {
          const asked = metric === "latency" ? latency : summary
          const figureOf = (answer: Answer): Figure =>
            metric === "latency" ? latencyFigure(answer) : summaryFigure(metric, answer, logged)
          const changed = metric === "latency" ? latency.answer : compared
          return (
            <FigureCard
              key={metric}
              metric={metric}
              figure={asked.answer === null ? null : figureOf(asked.answer)}
              change={changed === null || !isTold(changed) ? null : figureOf(changed).change}
              against={against}
              values={spark(metric)}
              error={asked.error?.message ?? null}
              stale={asked.stale?.message ?? null}
            />
          )
        })}
      </section>
      <p class="against" role="status" aria-busy={changes.wait !== "none"}>
        {compared === null || periods === undefined
          ? ""
          : againstWords(compared, {
              compare: selected.compare,
              isPart: page.filter.value.from === undefined,
              offsetAt: page.offsetAt.value
            })}
        {changes.error !== null && `Not compared with the time before: ${changes.error.message}`}
        {compared !== null && periods !== undefined && hasBefore(compared) && <OtherWeekdays period={periods.period} />}
        {[summary, latency].some(({ stale }) => stale !== null) && (
          <>
            {" "}
            {summary.stale === null ? "The response time is" : "Figures are"}{" "}
            <Stale shown={summary.stale === null ? latency : summary} />
          </>
        )}
      </p>
      <BeyondNow />
    </>
  )
}

const sumsOf = (some: ReadonlyArray<number | null>, others: ReadonlyArray<number | null>): ReadonlyArray<number> =>
  some.map((one, index) => (one ?? 0) + (others[index] ?? 0))

/** Says where a time without an end goes, when that can't be: whoever chose none may think that it is now. */
const BeyondNow = () => {
  const page = usePage()
  const clock = page.clock.value
  const from = page.range.value?.from ?? Infinity
  if (clock === null || !isBeyondNow(clock) || page.filter.value.to !== undefined || from >= clock.now) return null
  return (
    <p class="against">
      Some entries are later than now, up to {dayMonth(clock.last!, clock.offsetAt)}: a clock is wrong, or the time zone
      they were read in.{" "}
      {!page.isStatic && (
        <button
          type="button"
          onClick={() => page.setFilter((filter) => setTimes(filter, { ...timesIn(filter), to: "now" }))}
        >
          Only up to now
        </button>
      )}
    </p>
  )
}

const timesIn = ({ from }: FilterQuery): Pick<FilterQuery, "from"> => (from === undefined ? {} : { from })

/** Where the period before has other weekdays, and so another traffic: the same ones instead. */
const OtherWeekdays = ({ period }: { readonly period: Range }) => {
  const page = usePage()
  const offsetAt = page.offsetAt.value
  const { compare } = page.state.value
  // On a phone there is room for what was not asked for in two lines, which are kept for it.
  const isAsked = compare === "previous" || (compare === null && !page.kept(Narrow).isNarrow.value)
  const same = isAsked ? sameWeekdays(period, offsetAt) : null
  const first = page.clock.value?.first ?? null
  if (same === null || first === null || first >= same.to) return null
  const days = span(same.from, same.to, offsetAt)
  if (page.isStatic) return <> The weekdays differ.</>
  return (
    <>
      {" "}
      The weekdays differ:{" "}
      <button type="button" class="link" onClick={() => page.go({ compare: "week" })}>
        compare with {days}
      </button>
    </>
  )
}

const hasBefore = (summary: Answer): boolean => {
  const before = summary.rows[0]?.[columnIndex(summary, "entries_before")]
  return typeof before === "number" && before > 0
}

/** What is compared with what, or that there is nothing to be against: then there are no changes. */
const againstWords = (
  summary: Answer,
  {
    compare,
    isPart,
    offsetAt
  }: {
    readonly compare: string | null
    /** No time is selected, so that a part of the data was taken. */
    readonly isPart: boolean
    readonly offsetAt: OffsetAt
  }
): string => {
  const { before, partly, period } = summary.compared!
  const against = span(before.from, before.to, offsetAt)
  const [which, comma] =
    compare?.includes("..") === true ? [against, ""] : [`${compareWords(compare ?? "previous")}, ${against}`, ","]
  // Who asked for no comparison misses none.
  if (compare === null && (partly !== null || !hasBefore(summary))) return ""
  const own = span(period.from, period.to, offsetAt)
  const part = isPart ? `Without a time range the last 7 days are compared: ${own}. ` : ""
  if (!hasBefore(summary)) {
    return `${part}${which.slice(0, 1).toUpperCase()}${which.slice(1)}${comma} has no entries to compare with.`
  }
  const lengths = [period, before].map(lengthWords)
  const [length, lengthBefore] = lengths[0] === lengths[1] ? ["", ""] : lengths.map((words) => ` (${words})`)
  const told = `${part}Changes ${isPart ? "" : `of ${own}${length} `}are against ${which}${lengthBefore}`
  return partly === null
    ? `${told}.`
    : `${told}${comma} of which there is a part only: the data goes from ${dayMonth(partly.from, offsetAt)} to ${dayMonth(partly.to, offsetAt)}.`
}

const lengthWords = ({ from, to }: Range): string => {
  const hours = Math.max(1, Math.round((to - from) / 3_600_000))
  return hours < 24 ? counted(hours, "hour") : counted(Math.round(hours / 24), "day")
}

const FigureCard = ({
  metric,
  figure,
  change,
  against,
  values,
  error,
  stale
}: {
  readonly metric: Metric
  readonly figure: Figure | null
  readonly change: number | null
  readonly against: string
  readonly values: ReadonlyArray<number | null>
  readonly error: string | null
  readonly stale: string | null
}) => {
  const page = usePage()
  const isChosen = page.state.value.metric === metric
  return (
    <button
      type="button"
      class={`figure ${stale === null ? "" : "outdated"}`}
      aria-pressed={isChosen}
      title={error ?? (stale === null ? figureDescriptions[metric] : `Not up to date: ${stale}`)}
      onClick={() => page.go({ metric })}
    >
      <span class="figure-name">{figureTitles[metric]}</span>
      <span class="figure-value" title={error ?? figure?.title ?? ""}>
        {error !== null ? missing : (figure?.value ?? <span class="skeleton">0000</span>)}
        {figure !== null && change !== null && (
          <Change value={change} isPoints={figure.isPoints} sense={figure.sense} against={against} />
        )}
      </span>
      <span class="figure-caption">{error ?? figure?.caption ?? ""}</span>
      <Sparkline values={values} />
    </button>
  )
}

export const Change = ({
  value,
  isPoints = false,
  sense,
  against
}: {
  readonly value: number
  /** Whether it is a difference of shares; else it is relative. */
  readonly isPoints?: boolean
  readonly sense: -1 | 0 | 1
  readonly against: string
}) => {
  const direction = Math.abs(value) < 0.0005 ? "same" : value > 0 ? "more" : "less"
  const isBad = sense !== 0 && ((value > 0 && sense < 0) || (value < 0 && sense > 0))
  return (
    <span
      class={`change ${direction} ${sense === 0 || direction === "same" ? "" : isBad ? "bad" : "good"}`}
      title={`${exact(value * 100)}${isPoints ? " percentage points" : "%"}${against === "" ? "" : ` against ${against}`}`}
    >
      {isPoints ? points(value) : change(value)}
    </span>
  )
}
