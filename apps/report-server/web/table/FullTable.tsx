/** All rows of an answer: searched, sorted by any column, with the columns one wants; only what is in sight is drawn. */
import { useMemo } from "preact/hooks"

import type { Question } from "../api/Api.ts"
import type { AnalysisInfo, Answer, Column, Row } from "../api/types.ts"
import { useAnswer } from "../api/useAnswer.ts"
import { unitOfColumn } from "../chart/series.ts"
import { Failure } from "../frame/Failure.tsx"
import { Menu } from "../frame/Menu.tsx"
import { isNumeric } from "../format/cell.ts"
import { exact } from "../format/number.ts"
import { AnswerMenu } from "../panels/AnswerMenu.tsx"
import { CellLabel } from "../panels/CellLabel.tsx"
import { columnTitle } from "../panels/columns.ts"
import { Running } from "../panels/Panel.tsx"
import { toggled } from "../state/url.ts"
import { usePage } from "../state/Page.ts"
import { Grid } from "./Grid.tsx"
import { findRows, nextSort, sortRows } from "./sort.ts"
import { widthsOf } from "./widths.ts"
import { ownOf } from "../state/ownOf.ts"

export const FullTable = ({ analysis }: { readonly analysis: AnalysisInfo }) => {
  const page = usePage()
  const { compare, find, hide, params, sort } = page.state.value
  const own = ownOf(params, analysis.id)
  const comparesItself = analysis.columns.some(({ kind }) => kind === "change")
  const question: Question = {
    id: analysis.id,
    filter: page.filter.value,
    limit: 0,
    compare: comparesItself ? null : compare,
    ...(own === undefined ? {} : { params: own })
  }
  const shown = useAnswer(question, 0)
  const { answer } = shown
  const columns = answer === null ? [] : answer.columns.filter(({ name }) => !hide.includes(name))
  const found = useMemo(
    () => (answer === null ? [] : sortRows(findRows(answer.rows, find), answer.columns, sort)),
    [answer, find, sort?.column, sort?.descending]
  )
  return (
    <>
      <div class="full-head">
        <h2 title={analysis.description}>{analysis.title}</h2>
        <input
          type="search"
          class="find"
          placeholder="Search these rows"
          aria-label="Search these rows"
          value={find}
          onInput={(event) => page.go({ find: event.currentTarget.value }, { replace: true })}
        />
        <span class="muted" role="status">
          {answer === null
            ? ""
            : find === ""
              ? `${exact(found.length)} rows`
              : `${exact(found.length)} of ${exact(answer.rows.length)} rows`}
          {answer !== null && !answer.complete ? ", cut: there are more" : ""}
        </span>
        <span class="spacer" />
        {answer !== null && (
          <>
            <Menu label="Columns" name="Choose columns">
              {() => (
                <ul class="choices columns">
                  {answer.columns.map(({ name }) => (
                    <li key={name}>
                      <label>
                        <input
                          type="checkbox"
                          checked={!hide.includes(name)}
                          onChange={() => page.go((state) => ({ ...state, hide: toggled(state.hide, name) }))}
                        />{" "}
                        {columnTitle(name)}
                      </label>
                    </li>
                  ))}
                </ul>
              )}
            </Menu>
            <AnswerMenu answer={answer} question={question} analysis={analysis} />
          </>
        )}
      </div>
      {shown.error !== null ? (
        <Failure error={shown.error} sql={analysis.sql} again={shown.again} />
      ) : answer === null ? (
        <div class="loading">{shown.wait === "slow" && <Running cancel={shown.cancel} />}</div>
      ) : (
        <AnswerGrid answer={answer} columns={columns} rows={found} />
      )}
    </>
  )
}

const AnswerGrid = ({
  answer,
  columns,
  rows
}: {
  readonly answer: Answer
  readonly columns: ReadonlyArray<Column>
  readonly rows: ReadonlyArray<Row>
}) => {
  const page = usePage()
  const { sort } = page.state.value
  const widths = useMemo(() => widthsOf(answer, columns), [answer, columns.length])
  const time = answer.columns.findIndex(({ kind }) => kind === "time")
  const unit = useMemo(
    () =>
      time < 0 || answer.columns[time]!.filter === null ? null : unitOfColumn(answer.rows, time, page.offsetAt.value),
    [answer]
  )
  return (
    <Grid
      label={answer.title}
      columns={columns}
      places={columns.map((column) => answer.columns.indexOf(column))}
      widths={widths}
      rows={rows}
      sort={{
        current: sort,
        by: ({ kind, name }) => page.go({ sort: nextSort(sort, name, isNumeric(kind)) }, { replace: true })
      }}
      text={(cell, column) => <CellLabel cell={cell} column={column} unit={unit} />}
    />
  )
}
