/** Presets, days of one's own, and what they are compared with. */
import { useRef, useState } from "preact/hooks"

import { dayMonth, span, typedDay } from "../format/time.ts"
import { usePage } from "../state/Page.ts"
import {
  type Clock,
  compareOf,
  isFresh,
  type Preset,
  presetOf,
  presets,
  presetTitle,
  sameWeekdays
} from "../state/range.ts"
import { choosePreset } from "./choosePreset.ts"
import { fieldOf } from "./fieldOf.ts"
import { setTimes } from "./filters.ts"
import { backwardsTimes } from "./refused.ts"

const presetKeys: Readonly<Record<Preset, string>> = { day: "D", week: "W", month: "M", year: "Y", all: "A" }

export const RangeSheet = ({ close }: { readonly close: () => void }) => {
  const page = usePage()
  const clock = page.clock.value
  if (clock === null) return null
  const preset = presetOf(page.filter.value, clock)
  return (
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
          Counted back from the newest entry, {dayMonth(clock.last, clock.offsetAt)} {page.zone.value}.
        </p>
      )}
      <OwnDays clock={clock} close={close} />
      <CompareChoice clock={clock} close={close} />
      <ZoneChoice />
    </>
  )
}

interface OfSheet {
  readonly clock: Clock
  readonly close: () => void
}

/** Why days that were typed are no time; told until others are. */
const Refusal = ({ text }: { readonly text: string | null }) =>
  text === null ? null : (
    <p class="sheet-error" role="alert">
      {text}
    </p>
  )

const OwnDays = ({ clock, close }: OfSheet) => {
  const page = usePage()
  const [refusal, setRefusal] = useState<string | null>(null)
  const range = page.range.value
  const form = useRef<HTMLFormElement>(null)
  const offsetAt = page.offsetAt.value
  return (
    <form
      ref={form}
      class="days"
      onInput={() => setRefusal(null)}
      onSubmit={(event) => {
        event.preventDefault()
        const [from, to] = [fieldOf(form.current, "from"), fieldOf(form.current, "to")]
        const times = { ...(from === "" ? {} : { from }), ...(to === "" ? {} : { to }) }
        const backwards = backwardsTimes(times, clock)
        setRefusal(backwards)
        if (backwards !== null) return
        page.setFilter((filter) => setTimes(filter, times))
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
      <Refusal text={refusal} />
    </form>
  )
}

/** By which days and hours are told: the database's zone, the reader's own, UTC, or one that the address names. */
const ZoneChoice = () => {
  const page = usePage()
  const stored = page.overview.value?.zone ?? "UTC"
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const zones = [...new Set([stored, own, "UTC", page.zone.value])]
  return (
    <label class="zone-choice">
      Time zone{" "}
      <select
        onChange={(event) => {
          const { value } = event.currentTarget
          page.setFilter(({ tz: _tz, ...filter }) => (value === stored ? filter : { ...filter, tz: value }))
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

const CompareChoice = ({ clock, close }: OfSheet) => {
  const page = usePage()
  const [refusal, setRefusal] = useState<string | null>(null)
  const { compare } = page.state.value
  const form = useRef<HTMLFormElement>(null)
  const own = compare !== null && compare.includes("..") ? compare.split("..") : ["", ""]
  const offsetAt = page.offsetAt.value
  const same = page.range.value === null ? null : sameWeekdays(page.range.value, offsetAt)
  const choices = [
    ...comparisons,
    ...(same === null
      ? []
      : [{ value: compareOf(same, offsetAt), title: `The same weekdays, ${span(same.from, same.to, offsetAt)}` }])
  ]
  return (
    <>
      <h2>
        Compare with <kbd>X</kbd>
      </h2>
      <ul class="choices">
        {choices.map(({ value, title }) => (
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
        onInput={() => setRefusal(null)}
        onSubmit={(event) => {
          event.preventDefault()
          const [from, to] = [fieldOf(form.current, "from"), fieldOf(form.current, "to")]
          const backwards = backwardsTimes({ from, to }, clock)
          setRefusal(backwards)
          if (backwards !== null) return
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
        <Refusal text={refusal} />
      </form>
    </>
  )
}
