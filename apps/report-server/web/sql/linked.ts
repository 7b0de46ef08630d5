/**
 * The open statement in the page's URL, `sql=...`, and the values of its parameters under their own names, `:min=500`. What is too
 * long for a URL is left out of it, and is in this browser only.
 */
import { ownOf } from "../state/ownOf.ts"
import { restValue } from "../state/rest.ts"
import type { PageState } from "../state/url.ts"
import { parametersIn } from "./parameters.ts"

type Rest = PageState["rest"]

export interface Linked {
  readonly sql: string
  readonly params: Readonly<Record<string, string>>
}

/** Letters of a statement, and of all values with their names. */
const longestStatement = 4000
const longestValues = 2000

/** Null: there is no statement. */
export const readLinked = (rest: Rest): Linked | null => {
  const sql = restValue(rest, "sql")
  return sql === null
    ? null
    : { sql, params: Object.fromEntries(within(parametersIn(sql), (name) => restValue(rest, `:${name}`))) }
}

export const withLink = (rest: Rest, { params, sql }: Linked): Rest => {
  const others = rest.filter(([name]) => name !== "sql" && !name.startsWith(":"))
  if (sql === "" || sql.length > longestStatement) return others
  const given = within(parametersIn(sql), (name) => ownOf(params, name) ?? null)
  return [...others, ["sql", sql], ...given.map(([name, value]) => [`:${name}`, value] as const)]
}

/** Those that have a value, as long as there is room. */
const within = (
  names: ReadonlyArray<string>,
  valueOf: (name: string) => string | null
): ReadonlyArray<readonly [string, string]> => {
  let left = longestValues
  return names.flatMap((name) => {
    const value = valueOf(name)
    const length = name.length + (value?.length ?? 0)
    if (value === null || value === "" || length > left) return []
    left -= length
    return [[name, value] as const]
  })
}
