/** Presets, days of one's own, and what they are compared with. */
import { useRef, useState } from "preact/hooks"

import { dayMonth, span, typedDay } from "../format/time.ts"
import { offsetsOf } from "../format/zone.ts"
import { usePage } from "../state/Page.ts"
import { calendarPresets } from "../state/calendar.ts"
import {
  type Clock,
  isFresh,
  type Preset,
  presetOf,
  presets,
  presetTimes,
  presetTitle,
  rangeTitle,
  sameWeekdays
} from "../state/range.ts"
import { choosePreset } from "./choosePreset.ts"
import { inZone } from "./inZone.ts"
import { setTimes } from "./filters.ts"
import { type Pressed, type TypedChange, typedIn } from "./typedDays.ts"

const presetKeys: Readonly<Record<Preset, string>> = { day: "D", week: "W", month: "M", year: "Y", all: "A" }

export const RangeSheet = ({ close }: { readonly close: () => void }) => {
  const page = usePage()
  const [refusal, setRefusal] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const clock = page.clock.value
  if (clock === null) return null
  const preset = presetOf(page.filter.value, clock, page.state.value.compare !== null)
  const apply = (change: TypedChange | string): void => {
    setRefusal(typeof change === "string" ? change : null)
    if (typeof change === "string") return
    const { compare, times } = change
    page.go((state) => ({
      ...state,
      compare: compare === undefined ? state.compare : compare,
      filter: times === undefined ? state.filter : setTimes(state.filter, times)
    }))
    close()
  }
  return (
    <form
      ref={form}
      class="range-form"
      onInput={() => setRefusal(null)}
      onSubmit={(event) => {
        event.preventDefault()
        apply(typedIn(form.current, clock, pressedIn(event)))
      }}
    >
      <div class="presets">
        <ul class="choices">
          {presets.map((one) => (
            <li key={one}>
              <button
                type="button"
                aria-pressed={preset === one}
                title={daysOf(one, clock)}
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
        <CalendarChoice clock={clock} close={close} />
      </div>
      {!isFresh(clock) && clock.last !== null && (
        <p class="note">
          Days are counted back from the newest entry, {dayMonth(clock.last, clock.offsetAt)} {page.zone.value}.
        </p>
      )}
      <OwnDays />
      {refusal !== null && (
        <p class="sheet-error" role="alert">
          {refusal}
        </p>
      )}
      <CompareChoice
        choose={(compare) => {
          const change = typedIn(form.current, clock, "choice")
          apply(typeof change === "string" ? change : { ...change, compare })
        }}
      />
      <ZoneChoice />
    </form>
  )
}

const daysOf = (preset: Preset, clock: Clock): string => rangeTitle(presetTimes(preset, clock) ?? {}, clock, false)

const CalendarChoice = ({ clock, close }: { readonly clock: Clock; readonly close: () => void }) => {
  const page = usePage()
  const { from, to } = page.filter.value
  return (
    <ul class="choices">
      {calendarPresets(clock).map(({ times, title }) => (
        <li key={title}>
          <button
            type="button"
            aria-pressed={times.from === from && times.to === to}
            onClick={() => {
              page.setFilter((filter) => setTimes(filter, times))
              close()
            }}
          >
            {title}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Of the form's two buttons both apply all that was typed: days that only one of them reads would be lost. */
const pressedIn = ({ submitter }: SubmitEvent): Pressed =>
  submitter instanceof HTMLButtonElement && submitter.value === "compare" ? "compare" : "apply"

const OwnDays = () => {
  const page = usePage()
  const range = page.range.value
  const offsetAt = page.offsetAt.value
  return (
    <div class="days">
      <label>
        From <input type="date" name="from" defaultValue={range === null ? "" : typedDay(range.from, offsetAt)} />
      </label>
      <label>
        To <input type="date" name="to" defaultValue={range === null ? "" : typedDay(range.to - 1, offsetAt)} />
      </label>
      <button type="submit">Apply</button>
    </div>
  )
}

/** By which days and hours are told: the database's zone, the reader's own, UTC, or one that the address names. */
const ZoneChoice = () => {
  const page = usePage()
  const stored = page.overview.value?.zone ?? "UTC"
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const now = page.clock.value?.now ?? Date.now()
  const offsetAt = page.offsetAt.value
  const zones = [...new Set([stored, own, "UTC", page.zone.value])]
  return (
    <label class="zone-choice">
      Time zone{" "}
      <select
        onChange={(event) => {
          const { value } = event.currentTarget
          page.go((state) => inZone(state, value === stored ? null : value, { now, offsetAt, next: offsetsOf(value) }))
        }}
      >
        {zones.map((zone) => (
          <option key={zone} selected={zone === page.zone.value}>
            {zone}
          </option>
        ))}
      </select>
    </label>
  )
}

const comparisons = [
  { value: null, title: "Nothing" },
  { value: "previous", title: "The period before" },
  { value: "year", title: "A year before" }
] as const

const CompareChoice = ({ choose }: { readonly choose: (compare: string | null) => void }) => {
  const page = usePage()
  const { compare } = page.state.value
  const own = compare !== null && compare.includes("..") ? compare.split("..") : ["", ""]
  const offsetAt = page.offsetAt.value
  const same = page.range.value === null ? null : sameWeekdays(page.range.value, offsetAt)
  const choices = [
    ...comparisons,
    // Of a period that has moved on to whole weeks it is the period before; it stays what was chosen.
    ...(same !== null
      ? [{ value: "week", title: `The same weekdays, ${span(same.from, same.to, offsetAt)}` }]
      : compare === "week"
        ? [{ value: "week", title: "The same weekdays" }]
        : [])
  ]
  return (
    <>
      <h2>
        Compare with <kbd>X</kbd>
      </h2>
      <ul class="choices">
        {choices.map(({ value, title }) => (
          <li key={title}>
            <button type="button" aria-pressed={compare === value} onClick={() => choose(value)}>
              {title}
            </button>
          </li>
        ))}
      </ul>
      <div class="days">
        <label>
          From <input type="date" name="before-from" defaultValue={own[0] ?? ""} />
        </label>
        <label>
          To <input type="date" name="before-to" defaultValue={own[1] ?? ""} />
        </label>
        <button type="submit" value="compare">
          Compare
        </button>
      </div>
    </>
  )
}
