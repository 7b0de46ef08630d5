/** What a statement answered: its rows, a chart of them, what is to be known of them; or its plan, or its mistake. */
import type { ComponentChildren } from "preact"
import { useCallback, useEffect, useMemo, useState } from "preact/hooks"

import type { ApiError } from "../api/Api.ts"
import type { Answer, Cell, Column } from "../api/types.ts"
import { Failure } from "../frame/Failure.tsx"
import { cellText, isNumeric } from "../format/cell.ts"
import { duration, exact } from "../format/number.ts"
import { visible } from "../format/visible.ts"
import { focusWhenThere } from "../keyboard/focus.ts"
import { CellLabel } from "../panels/CellLabel.tsx"
import { Narrow } from "../state/Narrow.ts"
import { usePage } from "../state/Page.ts"
import type { Sort } from "../state/url.ts"
import { Grid } from "../table/Grid.tsx"
import { nextSort, sortRows } from "../table/sort.ts"
import { widthsOf } from "../table/widths.ts"
import { bucketTexts } from "./bucketTexts.ts"
import type { Statement } from "./ask.ts"
import type { Desk } from "./Desk.ts"
import { Downloads } from "./Downloads.tsx"
import { numberTexts } from "./numbers.ts"
import { otherThan, otherWords, type Outcome } from "./outcome.ts"
import { PlanView } from "./PlanView.tsx"
import { QuickChart } from "./QuickChart.tsx"
import { SavePanel } from "./SavePanel.tsx"

export const Result = ({ desk }: { readonly desk: Desk }) => {
  const outcome = desk.outcome.value
  if (outcome === null) return <p class="muted sql-hint">A statement's rows are shown here.</p>
  switch (outcome.kind) {
    case "running":
      return <div class="sql-result" aria-busy="true" />
    case "cancelled":
      return (
        <p class="muted sql-hint" role="status">
          Cancelled.
        </p>
      )
    case "plan":
      return (
        <Aged desk={desk} asked={outcome.asked} what="plan" again={() => void desk.explain()}>
          <PlanView plan={outcome.plan} />
        </Aged>
      )
    case "error":
      return (
        <Aged desk={desk} asked={outcome.asked} what="mistake" again={() => void desk.run()}>
          <Mistake error={outcome.error} statement={outcome.asked.sql} />
        </Aged>
      )
    default:
      return <Answered desk={desk} outcome={outcome} />
  }
}

/** Grey, with what it is of, once what stands above is another. */
const Aged = ({
  again,
  asked,
  children,
  desk,
  what
}: {
  readonly again: () => void
  readonly asked: Statement
  readonly children: ComponentChildren
  readonly desk: Desk
  readonly what: "plan" | "mistake"
}) => {
  const words = otherWords(what, otherThan(asked, desk.statement.value))
  return (
    <div class={words === null ? "" : "outdated"}>
      {words !== null && (
        <p class="sql-note other" role="status">
          {words}{" "}
          <button type="button" onClick={again}>
            {what === "plan" ? "Plan again" : "Run again"}
          </button>
        </p>
      )}
      {children}
    </div>
  )
}

const Mistake = ({ error, statement }: { readonly error: ApiError; readonly statement: string }) => {
  if (error.at === null) return <Failure error={error} />
  const before = statement.slice(0, error.at).split("\n")
  const place = `Line ${before.length}, column ${before.at(-1)!.length + 1}`
  return (
    <div class="failure" role="alert">
      <p>
        <b>{place}:</b> {visible(error.message)}
      </p>
    </div>
  )
}

type AnswerOutcome = Extract<Outcome, { readonly kind: "answer" }>

const Answered = ({ desk, outcome }: { readonly desk: Desk; readonly outcome: AnswerOutcome }) => {
  const { answer, asked, told } = outcome
  const other = otherThan(asked, desk.statement.value)
  const words = otherWords("answer", other)
  const isChart = desk.charted.value.has(desk.tabs.value.open)
  const canDraw = answer.chart !== "table" && answer.rows.length > 0
  return (
    <div class={`sql-result ${other === null ? "" : "outdated"}`}>
      {other !== null && (
        <p class="sql-note other" role="status">
          {words}{" "}
          <button
            type="button"
            onClick={() => void desk.run().then(() => focusWhenThere(document, ".sql-result .grid"))}
          >
            Run again
          </button>
        </p>
      )}
      <div class="result-head">
        <Badges answer={answer} />
        <span class="spacer" />
        {canDraw && (
          <div class="switch" role="group" aria-label="How the rows are shown">
            <button type="button" aria-pressed={!isChart} onClick={() => desk.showChart(false)}>
              Table
            </button>
            <button type="button" aria-pressed={isChart} onClick={() => desk.showChart(true)}>
              Chart
            </button>
          </div>
        )}
        <Downloads answer={answer} isFiltered={asked.filter !== undefined} note={words} />
        {(other === null || other === "filter") && (
          <SavePanel statement={asked.sql} answer={answer} params={asked.params ?? {}} />
        )}
      </div>
      {told.notes.map((note) => (
        <p key={note} class="sql-note">
          {visible(note)}
        </p>
      ))}
      {told.faster !== null && (
        <p class="sql-note">
          {visible(told.faster.message)}{" "}
          <button type="button" class="inline" onClick={() => desk.open(told.faster!.sql)}>
            Open that statement
          </button>
        </p>
      )}
      {answer.rows.length === 0 ? (
        <p class="muted sql-hint">No rows.</p>
      ) : isChart && canDraw ? (
        <QuickChart answer={answer} />
      ) : (
        <Rows answer={answer} />
      )}
    </div>
  )
}

const Badges = ({ answer }: { readonly answer: Answer }) => {
  const { complete, elapsed_ms, rows, total, zone, columns, data_version } = answer
  const { dataVersion } = usePage().answers
  const isTimed = columns.some(({ kind }) => kind === "time" || kind === "date")
  const count = `${exact(rows.length)} ${rows.length === 1 ? "row" : "rows"}`
  return (
    <p class="badges" role="status">
      <b>{count}</b>
      {!complete && (
        <span class="badge cut" title="There are more; ask for fewer, or write LIMIT">
          {total === null ? "cut: there are more" : `cut: ${exact(total)} in all`}
        </span>
      )}
      <span class="muted">{duration(elapsed_ms)}</span>
      {dataVersion.value > data_version && <span class="badge cut">the data has changed since</span>}
      {isTimed && <span class="muted">times in {zone}</span>}
    </p>
  )
}

/** A statement names its columns itself. */
const asNamed = (name: string): string => name

const Rows = ({ answer }: { readonly answer: Answer }) => {
  const [sort, setSort] = useState<Sort | null>(null)
  const { columns } = answer
  useEffect(() => setSort(null), [answer])
  const rows = useMemo(() => sortRows(answer.rows, columns, sort), [answer, sort])
  const texts = useMemo(() => numberTexts(columns, answer.rows), [answer])
  const numberText = useCallback((cell: Cell, { name }: Column) => texts.get(name)?.(cell) ?? null, [texts])
  const page = usePage()
  const offsetAt = page.offsetAt.value
  const buckets = useMemo(() => bucketTexts(answer, offsetAt), [answer, offsetAt])
  const text = useCallback(
    (cell: Cell, column: Column) => (
      <CellLabel cell={cell} column={column} written={buckets.get(column)?.(cell) ?? null} />
    ),
    [buckets]
  )
  const isNarrow = page.kept(Narrow).isNarrow.value
  const widths = useMemo(
    () =>
      widthsOf(answer, columns, isNarrow, {
        ofCell: (cell, column) =>
          numberText(cell, column) ?? buckets.get(column)?.(cell) ?? cellText(cell, column.kind, () => 0),
        ofName: asNamed,
        mostOfNumbers: 30
      }),
    [answer, isNarrow, buckets]
  )
  return (
    <Grid
      label="Rows of the result"
      columns={columns}
      places={columns.map((_, index) => index)}
      widths={widths}
      rows={rows}
      title={asNamed}
      number={numberText}
      sort={{ current: sort, by: ({ kind, name }) => setSort(nextSort(sort, name, isNumeric(kind))) }}
      text={text}
    />
  )
}
