/**
 * Patterns (workers/filter/pattern.ts) as conditions of SQL, with the same meaning as the predicates made of them: the
 * result is true or false for unknown values too, never null.
 */
import type { Pattern } from "@logmill/workers/filter/pattern"

/** Writes a value into SQL: a literal, or a name it is bound by. */
export type Write = (value: string | Uint8Array) => string

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

export const anyOf = (conditions: ReadonlyArray<string>): string => conditions.join(" OR ")

/** A text as a literal of SQL. */
export const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Any value as a literal of SQL, to show a statement that can be run as it stands. */
export const literal = (value: null | number | bigint | string | Uint8Array): string => {
  if (value === null) return "NULL"
  if (typeof value === "string") return textLiteral(value)
  if (typeof value !== "object") return String(value)
  return `x'${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("")}'`
}
