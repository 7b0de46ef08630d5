/** Rows of which only those in sight are drawn: with the mouse, or by keys from row to row. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core"
import type { ComponentChildren } from "preact"
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks"

import type { Cell, Column, Row } from "../api/types.ts"
import { cellText, cellTitle, isNumeric } from "../format/cell.ts"
import { visible } from "../format/visible.ts"
import { columnTitle } from "../panels/columns.ts"
import { RowDiv } from "../panels/nearRow.tsx"
import { usePage } from "../state/Page.ts"
import type { Sort } from "../state/url.ts"
import type { ColumnWidth } from "./widths.ts"

export const gridRowHeight = 26
/** Rows from the end at which more are asked for. */
const nearEnd = 40

/** Rows of which not all are here. */
export interface RowsAt {
  readonly length: number
  /** Undefined: not yet. */
  readonly at: (index: number) => Row | undefined
  /** These are in sight, the last one too. */
  readonly look: (first: number, last: number) => void
}

export interface GridProps {
  readonly label: string
  /** Those that are shown, in this order. */
  readonly columns: ReadonlyArray<Column>
  /** Where each of them stands in a row. */
  readonly places: ReadonlyArray<number>
  readonly widths: ReadonlyArray<ColumnWidth>
  readonly rows: ReadonlyArray<Row> | RowsAt
  /** Absent: the order is what it is. */
  readonly sort?: { readonly current: Sort | null; readonly by: (column: Column) => void } | undefined
  /** How numbers are written, where that is not as everywhere; null: as everywhere. */
  readonly number?: ((cell: Cell, column: Column, row: Row) => string | null) | undefined
  /** Headings; absent: names as the page writes them. */
  readonly title?: ((name: string) => string) | undefined
  /** How texts are drawn; absent: as they are. */
  readonly text?: ((cell: Cell, column: Column, row: Row) => ComponentChildren) | undefined
  readonly open?: { readonly index: number | null; readonly row: (index: number) => void }
  readonly reachEnd?: () => void
}

export const Grid = (props: GridProps) => {
  const { columns, label, number, open, places, reachEnd, rows, sort, text, title = columnTitle, widths } = props
  const scroll = useRef<HTMLDivElement>(null)
  const [, redraw] = useState(0)
  const [current, setCurrent] = useState<number | null>(null)
  const virtual = useMemo(
    () =>
      new Virtualizer<HTMLDivElement, Element>({
        count: rows.length,
        getScrollElement: () => scroll.current,
        estimateSize: () => gridRowHeight,
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
  const order = sort?.current
  useEffect(() => {
    scroll.current?.scrollTo({ top: 0 })
  }, [order?.column, order?.descending])
  // While one scrolls, rows that stay in sight are the same and need no comparing, cell by cell.
  const drawn = useMemo(() => new WeakMap<Row, ReadonlyArray<ComponentChildren>>(), [columns, places, text, number])
  const cellsOf = (row: Row): ReadonlyArray<ComponentChildren> => {
    const known = drawn.get(row)
    if (known !== undefined) return known
    const cells = columns.map((column, at) => (
      <GridCell key={at} cell={row[places[at]!] ?? null} column={column} row={row} text={text} number={number} />
    ))
    drawn.set(row, cells)
    return cells
  }
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const first = items[0]?.index ?? 0
  useEffect(() => {
    if ("look" in rows) rows.look(first, last)
  }, [rows, first, last])
  const isNearEnd = rows.length > 0 && last >= rows.length - nearEnd
  useEffect(() => {
    if (isNearEnd) reachEnd?.()
  }, [isNearEnd, rows.length])
  const rowAt = (index: number): Element | null =>
    scroll.current?.querySelector(`.grid-body > [aria-rowindex="${index + 2}"]`) ?? null
  // In rows that are not opened one is where they filter, and Enter does what a click does.
  const isRowNext = useRef(false)
  useLayoutEffect(() => {
    const row = isRowNext.current && current !== null ? rowAt(current) : null
    if (row === null) return
    isRowNext.current = false
    ;(row.querySelector<HTMLElement>("button.label") ?? scroll.current)?.focus({ preventScroll: true })
  })
  const go = (index: number): void => {
    const to = Math.min(Math.max(index, 0), rows.length - 1)
    setCurrent(to)
    if (open === undefined) {
      isRowNext.current = true
      // Until the row is drawn; the one before may not be any more.
      if (rowAt(to) === null) scroll.current?.focus({ preventScroll: true })
      redraw((count) => count + 1)
    }
    // The head covers what is at the top.
    virtual.scrollToIndex(Math.max(0, to - (to < (current ?? 0) ? 2 : 0)), { align: "auto" })
    if (open?.index !== null && open?.index !== undefined) open.row(to)
  }
  const press = (event: KeyboardEvent): void => {
    const row = event.target instanceof Element ? event.target.closest(".grid-body > .row") : null
    if (event.ctrlKey || event.metaKey || event.altKey || (row === null && event.target !== event.currentTarget)) return
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / gridRowHeight) - 2)
    const at = row === null ? (current ?? -1) : Number(row.getAttribute("aria-rowindex")) - 2
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      j: at + 1,
      J: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      K: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1
    }
    if (Object.hasOwn(targets, event.key)) go(targets[event.key]!)
    else if (event.key === "Enter" && current !== null && row === null) open?.row(current)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  // Where rows are opened the focus stays on the table, and says in which row one is; a group may, a region may not.
  const isCurrentDrawn = open !== undefined && current !== null && items.some(({ index }) => index === current)
  const template = { "--columns": widths.map(track).join(" ") }
  return (
    <div
      ref={scroll}
      class="grid"
      role={open === undefined ? "region" : "group"}
      aria-label={label}
      aria-activedescendant={isCurrentDrawn ? rowId(current) : undefined}
      tabIndex={0}
      style={template}
      onKeyDown={press}
      data-key="grid"
    >
      <div class="grid-table" role="table" aria-rowcount={rows.length + 1} aria-label={label}>
        <div class="grid-row head" role="row" aria-rowindex={1}>
          {columns.map((column, index) => (
            <GridHead key={index} title={title(column.name)} column={column} sort={sort} />
          ))}
        </div>
        <div class="grid-body" role="rowgroup" style={{ height: `${virtual.getTotalSize()}px` }}>
          {items.map(({ index, start }) => {
            if (index >= rows.length) return null
            const row = rows.at(index)
            const state = index === open?.index ? "open" : index === current ? "current" : ""
            return (
              <RowDiv
                key={index}
                class={`grid-row row ${state}`}
                id={open === undefined ? undefined : rowId(index)}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={open === undefined ? undefined : index === open.index}
                style={{ transform: `translateY(${start}px)` }}
                onClick={(event) => {
                  if (event.target instanceof Element && event.target.closest("button, a") !== null) return
                  setCurrent(index)
                  open?.row(index)
                }}
              >
                {row === undefined ? (
                  <span role="cell" class="muted plain-cell">
                    …
                  </span>
                ) : (
                  cellsOf(row)
                )}
              </RowDiv>
            )
          })}
        </div>
      </div>
    </div>
  )
}

const rowId = (index: number | null): string => `line-${index}`

const GridHead = ({
  column,
  sort,
  title
}: { readonly column: Column; readonly title: string } & Pick<GridProps, "sort">) => {
  const kind = isNumeric(column.kind) ? "number" : ""
  if (sort === undefined) {
    return (
      <span role="columnheader" class={`plain-head ${kind}`} title={visible(title)}>
        {visible(title)}
      </span>
    )
  }
  const isSorted = sort.current?.column === column.name
  const isDescending = sort.current?.column === column.name && sort.current.descending
  return (
    <span role="columnheader" class={kind} aria-sort={isSorted ? (isDescending ? "descending" : "ascending") : "none"}>
      <button type="button" onClick={() => sort.by(column)}>
        {visible(title)}
        {isSorted ? (isDescending ? " ↓" : " ↑") : ""}
      </button>
    </span>
  )
}

const GridCell = ({
  cell,
  column,
  row,
  text,
  number
}: {
  readonly cell: Cell
  readonly column: Column
  readonly row: Row
} & Pick<GridProps, "text" | "number">) => {
  const offsetAt = usePage().offsetAt.value
  const { kind } = column
  if (!isNumeric(kind) && text !== undefined) {
    return (
      <span role="cell" class="text">
        {text(cell, column, row)}
      </span>
    )
  }
  const shown = isNumeric(kind) ? "number" : "plain-cell"
  const written = isNumeric(kind) ? (number?.(cell, column, row) ?? null) : null
  return (
    <span
      role="cell"
      class={`${shown} ${cell === null || cell === 0 ? "muted" : ""}`}
      title={visible(written !== null && cell !== null ? String(cell) : cellTitle(cell, kind, offsetAt))}
    >
      {visible(written ?? cellText(cell, kind, offsetAt))}
    </span>
  )
}

const track = ({ ch, room }: ColumnWidth): string =>
  room === "own" ? `${ch}ch` : `minmax(min(${ch}ch, 40vw), ${room === "grows" ? "1fr" : `${ch}ch`})`
