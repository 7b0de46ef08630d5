/**
 * Text patterns: of filters (`--path`), of rules (`--drop path:...`) and of `matches()` in SQL. How several are put together
 * (commas, `!`, `&`, `|`, parentheses) is in expression.ts.
 *
 * A pattern is exact unless it holds `*` (any characters, `/` too); `?` and `[` are literal; case counts. `~REGEX` is a
 * regular expression found anywhere in the text. `-` is the unknown value.
 *
 * A backslash takes the meaning from a comma or `*` behind it, from a word that is an operator, from a blank at either end
 * and from `!`, `~`, `-` or `(` at the beginning; in front of anything else it is a backslash, and so is each of a pair, as
 * stored values have them. So `\\\\,` is two backslashes and the end of a pattern, and a value is asked for as it is printed,
 * with a backslash before each comma.
 *
 * Read once into plain data, which then becomes a predicate (here) or a condition of SQL (in core): both must agree.
 */
import { compileListed, isEscaped, type Listed, PatternError, readListed } from "./expression.ts"
import { linearRegex, RegexError } from "./regex.ts"

export { PatternError } from "./expression.ts"

export type Pattern =
  | { readonly kind: "unknown" }
  | { readonly kind: "exact"; readonly text: string }
  /** The texts between the stars, at least two. */
  | { readonly kind: "glob"; readonly parts: ReadonlyArray<string> }
  /** `source` is fit for linear matching, see regex.ts. */
  | { readonly kind: "regex"; readonly source: string }

export type Patterns = Listed<Pattern>

/** Null is the unknown value. */
export type TextMatcher = (value: string | null) => boolean

/** Each of `values` is one flag's text. Throws `PatternError`. */
export const readPatterns = (values: string | ReadonlyArray<string>): Patterns => readListed(values, readPattern)

/** Where a character stands that no backslash takes the meaning from: behind an even number of them. */
const indexOfSpecial = (text: string, character: string): number => {
  let at = text.indexOf(character)
  while (at >= 0 && isEscaped(text, at)) at = text.indexOf(character, at + 1)
  return at
}

/** The pattern that selects a stored value and no other; null is the unknown one. */
export const patternOfValue = (value: string | null): string => {
  if (value === null) return "-"
  if (value === "") return "~^$"
  return patternOfGlob([value])
}

/**
 * The pattern for a value that is made of a template, with the value in place of each `{}`: `{},{}/*` for a folder and
 * all in it. Within a regular expression the value's own signs mean themselves. Null is the unknown value.
 */
export const patternOfCell = (template: string, value: string | null): string => {
  if (value === null) return "-"
  if (/^!?~/.test(template)) return template.replaceAll("{}", () => literalRegex(value))
  return template
    .split(",")
    .map((one) => {
      const not = one.startsWith("!") ? "!" : ""
      const parts = one.slice(not.length).split("*")
      return not + patternOfGlob(parts.map((part) => part.replaceAll("{}", () => value)))
    })
    .join(",")
}

/** Blanks are written as their codes: between them a sign may be an operator. */
const literalRegex = (text: string): string =>
  text
    .replaceAll(/[$()*+.?[\\\]^{|}/]/g, "\\$&")
    .replaceAll(/[ \t\r\n]/g, (blank) => `\\x${blank.charCodeAt(0).toString(16).padStart(2, "0")}`)

/** The pattern of texts with stars between them. */
export const patternOfGlob = (parts: ReadonlyArray<string>): string =>
  parts
    .map((part) => part.replaceAll(/[,*]/g, "\\$&"))
    .join("*")
    .replaceAll(operatorWord, "\\$&")
    .replace(/[ \t\r\n]$/, "\\$&")
    .replace(/^(?:[!~( \t\r\n]|-$)/, "\\$&")

const operatorWord = /(?<=^|[ \t\r\n])[&|()](?=$|[ \t\r\n])/g

/** One pattern as expression.ts finds it: without `!`, and without blanks around it. */
export const readPattern = (text: string): Pattern => {
  if (text === "-") return { kind: "unknown" }
  if (text.startsWith("~")) return readRegex(text.slice(1))
  const parts = splitStars(withoutEscapes(text))
  if (parts.length === 1) return { kind: "exact", text: parts[0]! }
  if (text.length > 4096) throw new PatternError("a pattern with * is longer than 4096 characters")
  return {
    kind: "glob",
    parts: parts.filter((part, index) => part !== "" || index === 0 || index === parts.length - 1)
  }
}

/** Without the backslashes of operators, of blanks at the ends and of the first character. */
const withoutEscapes = (text: string): string =>
  text
    .replace(/(\\+)(?=[ \t\r\n]$)/, oddLess)
    .replace(/^\\(?=[!~( \t\r\n-])/, "")
    .replaceAll(/(?<=^|[ \t\r\n])\\(?=[&|()](?:$|[ \t\r\n]))/g, "")

/** Of an odd number of backslashes the last is not meant. */
const oddLess = (run: string): string => (run.length % 2 === 0 ? run : run.slice(1))

const splitStars = (text: string): ReadonlyArray<string> => {
  const parts: Array<string> = []
  let rest = text
  for (let star = indexOfSpecial(rest, "*"); star >= 0; star = indexOfSpecial(rest, "*")) {
    parts.push(rest.slice(0, star))
    rest = rest.slice(star + 1)
  }
  return [...parts, rest].map((part) => part.replaceAll(/(\\+)(?=[,*])/g, oddLess))
}

const readRegex = (source: string): Pattern => {
  if (source === "") throw new PatternError("nothing follows the ~ of a regular expression")
  try {
    return { kind: "regex", source: linearRegex(source) }
  } catch (cause) {
    if (!(cause instanceof RegexError)) throw cause
    throw new PatternError(`the pattern "~${source.slice(0, 80)}" ${cause.message}`, { cause })
  }
}

export const compilePatterns = (patterns: Patterns): TextMatcher => compileListed(patterns, compilePattern)

/** Read and compiled in one go. Throws `PatternError`. */
export const parsePatterns = (values: string | ReadonlyArray<string>): TextMatcher =>
  compilePatterns(readPatterns(values))

export const compilePattern = (pattern: Pattern): TextMatcher => {
  if (pattern.kind === "unknown") return (value) => value === null
  if (pattern.kind === "exact") return (value) => value === pattern.text
  if (pattern.kind === "glob") return compileGlob(pattern.parts)
  const regex = new RegExp(pattern.source)
  return (value) => value !== null && regex.test(value)
}

const compileGlob = (parts: ReadonlyArray<string>): TextMatcher => {
  const head = parts[0]!
  const tail = parts.at(-1)!
  const middle = parts.slice(1, -1)
  return (value) => {
    if (value === null || value.length < head.length + tail.length) return false
    if (!value.startsWith(head) || !value.endsWith(tail)) return false
    let at = head.length
    const end = value.length - tail.length
    for (const part of middle) {
      const found = value.indexOf(part, at)
      if (found < 0 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
}
