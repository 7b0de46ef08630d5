/** A pattern as a form: by what, how, and which. */
import { useEffect, useRef, useState } from "preact/hooks"

import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"
import { fieldOf } from "./fieldOf.ts"
import { filterTitles, type ListName, listNames } from "./filters.ts"
import { type Operator, operators, patternOf, sayPattern } from "./pattern.ts"
import { whyRefused } from "./refused.ts"

export interface PatternFormProps {
  /** Null: to be chosen. */
  readonly name: ListName | null
  readonly pattern: string
  readonly apply: (name: ListName, pattern: string) => void
}

export const PatternForm = ({ name, pattern, apply }: PatternFormProps) => {
  const page = usePage()
  const form = useRef<HTMLFormElement>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    input.current?.select()
  }, [])
  const said = pattern === "" ? { operator: "is" as const, text: "" } : sayPattern(pattern)
  return (
    <form
      ref={form}
      class="pattern"
      onInput={() => setRefusal(null)}
      onSubmit={(event) => {
        event.preventDefault()
        const text = fieldOf(form.current, "text")
        if (text === "") return
        const operator = fieldOf(form.current, "operator") as Operator
        const chosen = name ?? (fieldOf(form.current, "name") as ListName)
        // Statuses are numbers and ranges, which have no other patterns.
        const isTyped = chosen === "status" || chosen === "class"
        const next = isTyped && !operator.includes("not") ? text : isTyped ? `!${text}` : patternOf({ operator, text })
        void whyRefused(page.api, { [chosen]: [next] }).then((why) =>
          why === null ? apply(chosen, next) : setRefusal(why)
        )
      }}
    >
      {name === null && (
        <label>
          Filter{" "}
          <select name="name">
            {listNames.map((one) => (
              <option key={one} value={one} selected={one === "path"}>
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
          ref={input}
          name="text"
          class="code"
          defaultValue={said.text}
          size={32}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={refusal !== null}
          aria-describedby={refusal === null ? undefined : "pattern-refusal"}
        />
      </label>
      <button type="submit">Apply</button>
      {refusal !== null && (
        <p id="pattern-refusal" class="sheet-error" role="alert">
          {visible(refusal)}
        </p>
      )}
      <p class="note">
        Matches: <code>*</code> stands for any characters, <code>~</code> begins a regular expression, <code>-</code> is
        what is not logged.
      </p>
    </form>
  )
}
