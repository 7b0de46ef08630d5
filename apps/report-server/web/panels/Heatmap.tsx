/** Hits by weekday and hour: the darker, the more. A click on an hour selects it, where there is one, or tells which there are. */
import { useEffect, useMemo, useState } from "preact/hooks"

import type { Answer } from "../api/types.ts"
import { columnIndex, total } from "../chart/series.ts"
import { count, counted, exact } from "../format/number.ts"
import { weekdays } from "../format/time.ts"
import { usePage } from "../state/Page.ts"
import { brushed, setRange } from "../state/range.ts"
import { HeatDates } from "./HeatDates.tsx"
import { hoursAt, hoursOfWeek, type HourOfWeek } from "./hoursOfWeek.ts"

export interface HeatGrid {
  /** Seven rows from Monday, of 24 hours; null: nothing. */
  readonly cells: ReadonlyArray<ReadonlyArray<number | null>>
  readonly largest: number
  /** What has the whole of the colour: of even hours twice as many as there are, so that these are of a middle tone. */
  readonly darkest: number
}

export const heatGrid = (answer: Answer): HeatGrid => {
  const [weekday, hour, hits] = ["weekday", "hour", "hits"].map((name) => columnIndex(answer, name))
  const byPlace = new Map(answer.rows.map((row) => [`${row[weekday!]} ${row[hour!]}`, row[hits!]]))
  const cells = weekdays.map((_, day) =>
    Array.from({ length: 24 }, (_, at) => {
      const cell = byPlace.get(`${day + 1} ${at}`)
      // Compared, an hour may have had hits before only.
      return typeof cell === "number" && cell > 0 ? cell : null
    })
  )
  const known = cells.flat().filter((value) => value !== null)
  const largest = Math.max(...known, 0)
  return { cells, largest, darkest: Math.max(largest, (2 * total(known)) / Math.max(1, known.length)) }
}

/** How much of the colour, 0-1: in proportion, from a tint that can be told from nothing. */
export const heat = (value: number, darkest: number): number => (darkest === 0 ? 0 : 0.05 + (0.95 * value) / darkest)

/** Of the largest, told in the key. */
export const keyParts = [0.2, 0.4, 0.6, 0.8, 1] as const

/** `1,518 hits in an hour of the week`. */
export const largestText = (largest: number): string =>
  `${count(largest)} ${largest === 1 ? "hit" : "hits"} in an hour of the week`

export const Heatmap = ({ answer }: { readonly answer: Answer }) => {
  const page = usePage()
  const range = page.range.value
  const offsetAt = page.offsetAt.value
  const { cells, darkest, largest } = heatGrid(answer)
  const hours = useMemo(
    () => (range === null ? null : hoursOfWeek(range, offsetAt)),
    [range?.from, range?.to, offsetAt]
  )
  const [current, setCurrent] = useState<HourOfWeek>({ day: 0, hour: 0 })
  const [open, setOpen] = useState<HourOfWeek | null>(null)
  useEffect(() => setOpen(null), [range?.from, range?.to, offsetAt])
  const select = (start: number): void =>
    page.setFilter((filter) => setRange(filter, brushed(start, start, "hour", offsetAt), offsetAt))
  const choose = (at: HourOfWeek): void => {
    setCurrent(at)
    if ((cells[at.day]?.[at.hour] ?? null) === null) return setOpen(null)
    const starts = hoursAt(hours, at)
    if (starts?.length === 1) select(starts[0]!)
    else setOpen(isSame(at, open) ? null : at)
  }
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === "Enter" || event.key === " ") choose(current)
    else if (event.key === "Escape" && open !== null) setOpen(null)
    else if (Object.hasOwn(steps, event.key)) setCurrent(moved(current, steps[event.key]!))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const style = (value: number) => ({ "--heat": `${(100 * heat(value, darkest)).toFixed(0)}%` })
  const id = ({ day, hour }: HourOfWeek): string => `hour-${day}-${hour}`
  // What can't be asked can't be selected: a picture.
  const part = page.isStatic
    ? ({ grid: { role: "img" }, row: {}, cell: {}, head: {} } as const)
    : ({
        grid: { role: "grid", tabIndex: 0, "aria-activedescendant": id(current), onKeyDown: press },
        row: { role: "row" },
        cell: { role: "gridcell" },
        head: { role: "rowheader" }
      } as const)
  return (
    <div class={page.isStatic ? "heat" : "heat selects"}>
      <div
        class="heat-grid"
        aria-label={`Hits by weekday and hour, at most ${exact(largest)}. The button Table shows the numbers.`}
        {...part.grid}
      >
        <span aria-hidden />
        {Array.from({ length: 24 }, (_, hour) => (
          <span key={hour} class="heat-hour" aria-hidden>
            {hour % 3 === 0 ? String(hour).padStart(2, "0") : ""}
          </span>
        ))}
        {cells.map((row, day) => (
          <div key={day} class="heat-row" {...part.row}>
            <span class="heat-day" {...part.head}>
              {weekdays[day]}
            </span>
            {row.map((value, hour) => {
              const at = { day, hour }
              const title = cellTitle(at, value, page.isStatic ? [] : hoursAt(hours, at))
              return (
                <span
                  key={hour}
                  id={page.isStatic ? undefined : id(at)}
                  class={`heat-cell ${value === null ? "none" : ""} ${isSame(at, current) ? "current" : ""} ${isSame(at, open) ? "open" : ""}`}
                  style={value === null ? undefined : style(value)}
                  title={title}
                  {...part.cell}
                  {...(page.isStatic ? {} : { "aria-label": title, onClick: () => choose(at) })}
                />
              )
            })}
          </div>
        ))}
      </div>
      <p class="heat-key muted">
        <span>0</span>
        {keyParts.map((part) => (
          <span key={part} class="heat-cell" style={style(part * largest)} />
        ))}
        <span>{largestText(largest)}</span>
      </p>
      {!page.isStatic && (
        <p class="heat-dates" role="status">
          {open !== null && <HeatDates at={open} starts={hoursAt(hours, open)} select={select} />}
        </p>
      )}
    </div>
  )
}

const isSame = (one: HourOfWeek, other: HourOfWeek | null): boolean => one.day === other?.day && one.hour === other.hour

const steps: Readonly<Record<string, readonly [days: number, hours: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -23],
  End: [0, 23]
}

const moved = ({ day, hour }: HourOfWeek, [days, hours]: readonly [days: number, hours: number]): HourOfWeek => ({
  day: Math.min(Math.max(day + days, 0), 6),
  hour: Math.min(Math.max(hour + hours, 0), 23)
})

/** `starts`: the hours it stands for; none where it can't be clicked. */
const cellTitle = ({ day, hour }: HourOfWeek, hits: number | null, starts: ReadonlyArray<number> | null): string => {
  const told = `${weekdays[day]} ${String(hour).padStart(2, "0")}:00: ${hits === null ? "no hits" : counted(hits, "hit")}`
  if (hits === null || starts?.length === 0) return told
  if (starts?.length === 1) return `${told}\nClick: only this hour.`
  return `${told}${starts === null ? "" : ` in ${starts.length} hours`}\nClick: which days.`
}
