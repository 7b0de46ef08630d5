/** The filter as chips: what it selects by, each to be edited or taken away. */
import type { ComponentChildren } from "preact"

import { Middle } from "../format/Middle.tsx"
import { evenParts, longEnough, splitMiddle } from "../format/middle.ts"
import { Menu } from "../frame/Menu.tsx"
import { useModule } from "../frame/useModule.ts"
import { amongChips } from "../keyboard/focus.ts"
import { usePage } from "../state/Page.ts"
import { rangeTitle } from "../state/range.ts"
import { audienceOf, type Chip, chipsOf, clear, remove, replace, setTimes, toggle } from "./filters.ts"
import type { PatternFormProps } from "./PatternForm.tsx"
import { chipSentence, chipWords, compareWords } from "./words.ts"

export const Chips = () => {
  const page = usePage()
  const filter = page.filter.value
  const chips = chipsOf(filter)
  const clock = page.clock.value
  const { compare, view } = page.state.value
  const hasTime = filter.from !== undefined || filter.to !== undefined
  const { isStatic } = page
  const audience = audienceOf(filter)
  const isAll = audience !== "people" && audience !== "bots"
  // A file has no switch that tells who is counted.
  const hasAudience = isStatic && !isAll
  const count = chips.length + (hasTime ? 1 : 0) + (compare === null ? 0 : 1) + (hasAudience ? 1 : 0)
  if (count === 0 && (isStatic || view !== null)) return null
  // Its place is kept, so that nothing moves under the mouse that adds the first one.
  if (count === 0) {
    const told = isAll
      ? "No filter; a click on a row or the chart sets one."
      : `Only ${audience} are counted; Esc counts all.`
    return <p class="column chips muted">{told}</p>
  }
  return (
    <div class="column chips" role="group" aria-label="Filter">
      {hasTime && clock !== null && (
        <Removable name="the time range" remove={() => page.setFilter((filter) => setTimes(filter, {}))}>
          <span class="chip-text">
            <b>Time</b> {rangeTitle(filter, clock, compare !== null)}
          </span>
        </Removable>
      )}
      {!hasTime && compare !== null && clock !== null && (
        <Removable
          title="A comparison without a time range takes the last 7 days of the data"
          name="the comparison, and show all"
          remove={() => page.go({ compare: null })}
        >
          <span class="chip-text">
            <b>Time</b> {rangeTitle(filter, clock, true)} <span class="muted">to be compared</span>
          </span>
        </Removable>
      )}
      {hasAudience && (
        <span class="chip">
          <span class="chip-text">
            <b>Counted</b> {audience} only
          </span>
        </span>
      )}
      {chips.map((chip) => (
        <ChipView key={`${chip.name}=${chip.pattern}`} chip={chip} />
      ))}
      {compare !== null && (
        <Removable name="the comparison" remove={() => page.go({ compare: null })}>
          <span class="chip-text">
            <b>Compared</b> with {compareWords(compare)}
          </span>
        </Removable>
      )}
      {!isStatic && (
        <button
          type="button"
          class="plain"
          title="Esc"
          onClick={() =>
            amongChips(document, () => page.go((state) => ({ ...state, filter: clear(state.filter), compare: null })))
          }
        >
          Clear all
        </button>
      )}
    </div>
  )
}

/** A chip that a click on its × takes away, or Delete and Backspace where one of its buttons has the focus; in a file it stays. */
const Removable = ({
  class: kind = "chip",
  title,
  name,
  remove,
  children
}: {
  readonly class?: string
  readonly title?: string
  /** What is removed, in a sentence. */
  readonly name: string
  readonly remove: () => void
  readonly children: ComponentChildren
}) => {
  if (usePage().isStatic) return <span class={kind}>{children}</span>
  return (
    <span
      class={kind}
      {...(title === undefined ? {} : { title })}
      onKeyDown={(event) => {
        // In the sheet of a chip one writes.
        if (!(event.target instanceof HTMLButtonElement) || event.target.closest(".sheet") !== null) return
        if (event.key !== "Delete" && event.key !== "Backspace") return
        event.preventDefault()
        // A key that is held would remove one after the other.
        if (!event.repeat) amongChips(document, remove)
      }}
    >
      {children}
      <button
        type="button"
        class="chip-remove"
        aria-label={`Remove ${name}`}
        title={`Remove ${name}`}
        onClick={() => amongChips(document, remove)}
        onKeyDown={(event) => {
          if (event.repeat && event.key === "Enter") event.preventDefault()
        }}
      >
        ×
      </button>
    </span>
  )
}

const ChipView = ({ chip: { name, pattern } }: { readonly chip: Chip }) => {
  const page = usePage()
  const [title, operator, said] = chipWords({ name, pattern })
  const kind = `chip ${operator === "is not" || operator.startsWith("does not") ? "excluding" : ""}`
  const [head, tail] = said.length < longEnough ? [said, ""] : splitMiddle(said)
  const label = (
    <span class="chip-text" title={said}>
      <b>{title}</b> {operator === "" ? "" : `${operator} `}
      <span class={tail === "" ? "code" : "code said"} style={evenParts(said, tail)}>
        <Middle head={head} tail={tail} />
      </span>
    </span>
  )
  if (page.isStatic) return <span class={kind}>{label}</span>
  return (
    <Removable
      class={kind}
      name={chipSentence({ name, pattern })}
      remove={() => page.setFilter((filter) => remove(filter, name, pattern))}
    >
      <Menu align="start" label={label}>
        {(close) => (
          <Sheet
            name={name}
            pattern={pattern}
            apply={(_, next) => {
              amongChips(document, () => {
                page.setFilter((filter) => replace(filter, name, pattern, next))
                close()
              })
            }}
          />
        )}
      </Menu>
    </Removable>
  )
}

/** Adds a chip of any name; in the bar, as there may be none yet. */
export const AddFilter = () => {
  const page = usePage()
  return (
    <Menu class="add" align="start" label="+ Filter" hook="filter">
      {(close) => (
        <Sheet
          name={null}
          pattern=""
          apply={(name, pattern) => {
            page.setFilter((filter) => toggle(filter, name, pattern))
            close()
          }}
        />
      )}
    </Menu>
  )
}

const Sheet = (props: PatternFormProps) => {
  const sheets = useModule(() => import("../frame/sheets.ts"))
  return sheets === null ? null : <sheets.PatternForm {...props} />
}
