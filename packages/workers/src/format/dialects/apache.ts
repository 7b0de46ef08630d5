/**
 * Apache's `LogFormat`, as it stands in httpd.conf or the bare string in it.
 *
 * `%>s` counts before `%s`, and a time with more digits before one with fewer. Lists of statuses (`%!200,304{Referer}i`)
 * are read over: where they do not apply, Apache writes a dash. Source: mod_log_config.
 */
import { type FormatDefinition, FormatError } from "../definition.ts"
import { type ApacheDirective, apacheTable, apacheWord } from "./apacheDirectives.ts"
import { oneOf } from "./configuration.ts"
import { checkWords, isWord, patternOf, type Token, type Vocabulary, type Word, wordOf } from "./words.ts"

const directive = /%([!<>,\d]*)(?:\{([^}]*)\})?(\^[A-Za-z]{2}|[A-Za-z%])/g

const vocabulary: Vocabulary = {
  noun: "directive of LogFormat",
  client: "%h",
  request: "%r",
  known: apacheTable.map(([text]) => text)
}

/** Whether a text may be of this dialect: it has a directive. */
export const isApache = (text: string): boolean => /%[!<>,\d]*(?:\{[^}]*\})?(?:\^[A-Za-z]{2}|[A-Za-z])/.test(text)

/** A whole directive, its string, or the text itself. Throws a FormatError for what it is not. */
export const apacheFormat = (text: string): FormatDefinition => {
  const { name, string } = stringOf(text)
  const tokens = withTimes(tokensOf(string))
  checkWords(tokens, vocabulary)
  return {
    name: "apache-log-format",
    title: `Apache LogFormat ${name ?? string}`,
    ...patternOf(joined(tokens)),
    exact: true,
    samples: []
  }
}

const stringOf = (text: string): { readonly name: string | null; readonly string: string } => {
  const isDirective = /^\s*LogFormat\s/i.test(text)
  const isString = /^\s*"(?:[^"\\]|\\[^])*"(?:\s+[\w.-]+)?\s*$/.test(text)
  if (!isDirective && !isString) return { name: null, string: unescaped(text.trim()) }
  const { args } = oneOf(isDirective ? text : `LogFormat ${text}`, "apache", "logformat")
  const [string, name] = args
  if (string === undefined) throw new FormatError("the LogFormat is never said: its text is missing")
  return { name: name ?? null, string: unescaped(string) }
}

/** What mod_log_config itself makes of backslashes; in the shell a quote may have one, too. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\(["\\tn])/g, (_, next: string) => (next === "t" ? "\t" : next === "n" ? "" : next))

type Piece = { readonly text: string } | ApacheDirective

const isDirective = (piece: Piece): piece is ApacheDirective => "letter" in piece

const tokensOf = (string: string): ReadonlyArray<Piece> => {
  const pieces: Array<Piece> = []
  let text = ""
  let at = 0
  for (const match of string.matchAll(directive)) {
    const [whole, modifiers = "", argument, letter = ""] = match
    text += string.slice(at, match.index)
    at = match.index + whole.length
    if (letter === "%") {
      text += "%"
      continue
    }
    if (text !== "") pieces.push({ text })
    text = ""
    pieces.push({ text: whole, letter, argument, which: /[<>]/.exec(modifiers)?.[0] ?? "" })
  }
  text += string.slice(at)
  return text === "" ? pieces : [...pieces, { text }]
}

/** A part of a time that Apache writes in pieces, in the letters of strftime; null for a time that is whole. */
const strftimeOf = (argument: string): string | null => {
  const format = argument.replace(/^(?:begin|end):/, "")
  if (format === "msec_frac" || format === "usec_frac") return "%f"
  if (format === "sec") return "%s"
  return format.includes("%") ? format : null
}

const kindsOfTime: ReadonlyArray<readonly [name: string, letters: RegExp]> = [
  ["date", /%[aAYymbBhdejFDcxG]/],
  ["clock", /%[HIMSTRpXrc]/],
  ["fraction", /%[fL]/],
  ["zone", /%[zZ]/],
  ["epoch", /%s/]
]

const kindsIn = (format: string): ReadonlySet<string> =>
  new Set(kindsOfTime.filter(([, letters]) => letters.test(format)).map(([name]) => name))

/**
 * Directives of time as words: those that are parts of one, with what stands between them, become one
 * (`%{%F %T}t.%{msec_frac}t %{%z}t`).
 */
const withTimes = (pieces: ReadonlyArray<Piece>): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]!
    if (!isDirective(piece)) tokens.push(piece)
    else if (piece.letter !== "t") tokens.push(apacheWord(piece))
    else if (piece.argument === undefined) tokens.push({ text: "[" }, wordOf(piece.text, "time:clf", 4), { text: "]" })
    else {
      let format = strftimeOf(piece.argument)
      let word = piece.text
      for (let next = at + 1; format !== null && next < pieces.length; next++) {
        const between = isDirective(pieces[next]!) ? "" : pieces[next]!.text
        const other = pieces[between === "" ? next : next + 1]
        const part =
          other !== undefined && isDirective(other) && other.letter === "t" ? strftimeOf(other.argument ?? "") : null
        if (part === null || !kindsIn(part).isDisjointFrom(kindsIn(format))) break
        format += between.replaceAll("%", "%%") + part
        word += between + other!.text
        at = next = between === "" ? next : next + 1
      }
      tokens.push(timeWord(word, piece.argument, format))
    }
  }
  return tokens
}

const timeWord = (word: string, argument: string, format: string | null): Token => {
  const plain = argument.replace(/^(?:begin|end):/, "")
  const isEnd = argument.startsWith("end") ? 0.5 : 0
  if (format === null) {
    if (plain === "usec") return wordOf(word, "time:us", isEnd)
    if (plain === "msec") return wordOf(word, "time:ms", 1 + isEnd)
    if (plain === "" || plain === "begin" || plain === "end") return wordOf(word, "time:clf", 4 + isEnd)
    throw new FormatError(
      `${word} says no time: there are sec, msec, usec, msec_frac, usec_frac and the letters of strftime`
    )
  }
  const kinds = kindsIn(format)
  if (kinds.size === 1 && kinds.has("fraction")) return wordOf(word, "-")
  if (format === "%s") return wordOf(word, "time:s", 3 + isEnd)
  if (kinds.has("epoch") || (kinds.has("date") && kinds.has("clock"))) {
    // A time that names no zone tells less than `%t`, which names its own.
    const isLocal = !kinds.has("epoch") && !/%[zZ]/.test(format)
    return wordOf(word, `time:${format}`, (isLocal ? 5 : kinds.has("fraction") ? 2 : 3) + isEnd)
  }
  if (kinds.has("date")) return wordOf(word, `date:${format}`)
  return kinds.has("clock") ? wordOf(word, `clock:${format}`) : wordOf(word, "-")
}

/** `%U%q` is a target; the query begins with its question mark. */
const joined = (tokens: ReadonlyArray<Token>): ReadonlyArray<Token> =>
  tokens.flatMap((token, index) => {
    const [before, after] = [tokens[index - 1], tokens[index + 1]]
    const isField = (other: Token | undefined, field: string) =>
      other !== undefined && isWord(other) && other.field === field
    if (isField(token, "path") && isField(after, "query")) return [{ ...(token as Word), field: "uri" }]
    return isField(token, "query") && isField(before, "path") ? [] : [token]
  })
