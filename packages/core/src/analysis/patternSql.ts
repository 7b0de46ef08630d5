/**
 * Patterns (workers/filter) as conditions of SQL, with the same meaning as the predicates made of them: the result is true
 * or false for unknown values too, or null where it is not true.
 *
 * SQLite takes trees of a certain depth and statements of a certain length, and lists of patterns can be long: they are
 * joined as balanced trees, and a long list of exact texts is bound as one value.
 */
import { type AnyLeaf, type Combined, isLeaf } from "@logmill/workers/filter/expression"
import type { Pattern } from "@logmill/workers/filter/pattern"

/** Writes a value into SQL: a literal, or a name it is bound by. */
export type Write = (value: string | Uint8Array) => string

/** Whether the text of an expression is selected by any of the patterns, of which there is at least one. */
export const anyPatternSql = (expression: string, patterns: ReadonlyArray<Combined<Pattern>>, write: Write): string =>
  anyCombinedSql(patterns, (leaves) => anyTextSql(expression, leaves, write))

/** The same of patterns of any kind: `anyLeafSql` is asked for a condition that holds when one of the leaves matches. */
export const anyCombinedSql = <Leaf extends AnyLeaf>(
  patterns: ReadonlyArray<Combined<Leaf>>,
  anyLeafSql: (leaves: ReadonlyArray<Leaf>) => string
): string => {
  const one = (pattern: Combined<Leaf>): string => {
    if (isLeaf(pattern)) return anyLeafSql([pattern])
    if (pattern.kind === "not") return `NOT coalesce(${one(pattern.of)}, 0)`
    return pattern.kind === "any" ? some(pattern.of) : joined("AND", pattern.of.map(one).map(inParentheses))
  }
  const some = (list: ReadonlyArray<Combined<Leaf>>): string => {
    const leaves = list.filter((pattern) => isLeaf(pattern))
    const others = list.filter((pattern) => !isLeaf(pattern))
    return anyOf([...(leaves.length > 0 ? [anyLeafSql(leaves)] : []), ...others.map(one).map(inParentheses)])
  }
  return some(patterns)
}

const inParentheses = (condition: string): string => `(${condition})`

const anyTextSql = (expression: string, patterns: ReadonlyArray<Pattern>, write: Write): string => {
  const exact = patterns.flatMap((pattern) => (pattern.kind === "exact" ? [pattern.text] : []))
  if (exact.length < longList) return anyOf(patterns.map((pattern) => patternSql(expression, pattern, write)))
  const others = patterns.filter(({ kind }) => kind !== "exact")
  return anyOf([
    `${expression} IN ${listSql(exact, write)}`,
    ...others.map((pattern) => patternSql(expression, pattern, write))
  ])
}

/** Values that are worth being bound as one. */
export const longList = 20

/** The texts of a long list, to stand behind IN. */
export const listSql = (texts: ReadonlyArray<string>, write: Write): string =>
  `(SELECT value FROM json_each(${write(JSON.stringify(texts))}))`

/** One pattern over an expression; null where the expression is, except for the pattern of the unknown. */
export const patternSql = (expression: string, pattern: Pattern, write: Write): string => {
  if (pattern.kind === "unknown") return `${expression} IS NULL`
  if (pattern.kind === "exact") return `${expression} = ${write(pattern.text)}`
  if (pattern.kind === "glob") {
    const parts = pattern.parts.map((part) => part.replaceAll(/[?*[]/g, "[$&]"))
    return `${expression} GLOB ${write(parts.join("*"))}`
  }
  return `regexp(${write(pattern.source)}, ${expression})`
}

/** At least one of the conditions, of which there is one. */
export const anyOf = (conditions: ReadonlyArray<string>): string => joined("OR", conditions)

const joined = (operator: "AND" | "OR", conditions: ReadonlyArray<string>): string => {
  if (conditions.length <= 8) return conditions.join(` ${operator} `)
  const half = Math.ceil(conditions.length / 2)
  const sides = [conditions.slice(0, half), conditions.slice(half)]
  return sides.map((side) => `(${joined(operator, side)})`).join(` ${operator} `)
}

/** A text as a literal of SQL. */
export const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Any value as a literal of SQL, to show a statement that can be run as it stands. */
export const literal = (value: null | number | bigint | string | Uint8Array): string => {
  if (value === null) return "NULL"
  if (typeof value === "string") return textLiteral(value)
  if (typeof value !== "object") return String(value)
  return `x'${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("")}'`
}
