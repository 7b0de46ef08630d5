/** The time range: presets, days of one's own, the period before and after, and what it is compared with. */
import { useRef } from "preact/hooks"

import { Menu } from "../frame/Menu.tsx"
import { span, typedDay } from "../format/time.ts"
import { usePage, type Page } from "../state/Page.ts"
import {
  isFresh,
  moved,
  type Preset,
  presetOf,
  presets,
  presetTimes,
  presetTitle,
  rangeTitle,
  setRange
} from "../state/range.ts"
import { fieldOf } from "./fieldOf.ts"
import { setTimes } from "./filters.ts"

export const choosePreset = (page: Page, preset: Preset): void => {
  const clock = page.clock.value
  if (clock === null) return
  page.setFilter((filter) => setTimes(filter, presetTimes(preset, clock) ?? {}))
}

export const movePeriod = (page: Page, direction: -1 | 1): void => {
  const { filter } = page.state.value
  const range = page.range.value
  if (range === null || (filter.from === undefined && filter.to === undefined)) return
  const { offsetAt } = page
  page.setFilter((filter) => setRange(filter, moved(range, direction, offsetAt.value), offsetAt.value))
}

const presetKeys: Readonly<Record<Preset, string>> = { day: "D", week: "W", month: "M", year: "Y", all: "A" }

export const RangePicker = () => {
  const page = usePage()
  const filter = page.filter.value
  const clock = page.clock.value
  const isSet = filter.from !== undefined || filter.to !== undefined
  if (clock === null) return <div class="range" />
  const preset = presetOf(filter, clock)
  const title = rangeTitle(filter, clock)
  const label = preset !== null && preset !== "all" ? presetTitle(preset, clock) : title
  return (
    <div class="range" role="group" aria-label="Time range">
      <button
        type="button"
        class="icon"
        disabled={!isSet}
        aria-label="Period before"
        title="Period before (←)"
        onClick={() => movePeriod(page, -1)}
      >
        ‹
      </button>
      <Menu hook="range" label={<span title={title}>{label}</span>}>
        {(close) => (
          <>
            <ul class="choices">
              {presets.map((one) => (
                <li key={one}>
                  <button
                    type="button"
                    aria-pressed={preset === one}
                    onClick={() => {
                      choosePreset(page, one)
                      close()
                    }}
                  >
                    {presetTitle(one, clock)} <kbd>{presetKeys[one]}</kbd>
                  </button>
                </li>
              ))}
            </ul>
            {!isFresh(clock) && clock.last !== null && (
              <p class="note">
                Counted back from the newest entry,{" "}
                {span(clock.last, clock.last + 1, clock.offsetAt).replace(/–.*/, "")} {page.zone.value}.
              </p>
            )}
            <OwnDays close={close} />
            <CompareChoice close={close} />
          </>
        )}
      </Menu>
      <button
        type="button"
        class="icon"
        disabled={!isSet}
        aria-label="Period after"
        title="Period after (→)"
        onClick={() => movePeriod(page, 1)}
      >
        ›
      </button>
    </div>
  )
}

const OwnDays = ({ close }: { readonly close: () => void }) => {
  const page = usePage()
  const range = page.range.value
  const form = useRef<HTMLFormElement>(null)
  const offsetAt = page.offsetAt.value
  return (
    <form
      ref={form}
      class="days"
      onSubmit={(event) => {
        event.preventDefault()
        const [from, to] = [fieldOf(form.current, "from"), fieldOf(form.current, "to")]
        page.setFilter((filter) => setTimes(filter, { ...(from === "" ? {} : { from }), ...(to === "" ? {} : { to }) }))
        close()
      }}
    >
      <label>
        From <input type="date" name="from" defaultValue={range === null ? "" : typedDay(range.from, offsetAt)} />
      </label>
      <label>
        To <input type="date" name="to" defaultValue={range === null ? "" : typedDay(range.to - 1, offsetAt)} />
      </label>
      <button type="submit">Apply</button>
    </form>
  )
}

const comparisons = [
  { value: null, title: "Nothing" },
  { value: "previous", title: "The period before" },
  { value: "year", title: "A year before" }
] as const

const CompareChoice = ({ close }: { readonly close: () => void }) => {
  const page = usePage()
  const { compare } = page.state.value
  const form = useRef<HTMLFormElement>(null)
  const own = compare !== null && compare.includes("..") ? compare.split("..") : ["", ""]
  return (
    <>
      <h3>
        Compare with <kbd>X</kbd>
      </h3>
      <ul class="choices">
        {comparisons.map(({ value, title }) => (
          <li key={title}>
            <button
              type="button"
              aria-pressed={compare === value}
              onClick={() => {
                page.go({ compare: value })
                close()
              }}
            >
              {title}
            </button>
          </li>
        ))}
      </ul>
      <form
        ref={form}
        class="days"
        onSubmit={(event) => {
          event.preventDefault()
          const [from, to] = [fieldOf(form.current, "from"), fieldOf(form.current, "to")]
          if (from !== "" && to !== "") page.go({ compare: `${from}..${to}` })
          close()
        }}
      >
        <label>
          From <input type="date" name="from" defaultValue={own[0] ?? ""} required />
        </label>
        <label>
          To <input type="date" name="to" defaultValue={own[1] ?? ""} required />
        </label>
        <button type="submit">Compare</button>
      </form>
    </>
  )
}
