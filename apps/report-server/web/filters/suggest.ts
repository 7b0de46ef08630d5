/** What a search may mean: filters that its text would set, and panels whose names it holds. */
import type { AnalysisInfo, Answer } from "../api/types.ts"
import { filterTitles, type ListName } from "./filters.ts"
import { negate, patternOfGlob, patternOfValue, sayPattern } from "./pattern.ts"

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

/** By field, what of a word is stored there, in its own case; null: nothing; absent: not known. */
export type Stored = Readonly<Partial<Record<ListName, string | null>>>

export const suggest = (
  text: string,
  analyses: ReadonlyArray<AnalysisInfo>,
  values: ReadonlyArray<Suggestion> = [],
  stored: Stored = {},
  sites: ReadonlyArray<string> = []
): ReadonlyArray<Suggestion> => {
  const asked = text.trim()
  if (asked === "") return []
  const guesses = filtersFor(asked, stored)
  const found = sitesFor(asked, sites)
  const known = values.filter((value) => !guesses.some((guess) => isSame(guess, value)))
  const panels = panelsFor(asked, analyses)
  if (!isWord(asked))
    return [...(isPattern(asked) ? [...found, ...guesses] : [...guesses, ...found]), ...known, ...panels]
  // Enter takes the first: a field that has the word comes before those of which that is not known, or known not to be.
  const has = (guess: Suggestion): boolean => guess.kind === "filter" && typeof stored[guess.name] === "string"
  const isWhole = (value: Suggestion): boolean =>
    value.kind === "filter" && value.text.toLowerCase() === asked.toLowerCase()
  return [
    ...found,
    ...known.filter(isWhole),
    ...guesses.filter(has),
    ...known.filter((value) => !isWhole(value)),
    ...guesses.filter((guess) => !has(guess)),
    ...panels
  ]
}

const isSame = (a: Suggestion, b: Suggestion): boolean =>
  a.kind === "filter" && b.kind === "filter" && a.name === b.name && a.pattern === b.pattern

const mostSites = 4

/** Those that hold the word, whatever its case: first the one it names, then those that begin with it. Of `!word` what it names only. */
const sitesFor = (asked: string, sites: ReadonlyArray<string>): ReadonlyArray<Suggestion> => {
  const isExcluding = isPattern(asked) && asked.startsWith("!")
  if (isPattern(asked) && !isExcluding) return []
  const word = (isExcluding ? asked.slice(1) : asked).toLowerCase()
  const rank = (site: string): number => {
    const lower = site.toLowerCase()
    return lower === word ? 0 : lower.startsWith(word) ? 1 : lower.includes(word) ? 2 : 3
  }
  return sites
    .filter((site) => rank(site) <= (isExcluding ? 0 : 2))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, mostSites)
    .map((site) => {
      const pattern = patternOfValue(site)
      return {
        kind: "filter",
        name: "site",
        pattern: isExcluding ? negate(pattern) : pattern,
        says: isExcluding ? `${filterTitles.site} is not` : `${filterTitles.site} is`,
        text: site,
        hits: null
      }
    })
}

/** What values are looked up: clients for the beginning of an address, else paths. */
export const valueNameFor = (asked: string): "client" | "path" =>
  /^(?:\d{1,3}\.[\d.]*|[\da-f]*:[\da-f:.]*)$/i.test(asked) ? "client" : "path"

/** Those an answer has with their hits: of `paths` or `clients` about such that hold the text, of `browsers` and the like. */
export const valuesOf = (name: ListName, { columns, rows }: Pick<Answer, "columns" | "rows">) => {
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
        says: `${filterTitles[name]} is`,
        text: value,
        hits: Number(count ?? 0)
      }
    ]
  })
}

/** Fields whose values are few enough to look through for a word, whatever its case. */
export const fewValued = [
  "browser",
  "os",
  "device",
  "bot",
  "country",
  "city",
  "network",
  "user"
] as const satisfies ReadonlyArray<ListName>

const mostFew = 4

/** Values that hold the word, those with the most hits first, from what the forms of these fields are offered (offered.ts). */
export const valuesHolding = (
  word: string,
  answers: ReadonlyArray<readonly [ListName, Pick<Answer, "columns" | "rows"> | null]>
): ReadonlyArray<Suggestion> => {
  const lower = word.toLowerCase()
  const all = answers.flatMap(([name, answer]) => (answer === null ? [] : valuesOf(name, answer)))
  return all
    .filter(
      (one, index) => one.text.toLowerCase().includes(lower) && all.findIndex((two) => isSame(one, two)) === index
    )
    .toSorted((a, b) => (b.hits ?? 0) - (a.hits ?? 0))
    .slice(0, mostFew)
}

/** Whether it is written as filters have it: `~^/shop`, `!/feed.xml`, `/a | /b`. */
export const isPattern = (asked: string): boolean => /^[~!(]./.test(asked) || /\s[&|]\s/.test(asked)

/** Whether it may be of any field. */
export const isWord = (asked: string): boolean => !isPattern(asked) && guessesFor(asked) === null

const filtersFor = (asked: string, stored: Stored): ReadonlyArray<Suggestion> =>
  isPattern(asked) ? patternsFor(asked) : (guessesFor(asked) ?? wordsFor(asked, stored))

const fields = ["path", "referrer", "agent", "client"] as const

/** Offered only where it is known to hold the word: few logs have users. */
const rare: ListName = "user"

/** What is told by its sign alone is told first: `!404` is a status. */
const patternsFor = (asked: string): ReadonlyArray<Suggestion> => {
  const [first] = asked.startsWith("!") && !isPattern(asked.slice(1)) ? (guessesFor(asked.slice(1)) ?? []) : []
  const names: ReadonlyArray<ListName> =
    first?.kind === "filter" && first.name !== "path" ? [first.name, ...fields] : [...fields, rare]
  return [...new Set(names)].map((name) => {
    const { operator, text } = sayPattern(asked)
    return { kind: "filter", name, pattern: asked, says: `${filterTitles[name]} ${operator}`, text, hits: null }
  })
}

/** Fields that are known to hold it come first, and those last that are known not to. */
const wordsFor = (asked: string, stored: Stored): ReadonlyArray<Suggestion> => {
  const rank = (name: ListName): number => (stored[name] === undefined ? 1 : stored[name] === null ? 2 : 0)
  const names: ReadonlyArray<ListName> = typeof stored[rare] === "string" ? [...fields, rare] : fields
  return names
    .toSorted((a, b) => rank(a) - rank(b))
    .map((name) => {
      const text = stored[name] ?? asked
      const pattern = patternOfGlob(["", text, ""])
      return { kind: "filter", name, pattern, says: `${filterTitles[name]} contains`, text, hits: null }
    })
}

/** Null: it may be of any field. */
const guessesFor = (asked: string): ReadonlyArray<Suggestion> | null => {
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
  return null
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
