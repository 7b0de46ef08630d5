/**
 * The filter as the page changes it: texts under the names of the command line's flags. A click adds a text of its own,
 * so that each is a chip; of one name they are OR, names are AND, negations exclude.
 */
import type { FilterName, FilterQuery } from "../api/types.ts"
import { negate } from "./pattern.ts"

/** What chips and menus call a filter, in the order of chips. */
export const filterTitles: Readonly<Record<FilterName, string>> = {
  from: "Time",
  site: "Site",
  path: "Path",
  status: "Status",
  method: "Method",
  class: "Class",
  client: "Client",
  referrer: "Referrer",
  agent: "Agent",
  browser: "Browser",
  os: "System",
  device: "Device",
  bot: "Bot",
  country: "Country",
  city: "City",
  network: "Network",
  user: "User",
  source: "Source"
}

/** The names of lists. */
export type ListName = Exclude<FilterName, "from">
export const isListName = (name: string): name is ListName => name !== "from" && Object.hasOwn(filterTitles, name)
export const listNames: ReadonlyArray<ListName> = Object.keys(filterTitles).filter(isListName)
export const timeNames = ["from", "to", "tz"] as const

/** As keys and values of a URL, in one order, so that the same filter is the same text. */
export const filterEntries = (filter: FilterQuery): ReadonlyArray<readonly [string, string]> => [
  ...timeNames.flatMap((name) => {
    const value = filter[name]
    return value === undefined ? [] : [[name, value] as const]
  }),
  ...listNames.flatMap((name) => (filter[name] ?? []).map((value) => [name, value] as const))
]

export const readFilter = (search: URLSearchParams): FilterQuery => ({
  ...Object.fromEntries(
    timeNames.flatMap((name) => {
      const value = search.get(name)
      return value === null || value === "" ? [] : [[name, value]]
    })
  ),
  ...Object.fromEntries(
    listNames.flatMap((name) => {
      const values = search.getAll(name).filter((value) => value !== "")
      return values.length === 0 ? [] : [[name, values]]
    })
  )
})

const without = (filter: FilterQuery, names: ReadonlyArray<string>): FilterQuery =>
  Object.fromEntries(Object.entries(filter).filter(([name]) => !names.includes(name)))

export const setList = (filter: FilterQuery, name: ListName, values: ReadonlyArray<string>): FilterQuery =>
  values.length === 0 ? without(filter, [name]) : { ...filter, [name]: [...new Set(values)] }

export const has = (filter: FilterQuery, name: ListName, pattern: string): boolean =>
  filter[name]?.includes(pattern) === true

/** Sets it, or takes it back when it is set. Its opposite goes, as both together select nothing. */
export const toggle = (filter: FilterQuery, name: ListName, pattern: string): FilterQuery => {
  const values = filter[name] ?? []
  if (values.includes(pattern)) return remove(filter, name, pattern)
  const opposite = negate(pattern)
  return setList(filter, name, [...values.filter((one) => one !== opposite), pattern])
}

export const remove = (filter: FilterQuery, name: ListName, pattern: string): FilterQuery =>
  setList(
    filter,
    name,
    (filter[name] ?? []).filter((one) => one !== pattern)
  )

export const replace = (filter: FilterQuery, name: ListName, pattern: string, by: string): FilterQuery =>
  setList(
    filter,
    name,
    (filter[name] ?? []).map((one) => (one === pattern ? by : one))
  )

/** `to` exclusive, both as they are typed. */
export const setTimes = (
  filter: FilterQuery,
  times: { readonly from?: string; readonly to?: string }
): FilterQuery => ({
  ...without(filter, ["from", "to"]),
  ...times
})

/** The zone stays: it selects nothing. */
export const clear = (filter: FilterQuery): FilterQuery => (filter.tz === undefined ? {} : { tz: filter.tz })

export const isNarrowed = (filter: FilterQuery): boolean => filterEntries(filter).some(([name]) => name !== "tz")

export interface Chip {
  readonly name: ListName
  readonly pattern: string
}

/** The class is set by the switch in the top bar, and a chip only when the switch can't say it. */
export const chipsOf = (filter: FilterQuery): ReadonlyArray<Chip> =>
  listNames.flatMap((name) =>
    name === "class" && audienceOf(filter) !== null ? [] : (filter[name] ?? []).map((pattern) => ({ name, pattern }))
  )

/** Who is counted, for the switch: unknown agents are counted among people, as they don't say that they are programs. */
export const audiences = ["all", "people", "bots"] as const
export type Audience = (typeof audiences)[number]

/** As they may be written in an address, their patterns in order. */
const audienceTexts: ReadonlyMap<string, Audience> = new Map([
  ["", "all"],
  ["people", "people"],
  ["human,unknown", "people"],
  ["!bots", "people"],
  ["bots", "bots"],
  ["!human,!unknown", "bots"],
  ["!people", "bots"]
])

/** Null: classes are chosen otherwise. */
export const audienceOf = ({ class: classes = [] }: FilterQuery): Audience | null =>
  audienceTexts.get(patternsOf(classes).toSorted().join(",")) ?? null

/** Whom the switch shows to be counted: of people or bots it may be some, which is then a chip, too. */
export const audienceShown = (filter: FilterQuery): Audience | null => {
  const audience = audienceOf(filter)
  if (audience !== null) return audience
  const patterns = patternsOf(filter.class ?? [])
  if (patterns.some((pattern) => !/^[a-z-]{2,}$/.test(pattern))) return null
  const ofPeople = patterns.filter((pattern) => ["people", "human", "unknown"].includes(pattern))
  return ofPeople.length === patterns.length ? "people" : ofPeople.length === 0 ? "bots" : null
}

const patternsOf = (classes: ReadonlyArray<string>): ReadonlyArray<string> =>
  classes.length === 0
    ? []
    : classes
        .join(",")
        .split(",")
        .map((pattern) => pattern.trim())

export const setAudience = (filter: FilterQuery, audience: Audience): FilterQuery =>
  setList(filter, "class", audience === "all" ? [] : [audience])
