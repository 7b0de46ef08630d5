/**
 * The one text pattern grammar, of filters (`--path`), of rules (`--drop path:...`) and of `matches()` in SQL.
 *
 * A pattern is exact unless it holds `*` (any characters, `/` too); `?` and `[` are literal; case counts. `~REGEX` is a
 * regular expression found anywhere in the text. `-` is the unknown value. `!` in front negates. Commas separate
 * patterns, except that a regular expression goes on to the end of its value. Patterns are OR, negated ones AND.
 *
 * A backslash takes the meaning from a comma or `*` behind it, and from `!`, `~` or `-` at the beginning; in front of
 * anything else it is a backslash, and so is each of a pair, as stored values have them. So `\\,` is two backslashes and
 * the end of a pattern, and a value is asked for as it is printed, with a backslash before each comma.
 *
 * Read once into plain data, which then becomes a predicate (here) or a condition of SQL (in core): both must agree.
 */
import { linearRegex, RegexError } from "./regex.ts"

export type Pattern =
  | { readonly kind: "unknown" }
  | { readonly kind: "exact"; readonly text: string }
  /** The texts between the stars, at least two. */
  | { readonly kind: "glob"; readonly parts: ReadonlyArray<string> }
  /** `source` is fit for linear matching, see regex.ts. */
  | { readonly kind: "regex"; readonly source: string }

/** A value is selected when one of `any` matches (or there is none) and none of `none` does. */
export interface Patterns {
  readonly any: ReadonlyArray<Pattern>
  readonly none: ReadonlyArray<Pattern>
}

/** Null is the unknown value. */
export type TextMatcher = (value: string | null) => boolean

/** A sentence: which pattern, what is wrong with it, what to type. */
export class PatternError extends Error {
  override readonly name = "PatternError"
}

/** Each of `values` is one flag's text, with commas. Throws `PatternError`. */
export const readPatterns = (values: string | ReadonlyArray<string>): Patterns => {
  const any: Array<Pattern> = []
  const none: Array<Pattern> = []
  for (const value of typeof values === "string" ? [values] : values) {
    for (const part of splitPatterns(value)) {
      if (part.startsWith("!")) none.push(readPattern(part.slice(1)))
      else any.push(readPattern(part))
    }
  }
  return { any, none }
}

/** `a\,a,!b,~c,d` is `a\,a`, `!b` and the regular expression `c,d`. Parts are as typed, with their backslashes. */
export const splitPatterns = (value: string): ReadonlyArray<string> => {
  const parts: Array<string> = []
  let rest = value
  while (!/^!?~/.test(rest)) {
    const comma = indexOfSpecial(rest, ",")
    if (comma < 0) break
    parts.push(rest.slice(0, comma))
    rest = rest.slice(comma + 1)
  }
  parts.push(rest)
  return parts
}

/** Where a character stands that no backslash takes the meaning from: behind an even number of them. */
const indexOfSpecial = (text: string, character: string): number => {
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
    let before = at
    while (before > 0 && text[before - 1] === "\\") before--
    if ((at - before) % 2 === 0) return at
  }
  return -1
}

/** The pattern that selects a stored value and no other; null is the unknown one. */
export const patternOfValue = (value: string | null): string => {
  if (value === null) return "-"
  return value === "" ? "~^$" : atBeginning(withoutStars(value))
}

const withoutStars = (value: string): string => value.replaceAll(/[,*]/g, "\\$&")
const atBeginning = (written: string): string => written.replace(/^(?:[!~]|-$)/, "\\$&")

/**
 * The pattern for a value that is made of a template, with the value in place of each `{}`: `{},{}/*` for a folder and
 * all in it. Within a regular expression the value's own signs mean themselves. Null is the unknown value.
 */
export const patternOfCell = (template: string, value: string | null): string => {
  if (value === null) return "-"
  if (/^!?~/.test(template)) return template.replaceAll("{}", () => value.replaceAll(/[$()*+.?[\\\]^{|}/]/g, "\\$&"))
  const written = withoutStars(value)
  return template.replaceAll("{}", (_, at: number) =>
    /[^,]$/.test(template.slice(0, at)) ? written : atBeginning(written)
  )
}

/** One pattern without `!`. */
export const readPattern = (text: string): Pattern => {
  if (text === "") throw new PatternError("a pattern is empty; write - for the unknown value, * for any value")
  if (text === "-") return { kind: "unknown" }
  if (text.startsWith("~")) return readRegex(text.slice(1))
  const parts = splitStars(/^\\[!~-]/.test(text) ? text.slice(1) : text)
  if (parts.length === 1) return { kind: "exact", text: parts[0]! }
  if (text.length > 4096) throw new PatternError("a pattern with * is longer than 4096 characters")
  return {
    kind: "glob",
    parts: parts.filter((part, index) => part !== "" || index === 0 || index === parts.length - 1)
  }
}

const splitStars = (text: string): ReadonlyArray<string> => {
  const parts: Array<string> = []
  let rest = text
  for (let star = indexOfSpecial(rest, "*"); star >= 0; star = indexOfSpecial(rest, "*")) {
    parts.push(rest.slice(0, star))
    rest = rest.slice(star + 1)
  }
  return [...parts, rest].map(withoutEscapes)
}

/** Of each run of backslashes before a comma or star that is no even one, the last is not meant. */
const withoutEscapes = (text: string): string =>
  text.replaceAll(/(\\+)(?=[,*])/g, (run) => (run.length % 2 === 0 ? run : run.slice(1)))

const readRegex = (source: string): Pattern => {
  if (source === "") throw new PatternError("nothing follows the ~ of a regular expression")
  try {
    return { kind: "regex", source: linearRegex(source) }
  } catch (cause) {
    if (!(cause instanceof RegexError)) throw cause
    throw new PatternError(`the pattern "~${source.slice(0, 80)}" ${cause.message}`, { cause })
  }
}

export const compilePatterns = ({ any, none }: Patterns): TextMatcher => {
  const selects = any.map(compilePattern)
  const excludes = none.map(compilePattern)
  return (value) =>
    (selects.length === 0 || selects.some((matches) => matches(value))) && !excludes.some((matches) => matches(value))
}

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
