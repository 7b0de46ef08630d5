/** Names in the page's address that nothing on it reads: most likely a filter that was misspelt, and then it selects nothing. */
import type { PageState } from "./url.ts"
import { ownNames } from "./url.ts"

type Rest = PageState["rest"]

/** Kept by the views; `:name` is a parameter of the statement. */
const isOfViews = (name: string): boolean => name === "sql" || name === "entry" || name.startsWith(":")

export const strangeNames = (rest: Rest): ReadonlyArray<string> => [
  ...new Set(rest.map(([name]) => name).filter((name) => !isOfViews(name)))
]

export const withoutStrange = (rest: Rest): Rest => rest.filter(([name]) => isOfViews(name))

/** The name with the same letters in another order or case, one more or one less; null: none. */
export const likelyName = (name: string): string | null =>
  [...ownNames].find((one) => isClose(lettersOf(one), lettersOf(name))) ?? null

const lettersOf = (name: string): string => name.toLowerCase().split("").toSorted().join("")

const isClose = (one: string, other: string): boolean => {
  if (one === other) return true
  const [long, short] = one.length > other.length ? [one, other] : [other, one]
  return (
    long.length === short.length + 1 &&
    long.length > 3 &&
    long.split("").some((_, at) => long.slice(0, at) + long.slice(at + 1) === short)
  )
}
