/** What can be typed next: views, tables of WITH, the columns of views that the statement names, functions, words of SQL. */
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete"
import { keywordCompletionSource } from "@codemirror/lang-sql"

import type { Schema, View } from "./ask.ts"
import { dialect } from "./dialect.ts"

const keywords = keywordCompletionSource(dialect, true)

/** `schema` is asked anew each time: it may still be on its way. */
export const completionFrom =
  (schema: () => Schema | null): CompletionSource =>
  async (context) => {
    const known = schema()
    const word = context.matchBefore(/[\w.]*/)
    if (word === null || (word.from === word.to && !context.explicit)) return null
    if (isInText(context)) return null
    const dot = word.text.lastIndexOf(".")
    if (known === null) return keywords(context)
    const statement = context.state.doc.toString()
    if (dot >= 0) {
      const view = viewCalled(word.text.slice(0, dot), statement, known)
      return view === null ? null : { from: word.from + dot + 1, options: view.columns.map(columnOption(2)), validFor }
    }
    if (isBehindFrom(statement.slice(0, word.from))) {
      const options = [...tablesOfWith(statement), ...known.views.map(viewOption)]
      return isTyped(word.text, options) ? null : { from: word.from, options, validFor }
    }
    const words = await keywords(context)
    const options = [...optionsFor(statement, known), ...(words?.options ?? [])]
    if (isTyped(word.text, options)) return null
    return {
      from: word.from,
      options,
      validFor: (text) => validFor.test(text) && !isTyped(text, options)
    } satisfies CompletionResult
  }

/** There a table is named, and nothing else. */
const isBehindFrom = (before: string): boolean =>
  /\b(?:from|join)\s+(?:\w+(?:\s+(?:as\s+)?\w+)?\s*,\s*)*$/i.test(before)

/** Nothing is left to complete: Enter begins a line then. */
const isTyped = (text: string, options: ReadonlyArray<Completion>): boolean => {
  const typed = text.toLowerCase()
  const begun = options.filter(({ label }) => label.toLowerCase().startsWith(typed))
  return begun.length > 0 && begun.every(({ label }) => label.length === typed.length)
}

const validFor = /^\w*$/

export const optionsFor = (statement: string, { functions, views }: Schema): ReadonlyArray<Completion> => {
  const named = views.filter(({ name }) => new RegExp(`\\b${name}\\b`, "i").test(statement))
  const columns = new Map(
    (named.length > 0 ? named : views.slice(0, 1)).flatMap(({ columns }) => columns).map((one) => [one.name, one])
  )
  return [
    ...[...columns.values()].map(columnOption(2)),
    ...tablesOfWith(statement),
    ...views.map(viewOption),
    ...functions.map(({ description, name, signature }) => ({
      ...option(name, "function", signature.slice(name.length), description, description === "" ? -1 : 0),
      apply: `${name}(`
    }))
  ]
}

const viewOption = ({ description, name }: View): Completion => option(name, "class", "view", description, 1)

/** Nothing else in SQL is a name, AS and a parenthesis. */
const tablesOfWith = (statement: string): ReadonlyArray<Completion> =>
  [...statement.matchAll(/\b(\w+)\s*(?:\([^()]*\)\s*)?\bas\s+(?:(?:not\s+)?materialized\s*)?\(/gi)].map(([, name]) =>
    option(name!, "class", "WITH", "", 1)
  )

const columnOption =
  (boost: number) =>
  ({ description, name, type }: View["columns"][number]): Completion =>
    option(name, "property", type, description, boost)

const option = (label: string, type: string, detail: string, info: string, boost: number): Completion => ({
  label,
  type,
  detail,
  boost,
  ...(info === "" ? {} : { info })
})

/** A view by its name, or by what FROM or JOIN call it. */
const viewCalled = (name: string, statement: string, { views }: Schema): View | null => {
  const known = views.find((view) => view.name === name.toLowerCase())
  if (known !== undefined) return known
  return views.find((view) => new RegExp(`\\b${view.name}\\s+(?:as\\s+)?${name}\\b`, "i").test(statement)) ?? null
}

/** Behind an open quotation mark of this line. */
const isInText = ({ pos, state }: CompletionContext): boolean => {
  const { from, text } = state.doc.lineAt(pos)
  const before = text.slice(0, pos - from)
  return before.includes("--") || (before.match(/'/g)?.length ?? 0) % 2 === 1
}
