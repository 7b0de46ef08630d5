/** The time range: what it is, the period before and after, and more of it under the button. */
import { Menu } from "../frame/Menu.tsx"
import { useModule } from "../frame/useModule.ts"
import { usePage } from "../state/Page.ts"
import { calendarTitle } from "../state/calendar.ts"
import { rangeTitle, relativeTitle } from "../state/range.ts"
import { movePeriod } from "./choosePreset.ts"

export const RangePicker = () => {
  const page = usePage()
  const filter = page.filter.value
  const clock = page.clock.value
  if (clock === null) return <div class="range" />
  const isSet = filter.from !== undefined || filter.to !== undefined
  const title = rangeTitle(filter, clock, page.state.value.compare !== null)
  if (page.isStatic) return <p class="range fixed">{title}</p>
  const step = (direction: -1 | 1, name: string, sign: string) => (
    <button
      type="button"
      class="icon"
      disabled={!isSet}
      aria-label={name}
      title={`${name} (${direction === -1 ? "←" : "→"})`}
      onClick={() => movePeriod(page, direction)}
    >
      {sign}
    </button>
  )
  return (
    <div class="range" role="group" aria-label="Time range">
      {step(-1, "Period before", "‹")}
      <Menu hook="range" label={<span title={title}>{calendarTitle(filter) ?? relativeTitle(filter) ?? title}</span>}>
        {(close) => <Sheet close={close} />}
      </Menu>
      {step(1, "Period after", "›")}
    </div>
  )
}

const Sheet = ({ close }: { readonly close: () => void }) => {
  const sheets = useModule(() => import("../frame/sheets.ts"))
  return sheets === null ? null : <sheets.RangeSheet close={close} />
}
