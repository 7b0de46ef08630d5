/**
 * What the page shows, as its URL says it: the filter under the names of the command line's flags, and what is open.
 * Reading and writing are inverse; what another part of the page keeps in the URL (a statement, its tab) stays in `rest`.
 */
import type { FilterQuery } from "../api/types.ts"
import { filterEntries, listNames, readFilter, timeNames } from "../filters/filters.ts"
import { ownOf } from "./ownOf.ts"

/** The six figures, each with a chart of its own. */
export const metrics = ["hits", "visitors", "bytes", "errors", "latency", "bots"] as const
export type Metric = (typeof metrics)[number]

export interface Sort {
  readonly column: string
  readonly descending: boolean
}

export interface PageState {
  readonly filter: FilterQuery
  /** `previous`, `week`, `year`, `FROM..TO`, or none. */
  readonly compare: string | null
  readonly metric: Metric
  /** What takes the panels' place; none: the report. */
  readonly view: string | null
  /** The analysis whose whole table is open. */
  readonly expand: string | null
  readonly sort: Sort | null
  /** What is looked for in the open table. */
  readonly find: string
  /** Columns of the open table that are not shown. */
  readonly hide: ReadonlyArray<string>
  /** Analyses chosen in panels that hold several. */
  readonly show: ReadonlyArray<string>
  /** Analyses whose chart is shown as a table; `chart` is the main chart. */
  readonly twin: ReadonlyArray<string>
  /** By analysis and name, as `--param` has them. */
  readonly params: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly rest: ReadonlyArray<readonly [string, string]>
}

export const noState: PageState = {
  filter: {},
  compare: null,
  metric: "hits",
  view: null,
  expand: null,
  sort: null,
  find: "",
  hide: [],
  show: [],
  twin: [],
  params: {},
  rest: []
}

/** Names in the address that the page itself reads. */
export const ownNames: ReadonlySet<string> = new Set([
  ...timeNames,
  ...listNames,
  "compare",
  "metric",
  "view",
  "expand",
  "sort",
  "find",
  "hide",
  "show",
  "twin",
  "param"
])

export const readState = (text: string): PageState => {
  const search = new URLSearchParams(text)
  const metric = metrics.find((one) => one === search.get("metric")) ?? noState.metric
  return {
    filter: readFilter(search),
    compare: search.get("compare") || null,
    metric,
    view: search.get("view") || null,
    expand: search.get("expand") || null,
    sort: readSort(search.get("sort") ?? ""),
    find: search.get("find") ?? "",
    hide: search.getAll("hide").filter((one) => one !== ""),
    show: search.getAll("show").filter((one) => one !== ""),
    twin: search.getAll("twin").filter((one) => one !== ""),
    params: readParams(search.getAll("param")),
    rest: [...search].filter(([name]) => !ownNames.has(name))
  }
}

/** Without the question mark; empty for the page as it opens. */
export const writeState = (state: PageState): string => {
  const entries: Array<readonly [string, string]> = [...filterEntries(state.filter)]
  const put = (name: string, value: string | null): void => {
    if (value !== null && value !== "") entries.push([name, value])
  }
  put("compare", state.compare)
  put("metric", state.metric === noState.metric ? null : state.metric)
  put("view", state.view)
  put("expand", state.expand)
  put("sort", state.sort === null ? null : `${state.sort.descending ? "-" : ""}${state.sort.column}`)
  put("find", state.find)
  for (const name of ["hide", "show", "twin"] as const) for (const one of state[name]) put(name, one)
  for (const [id, params] of Object.entries(state.params)) {
    for (const [name, value] of Object.entries(params)) put("param", `${id}.${name}=${value}`)
  }
  const search = new URLSearchParams([...entries, ...state.rest].map(([name, value]) => [name, value]))
  return readable(search.toString())
}

/** What need not be escaped in a query is not: a URL is read by people, too. */
const readable = (text: string): string =>
  text.replaceAll(/%(?:2F|2C|3A|21|7E|28|29)/g, (code) => decodeURIComponent(code))

const readSort = (text: string): Sort | null => {
  const descending = text.startsWith("-")
  const column = descending ? text.slice(1) : text
  return column === "" ? null : { column, descending }
}

/** `ID.NAME=VALUE`; ids and names hold neither dots nor `=`. */
const readParams = (texts: ReadonlyArray<string>): PageState["params"] => {
  const params: Record<string, Record<string, string>> = Object.create(null)
  for (const text of texts) {
    const [, id, name, value] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(text) ?? []
    if (id !== undefined && name !== undefined && value !== undefined)
      params[id] = { ...ownOf(params, id), [name]: value }
  }
  return params
}

/** Null: as the analysis has it by default. */
export const setParam = (state: PageState, id: string, name: string, value: string | null): PageState => {
  const { [name]: _, ...others } = ownOf(state.params, id) ?? {}
  const set = value === null ? others : { ...others, [name]: value }
  const { [id]: __, ...rest } = state.params
  return { ...state, params: Object.keys(set).length === 0 ? rest : { ...rest, [id]: set } }
}

export const toggled = (list: ReadonlyArray<string>, one: string): ReadonlyArray<string> =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one]
