/**
 * Patterns as the command line has them (docs/filters.md), made from cells and read for chips. Only what a chip tells apart
 * is read here; what a pattern means is the server's.
 */

/** The pattern that selects a stored value and no other; null is the unknown one. */
export const patternOfValue = (value: string | null): string => {
  if (value === null) return "-"
  return value === "" ? "~^$" : patternOfGlob([value])
}

/** The pattern for a value by a column's template, with the value in place of each `{}`. */
export const patternOfCell = (template: string, value: string | null): string => {
  if (value === null) return "-"
  if (/^!?~/.test(template)) return template.replaceAll("{}", () => literalRegex(value))
  return template
    .split(",")
    .map((one) => {
      const not = one.startsWith("!") ? "!" : ""
      return (
        not +
        patternOfGlob(
          one
            .slice(not.length)
            .split("*")
            .map((part) => part.replaceAll("{}", () => value))
        )
      )
    })
    .join(",")
}

/** Blanks are written as their codes: between them a sign may be an operator. */
const literalRegex = (text: string): string =>
  text
    .replaceAll(/[$()*+.?[\\\]^{|}/]/g, "\\$&")
    .replaceAll(/[ \t\r\n]/g, (blank) => `\\x${blank.charCodeAt(0).toString(16).padStart(2, "0")}`)

const operatorWord = /(?<=^|[ \t\r\n])[&|()](?=$|[ \t\r\n])/g

/** The pattern of texts with stars between them. */
export const patternOfGlob = (parts: ReadonlyArray<string>): string =>
  parts
    .map((part) => part.replaceAll(/[,*]/g, "\\$&"))
    .join("*")
    .replaceAll(operatorWord, "\\$&")
    .replace(/[ \t\r\n]$/, "\\$&")
    .replace(/^(?:[!~( \t\r\n]|-$)/, "\\$&")

export const operators = ["is", "is not", "contains", "does not contain", "matches", "does not match"] as const
export type Operator = (typeof operators)[number]

/** A pattern as a chip says it; `text` is the value for `is` and `contains`, else the pattern as typed. */
export interface Said {
  readonly operator: Operator
  readonly text: string
}

export const sayPattern = (pattern: string): Said => {
  const isNegated = pattern.startsWith("!") && isSingle(pattern.slice(1))
  const one = isNegated ? pattern.slice(1) : pattern
  const said = (plain: Operator, negated: Operator, text: string): Said => ({
    operator: isNegated ? negated : plain,
    text
  })
  if (one === "-") return said("is", "is not", "-")
  const exact = unescaped(one)
  if (exact !== null && patternOfValue(exact) === one) return said("is", "is not", exact)
  const inner = one.length > 2 && one.startsWith("*") && one.endsWith("*") ? unescaped(one.slice(1, -1)) : null
  if (inner !== null && patternOfGlob(["", inner, ""]) === one) return said("contains", "does not contain", inner)
  return said("matches", "does not match", one)
}

/** The pattern of what a chip says; `text` as typed by the reader. */
export const patternOf = ({ operator, text }: Said): string => {
  const negated = operator === "is not" || operator === "does not contain" || operator === "does not match"
  const plain =
    operator === "is" || operator === "is not"
      ? text === "-"
        ? "-"
        : patternOfValue(text)
      : operator === "contains" || operator === "does not contain"
        ? patternOfGlob(["", text, ""])
        : text
  return negated ? negate(plain) : plain
}

/** What a form says of a text that is no whole value: stars stand for any characters, `~` begins a regular expression. */
export const operatorFor = (operator: Operator, text: string): Operator => {
  if (!text.includes("*") && !text.startsWith("~")) return operator
  return operator === "is" ? "matches" : operator === "is not" ? "does not match" : operator
}

/** Each pattern of a list by itself; a whole expression is put into parentheses. */
export const negate = (pattern: string): string => {
  if (pattern.startsWith("!") && isSingle(pattern.slice(1))) return pattern.slice(1)
  if (isSingle(pattern)) return `!${pattern}`
  return pattern.startsWith("~") ? `!${pattern}` : `!( ${pattern} )`
}

/** Whether there is no comma and no operator in it that means something. */
const isSingle = (pattern: string): boolean =>
  pattern.startsWith("~") ||
  (!/(?<!\\)(?:\\\\)*,/.test(pattern) && !/(?:^|[ \t])[&|()](?:$|[ \t])/.test(pattern) && !pattern.startsWith("("))

/** Null when a sign in it means something. */
const unescaped = (pattern: string): string | null => {
  if (/^(?:[!~(]|-$)/.test(pattern)) return null
  const text = pattern
    .replace(/^\\(?=[!~( -])/, "")
    .replaceAll(/(?<=^|[ \t])\\(?=[&|()](?:$|[ \t]))/g, "")
    .replace(/\\(?=[ \t]$)/, "")
  return text.replaceAll(/\\(?=[,*])/g, "")
}
