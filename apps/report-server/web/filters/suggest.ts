/** What a search may mean: filters that its text would set, and panels whose names it holds. */
import type { AnalysisInfo, Answer } from "../api/types.ts"
import type { ListName } from "./filters.ts"
import { patternOfGlob, patternOfValue } from "./pattern.ts"

export type Suggestion =
  | {
      readonly kind: "filter"
      readonly name: ListName
      readonly pattern: string
      readonly says: string
      readonly text: string
      /** Of the value itself; null: not told. */
      readonly hits: number | null
    }
  | { readonly kind: "panel"; readonly id: string; readonly title: string }

const methods = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "PROPFIND"])

const mostPanels = 6

export const suggest = (
  text: string,
  analyses: ReadonlyArray<AnalysisInfo>,
  values: ReadonlyArray<Suggestion> = []
): ReadonlyArray<Suggestion> => {
  const asked = text.trim()
  if (asked === "") return []
  const guesses = filtersFor(asked)
  const known = values.filter((value) => !guesses.some((guess) => isSame(guess, value)))
  return [...guesses, ...known, ...panelsFor(asked, analyses)]
}

const isSame = (a: Suggestion, b: Suggestion): boolean =>
  a.kind === "filter" && b.kind === "filter" && a.name === b.name && a.pattern === b.pattern

/** What values are looked up: clients for the beginning of an address, else paths. */
export const valueNameFor = (asked: string): "client" | "path" =>
  /^(?:\d{1,3}\.[\d.]*|[\da-f]*:[\da-f:.]*)$/i.test(asked) ? "client" : "path"

/** Paths that hold the text, or clients that begin with it, from the answer of `paths` or `clients` about them. */
export const knownValues = (
  name: "client" | "path",
  { columns, rows }: Pick<Answer, "columns" | "rows">
): ReadonlyArray<Suggestion> => {
  const [at, hits] = [name, "hits"].map((name) => columns.findIndex((column) => column.name === name))
  return rows.flatMap((row) => {
    const [value, count] = [row[at!], row[hits!]]
    if (typeof value !== "string") return []
    const pattern = patternOfValue(value)
    return [
      {
        kind: "filter" as const,
        name,
        pattern,
        says: name === "path" ? "Path is" : "Client is",
        text: value,
        hits: Number(count ?? 0)
      }
    ]
  })
}

const filtersFor = (asked: string): ReadonlyArray<Suggestion> => {
  const filter = (name: ListName, pattern: string, says: string): Suggestion => ({
    kind: "filter",
    name,
    pattern,
    says,
    text: asked,
    hits: null
  })
  const contains = patternOfGlob(["", asked, ""])
  if (/^[1-5]xx$/i.test(asked) || /^[1-5]\d\d$/.test(asked)) {
    return [filter("status", asked.toLowerCase(), "Status is"), filter("path", contains, "Path contains")]
  }
  if (methods.has(asked.toUpperCase())) {
    return [filter("method", asked.toUpperCase(), "Method is"), filter("path", contains, "Path contains")]
  }
  if (/^[\d.]+(?:\/\d+)?$/.test(asked) || /^[\da-f]*:[\da-f:.]*(?:\/\d+)?$/i.test(asked)) {
    const isWhole = /^\d+(?:\.\d+){3}(?:\/\d+)?$/.test(asked) || asked.includes(":")
    const client = isWhole
      ? filter("client", asked, "Client is")
      : filter("client", patternOfGlob([asked, ""]), "Client begins with")
    return [client, filter("path", contains, "Path contains")]
  }
  if (asked.startsWith("/")) {
    return asked.includes("*")
      ? [filter("path", asked, "Path matches")]
      : [
          filter("path", patternOfValue(asked), "Path is"),
          filter("path", patternOfGlob([asked, ""]), "Path begins with"),
          filter("path", contains, "Path contains")
        ]
  }
  return [
    filter("path", contains, "Path contains"),
    filter("referrer", contains, "Referrer contains"),
    filter("agent", contains, "Agent contains"),
    filter("client", contains, "Client contains")
  ]
}

const panelsFor = (asked: string, analyses: ReadonlyArray<AnalysisInfo>): ReadonlyArray<Suggestion> => {
  const words = asked.toLowerCase().split(/\s+/)
  const holds = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word))
  const rank = ({ id, title }: AnalysisInfo): number => (holds(title) ? 0 : holds(id) ? 1 : 2)
  return analyses
    .filter(({ description, id, title }) => holds(`${id} ${title} ${description}`))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, mostPanels)
    .map(({ id, title }) => ({ kind: "panel", id, title }))
}
