/** The filter in words, for what leaves the page: pictures, names. */
import type { FilterQuery } from "../api/types.ts"
import { visible } from "../format/visible.ts"
import { audienceOf, type Chip, chipsOf, filterTitles } from "./filters.ts"
import { sayPattern } from "./pattern.ts"

export const compareWords = (compare: string): string =>
  compare === "previous" ? "the period before" : compare === "year" ? "a year before" : compare.replace("..", " – ")

/** `Path`, `is not`, `/feed.xml`. */
export const chipWords = ({ name, pattern }: Chip): readonly [name: string, operator: string, value: string] => {
  const { operator, text } = sayPattern(pattern)
  return [filterTitles[name], operator, visible(text === "-" ? "not logged" : text)]
}

/** All but the time; empty: all entries. */
export const filterWords = (filter: FilterQuery, compare: string | null): ReadonlyArray<string> => {
  const audience = audienceOf(filter)
  return [
    ...(audience === "people" || audience === "bots" ? [`${audience} only`] : []),
    ...chipsOf(filter).map((chip) => chipWords(chip).join(" ")),
    ...(compare === null ? [] : [`compared with ${compareWords(compare)}`])
  ]
}
