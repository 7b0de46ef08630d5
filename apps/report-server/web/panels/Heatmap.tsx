/** Hits by weekday and hour: the darker, the more. */
import type { Answer } from "../api/types.ts"
import { columnIndex } from "../chart/series.ts"
import { count, counted, exact } from "../format/number.ts"
import { weekdays } from "../format/time.ts"

export interface HeatGrid {
  /** Seven rows from Monday, of 24 hours; null: nothing. */
  readonly cells: ReadonlyArray<ReadonlyArray<number | null>>
  readonly largest: number
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
  return { cells, largest: Math.max(...cells.flat().map((value) => value ?? 0), 0) }
}

/** How much of the colour, 0-1: in proportion, from a tint that can be told from nothing. */
export const heat = (part: number): number => 0.05 + 0.95 * part

const heatStyle = (part: number): string => `${(100 * heat(part)).toFixed(0)}%`

export const Heatmap = ({ answer }: { readonly answer: Answer }) => {
  const { cells, largest } = heatGrid(answer)
  const parts = [0.2, 0.4, 0.6, 0.8, 1]
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
              style={{
                "--heat": value === null || largest === 0 ? "0%" : heatStyle(value / largest)
              }}
              title={`${weekdays[day]} ${String(hour).padStart(2, "0")}:00: ${value === null ? "no hits" : counted(value, "hit")}`}
            />
          ))
        ])}
      </div>
      <p class="heat-key muted">
        <span>0</span>
        {parts.map((part) => (
          <span key={part} class="heat-cell" style={{ "--heat": heatStyle(part) }} />
        ))}
        <span>{count(largest)} hits an hour of the week</span>
      </p>
    </div>
  )
}
