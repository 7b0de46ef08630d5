/**
 * Columns that hold one of a few words, compared with a text that none of them is: the answer is empty, or all there is,
 * without a word.
 */
import { isComparison, isWord, next, relationsOf, splitList, type Tokens } from "../analysis/select.ts"
import type { Statement } from "../analysis/statement.ts"
import { publicViews, type SqlValue } from "../query/protocol.ts"
import { agentClasses } from "../store/details.ts"

const closed: Readonly<Record<string, ReadonlyArray<string>>> = {
  agent_class: agentClasses,
  kind: ["page", "asset", "other"]
}

/** One sentence for each column, of the first text that it never has. `params` are values by the names of parameters. */
export const closedColumns = (
  { tokens }: Statement,
  params: Readonly<Record<string, SqlValue>> = {}
): ReadonlyArray<string> => {
  // A relation of the statement's own may have a column of this name.
  if (!relationsOf(tokens).every(({ name }) => publicViews.some((view) => view === name))) return []
  const said = new Map<string, string>()
  for (const [index, token] of tokens.entries()) {
    const known = token.kind === "word" || token.kind === "quoted" ? closed[token.value.toLowerCase()] : undefined
    if (known === undefined || said.has(token.value)) continue
    const text = comparedWith(tokens, index, params).find((one) => !known.includes(one))
    if (text !== undefined) said.set(token.value, neverText(token.value, text, known))
  }
  return [...said.values()]
}

const neverText = (column: string, text: string, known: ReadonlyArray<string>): string => {
  const isOfBots = column === "agent_class" && /^(?:ro)?bots?$|^crawlers?$/i.test(text)
  const instead = isOfBots
    ? "; whatever says that it is a program: agent_class NOT IN ('human', 'unknown')"
    : `; there are ${known.join(", ")}`
  return `${column} is never '${text}'${instead}`
}

/** Texts that the column at `index` is compared with: `= 'a'`, `'a' =`, `IN ('a', 'b')`. */
export const comparedWith = (
  tokens: Tokens,
  index: number,
  params: Readonly<Record<string, SqlValue>>
): ReadonlyArray<string> => {
  const textAt = (at: number): ReadonlyArray<string> => {
    const token = tokens[at]
    if (token?.kind === "string") return [token.value]
    const value = token?.kind === "param" ? params[token.text.slice(1)] : undefined
    return typeof value === "string" ? [value] : []
  }
  const first = tokens[index - 1]?.text === "." ? index - 2 : index
  if (isComparison(tokens[first - 1])) return textAt(first - 2)
  if (isComparison(tokens[index + 1])) return textAt(index + 2)
  const at = isWord(tokens[index + 1], "not") ? index + 2 : index + 1
  if (!isWord(tokens[at], "in") || tokens[at + 1]?.text !== "(") return []
  const list = splitList(tokens, { from: at + 2, to: next(tokens, at + 1) - 1 }) ?? []
  return list.flatMap(({ from, to }) => (to - from === 1 ? textAt(from) : []))
}
