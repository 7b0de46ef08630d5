/** What a form says of each field: how its values are written, and those it offers: all where there are few, else those that hold what is typed. */
import type { Question } from "../api/Api.ts"
import type { Answer } from "../api/types.ts"
import type { ListName } from "./filters.ts"
import { type Operator, operators, patternOfGlob } from "./pattern.ts"

interface Offer {
  /** The analysis that tells the values, quickly; of sources, which is none, the list of them. */
  readonly analysis: string
  readonly column: string
  /** They are too many for one list. */
  readonly areMany?: true
}

const offers: ReadonlyMap<ListName, Offer> = new Map<ListName, Offer>([
  ["path", { analysis: "paths", column: "path", areMany: true }],
  ["client", { analysis: "clients", column: "client", areMany: true }],
  ["agent", { analysis: "agents", column: "agent", areMany: true }],
  ["referrer", { analysis: "referrers", column: "referrer", areMany: true }],
  ["site", { analysis: "sites", column: "site" }],
  ["status", { analysis: "status", column: "status" }],
  ["method", { analysis: "methods", column: "method" }],
  ["class", { analysis: "agent-classes", column: "agent_class" }],
  ["browser", { analysis: "browsers", column: "browser" }],
  ["os", { analysis: "systems", column: "os" }],
  ["device", { analysis: "devices", column: "device" }],
  ["bot", { analysis: "bots", column: "bot" }],
  ["country", { analysis: "countries", column: "country" }],
  ["city", { analysis: "cities", column: "city" }],
  ["network", { analysis: "networks", column: "network" }],
  ["user", { analysis: "users", column: "user" }],
  ["source", { analysis: "sources", column: "path" }]
])

const mostOffered = 100
/** Of many. */
const mostHolding = 20

/** Of all entries, whatever is selected; null: no analysis tells the field's values. */
export const offerQuestion = (name: ListName, typed = ""): Question | null => {
  const offer = offers.get(name)
  if (offer === undefined || name === "source") return null
  const { analysis: id, areMany = false } = offer
  const filter = areMany && typed !== "" ? { [name]: [patternOfGlob(["", typed, ""])] } : {}
  return { id, filter, limit: areMany ? mostHolding : mostOffered, compare: null }
}

/** Values as they are typed into the form. Words that stand for several come first. An answer of another field has none. */
export const offered = (
  name: ListName,
  answer: Pick<Answer, "id" | "columns" | "rows"> | null
): ReadonlyArray<string> => {
  const offer = offers.get(name)
  if (offer === undefined || answer?.id !== offer.analysis) return []
  const at = answer.columns.findIndex((column) => column.name === offer.column)
  const values = answer.rows.map((row) => row[at] ?? null)
  const words =
    name === "class"
      ? ["people", "bots"]
      : name === "status"
        ? ["2xx", "3xx", "4xx", "5xx"].filter((one) => values.some((value) => String(value).startsWith(one[0]!)))
        : []
  const texts = values.map((value) => (value === null || value === "" ? "-" : String(value)))
  return [...new Set([...words, ...texts])].slice(0, mostOffered)
}

/** Numbers and words that are no patterns. */
export const isPlain = (name: ListName): boolean => name === "status" || name === "class"

export const operatorsOf = (name: ListName): ReadonlyArray<Operator> =>
  isPlain(name) ? operators.filter((one) => one === "is" || one === "is not") : operators
