/** A pattern as a form: by what, how, and which. */
import { useEffect, useRef, useState } from "preact/hooks"

import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"
import { fieldOf } from "./fieldOf.ts"
import { filterTitles, type ListName, listNames } from "./filters.ts"
import { isPlain, operatorsOf } from "./offered.ts"
import { type Operator, operatorFor, patternOf, sayPattern } from "./pattern.ts"
import { whyRefused } from "./refused.ts"
import { useOffered } from "./useOffered.ts"
import { unknownWords } from "./words.ts"

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
  const [chosenName, choose] = useState<ListName>(name ?? "path")
  const said = pattern === "" ? { operator: "is" as const, text: "" } : sayPattern(pattern)
  // A text that is a pattern makes it one until the reader says otherwise: a star that is meant as one is rare.
  const [typed, setTyped] = useState(said.text)
  const values = useOffered(chosenName, typed)
  const [chosenOperator, chooseOperator] = useState<Operator | null>(
    operatorFor(said.operator, said.text) === said.operator ? null : said.operator
  )
  const known = operatorsOf(chosenName)
  const wanted = chosenOperator ?? operatorFor(said.operator, typed)
  const operator = known.includes(wanted) ? wanted : "is"
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
        const isTyped = isPlain(chosen)
        const next = isTyped && !operator.includes("not") ? text : isTyped ? `!${text}` : patternOf({ operator, text })
        void whyRefused(page.api, { [chosen]: [next] }).then((why) =>
          why === null ? apply(chosen, next) : setRefusal(why)
        )
      }}
    >
      {name === null && (
        <label>
          Filter{" "}
          <select name="name" onChange={(event) => choose(event.currentTarget.value as ListName)}>
            {listNames.map((one) => (
              <option key={one} value={one} selected={one === chosenName}>
                {filterTitles[one]}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        <span class="unseen">How</span>
        <select
          name="operator"
          value={operator}
          onChange={(event) => chooseOperator(event.currentTarget.value as Operator)}
        >
          {known.map((one) => (
            <option key={one} selected={one === operator}>
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
          onInput={(event) => setTyped(event.currentTarget.value)}
          size={32}
          list={values.length === 0 ? undefined : "pattern-values"}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={refusal !== null}
          aria-describedby={refusal === null ? undefined : "pattern-refusal"}
        />
      </label>
      {values.length > 0 && (
        <datalist id="pattern-values">
          {values.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
      <button type="submit">Apply</button>
      {refusal !== null && (
        <p id="pattern-refusal" class="sheet-error" role="alert">
          {visible(refusal)}
        </p>
      )}
      <Hint name={chosenName} operator={operator} />
    </form>
  )
}

const Hint = ({ name, operator }: { readonly name: ListName; readonly operator: Operator }) =>
  name === "status" ? (
    <p class="note">
      <code>404</code>, <code>5xx</code>, <code>402-420</code>, several with commas; <code>-</code> is what has none.
    </p>
  ) : name === "class" ? (
    <p class="note">
      <code>people</code>, <code>bots</code>, or classes as the list has them, several with commas.
    </p>
  ) : operator === "is" || operator === "is not" ? (
    <p class="note">
      The whole value, each sign as it is; <code>-</code> {unknownOf(name)}.
    </p>
  ) : operator === "contains" || operator === "does not contain" ? (
    <p class="note">Any part of the value, each sign as it is.</p>
  ) : (
    <p class="note">
      <code>*</code> stands for any characters, <code>~</code> begins a regular expression, <code>-</code>{" "}
      {unknownOf(name)}; several with commas.
    </p>
  )

const unknownOf = (name: ListName): string =>
  unknownWords[name] === "none" ? "is what has none" : `is what is ${unknownWords[name]}`
