/**
 * The SELECTs of a statement and their clauses, as stretches of tokens: enough to see what is grouped and summed. What
 * does not look as expected is left out; SQLite judges the grammar.
 */
import { closingParenthesis, type Statement } from "./statement.ts"
import type { Token } from "./tokenizer.ts"

export type Tokens = ReadonlyArray<Token>

/** Tokens from `from` to before `to`. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** One result column: its expression, and what it is called after AS or without it. */
export interface Item extends Stretch {
  readonly alias: string | null
}

/** One SELECT from its word on, without what is joined to it by UNION and the like. */
export interface Select extends Stretch {
  /** Parentheses around it. At 0 it gives the result its columns, or is joined to the one that does. */
  readonly depth: number
  readonly isDistinct: boolean
  readonly items: ReadonlyArray<Item>
  readonly source: Stretch | null
  readonly where: Stretch | null
  readonly groupBy: ReadonlyArray<Stretch> | null
  readonly having: Stretch | null
  readonly window: Stretch | null
  readonly orderBy: ReadonlyArray<Stretch>
  readonly limit: Stretch | null
}

export const isWord = (token: Token | undefined, ...words: ReadonlyArray<string>): boolean =>
  token?.kind === "word" && words.includes(token.value)

/** All of them, from the outermost in, as they are written. */
export const selectsOf = (tokens: Tokens): ReadonlyArray<Select> => {
  let depth = 0
  return tokens.flatMap((token, index) => {
    if (token.text === "(") depth++
    else if (token.text === ")") depth--
    return isWord(token, "select") ? [readSelect(tokens, index, depth)] : []
  })
}

const clauseWords = ["from", "where", "group", "having", "window", "order", "limit"]
const ends = ["union", "intersect", "except"]

const readSelect = (tokens: Tokens, at: number, depth: number): Select => {
  const isDistinct = isWord(tokens[at + 1], "distinct")
  const begin = at + (isWord(tokens[at + 1], "distinct", "all") ? 2 : 1)
  const clauses = new Map<string, Stretch>()
  let name = "items"
  let from = begin
  let index = begin
  for (; index < tokens.length; index = next(tokens, index)) {
    const token = tokens[index]!
    if (token.text === ")" || token.text === ";" || isWord(token, ...ends)) break
    // IS DISTINCT FROM begins no clause.
    if (!isWord(token, ...clauseWords) || isWord(tokens[index - 1], "distinct")) continue
    clauses.set(name, { from, to: index })
    name = token.value
    from = index + (isWord(tokens[index + 1], "by") ? 2 : 1)
  }
  clauses.set(name, { from, to: index })
  const clause = (word: string) => clauses.get(word) ?? null
  const list = (word: string) => splitList(tokens, clause(word))
  return {
    from: at,
    to: index,
    depth,
    isDistinct,
    items: (list("items") ?? []).map((item) => readItem(tokens, item)),
    source: clause("from"),
    where: clause("where"),
    groupBy: list("group"),
    having: clause("having"),
    window: clause("window"),
    orderBy: list("order") ?? [],
    limit: clause("limit")
  }
}

/** The token after this one, or after the parenthesis that opens here. */
export const next = (tokens: Tokens, index: number): number =>
  tokens[index]!.text === "(" ? closingParenthesis(tokens, index) + 1 : index + 1

/** Those of a stretch that are in no SELECT in parentheses within it. */
export const outsideSelects = (tokens: Tokens, { from, to }: Stretch): ReadonlyArray<number> => {
  const indexes: Array<number> = []
  for (let index = from; index < to;) {
    indexes.push(index)
    index = isWord(tokens[index + 1], "select") ? next(tokens, index) : index + 1
  }
  return indexes
}

/** Whether a stretch has an aggregate of its own. */
export const hasAggregate = (tokens: Tokens, stretch: Stretch): boolean =>
  outsideSelects(tokens, stretch).some((index) => {
    const call = callAt(tokens, index)
    return call !== null && isAggregate(call)
  })

/** The parts between the commas outside parentheses. */
export const splitList = (tokens: Tokens, stretch: Stretch | null): ReadonlyArray<Stretch> | null => {
  if (stretch === null) return null
  const parts: Array<Stretch> = []
  let { from } = stretch
  for (let index = from; index < stretch.to; index = next(tokens, index)) {
    if (tokens[index]!.text !== ",") continue
    parts.push({ from, to: index })
    from = index + 1
  }
  if (from < stretch.to) parts.push({ from, to: stretch.to })
  return parts
}

const readItem = (tokens: Tokens, { from, to }: Stretch): Item => {
  const last = tokens[to - 1]!
  const before = tokens[to - 2]
  if (to - from > 2 && isWord(before, "as")) return { from, to: to - 2, alias: last.value.toLowerCase() }
  const isAlias = to - from > 1 && isNameLike(last) && before !== undefined && endsExpression(before)
  return isAlias ? { from, to: to - 1, alias: last.value } : { from, to, alias: null }
}

const endsExpression = (token: Token): boolean =>
  token.kind === "symbol" ? token.text === ")" : token.kind !== "word" || isNameLike(token) || isWord(token, "end")

/** Words that are no names where an expression stands. */
const expressionWords: ReadonlySet<string> = new Set(
  (
    "all and as asc between by case collate cross current_date current_time current_timestamp desc distinct else end " +
    "escape except exists false filter from glob group having in inner intersect is isnull join left like limit match " +
    "materialized natural not notnull null nulls on or order outer over partition recursive regexp right select then " +
    "true union using values when where window with"
  ).split(" ")
)

const isNameLike = (token: Token): boolean =>
  token.kind === "quoted" || (token.kind === "word" && !expressionWords.has(token.value))

export interface Relation {
  readonly name: string
  readonly alias: string | null
}

/**
 * The relations that the SELECTs of a statement are from, also in parentheses of their own, in their order; those they select from by
 * IN are not among them.
 */
export const relationsOf = (tokens: Tokens): ReadonlyArray<Relation> =>
  selectsOf(tokens).flatMap(({ source }) => {
    if (source === null) return []
    const found: Array<Relation> = []
    let index = source.from
    while (index < source.to) {
      const before = tokens[index - 1]!
      const isPlace = index === source.from || before.text === "," || before.text === "(" || isWord(before, "join")
      const token = tokens[index]!
      if (isPlace && isNameLike(token)) {
        const after = tokens[index + (isWord(tokens[index + 1], "as") ? 2 : 1)]
        const isAlias = after !== undefined && index + 1 < source.to && isNameLike(after)
        found.push({ name: token.value, alias: isAlias ? after.value : null })
      }
      const isOpened = isPlace && token.text === "(" && !isWord(tokens[index + 1], "select", "with", "values")
      index = isOpened ? index + 1 : next(tokens, index)
    }
    return found
  })

/** The one relation of a FROM clause, and what it is called there; null: there are more, or it is no name. */
export const relationOf = (tokens: Tokens, { from, to }: Stretch): Relation | null => {
  const [relation, ...rest] = tokens.slice(from, to)
  const alias = isWord(rest[0], "as") ? rest[1] : rest[0]
  const isAlone = rest.length === (alias === undefined ? 0 : alias === rest[0] ? 1 : 2)
  if (!isAlone || relation === undefined || !isNameLike(relation)) return null
  return alias === undefined || isNameLike(alias) ? { name: relation.value, alias: alias?.value ?? null } : null
}

/** A name of a column, or of a result column: no function, type, collation or relation in front of a dot. */
export const isColumn = (tokens: Tokens, index: number): boolean =>
  isNameLike(tokens[index]!) &&
  tokens[index + 1]?.text !== "(" &&
  tokens[index + 1]?.text !== "." &&
  !isWord(tokens[index - 1], "as", "collate")

/** The relation in front of the column's dot; null without one. */
export const qualifierOf = (tokens: Tokens, index: number): string | null =>
  tokens[index - 1]?.text === "." ? (tokens[index - 2]?.value ?? null) : null

/** A call of a function: its arguments, and all of it with a FILTER clause. */
export interface Call extends Stretch {
  readonly name: string
  readonly isDistinct: boolean
  readonly args: ReadonlyArray<Stretch>
  /** The condition of FILTER (WHERE ...). */
  readonly filter: Stretch | null
  readonly isWindow: boolean
}

/** The call that begins with this token; null: none does. */
export const callAt = (tokens: Tokens, index: number): Call | null => {
  const token = tokens[index]!
  if (!isNameLike(token) || tokens[index + 1]?.text !== "(" || tokens[index - 1]?.text === ".") return null
  const close = closingParenthesis(tokens, index + 1)
  const isDistinct = isWord(tokens[index + 2], "distinct")
  const args = splitList(tokens, { from: index + (isDistinct ? 3 : 2), to: close })!
  const hasFilter = isWord(tokens[close + 1], "filter") && isWord(tokens[close + 3], "where")
  const to = hasFilter ? closingParenthesis(tokens, close + 2) + 1 : close + 1
  const filter = hasFilter ? { from: close + 4, to: to - 1 } : null
  return { from: index, to, name: token.value, isDistinct, args, filter, isWindow: isWord(tokens[to], "over") }
}

const aggregates: ReadonlySet<string> = new Set(
  (
    "approx_distinct avg count group_concat json_group_array json_group_object jsonb_group_array jsonb_group_object max " +
    "median min percentile percentile_cont percentile_disc string_agg sum total"
  ).split(" ")
)

export const isAggregate = ({ name, args, isWindow }: Call): boolean =>
  aggregates.has(name) && !isWindow && (args.length === 1 || (name !== "min" && name !== "max"))

/** Functions whose value is another one for each row. */
export const unsteady: ReadonlySet<string> = new Set(
  "random randomblob changes last_insert_rowid total_changes".split(" ")
)

/** As it is written. */
export const writtenAs = ({ sql, tokens }: Statement, { from, to }: Stretch): string =>
  sql.slice(tokens[from]!.start, tokens[to - 1]!.end)

/** What a value may be compared with another one by. */
export const isComparison = (token: Token | undefined): boolean => token !== undefined && comparisons.has(token.text)

const comparisons: ReadonlySet<string> = new Set("= == != <> < > <= >=".split(" "))

/** As written, but for blanks and case: what is the same expression. */
export const textOf = (tokens: Tokens, { from, to }: Stretch): string => tokens.slice(from, to).map(sameText).join(" ")

/** Whether what begins here is the same expression as that of a stretch. */
export const isSameAt = (tokens: Tokens, index: number, { from, to }: Stretch): boolean => {
  for (let at = from; at < to; at++) {
    const token = tokens[index + at - from]
    if (token === undefined || sameText(token) !== sameText(tokens[at]!)) return false
  }
  return true
}

const sameText = (token: Token): string => (token.kind === "string" ? token.text : token.value)
