/** Which parts of a filter the server refuses. Each is asked for by itself: a refusal of the whole tells only the first. */
import { type Api, ApiError } from "../api/Api.ts"
import type { FilterQuery } from "../api/types.ts"
import { dayMonth } from "../format/time.ts"
import { visible } from "../format/visible.ts"
import type { Clock } from "../state/range.ts"
import { readTime } from "../state/time.ts"
import { chipSentence } from "./words.ts"
import { filterEntries, isListName, remove, setTimes } from "./filters.ts"

export interface RefusedPart {
  /** As a chip says it: `Status is 40x`. */
  readonly title: string
  readonly message: string
  readonly without: (filter: FilterQuery) => FilterQuery
}

/** The server's sentence; null: it takes the filter, or can't be asked, which is told elsewhere. */
export const whyRefused = async (api: Api, filter: FilterQuery, signal?: AbortSignal): Promise<string | null> => {
  try {
    await api.whyEmpty(filter, signal)
    return null
  } catch (error) {
    return error instanceof ApiError && error.kind === "Refused" ? error.message : null
  }
}

export const refusedParts = async (
  api: Api,
  filter: FilterQuery,
  clock: Clock | null,
  signal: AbortSignal
): Promise<ReadonlyArray<RefusedPart>> => {
  const parts = filterEntries(filter).map(async ([name, value]): Promise<ReadonlyArray<RefusedPart>> => {
    const message = await whyRefused(api, { [name]: isListName(name) ? [value] : value }, signal)
    if (message === null) return []
    const title = isListName(name)
      ? chipSentence({ name, pattern: value })
      : `${timeTitles[name as keyof typeof timeTitles]} ${visible(value)}`
    return [{ title, message, without: (filter) => without(filter, name, value) }]
  })
  const refused = (await Promise.all(parts)).flat()
  if (refused.length > 0) return refused
  const backwards = clock === null ? null : backwardsTimes(filter, clock)
  return backwards === null
    ? []
    : [{ title: "the time range", message: backwards, without: (filter) => setTimes(filter, {}) }]
}

const timeTitles = { from: "From", to: "To", tz: "Time zone" } as const

const without = (filter: FilterQuery, name: string, value: string): FilterQuery =>
  isListName(name)
    ? remove(filter, name, value)
    : Object.fromEntries(Object.entries(filter).filter(([other]) => other !== name))

/** Times that end before they begin, in the page's words; null: they don't. */
export const backwardsTimes = (
  { from, to }: Pick<FilterQuery, "from" | "to">,
  { now, offsetAt }: Pick<Clock, "now" | "offsetAt">
): string | null => {
  if (from === undefined || to === undefined) return null
  const [start, end] = [readTime(from, "start", { now, offsetAt }), readTime(to, "end", { now, offsetAt })]
  if (start === null || end === null || start < end) return null
  const isDays = [from, to].every((text) => /^\d{4}-\d\d-\d\d$/.test(text))
  if (!isDays) return `The time ends (${to}) before it begins (${from}).`
  return `The last day, ${dayMonth(end - 1, offsetAt)}, is before the first, ${dayMonth(start, offsetAt)}.`
}
