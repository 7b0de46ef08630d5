/**
 * What a statement needs of `hits` and `visits`, told by the names it uses: whether hits must know their path and how
 * fine their times must be, whether visits must know the day before. A name that stands for something else asks for more than is needed, never for less.
 */
import type { SqlValue } from "../query/protocol.ts"
import type { TimeSpan } from "./bucket.ts"
import { unitOf } from "./macros.ts"
import { type Token, tokenize } from "./tokenizer.ts"

export interface Needs {
  readonly path: boolean
  /** `day`: of time only the day, or what it is a part of. `minute`: finer than any rollup. */
  readonly time: "none" | "day" | "hour" | "minute"
  readonly previous: boolean
  /** Every name there is, among them those of the columns it uses; null: it may use all. */
  readonly names: ReadonlySet<string> | null
  /** It groups by `path_id`, whatever else: rows in that order spare it the sorting. */
  readonly byPath: boolean
}

const pathColumns = ["path", "path_id", "extension", "kind", "template"]

/** `sql` as it was written, with its macros. `SELECT *` of a view means days, as the views have them. */
export const needsOf = (
  sql: string,
  context: {
    readonly params: Readonly<Record<string, SqlValue>>
    readonly span: TimeSpan
    readonly unitSpan?: TimeSpan | undefined
  }
): Needs => {
  const tokens = tokenize(sql)
  const everything = tokens.some(
    (token, index) =>
      (token.text === "*" && isEveryColumn(tokens[index - 1]) && isOfView(tokens, index)) || token.value === "natural"
  )
  const names = new Set(tokens.filter(isName).map(({ value }) => value))
  let path = everything
  let previous = everything
  let time: Needs["time"] = everything ? "day" : "none"
  for (const [index, token] of tokens.entries()) {
    if (!isName(token)) continue
    if (pathColumns.includes(token.value)) path = true
    else if (token.value === "prev_day") previous = true
    else if (token.value === "day" && time === "none") time = "day"
    else if (token.value === "time" && !isCalled(tokens[index + 1])) time = finer(time, unitAt(tokens, index, context))
  }
  return { path, time, previous, names: everything ? null : names, byPath: tokens.some(groupsByPath) }
}

const isName = ({ kind }: Token): boolean => kind === "word" || kind === "quoted"

const groupsByPath = (token: Token, index: number, tokens: ReadonlyArray<Token>): boolean =>
  token.value === "path_id" && tokens[index - 1]?.value === "by" && tokens[index - 2]?.value === "group"

/** `SELECT *`, `x.*`, `DISTINCT *`; not a product, not `count(*)`. */
const isEveryColumn = (before: Token | undefined): boolean =>
  before !== undefined &&
  (["select", "distinct", "all"].includes(before.value) || before.text === "," || before.text === ".")

/** Whether `*` is of a SELECT that reads one of the views itself; of common table expressions it is what they chose. */
const isOfView = (tokens: ReadonlyArray<Token>, star: number): boolean => {
  let depth = 0
  let isBehindFrom = false
  for (let index = star; index < tokens.length && depth >= 0; index++) {
    const { text, value } = tokens[index]!
    if (text === "(") depth++
    else if (text === ")") depth--
    else if (depth === 0 && value === "from") isBehindFrom = true
    else if (isBehindFrom && isRelation(tokens, index)) return true
  }
  return false
}

/** As in `FROM hits`, `, "hits"`, `JOIN (hits`, `IN 'hits'`. */
const isRelation = (tokens: ReadonlyArray<Token>, index: number): boolean =>
  ["hits", "visits"].includes(tokens[index]!.value.toLowerCase()) && isPlace(tokens, index - 1)

const isPlace = (tokens: ReadonlyArray<Token>, index: number): boolean => {
  const token = tokens[index]
  if (token?.text === "(") return isPlace(tokens, index - 1)
  return token?.text === "," || (token?.kind === "word" && ["from", "join", "in"].includes(token.value))
}

const isCalled = (next: Token | undefined): boolean => next?.text === "("

const finer = (one: Needs["time"], other: Needs["time"]): Needs["time"] =>
  fineness.indexOf(one) < fineness.indexOf(other) ? other : one

const fineness: ReadonlyArray<Needs["time"]> = ["none", "day", "hour", "minute"]

/** How fine the time at `index` must be: of days in `bucket(time, 'day')`, or a longer unit, and `weekday(time)`. */
const unitAt = (tokens: ReadonlyArray<Token>, index: number, context: Parameters<typeof needsOf>[1]): Needs["time"] => {
  const [name, open, , next, unit] = tokens.slice(Math.max(index - 2, 0), index + 3)
  if (index < 2 || open?.text !== "(") return "hour"
  if (name?.value === "weekday" && next?.text === ")") return "day"
  if (name?.value !== "bucket" || next?.text !== "," || unit === undefined) return "hour"
  const known = unitOf(unit, context)
  return known === null || known === "hour" ? "hour" : known === "minute" ? "minute" : "day"
}
