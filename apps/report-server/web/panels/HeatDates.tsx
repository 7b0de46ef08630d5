/** The days behind a cell of the heat map, those with most hits first; a click on one selects the hour. */
import { useAnswer } from "../api/useAnswer.ts"
import { trafficQuestion } from "../figures/questions.ts"
import { count, counted } from "../format/number.ts"
import { dayMonth, weekdays, yearOf } from "../format/time.ts"
import { usePage } from "../state/Page.ts"
import { countedHours, type HourOfWeek } from "./hoursOfWeek.ts"

/** As many as there is room for beside each other. */
const most = 5

export const HeatDates = ({
  at: { day, hour },
  starts,
  select
}: {
  readonly at: HourOfWeek
  /** Of all hours that the cell stands for; null: too many to tell. */
  readonly starts: ReadonlyArray<number> | null
  readonly select: (start: number) => void
}) => {
  const page = usePage()
  const offsetAt = page.offsetAt.value
  const shown = useAnswer(
    starts === null ? null : trafficQuestion({ filter: page.filter.value, compare: null }, "hour"),
    1
  )
  const name = `${weekdays[day]} ${String(hour).padStart(2, "0")}:00`
  if (starts === null) return <>{name}: select a year or less to go to one of these hours.</>
  if (shown.error !== null) return <>{shown.error.message}</>
  if (shown.answer === null) return <>{name}</>
  const hours = countedHours(shown.answer, starts)
  const year =
    new Set(hours.map(({ start }) => yearOf(start, offsetAt))).size === 1
      ? yearOf(hours[0]!.start, offsetAt)
      : undefined
  return (
    <>
      <span>{name} of</span>
      {hours.slice(0, most).map(({ start, hits }) => (
        <button key={start} type="button" class="link" title={counted(hits, "hit")} onClick={() => select(start)}>
          {dayMonth(start, offsetAt, year)} <span class="muted">{count(hits)}</span>
        </button>
      ))}
      {hours.length > most && <span>and {count(hours.length - most)} with fewer hits</span>}
    </>
  )
}
