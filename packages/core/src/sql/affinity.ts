/**
 * What a column is compared with. To SQLite a column of a table has an affinity (https://sqlite.org/datatype3.html#affinity),
 * so that `status = '404'` compares numbers, and the same column over sums has none. Of what is a value of the column's own
 * kind, both say the same.
 */
import {
  callAt,
  isComparison,
  isWord,
  type Item,
  next,
  type Select,
  type Stretch,
  type Tokens
} from "../analysis/select.ts"
import type { Token } from "../analysis/tokenizer.ts"
import type { SqlValue } from "../query/protocol.ts"

/** `kind`: of the column. False: it is compared with something else, or with what is not told. */
export const isComparedAlike = (
  tokens: Tokens,
  column: Stretch,
  kind: "number" | "text",
  params: Readonly<Record<string, SqlValue>>
): boolean => {
  const isAlike = (token: Token | undefined): boolean => {
    if (token === undefined || isWord(token, "null")) return token !== undefined
    if (token.kind !== "param") return token.kind === (kind === "text" ? "string" : "number")
    const value = params[token.text.slice(1)]
    return value === null || (typeof value === "string") === (kind === "text")
  }
  const { from, to } = unwrapped(tokens, column)
  if (isWord(tokens[to], "collate") || isInRow(tokens, from)) return false
  return operandsOf(tokens, from, to).every(
    (index) => isAlike(tokens[index]) && !isJoined(tokens[index - 1]) && !isJoined(tokens[index + 1])
  )
}

/**
 * The same of the columns that a SELECT in an expression gives: of one that has an affinity, a list that such a column is
 * looked for in.
 */
export const isListedAlike = (
  tokens: Tokens,
  { from, items }: Select,
  hasAffinity: (item: Item) => string | null
): boolean => {
  const names = items.flatMap((item) => hasAffinity(item) ?? [])
  if (names.length === 0) return true
  const isIn = items.length === 1 && tokens[from - 1]?.text === "(" && isWord(tokens[from - 2], "in")
  return isIn && tokens[from - (isWord(tokens[from - 3], "not") ? 4 : 3)]?.value === names[0]
}

/** With the parentheses that are around it, but for those of a function. */
const unwrapped = (tokens: Tokens, { from, to }: Stretch): Stretch => {
  const isWrapped = tokens[from - 1]?.text === "(" && tokens[to]?.text === ")"
  const isCall = from > 1 && callAt(tokens, from - 2) !== null
  return isWrapped && !isCall ? unwrapped(tokens, { from: from - 1, to: to + 1 }) : { from, to }
}

const isJoined = (token: Token | undefined): boolean => token !== undefined && ["||", "->", "->>"].includes(token.text)

/** The first tokens of what it is compared with; of a list all. Lists by SELECT have the column's own values. */
const operandsOf = (tokens: Tokens, from: number, to: number): ReadonlyArray<number> => {
  const operands: Array<number> = []
  if (isComparison(tokens[from - 1])) operands.push(from - 2)
  if (isWord(tokens[from - 1], "case")) operands.push(...casesAt(tokens, to))
  if (isWord(tokens[from - 1], "when")) operands.push(...baseAt(tokens, from - 1))
  const at = isWord(tokens[to], "not") ? to + 1 : to
  const operator = tokens[at]
  if (isComparison(operator)) operands.push(at + 1)
  else if (isWord(operator, "is")) operands.push(isWord(tokens[at + 1], "not") ? at + 2 : at + 1)
  // A bound of more than one token is not told.
  else if (isWord(operator, "between")) operands.push(at + 1, isWord(tokens[at + 2], "and") ? at + 3 : -1)
  else if (isWord(operator, "in") && !isWord(tokens[at + 2], "select")) {
    for (let index = at + 2; index < next(tokens, at + 1) - 1; index++)
      if (tokens[index]!.text !== ",") operands.push(index)
  }
  return operands
}

/** What comes after each WHEN. */
const casesAt = (tokens: Tokens, begin: number): ReadonlyArray<number> => {
  const cases: Array<number> = []
  for (let index = begin; index < tokens.length && !isWord(tokens[index], "end"); index = next(tokens, index))
    if (isWord(tokens[index], "when")) cases.push(index + 1)
  return cases
}

/** What `CASE value WHEN` compares with, before one of its WHENs; nothing where each is a condition by itself. */
const baseAt = (tokens: Tokens, when: number): ReadonlyArray<number> => {
  let depth = 0
  for (let index = when - 1; index >= 0; index--) {
    if (isWord(tokens[index], "end")) depth++
    else if (isWord(tokens[index], "case") && depth-- === 0) return isWord(tokens[index + 1], "when") ? [] : [index + 1]
  }
  return []
}

/** Whether it stands in a row value: `(status, method) = ('404', 'GET')`. */
const isInRow = (tokens: Tokens, from: number): boolean => {
  let depth = 0
  let open = from - 1
  for (; open >= 0; open--) {
    const { text } = tokens[open]!
    if (text === ")") depth++
    else if (text === "(" && depth-- === 0) break
  }
  if (open < 0 || callAt(tokens, open - 1) !== null || isWord(tokens[open + 1], "select", "with", "values", "where"))
    return false
  for (let index = open + 1; index < next(tokens, open) - 1; index = next(tokens, index))
    if (tokens[index]!.text === ",") return true
  return false
}
