/** A cell that filters: click is, Alt-click is not. What else can be done stands at its end while its row is pointed at or focused. */
import type { Cell, Column } from "../api/types.ts"
import { has, isListName, setTimes, toggle } from "../filters/filters.ts"
import { negate } from "../filters/pattern.ts"
import { shortAgent } from "../format/agent.ts"
import { cellText, cellTitle, isCode } from "../format/cell.ts"
import { Middle } from "../format/Middle.tsx"
import { evenParts, longEnough, splitMiddle } from "../format/middle.ts"
import { dayMonth, typed } from "../format/time.ts"
import { visible } from "../format/visible.ts"
import { type OffsetAt, startOf, type Unit } from "../format/zone.ts"
import { Narrow } from "../state/Narrow.ts"
import { type Page, usePage } from "../state/Page.ts"
import { type Times, timesOf } from "../state/range.ts"
import type { RowOf } from "./behind.ts"
import { CellTools } from "./CellTools.tsx"
import { useNearRow } from "./nearRow.tsx"
import { patternFor } from "./patternFor.ts"

/** In place of `longEnough`. */
const longInNarrow = 18

export const CellLabel = ({
  cell,
  column,
  of = null,
  unit = null,
  written = null,
  isAside = false,
  isInPanel = false
}: {
  readonly cell: Cell
  readonly column: Column
  /** Null: the cell stands for itself. */
  readonly of?: RowOf | null
  /** What a time stands for; null: a moment. */
  readonly unit?: Unit | null
  /** How the cell is written, where that is not by its kind. */
  readonly written?: string | null
  /** It has little room: of an address `https://` tells least. */
  readonly isAside?: boolean
  /** It has half of the page at most: of an agent what most have in common is left out. */
  readonly isInPanel?: boolean
}) => {
  const page = usePage()
  const isNear = useNearRow()
  const offsetAt = page.offsetAt.value
  const isDay = typeof cell === "number" && unit !== null && unit !== "hour" && unit !== "minute"
  const whole = visible(
    written ?? (cell === "" ? "(empty)" : isDay ? dayMonth(cell, offsetAt) : cellText(cell, column.kind, offsetAt))
  )
  const text =
    isAside && column.kind === "url"
      ? whole.replace(/^https:\/\/(?=.)/, "")
      : isInPanel && column.kind === "agent"
        ? shortAgent(whole)
        : whole
  const title = visible(cellTitle(cell, column.kind, offsetAt))
  const kind = `label ${isCode(column.kind) ? "code" : ""} ${cell === null ? "muted" : ""}`
  const click = page.isStatic ? null : clickOf(page, cell, column, unit)
  const least = page.kept(Narrow).isNarrow.value ? longInNarrow : longEnough
  const [head, tail] = text.length < least ? [text, ""] : splitMiddle(text)
  // The two parts are read as one text; where that is less than the whole, the whole is said in their place.
  const isCut = tail !== "" && click !== null
  const isShortened = isCut && text !== title
  const shown = (
    <>
      {isShortened && <span class="unseen">{title}</span>}
      <Middle head={head} tail={tail} isNamed={isShortened} />
    </>
  )
  return (
    <span class="cell-label">
      {click === null ? (
        <span class={kind} style={evenParts(text, tail)} title={title}>
          {shown}
        </span>
      ) : (
        <button
          type="button"
          class={kind}
          style={evenParts(text, tail)}
          title={click.pattern === null ? title : `${title}\nClick: only this. Alt-click: without it.`}
          aria-label={isCut ? undefined : title}
          {...(click.pattern === null ? {} : { "aria-pressed": click.isSet })}
          onClick={(event) => click.run(event.altKey)}
        >
          {shown}
        </button>
      )}
      {isNear && <CellTools cell={cell} column={column} title={title} pattern={click?.pattern ?? null} of={of} />}
    </span>
  )
}

interface Click {
  /** Null: it sets times. */
  readonly pattern: string | null
  readonly isSet: boolean
  readonly run: (isExcluding: boolean) => void
}

/** Null: the column filters by nothing. */
const clickOf = (page: Page, cell: Cell, column: Column, unit: Unit | null): Click | null => {
  const { filter } = column
  if (filter === null) return null
  if (isListName(filter)) {
    const pattern = patternFor(cell, column)
    if (pattern === null) return null
    return {
      pattern,
      isSet: has(page.filter.value, filter, pattern),
      run: (isExcluding) =>
        page.setFilter((current) => toggle(current, filter, isExcluding ? negate(pattern) : pattern))
    }
  }
  if (cell === null) return null
  const times = timesOfCell(cell, unit, page.offsetAt.value)
  return {
    pattern: null,
    isSet: false,
    run: () => page.setFilter((current) => setTimes(current, { ...ended(current.to), ...times }))
  }
}

const ended = (to: string | undefined): Times => (to === undefined ? {} : { to })

/** A day, or an hour, is meant as a whole; of a moment only what comes after it is. */
const timesOfCell = (cell: string | number, unit: Unit | null, offsetAt: OffsetAt): Times => {
  if (typeof cell !== "number") return { from: cell, to: cell }
  if (unit === null) return { from: typed(cell, offsetAt) }
  return timesOf({ from: cell, to: startOf(cell, unit, offsetAt, 1) }, offsetAt)
}
