/** The filter in words, for what leaves the page: pictures, names. */
import type { FilterQuery } from "../api/types.ts"
import { span } from "../format/time.ts"
import { visible } from "../format/visible.ts"
import { audienceOf, type Chip, chipsOf, filterTitles, type ListName, listNames } from "./filters.ts"
import { sayPattern } from "./pattern.ts"
import { siteOfPattern } from "./referringSite.ts"

export const compareWords = (compare: string): string =>
  ownWords.get(compare) ?? daysWords(compare) ?? compare.replace("..", " – ")

/** `2–5 Nov 2026` of `2026-11-02..2026-11-05`; null: these are no two days. */
const daysWords = (compare: string): string | null => {
  const [, from, to] = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(compare) ?? []
  const [first, last] = [from, to].map((day) => Date.parse(`${day}T00:00Z`))
  return first! <= last! ? span(first!, last! + 86_400_000, () => 0) : null
}

const ownWords: ReadonlyMap<string, string> = new Map([
  ["previous", "the period before"],
  ["week", "the same weekdays before"],
  ["year", "a year before"]
])

/** `Path`, `is not`, `/feed.xml`; `Referring site`, nothing, `example.com`. */
export const chipWords = ({ name, pattern }: Chip): readonly [name: string, operator: string, value: string] => {
  const site = name === "referrer" ? siteOfPattern(pattern) : null
  if (site !== null) return ["Referring site", site.isNegated ? "is not" : "", visible(site.site)]
  if (pattern === "-") return [filterTitles[name], "is", unknownWords[name]]
  if (pattern === "!-") return [filterTitles[name], "is", unknownWords[name].replace(/^not |none/, "") || "any"]
  const { operator, text } = sayPattern(pattern)
  return [filterTitles[name], operator, visible(text)]
}

const known = "not known"

/** What `-` stands for. What is worked out of a value was never logged, and most agents are no bots. */
export const unknownWords: Readonly<Record<ListName, string>> = {
  ...(Object.fromEntries(listNames.map((name) => [name, "not logged"])) as Record<ListName, string>),
  browser: known,
  os: known,
  device: known,
  bot: "none",
  country: known,
  city: known,
  network: known,
  user: "none"
}

/** `Path is not /feed.xml`. */
export const chipSentence = (chip: Chip): string =>
  chipWords(chip)
    .filter((word) => word !== "")
    .join(" ")

/** All but the time; empty: all entries. */
export const filterWords = (filter: FilterQuery, compare: string | null): ReadonlyArray<string> => {
  const audience = audienceOf(filter)
  return [
    ...(audience === "people" || audience === "bots" ? [`${audience} only`] : []),
    ...chipsOf(filter).map(chipSentence),
    ...(compare === null ? [] : [`compared with ${compareWords(compare)}`])
  ]
}
