/** One panel: an analysis, or several to choose among, its answer, and what can be done with it. */
import { useEffect, useState } from "preact/hooks"

import type { Question } from "../api/Api.ts"
import type { AnalysisInfo, Answer } from "../api/types.ts"
import { type Shown, useAnswer } from "../api/useAnswer.ts"
import { Failure } from "../frame/Failure.tsx"
import { Stale } from "../frame/Stale.tsx"
import type { ThemeChoice } from "../frame/theme.ts"
import { useModule } from "../frame/useModule.ts"
import { isNarrowed } from "../filters/filters.ts"
import { count, counted, firstRows } from "../format/number.ts"
import { visible } from "../format/visible.ts"
import { useKeptFocus } from "../keyboard/keepFocus.ts"
import { Pins } from "../own/Pins.ts"
import { toggled } from "../state/url.ts"
import { usePage } from "../state/Page.ts"
import { AnswerMenu } from "./AnswerMenu.tsx"
import { useWaiting } from "./keepHeights.ts"
import { choose, isToldInSentences, type PanelPlan, shownOf, tabTitle } from "./layout.ts"
import { Rows } from "./Rows.tsx"
import { panelElementId } from "./showPanel.ts"
import { useFolded } from "./useFolded.ts"
import { useInSight } from "./useInSight.ts"
import { ownOf } from "../state/ownOf.ts"

/** Rows of a panel. */
export const panelRows = 10

/** Charts over time need all rows; of lists the first ones are shown. */
const limitOf = ({ chart }: AnalysisInfo): number => (chart === "table" || chart === "bar" ? panelRows : 0)

/** Entries of which every analysis is made in some 0.1 s: panels need not be in sight to be asked. */
const few = 200_000

/** Hours and weekdays are few, and their order is theirs. */
const hasAllRows = new Set(["hours", "weekdays"])

export const Panel = ({ plan, theme }: { readonly plan: PanelPlan; readonly theme: ThemeChoice }) => {
  const page = usePage()
  const { compare, params, show, twin } = page.state.value
  const analysis = shownOf(plan, show)
  const { overview } = page
  const isCheap = overview.value !== null && overview.value.entries < few
  const [element, isSeen] = useInSight<HTMLElement>(isCheap)
  const isQuick = analysis.cost === "rollup"
  const own = ownOf(params, analysis.id)
  const comparesItself = analysis.columns.some(({ kind }) => kind === "change")
  const question: Question = {
    id: analysis.id,
    filter: page.filter.value,
    limit: hasAllRows.has(analysis.id) ? 0 : limitOf(analysis),
    compare: comparesItself ? null : compare,
    ...(own === undefined ? {} : { params: own })
  }
  // In a file the reason of its failure stands.
  const isWanting =
    !page.isStatic &&
    analysis.params.some((param) => param.default === null && ownOf(own ?? {}, param.name) === undefined)
  const isAsked = overview.value !== null && (isSeen || isQuick) && !isWanting
  const shown = useAnswer(isAsked ? question : null, isQuick ? (isSeen ? 1 : 2) : 3)
  useWaiting(shown.wait !== "none")
  const hasTwin =
    analysis.chart === "heatmap" || analysis.chart === "line" || analysis.chart === "stack" || analysis.id === "hours"
  const isTable = twin.includes(analysis.id)
  const isPinned = page.kept(Pins).ids.value.includes(plan.id)
  useKeptFocus(element, (panel) => panel.querySelector<HTMLElement>(".panel-head button"), plan.id)
  const titleId = `${panelElementId(plan.id)}-title`
  const isKnown = shown.wait === "none" && shown.answer !== null
  const isFolded = useFolded(analysis.id, page.filter.value, isKnown ? isEmpty(shown.answer, analysis) : null)
  return (
    <section
      ref={element}
      id={panelElementId(plan.id)}
      class={isFolded ? "panel folded" : "panel"}
      data-analysis={analysis.id}
      aria-labelledby={titleId}
      aria-busy={shown.wait !== "none" || (isCheap && !isSeen)}
    >
      <div class="panel-head">
        <Tabs plan={plan} analysis={analysis} titleId={titleId} />
        <span class="panel-tools">
          {hasTwin && (shown.answer === null || !isEmpty(shown.answer, analysis)) && (
            <button
              type="button"
              aria-pressed={isTable}
              data-key={isTable ? undefined : "expand"}
              onClick={() => page.go((state) => ({ ...state, twin: toggled(state.twin, analysis.id) }))}
            >
              Table
            </button>
          )}
          {isPinned && (
            <span class="muted pinned" title="Pinned: it stands first">
              pinned
            </span>
          )}
          {shown.answer !== null && (
            <AnswerMenu answer={shown.answer} question={question} analysis={analysis} panel={plan.id} />
          )}
        </span>
      </div>
      <div
        class={`panel-body ${shown.wait === "slow" && shown.answer !== null ? "waiting" : ""} ${shown.stale === null ? "" : "outdated"}`}
      >
        {isWanting ? (
          <Wanting analysis={analysis} />
        ) : (
          <Body analysis={analysis} shown={shown} theme={theme} isTable={isTable} isSeen={isSeen} />
        )}
      </div>
      <PanelFoot analysis={analysis} shown={shown} question={question} isDrawn={hasTwin && !isTable} />
    </section>
  )
}

const Tabs = ({
  plan,
  analysis,
  titleId
}: {
  readonly plan: PanelPlan
  readonly analysis: AnalysisInfo
  readonly titleId: string
}) => {
  const page = usePage()
  if (plan.analyses.length === 1) {
    return (
      <h2 id={titleId} title={analysis.description}>
        {analysis.title}
      </h2>
    )
  }
  return (
    <h2 id={titleId} class="tabs" aria-label={analysis.title}>
      {plan.analyses.map((one) => (
        <button
          key={one.id}
          type="button"
          aria-pressed={one.id === analysis.id}
          title={one.description}
          onClick={() => page.go((state) => ({ ...state, show: choose(plan, state.show, one.id) }))}
        >
          {tabTitle(one)}
        </button>
      ))}
    </h2>
  )
}

const Body = ({
  analysis,
  shown,
  theme,
  isTable,
  isSeen
}: {
  readonly analysis: AnalysisInfo
  readonly shown: Shown
  readonly theme: ThemeChoice
  readonly isTable: boolean
  readonly isSeen: boolean
}) => {
  const { answer, error } = shown
  if (error !== null) {
    return (
      <Failure error={error} sql={analysis.sql} again={shown.again}>
        {analysis.params.length > 0 && <Wanting analysis={analysis} />}
      </Failure>
    )
  }
  if (shown.isCancelled && answer === null) {
    return (
      <div class="empty">
        <p>Cancelled.</p>
        <button type="button" onClick={shown.again}>
          Ask again
        </button>
      </div>
    )
  }
  if (answer === null) return <Loading shown={shown} />
  if (isEmpty(answer, analysis)) return <Empty analysis={analysis} />
  if (formOf(analysis, answer) === "rows" && !isTable) return <Rows answer={answer} />
  return !isSeen ? null : <Chart answer={answer} analysis={analysis} theme={theme} isTable={isTable} />
}

/** What there is no answer without: parameters that have no default, or that can't be what they are. */
const Wanting = ({ analysis }: { readonly analysis: AnalysisInfo }) => {
  const page = usePage()
  const sheets = useModule(() => import("../frame/sheets.ts"))
  return sheets === null || page.isStatic ? null : <sheets.Params analysis={analysis} />
}

/** What an answer is drawn as. */
const formOf = (
  analysis: AnalysisInfo,
  { columns }: Answer
): "rows" | "hours" | "sentences" | "figure" | "heatmap" | "line" | "stack" => {
  const { chart } = analysis
  if (isToldInSentences(analysis)) return "sentences"
  if (chart !== "bar" && chart !== "table") return chart
  return columns[0]?.kind === "hour" ? "hours" : "rows"
}

const Chart = ({
  answer,
  analysis,
  theme,
  isTable
}: {
  readonly answer: Answer
  readonly analysis: AnalysisInfo
  readonly theme: ThemeChoice
  readonly isTable: boolean
}) => {
  const charts = useModule(() => import("./charts.ts"))
  if (charts === null) return null
  if (isTable) return <charts.DataTable answer={answer} title={analysis.title} />
  switch (formOf(analysis, answer)) {
    case "sentences":
      return <charts.Quality answer={answer} />
    case "figure":
      return <charts.FigureList answer={answer} />
    case "heatmap":
      return <charts.Heatmap answer={answer} />
    case "line":
    case "stack":
      return <charts.Lines answer={answer} analysis={analysis} isDark={theme.isDark.value} />
    default:
      return <charts.HourColumns answer={answer} />
  }
}

/** No rows, or none that says anything; sentences say that, too. */
const isEmpty = (answer: Answer, analysis: AnalysisInfo): boolean => {
  const { chart, rows } = answer
  if (formOf(analysis, answer) === "sentences") return false
  return (
    rows.length === 0 ||
    (analysis.empty !== null && rows.every(([first]) => first === null)) ||
    (chart === "figure" && rows.every((row) => row.every((cell) => cell === null || cell === 0)))
  )
}

const Empty = ({ analysis }: { readonly analysis: AnalysisInfo }) => {
  const page = usePage()
  const own = ownOf(page.state.value.params, analysis.id) ?? {}
  const set = Object.entries(own).map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`)
  return (
    <div class="empty">
      <p>
        {analysis.empty ??
          (isNarrowed(page.filter.value) ? "Nothing under this filter." : "There is nothing of this in these logs.")}
        {set.length > 0 && ` Or nothing fits what is set here: ${visible(set.join(", "))}.`}
      </p>
    </div>
  )
}

/** Lines in the place of rows. What takes long says so, and for how long it has. */
const Loading = ({ shown }: { readonly shown: Shown }) => (
  <div class="loading">
    {shown.wait === "slow" &&
      Array.from({ length: panelRows }, (_, index) => <span key={index} class="skeleton row" />)}
    {shown.wait === "slow" && <Running cancel={shown.cancel} />}
  </div>
)

/** s before a wait is told in words. */
const longWait = 2

export const Running = ({ cancel }: { readonly cancel: () => void }) => {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((seconds) => seconds + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return seconds < longWait ? null : (
    <p class="running" role="status">
      Running for {seconds} s{" "}
      <button type="button" onClick={cancel}>
        Cancel
      </button>
    </p>
  )
}

const PanelFoot = ({
  analysis,
  shown,
  question,
  isDrawn
}: {
  readonly analysis: AnalysisInfo
  readonly shown: Shown
  readonly question: Question
  /** Under a chart there is nothing to open: the button above it puts a table in its place first. */
  readonly isDrawn: boolean
}) => {
  const page = usePage()
  const held = page.api.held(question)
  const { answer } = shown
  const rows = answer?.rows.length ?? 0
  const all = answer?.total ?? null
  const isCut = answer !== null && !answer.complete
  // Where a list shows all rows, the table has more columns, and what can be done with them.
  const isWhole = !isCut && (analysis.chart === "bar" || analysis.chart === "table") && rows <= panelRows
  return (
    <div class="panel-foot">
      {answer !== null && !isEmpty(answer, analysis) && rows > 0 && !isDrawn && analysis.chart !== "figure" && (
        <button
          type="button"
          data-key="expand"
          title={
            isWhole
              ? "All columns"
              : held === null
                ? all === null
                  ? "All rows"
                  : `All ${counted(all, "row")}`
                : `This file holds ${firstRows(held, all)}`
          }
          onClick={() => page.go({ expand: analysis.id, sort: null, find: "", hide: [] })}
        >
          {isWhole
            ? "Table"
            : held !== null
              ? `First ${count(held)}${all === null ? "; there are more" : ` of ${count(all)}`}`
              : all === null
                ? isCut
                  ? "More rows"
                  : "All rows"
                : `All ${count(all)}`}
        </button>
      )}
      {shown.isCancelled && answer !== null && (
        <span class="muted">
          cancelled;{" "}
          <button type="button" onClick={shown.again}>
            ask again
          </button>
        </span>
      )}
      <Stale shown={shown} />
      {shown.wait === "slow" && answer !== null && <Running cancel={shown.cancel} />}
    </div>
  )
}
