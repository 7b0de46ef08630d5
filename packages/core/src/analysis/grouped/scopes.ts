/**
 * The parts of a statement that read entries and nothing else: a SELECT whose FROM names `entries` alone, as it stands
 * between parentheses, set operators or the ends of the statement, without a SELECT inside it.
 */
import type { Token } from "../tokenizer.ts"

/** Ranges of tokens, `to` exclusive; null: there is no such clause. */
export interface Range {
  readonly from: number
  readonly to: number
}

export interface Scope {
  /** What is selected, behind SELECT and DISTINCT. */
  readonly columns: Range
  readonly isDistinct: boolean
  /** The name of the relation, and what it is called in this scope, the same or an alias. */
  readonly relation: Range
  readonly alias: string
  readonly where: Range | null
  readonly groupBy: Range | null
  /** HAVING, WINDOW, ORDER BY and LIMIT, with their words. */
  readonly rest: Range
  /** It gives the result its columns. */
  readonly isOutermost: boolean
}

const isWord = (token: Token | undefined, ...words: ReadonlyArray<string>): boolean =>
  token?.kind === "word" && words.includes(token.value)

const clauses = ["from", "where", "group", "having", "window", "order", "limit"]
const setOperators = ["union", "intersect", "except"]

export const entryScopes = (tokens: ReadonlyArray<Token>): ReadonlyArray<Scope> =>
  tokens.flatMap((token, at) => {
    if (!isWord(token, "select")) return []
    const scope = scopeAt(tokens, at)
    return scope === null ? [] : [scope]
  })

const scopeAt = (tokens: ReadonlyArray<Token>, select: number): Scope | null => {
  const starts: Array<{ readonly word: string; readonly at: number }> = []
  let depth = 0
  let end = select + 1
  for (; end < tokens.length; end++) {
    const token = tokens[end]!
    if (isWord(token, "select", "values")) return null
    if (token.text === "(") depth++
    else if (token.text === ")" && --depth < 0) break
    else if (depth === 0 && isWord(token, ...setOperators)) break
    else if (depth === 0 && isWord(token, ...clauses) && !isWithin(tokens, end))
      starts.push({ word: token.value, at: end })
  }
  const clause = (word: string, words: number): Range | null => {
    const index = starts.findIndex((start) => start.word === word)
    return index < 0 ? null : { from: starts[index]!.at + words, to: starts[index + 1]?.at ?? end }
  }
  const from = clause("from", 1)
  const relation = from === null ? null : relationOf(tokens, from)
  if (from === null || relation === null) return null
  const isDistinct = isWord(tokens[select + 1], "distinct")
  const rest = starts.find(({ word }) => ["having", "window", "order", "limit"].includes(word))?.at ?? end
  return {
    columns: { from: select + (isDistinct || isWord(tokens[select + 1], "all") ? 2 : 1), to: from.from - 1 },
    isDistinct,
    ...relation,
    where: clause("where", 1),
    groupBy: clause("group", 2),
    rest: { from: rest, to: end },
    isOutermost: isOutermost(tokens, select)
  }
}

/** `IS DISTINCT FROM`, or a word of a frame, is no clause. */
const isWithin = (tokens: ReadonlyArray<Token>, at: number): boolean =>
  isWord(tokens[at], "from") && isWord(tokens[at - 1], "distinct")

const relationOf = (tokens: ReadonlyArray<Token>, { from, to }: Range): Pick<Scope, "relation" | "alias"> | null => {
  const [name, second, third] = tokens.slice(from, to)
  if (name?.value !== "entries" || (name.kind !== "word" && name.kind !== "quoted")) return null
  const alias = isWord(second, "as") ? third : second
  const length = to - from
  if (length === 1) return { relation: { from, to }, alias: "entries" }
  const isAlias = (alias?.kind === "word" || alias?.kind === "quoted") && length === (isWord(second, "as") ? 3 : 2)
  return isAlias ? { relation: { from, to }, alias: alias.value } : null
}

const isOutermost = (tokens: ReadonlyArray<Token>, select: number): boolean => {
  let depth = 0
  for (const { text } of tokens.slice(0, select)) depth += text === "(" ? 1 : text === ")" ? -1 : 0
  return depth === 0
}
