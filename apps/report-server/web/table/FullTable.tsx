/** All rows of an answer: searched, sorted by any column, with the columns one wants; only what is in sight is drawn. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core"
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks"

import type { Question } from "../api/Api.ts"
import type { AnalysisInfo, Answer, Cell, Column, Row } from "../api/types.ts"
import { useAnswer } from "../api/useAnswer.ts"
import { Failure } from "../frame/Failure.tsx"
import { Menu } from "../frame/Menu.tsx"
import { cellText, cellTitle, isNumeric } from "../format/cell.ts"
import { exact } from "../format/number.ts"
import { visible } from "../format/visible.ts"
import { AnswerMenu } from "../panels/AnswerMenu.tsx"
import { CellLabel } from "../panels/CellLabel.tsx"
import { columnTitle } from "../panels/columns.ts"
import { Running } from "../panels/Panel.tsx"
import { toggled } from "../state/url.ts"
import { usePage } from "../state/Page.ts"
import { findRows, nextSort, sortRows } from "./sort.ts"
import { widthsOf } from "./widths.ts"

const rowHeight = 26

export const FullTable = ({ analysis }: { readonly analysis: AnalysisInfo }) => {
  const page = usePage()
  const { compare, find, hide, params, sort } = page.state.value
  const own = params[analysis.id]
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
        <Grid answer={answer} columns={columns} rows={found} />
      )}
    </>
  )
}

const Grid = ({
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
  const scroll = useRef<HTMLDivElement>(null)
  const [, redraw] = useState(0)
  const virtual = useMemo(
    () =>
      new Virtualizer<HTMLDivElement, Element>({
        count: rows.length,
        getScrollElement: () => scroll.current,
        estimateSize: () => rowHeight,
        overscan: 12,
        scrollToFn: elementScroll,
        observeElementRect,
        observeElementOffset,
        onChange: () => redraw((count) => count + 1)
      }),
    []
  )
  useLayoutEffect(() => virtual._didMount(), [])
  useLayoutEffect(() => {
    virtual.setOptions({ ...virtual.options, count: rows.length })
    virtual.measure()
    virtual._willUpdate()
    redraw((count) => count + 1)
  }, [rows.length])
  useEffect(() => {
    scroll.current?.scrollTo({ top: 0 })
  }, [sort?.column, sort?.descending])
  const widths = useMemo(() => widthsOf(answer, columns), [answer, columns.length])
  const template = {
    "--columns": widths.map((width) => (width.grows ? `minmax(${width.ch}ch, 1fr)` : `${width.ch}ch`)).join(" ")
  }
  const places = columns.map((column) => answer.columns.indexOf(column))
  return (
    <div ref={scroll} class="grid" role="region" aria-label={`${answer.title}: rows`} tabIndex={0} style={template}>
      <div class="grid-table" role="table" aria-rowcount={rows.length + 1} aria-label={answer.title}>
        <div class="grid-row head" role="row" aria-rowindex={1}>
          {columns.map(({ name, kind }) => {
            const isSorted = sort?.column === name
            return (
              <span
                key={name}
                role="columnheader"
                class={isNumeric(kind) ? "number" : ""}
                aria-sort={isSorted ? (sort.descending ? "descending" : "ascending") : "none"}
              >
                <button
                  type="button"
                  onClick={() => page.go({ sort: nextSort(sort, name, isNumeric(kind)) }, { replace: true })}
                >
                  {columnTitle(name)}
                  {isSorted ? (sort.descending ? " ↓" : " ↑") : ""}
                </button>
              </span>
            )
          })}
        </div>
        <div class="grid-body" role="rowgroup" style={{ height: `${virtual.getTotalSize()}px` }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <div
                key={index}
                class="grid-row row"
                role="row"
                aria-rowindex={index + 2}
                style={{ transform: `translateY(${start}px)` }}
              >
                {columns.map((column, at) => {
                  const cell = row[places[at]!] ?? null
                  return isNumeric(column.kind) ? (
                    <GridFigure key={column.name} cell={cell} column={column} />
                  ) : (
                    <span key={column.name} role="cell" class="text">
                      <CellLabel cell={cell} column={column} row={row} />
                    </span>
                  )
                })}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

const GridFigure = ({ cell, column: { kind } }: { readonly cell: Cell; readonly column: Column }) => {
  const offsetAt = usePage().offsetAt.value
  return (
    <span
      role="cell"
      class={`number ${cell === null || cell === 0 ? "muted" : ""}`}
      title={visible(cellTitle(cell, kind, offsetAt))}
    >
      {visible(cellText(cell, kind, offsetAt))}
    </span>
  )
}
