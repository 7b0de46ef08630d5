/** Presets, days of one's own, and what they are compared with. */
import { useRef } from "preact/hooks"

import { dayMonth } from "../format/time.ts"
import { typedDay } from "../format/time.ts"
import { usePage } from "../state/Page.ts"
import { isFresh, type Preset, presetOf, presets, presetTitle } from "../state/range.ts"
import { choosePreset } from "./choosePreset.ts"
import { fieldOf } from "./fieldOf.ts"
import { setTimes } from "./filters.ts"

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
      <OwnDays close={close} />
      <CompareChoice close={close} />
    </>
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
