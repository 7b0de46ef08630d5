/** A cell that filters: click is, Alt-click is not; beside it exclude, copy and the lines behind it. */
import type { Cell, Column } from "../api/types.ts"
import { has, isListName, type ListName, setTimes, toggle } from "../filters/filters.ts"
import { patternOfCell, patternOfValue } from "../filters/pattern.ts"
import { cellText, cellTitle, isCode } from "../format/cell.ts"
import { splitMiddle } from "../format/middle.ts"
import { typed } from "../format/time.ts"
import { visible } from "../format/visible.ts"
import { type OffsetAt, startOf, type Unit } from "../format/zone.ts"
import { usePage } from "../state/Page.ts"
import { type Times, timesOf } from "../state/range.ts"
import { copyText } from "../table/copy.ts"

/** The pattern a click on the cell sets. Statuses and clients are no texts: they are written as they are. */
export const patternFor = (cell: Cell, { pattern, kind }: Column): string => {
  if (cell === null) return "-"
  const text = String(cell)
  if (pattern !== undefined) return patternOfCell(pattern, text)
  return kind === "status" ? text : patternOfValue(text)
}

/** Shorter texts are never cut. */
const longEnough = 28

export const CellLabel = ({
  cell,
  column,
  unit = null
}: {
  readonly cell: Cell
  readonly column: Column
  /** What a time stands for; null: a moment. */
  readonly unit?: Unit | null
}) => {
  const page = usePage()
  const offsetAt = page.offsetAt.value
  const text = visible(cell === "" ? "(empty)" : cellText(cell, column.kind, offsetAt))
  const [head, tail] = text.length < longEnough ? [text, ""] : splitMiddle(text)
  const { filter } = column
  const shown = (
    <>
      <span class="head">{head}</span>
      {tail !== "" && <span class="tail">{tail}</span>}
    </>
  )
  const kind = `label ${isCode(column.kind) ? "code" : ""} ${cell === null ? "muted" : ""}`
  const title = visible(cellTitle(cell, column.kind, offsetAt))
  const copy = (
    <button
      type="button"
      class="tool"
      title="Copy"
      aria-label={`Copy ${title}`}
      onClick={() => void copyText(page, String(cell ?? ""))}
    >
      <CopyIcon />
    </button>
  )
  if (filter === null || page.isStatic) {
    return (
      <>
        <span class={kind} title={title}>
          {shown}
        </span>
        {isCode(column.kind) && <span class="tools">{copy}</span>}
      </>
    )
  }
  if (!isListName(filter)) {
    const times = timesOfCell(cell, unit, offsetAt)
    return (
      <button
        type="button"
        class={kind}
        title={title}
        aria-label={title}
        onClick={() =>
          page.setFilter((filter) =>
            setTimes(filter, { ...(filter.to === undefined ? {} : { to: filter.to }), ...times })
          )
        }
      >
        {shown}
      </button>
    )
  }
  const pattern = patternFor(cell, column)
  const current = page.filter.value
  return (
    <>
      <button
        type="button"
        class={kind}
        title={`${title}\nClick: only this. Alt-click: without it.`}
        aria-label={title}
        aria-pressed={has(current, filter, pattern)}
        onClick={(event) =>
          page.setFilter((current) => toggle(current, filter, event.altKey ? negated(pattern, filter) : pattern))
        }
      >
        {shown}
      </button>
      <span class="tools">
        <button
          type="button"
          class="tool"
          title="Exclude (Alt-click)"
          aria-label={`Exclude ${title}`}
          onClick={() => page.setFilter((current) => toggle(current, filter, negated(pattern, filter)))}
        >
          <ExcludeIcon />
        </button>
        {copy}
        <button
          type="button"
          class="tool"
          title="Show lines"
          aria-label={`Show lines of ${title}`}
          onClick={() =>
            page.go((state) => ({
              ...state,
              view: "entries",
              expand: null,
              filter: has(state.filter, filter, pattern) ? state.filter : toggle(state.filter, filter, pattern)
            }))
          }
        >
          <LinesIcon />
        </button>
      </span>
    </>
  )
}

/** A day, or an hour, is meant as a whole; of a moment only what comes after it is. */
const timesOfCell = (cell: Cell, unit: Unit | null, offsetAt: OffsetAt): Times => {
  if (typeof cell !== "number") return { from: String(cell), to: String(cell) }
  if (unit === null) return { from: typed(cell, offsetAt) }
  return timesOf({ from: cell, to: startOf(cell, unit, offsetAt, 1) }, offsetAt)
}

/** Of statuses and classes each one by itself; of patterns as their grammar has it. */
const negated = (pattern: string, filter: ListName): string =>
  filter === "status" || !pattern.includes(",") || /\\,/.test(pattern)
    ? `!${pattern}`
    : pattern
        .split(",")
        .map((one) => `!${one}`)
        .join(",")

const ExcludeIcon = () => (
  <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
    <circle cx="7" cy="7" r="5" />
    <path d="M3.5 10.5l7-7" />
  </svg>
)

const CopyIcon = () => (
  <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
    <path d="M4.5 4.5h7v7h-7zM9.5 4.5v-2h-7v7h2" />
  </svg>
)

const LinesIcon = () => (
  <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
    <path d="M2 3.5h10M2 7h10M2 10.5h7" />
  </svg>
)
