/** The filter as chips: what it selects by, each to be edited or taken away. */
import { useRef } from "preact/hooks"

import { Menu } from "../frame/Menu.tsx"
import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"
import { rangeTitle } from "../state/range.ts"
import { fieldOf } from "./fieldOf.ts"
import {
  type Chip,
  chipsOf,
  clear,
  filterTitles,
  type ListName,
  listNames,
  remove,
  replace,
  setTimes,
  toggle
} from "./filters.ts"
import { operators, type Operator, patternOf, sayPattern } from "./pattern.ts"

export const Chips = () => {
  const page = usePage()
  const filter = page.filter.value
  const chips = chipsOf(filter)
  const clock = page.clock.value
  const { compare } = page.state.value
  const hasTime = filter.from !== undefined || filter.to !== undefined
  const count = chips.length + (hasTime ? 1 : 0) + (compare === null ? 0 : 1)
  if (count === 0) return null
  return (
    <div class="column chips" role="group" aria-label="Filter">
      {hasTime && clock !== null && (
        <span class="chip">
          <span class="chip-text">
            <b>Time</b> {rangeTitle(filter, clock)}
          </span>
          <RemoveButton name="the time range" onClick={() => page.setFilter((filter) => setTimes(filter, {}))} />
        </span>
      )}
      {chips.map((chip) => (
        <ChipView key={`${chip.name}=${chip.pattern}`} chip={chip} />
      ))}
      {compare !== null && (
        <span class="chip">
          <span class="chip-text">
            <b>Compared</b> with{" "}
            {compare === "previous"
              ? "the period before"
              : compare === "year"
                ? "a year before"
                : compare.replace("..", " – ")}
          </span>
          <RemoveButton name="the comparison" onClick={() => page.go({ compare: null })} />
        </span>
      )}
      <AddFilter />
      <button
        type="button"
        class="plain"
        title="Esc"
        onClick={() => page.go((state) => ({ ...state, filter: clear(state.filter), compare: null }))}
      >
        Clear all
      </button>
    </div>
  )
}

const RemoveButton = ({ name, onClick }: { readonly name: string; readonly onClick: () => void }) => (
  <button type="button" class="chip-remove" aria-label={`Remove ${name}`} title={`Remove ${name}`} onClick={onClick}>
    ×
  </button>
)

const ChipView = ({ chip: { name, pattern } }: { readonly chip: Chip }) => {
  const page = usePage()
  const { operator, text } = sayPattern(pattern)
  const said = text === "-" ? "not logged" : text
  return (
    <span class={`chip ${operator === "is not" || operator.startsWith("does not") ? "excluding" : ""}`}>
      <Menu
        align="start"
        label={
          <span class="chip-text" title={visible(said)}>
            <b>{filterTitles[name]}</b> {operator} <span class="code">{visible(said)}</span>
          </span>
        }
      >
        {(close) => (
          <PatternForm
            name={name}
            pattern={pattern}
            apply={(_, next) => {
              page.setFilter((filter) => replace(filter, name, pattern, next))
              close()
            }}
          />
        )}
      </Menu>
      <RemoveButton
        name={`${filterTitles[name]} ${operator} ${said}`}
        onClick={() => page.setFilter((filter) => remove(filter, name, pattern))}
      />
    </span>
  )
}

/** Adds a chip of any name. */
export const AddFilter = () => {
  const page = usePage()
  return (
    <Menu class="add" align="start" label="+ Filter" hook="filter">
      {(close) => (
        <PatternForm
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

const PatternForm = ({
  name,
  pattern,
  apply
}: {
  /** Null: to be chosen. */
  readonly name: ListName | null
  readonly pattern: string
  readonly apply: (name: ListName, pattern: string) => void
}) => {
  const form = useRef<HTMLFormElement>(null)
  const said = pattern === "" ? { operator: "is" as const, text: "" } : sayPattern(pattern)
  return (
    <form
      ref={form}
      class="pattern"
      onSubmit={(event) => {
        event.preventDefault()
        const text = fieldOf(form.current, "text")
        if (text === "") return
        const operator = fieldOf(form.current, "operator") as Operator
        const chosen = name ?? (fieldOf(form.current, "name") as ListName)
        // Statuses are numbers and ranges, which have no other patterns.
        const isTyped = chosen === "status" || chosen === "class"
        const next = isTyped && !operator.includes("not") ? text : isTyped ? `!${text}` : patternOf({ operator, text })
        apply(chosen, next)
      }}
    >
      {name === null && (
        <label>
          Filter{" "}
          <select name="name">
            {listNames.map((one) => (
              <option key={one} value={one}>
                {filterTitles[one]}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        <span class="unseen">How</span>
        <select name="operator" defaultValue={said.operator}>
          {operators.map((one) => (
            <option key={one} selected={one === said.operator}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="unseen">Value</span>
        <input
          name="text"
          class="code"
          defaultValue={said.text}
          size={32}
          autocomplete="off"
          spellcheck={false}
          autofocus
        />
      </label>
      <button type="submit">Apply</button>
      <p class="note">
        Matches: <code>*</code> stands for any characters, <code>~</code> begins a regular expression, <code>-</code> is
        what is not logged.
      </p>
    </form>
  )
}
