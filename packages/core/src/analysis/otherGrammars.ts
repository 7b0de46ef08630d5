/**
 * Patterns as other programs have them, which are plain texts here: regular expressions without `~`, alternatives in
 * braces, whole addresses of pages. Asked about patterns that nothing stored matches, so a text that merely looks like one
 * of these is never told to be something else.
 */
import { PatternError, readPatterns } from "@logmill/workers/filter/pattern"
import { anyCase } from "@logmill/workers/filter/regex"

/** What was meant, and why it was not what was typed. */
export interface Meant {
  /** A part of a sentence; a pattern follows. */
  readonly hint: string
  /** A pattern, as patterns are typed. */
  readonly instead: string
}

/** `text`: a pattern's own text, with its stars. Null: it looks like nothing else. */
export const meantBy = (flag: string, text: string): Meant | null => {
  const [, host, path = "/"] = /^https?:\/\/([^/?#]+)(\/[^?#]*)?/.exec(text) ?? []
  if (host !== undefined && flag === "path") return { hint: "a path is without its host", instead: path }
  if (host !== undefined && flag === "site")
    return { hint: "a site is the name of a host", instead: host.replace(/:\d+$/, "") }
  if (flag === "site" && /^\[.+\]$/.test(text))
    return { hint: "an address has no brackets as a site", instead: text.slice(1, -1) }
  if (!looksLikeRegex.test(text) || !isPattern(`~${text}`)) return null
  return { hint: "a regular expression begins with ~", instead: `~${text}` }
}

/** `^/a`, `/a$`, `.*`, `[a-z]`, `(a|b)`, `\d`. */
const looksLikeRegex = /^\^|\$$|\.[*+]|\[[^\]]+\]|\([^()]*\|[^()]*\)|\\[dswb.]/

const isPattern = (text: string): boolean => {
  try {
    readPatterns(text)
    return true
  } catch (cause) {
    if (cause instanceof PatternError) return false
    throw cause
  }
}

/** The patterns that commas made of `a{b,c}d`, and those that were meant. Null: there is no such thing among them. */
export const bracesIn = (texts: ReadonlyArray<string>): (Meant & { readonly typed: string }) | null => {
  const from = texts.findIndex((text) => /\{[^}]*$/.test(text))
  const to = texts.findIndex((text, index) => index > from && /^[^{]*\}/.test(text))
  if (from < 0 || to < 0) return null
  const [, head = "", first = ""] = /^(.*)\{(.*)$/s.exec(texts[from]!)!
  const [, last = "", tail = ""] = /^(.*?)\}(.*)$/s.exec(texts[to]!)!
  return {
    typed: texts.slice(from, to + 1).join(","),
    hint: "braces are no alternatives; commas are, between whole patterns",
    instead: [first, ...texts.slice(from + 1, to), last].map((one) => head + one + tail).join(",")
  }
}

/** Of a regular expression with slashes around it, `/login/i`, as its source has it: what is between them. */
export const withoutSlashes = (source: string): Meant | null => {
  const [, inner, flags] = /^\/(.+)\/([gi]{1,2})$/s.exec(source) ?? []
  if (inner === undefined) return null
  const instead = `~${flags!.includes("i") ? anyCase(inner) : inner}`
  return { hint: "slashes around it, and letters behind them, are a part of the expression", instead }
}

/**
 * Of a list that was meant to go on behind a regular expression, to which its commas belong (`~css$,!*.png`): the pattern up to the
 * expression's end, and those behind. Null: no comma in it is like one that ends a pattern.
 */
export const listBehindRegex = (value: string): ReadonlyArray<string> | null => {
  const begin = /(?:^|,)(?=!?~)/.exec(value)
  if (begin === null) return null
  const from = begin.index + begin[0].length
  const [first, ...others] = value.slice(from).split(/,(?=[!~/*])/)
  if (others.length === 0) return null
  return [value.slice(0, from) + first!, ...others]
}
