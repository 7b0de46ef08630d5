/**
 * All rows of an answer: searched, sorted by any column, with the columns one wants; only what is in sight is drawn. Those of an
 * ordinary table are here, and answer at once; of a large one they come in pieces, and the server searches and sorts.
 */
import { useEffect, useMemo, useState } from "preact/hooks"

import type { Question } from "../api/Api.ts"
import type { AnalysisInfo, Answer, Column } from "../api/types.ts"
import { useAnswer } from "../api/useAnswer.ts"
import { unitOfColumn } from "../chart/series.ts"
import { Failure } from "../frame/Failure.tsx"
import { Stale } from "../frame/Stale.tsx"
import { Menu } from "../frame/Menu.tsx"
import { isNumeric } from "../format/cell.ts"
import { counted, exact, firstRows, points } from "../format/number.ts"
import { isToldInSentences } from "../panels/layout.ts"
import { AnswerMenu } from "../panels/AnswerMenu.tsx"
import { CellLabel } from "../panels/CellLabel.tsx"
import { isNewIn, pointsIn } from "../panels/columns.ts"
import { Running } from "../panels/Panel.tsx"
import { hasRules, RuleLinks } from "../panels/RuleLinks.tsx"
import { Narrow } from "../state/Narrow.ts"
import { usePage } from "../state/Page.ts"
import { withSentences } from "../quality/words.ts"
import { ColumnChoice } from "./ColumnChoice.tsx"
import { Grid, type GridProps } from "./Grid.tsx"
import type { Pieces } from "./Pieces.ts"
import { shownNames, switched } from "./shown.ts"
import { findRows, nextSort, sortRows } from "./sort.ts"
import { usePieces } from "./usePieces.ts"
import { widthsOf } from "./widths.ts"
import { ownOf } from "../state/ownOf.ts"

/** Rows that are sent as a whole, and so many more as a browser can scroll through. */
const rowsHere = 20_000
const mostScrolled = 400_000

export const FullTable = ({ analysis }: { readonly analysis: AnalysisInfo }) => {
  const page = usePage()
  const { compare, find, hide, params, sort } = page.state.value
  const own = ownOf(params, analysis.id)
  const comparesItself = analysis.columns.some(({ kind }) => kind === "change")
  const compared = comparesItself ? null : compare
  const comesInPieces = page.api.window !== null && compared === null
  const question: Question = {
    id: analysis.id,
    filter: page.filter.value,
    limit: comesInPieces ? rowsHere : 0,
    compare: compared,
    ...(own === undefined ? {} : { params: own })
  }
  const shown = useAnswer(question, 0)
  const answer = useMemo(
    () => (shown.answer !== null && isToldInSentences(analysis) ? withSentences(shown.answer) : shown.answer),
    [shown.answer, analysis]
  )
  // One from the address may be of no column.
  const order = answer?.columns.some(({ name }) => name === sort?.column) === true ? sort : null
  const pieces = usePieces(comesInPieces && answer?.complete === false ? question : null, { find, sort: order })
  const revived = page.answers.revived.value
  useEffect(() => {
    if (pieces !== null && pieces.error !== null) pieces.again()
  }, [revived])
  const names = useMemo(() => (answer === null ? [] : shownNames(answer, hide)), [answer, hide])
  const columns = answer === null ? [] : answer.columns.filter(({ name }) => names.includes(name))
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
          onKeyDown={toRows}
          onInput={(event) => page.go({ find: event.currentTarget.value }, { replace: true })}
        />
        <span class="muted" role="status">
          {answer === null ? "" : pieces === null ? countOf(found.length, answer) : countOfPieces(pieces)}
        </span>
        {pieces !== null && pieces.dataVersion !== null && page.answers.dataVersion.value > pieces.dataVersion && (
          <button type="button" onClick={() => pieces.renew()}>
            Newer data is there
          </button>
        )}
        <Stale shown={shown} />
        <span class="spacer" />
        {answer !== null && (
          <>
            <Menu label="Columns" name="Choose columns">
              {() => (
                <ColumnChoice
                  names={answer.columns.map(({ name }) => name)}
                  shown={names}
                  change={(name) =>
                    page.go((state) => ({ ...state, hide: switched(state.hide, name, names.includes(name)) }))
                  }
                />
              )}
            </Menu>
            <AnswerMenu
              answer={answer}
              question={question}
              analysis={analysis}
              found={find.trim() === "" ? undefined : pieces === null ? found : null}
            />
          </>
        )}
      </div>
      {shown.error !== null ? (
        <Failure error={shown.error} sql={analysis.sql} again={shown.again} />
      ) : answer === null ? (
        <div class="loading">{shown.wait === "slow" && <Running cancel={shown.cancel} />}</div>
      ) : pieces === null || pieces.found === null ? (
        pieces?.error ? (
          <Failure error={pieces.error} sql={answer.sql} again={() => pieces.again()} />
        ) : (
          <AnswerGrid answer={answer} columns={columns} rows={pieces === null ? found : answer.rows} />
        )
      ) : (
        <InPieces answer={answer} columns={columns} pieces={pieces} />
      )}
    </>
  )
}

/** Down from the field is the first row. */
const toRows = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
  const rows = event.currentTarget.closest("dialog")?.querySelector<HTMLElement>(".grid")
  if (event.key !== "ArrowDown" || rows === null || rows === undefined) return
  event.preventDefault()
  rows.focus()
  rows.dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }))
}

const countOf = (found: number, { complete, rows, total }: Answer): string =>
  complete
    ? found === rows.length
      ? counted(found, "row")
      : `${exact(found)} of ${counted(rows.length, "row")}`
    : `${found === rows.length ? "" : `${exact(found)} of `}${firstRows(rows.length, total)}; only these are sorted and searched`

const countOfPieces = ({ found, isOld, total }: Pieces): string => {
  if (found === null || total === null) return "Reading all rows"
  if (isOld) return `Looking through ${counted(total, "row")}`
  return found === total ? counted(found, "row") : `${exact(found)} of ${counted(total, "row")}`
}

const InPieces = ({
  answer,
  columns,
  pieces
}: {
  readonly answer: Answer
  readonly columns: ReadonlyArray<Column>
  readonly pieces: Pieces
}) => {
  const [base, setBase] = useState(0)
  const all = pieces.found ?? 0
  useEffect(() => setBase(0), [all])
  const length = Math.min(mostScrolled, all - base)
  const rows = useMemo(
    () => ({
      length,
      at: (index: number) => pieces.rowAt(base + index),
      look: (first: number, last: number) => pieces.look(base + first, base + last)
    }),
    [pieces, base, length]
  )
  const end = base + mostScrolled
  return (
    <div class={`pieces ${pieces.isOld ? "old" : ""}`} aria-busy={pieces.isOld}>
      {pieces.error !== null && <Failure error={pieces.error} again={() => pieces.again()} />}
      <AnswerGrid key={base} answer={answer} columns={columns} rows={rows} />
      {all > mostScrolled && (
        <p class="row-of-buttons">
          <button type="button" disabled={base === 0} onClick={() => setBase(base - mostScrolled)}>
            Rows before
          </button>
          <span class="muted">
            {exact(base + 1)} to {exact(Math.min(end, all))} of {exact(all)}
          </span>
          <button type="button" disabled={end >= all} onClick={() => setBase(end)}>
            Rows after
          </button>
        </p>
      )}
    </div>
  )
}

const AnswerGrid = ({
  answer,
  columns,
  rows
}: {
  readonly answer: Answer
  readonly columns: ReadonlyArray<Column>
  readonly rows: GridProps["rows"]
}) => {
  const page = usePage()
  const { sort } = page.state.value
  const isNarrow = page.kept(Narrow).isNarrow.value
  const isPart = page.analysis(answer.id)?.counts === "some"
  const widths = useMemo(() => widthsOf(answer, columns, isNarrow), [answer, columns.length, isNarrow])
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
      number={(_, column, row) => {
        const share = pointsIn(row, answer.columns, column)
        return share !== null ? points(share) : isNewIn(row, answer.columns, column) ? "new" : null
      }}
      text={(cell, column, row) =>
        hasRules(answer.id, column) ? (
          <span class="label">
            <RuleLinks rules={cell} />
          </span>
        ) : (
          <CellLabel cell={cell} column={column} unit={unit} of={{ row, columns: answer.columns, isPart }} />
        )
      }
    />
  )
}
