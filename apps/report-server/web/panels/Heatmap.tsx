/** Hits by weekday and hour: the darker, the more. */
import type { Answer } from "../api/types.ts"
import { columnIndex, total } from "../chart/series.ts"
import { count, counted, exact } from "../format/number.ts"
import { weekdays } from "../format/time.ts"

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
      return typeof cell === "number" ? cell : null
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
  const { cells, darkest, largest } = heatGrid(answer)
  const style = (value: number) => ({ "--heat": `${(100 * heat(value, darkest)).toFixed(0)}%` })
  return (
    <div class="heat">
      <div
        class="heat-grid"
        role="img"
        aria-label={`Hits by weekday and hour, at most ${exact(largest)}. The button Table shows the numbers.`}
      >
        <span />
        {Array.from({ length: 24 }, (_, hour) => (
          <span key={hour} class="heat-hour">
            {hour % 3 === 0 ? String(hour).padStart(2, "0") : ""}
          </span>
        ))}
        {cells.map((row, day) => [
          <span key={`day ${day}`} class="heat-day">
            {weekdays[day]}
          </span>,
          ...row.map((value, hour) => (
            <span
              key={`${day} ${hour}`}
              class={`heat-cell ${value === null ? "none" : ""}`}
              style={value === null ? undefined : style(value)}
              title={`${weekdays[day]} ${String(hour).padStart(2, "0")}:00: ${value === null ? "no hits" : counted(value, "hit")}`}
            />
          ))
        ])}
      </div>
      <p class="heat-key muted">
        <span>0</span>
        {keyParts.map((part) => (
          <span key={part} class="heat-cell" style={style(part * largest)} />
        ))}
        <span>{largestText(largest)}</span>
      </p>
    </div>
  )
}
