/** The hours of the day as columns: bots below people, as they are everywhere. */
import type { Answer } from "../api/types.ts"
import { columnIndex } from "../chart/series.ts"
import { count, counted, exact } from "../format/number.ts"

export interface Hour {
  /** 0-23 */
  readonly at: number
  readonly all: number
  readonly bots: number
}

/** All 24, also those without a row. */
export const hoursOf = (answer: Answer): ReadonlyArray<Hour> => {
  const [hour, hits, bots] = ["hour", "hits", "bot_hits"].map((name) => columnIndex(answer, name))
  const byHour = new Map(answer.rows.map((row) => [row[hour!], row]))
  return Array.from({ length: 24 }, (_, at) => {
    const row = byHour.get(at)
    const all = Number(row?.[hits!] ?? 0)
    return { at, all, bots: bots === undefined || bots < 0 ? 0 : Number(row?.[bots] ?? 0) }
  })
}

export const HourColumns = ({ answer }: { readonly answer: Answer }) => {
  const values = hoursOf(answer)
  const largest = Math.max(...values.map(({ all }) => all), 1)
  const peak = values.find(({ all }) => all === largest)
  return (
    <div
      class="hours"
      role="img"
      aria-label={`Hits by hour of the day, most at ${peak?.at ?? 0}:00: ${exact(largest)}. The button Table shows the numbers.`}
    >
      <div class="hours-columns">
        {values.map(({ at, all, bots }) => (
          <div
            key={at}
            class="hours-column"
            title={`${String(at).padStart(2, "0")}:00: ${counted(all, "hit")}, ${exact(bots)} of bots`}
          >
            {all === largest && <span class="hours-peak">{count(all)}</span>}
            <span class="hours-people" style={{ height: `${(((all - bots) / largest) * 100).toFixed(2)}%` }} />
            <span class="hours-bots" style={{ height: `${((bots / largest) * 100).toFixed(2)}%` }} />
          </div>
        ))}
      </div>
      <div class="hours-axis muted">
        {values.map(({ at }) => (
          <span key={at}>{at % 3 === 0 ? String(at).padStart(2, "0") : ""}</span>
        ))}
      </div>
      <p class="key-line muted">
        <i class="mark" style={{ "--mark": "var(--people)" }} /> people{" "}
        <i class="mark striped" style={{ "--mark": "var(--bots)" }} /> bots
      </p>
    </div>
  )
}
