/** One field for sites, paths, clients, statuses, agents, and panels by their names. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks"

import { useAnswer } from "../api/useAnswer.ts"
import { count } from "../format/number.ts"
import { visible } from "../format/visible.ts"
import { showPanel } from "../panels/showPanel.ts"
import { usePage } from "../state/Page.ts"
import { toggle } from "./filters.ts"
import { offerQuestion } from "./offered.ts"
import { patternOfGlob } from "./pattern.ts"
import { storedCase } from "./storedCase.ts"
import {
  fewValued,
  isPattern,
  isWord,
  type Stored,
  type Suggestion,
  suggest,
  valueNameFor,
  valuesHolding,
  valuesOf
} from "./suggest.ts"
import { pause, usePaused } from "./usePaused.ts"

const shortest = 2
const mostValues = 5
/** ms that Enter waits to learn which field has the word. */
const longestHurry = 2_000

/** Paths under the filter that hold the text, or clients that begin with it. */
const useKnownValues = (text: string): ReadonlyArray<Suggestion> => {
  const page = usePage()
  const asked = usePaused(text)
  const name = valueNameFor(asked)
  const pattern = patternOfGlob(name === "path" ? ["", asked, ""] : [asked, ""])
  const isAsked = asked.length >= shortest && asked === text && !isPattern(asked)
  const { answer } = useAnswer(
    isAsked ? { id: `${name}s`, filter: { ...page.filter.value, [name]: [pattern] }, limit: mostValues } : null,
    1
  )
  return useMemo(() => (isAsked && answer !== null ? valuesOf(name, answer) : []), [isAsked, answer])
}

/** Browsers, bots, countries, users and the like that hold a word: asked once, whatever is typed. */
const useFewValues = (text: string): ReadonlyArray<Suggestion> => {
  const isAsked = text.length >= shortest && isWord(text)
  const answers = fewValued.map((name) => useAnswer(isAsked ? offerQuestion(name) : null, 2).answer)
  return useMemo(
    () =>
      isAsked
        ? valuesHolding(
            text,
            fewValued.map((name, index) => [name, answers[index] ?? null])
          )
        : [],
    [isAsked, text, ...answers]
  )
}

const nothingKnown: Stored = {}

/** Where a word is stored, whatever its case; null: it is still looked for. */
const useStored = (text: string): Stored | null => {
  const { api } = usePage()
  const [known, setKnown] = useState<{ readonly text: string; readonly stored: Stored }>({ text: "", stored: {} })
  const isAsked = text.length >= shortest && isWord(text)
  useEffect(() => {
    if (!isAsked) return
    const abort = new AbortController()
    const timer = setTimeout(() => {
      void Promise.all(
        (["agent", "referrer", "user"] as const).map(async (name) => [
          name,
          await storedCase(api, name, text, abort.signal)
        ])
      ).then(
        (found) => setKnown({ text, stored: Object.fromEntries(found) as Stored }),
        () => abort.signal.aborted || setKnown({ text, stored: nothingKnown })
      )
    }, pause)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [text])
  return known.text === text ? known.stored : isAsked ? null : nothingKnown
}

/** Enter was pressed before it was known which field has the word. */
interface Hurry {
  readonly isExcluding: boolean
  readonly isLate: boolean
}

/** Sites are known before anything is typed. */
const isSite = (suggestion: Suggestion | undefined): boolean =>
  suggestion?.kind === "filter" && suggestion.name === "site"

export const Search = () => {
  const page = usePage()
  const [text, setText] = useState("")
  const [at, setAt] = useState(0)
  const [isOpen, setOpen] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const typed = isOpen ? text.trim() : ""
  const values = useKnownValues(typed)
  const told = useStored(typed)
  const stored = told ?? nothingKnown
  const [hurry, setHurry] = useState<Hurry | null>(null)
  const [value] = values
  const known = value?.kind === "filter" ? { ...stored, [value.name]: typed } : stored
  const few = useFewValues(typed)
  const found = isOpen
    ? suggest(text, page.catalog.value?.analyses ?? [], [...few, ...values], known, page.overview.value?.sites ?? [])
    : []
  const close = (): void => {
    setOpen(false)
    setText("")
    setAt(0)
    setHurry(null)
  }
  const take = (suggestion: Suggestion | undefined, isExcluding: boolean): void => {
    if (suggestion === undefined) return
    close()
    input.current?.blur()
    if (suggestion.kind === "panel") showPanel(page, suggestion.id)
    else {
      const { name, pattern } = suggestion
      page.setFilter((filter) => toggle(filter, name, isExcluding ? `!${pattern}` : pattern))
    }
  }
  const isKnown = told !== null
  useEffect(() => {
    if (hurry === null) return
    if (isKnown || hurry.isLate) {
      setHurry(null)
      return take(found[0], hurry.isExcluding)
    }
    const timer = setTimeout(() => setHurry({ ...hurry, isLate: true }), longestHurry)
    return () => clearTimeout(timer)
  }, [hurry, isKnown])
  return (
    <div class="search" role="search">
      <input
        ref={input}
        type="search"
        role="combobox"
        list={undefined}
        aria-label="Search: a site, path, client, status, agent, user or panel"
        aria-expanded={found.length > 0}
        aria-controls="suggestions"
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `suggestion-${at}` : undefined}
        placeholder="Path, client, status"
        autocomplete="off"
        spellcheck={false}
        data-key="search"
        value={text}
        onFocus={() => setOpen(true)}
        onBlur={() => {
          setOpen(false)
          setHurry(null)
        }}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
          setHurry(null)
          setOpen(true)
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault()
            const step = event.key === "ArrowDown" ? 1 : -1
            setHurry(null)
            if (found.length > 0) setAt((at + step + found.length) % found.length)
          } else if (event.key === "Enter") {
            event.preventDefault()
            if (at === 0 && !isKnown && !isSite(found[0])) setHurry({ isExcluding: event.altKey, isLate: false })
            else take(found[at], event.altKey)
          } else if (event.key === "Escape") {
            event.stopPropagation()
            close()
            input.current?.blur()
          }
        }}
      />
      <kbd aria-hidden="true">/</kbd>
      <ul id="suggestions" role="listbox" aria-label="Suggestions" class="sheet start" hidden={found.length === 0}>
        {found.map((suggestion, index) => (
          <li
            key={suggestion.kind === "panel" ? suggestion.id : `${suggestion.says}${suggestion.pattern}`}
            id={`suggestion-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerDown={(event) => {
              event.preventDefault()
              take(suggestion, event.altKey)
            }}
          >
            {suggestion.kind === "panel" ? (
              <>
                <span class="muted">Panel</span> {suggestion.title}
              </>
            ) : (
              <>
                <span class="muted">{suggestion.says}</span> <span class="code">{visible(suggestion.text)}</span>
                {suggestion.hits !== null && <span class="muted hits">{count(suggestion.hits)}</span>}
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
