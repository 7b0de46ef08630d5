/**
 * SQL as tokens with their exact places: enough to tell names from strings and comments, to find the parts of a
 * statement, and to put text in without touching anything else. It is no parser; SQLite judges the grammar.
 *
 * Follows SQLite's tokenizer (https://sqlite.org/draft/tokenreq.html); blanks and comments are left out.
 */

export type TokenKind = "word" | "quoted" | "string" | "blob" | "number" | "param" | "symbol"

export interface Token {
  readonly kind: TokenKind
  /** As written. */
  readonly text: string
  /** What it names, for words (lower-case) and quoted names (unquoted, lower-case); the contents of a string; else as written. */
  readonly value: string
  readonly start: number
  readonly end: number
}

/** `at` is the place in the text; the message a whole sentence. */
export class SqlTextError extends Error {
  override readonly name = "SqlTextError"
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

const kinds: ReadonlyArray<TokenKind> = ["blob", "word", "string", "quoted", "number", "param", "symbol"]

/**
 * What may stand at a place: blanks and comments, then a group for each of `kinds`. One expression, because the SQL of a
 * question has thousands of tokens, and the first thousand calls of a function are the slow ones.
 */
const token =
  /[ \t\n\f\r]+|--[^\n]*|\/\*[^]*?\*\/|([xX]'[^']*')|([A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*)|('(?:[^']|'')*')|("(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(0[xX][0-9A-Fa-f_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)|([:@$][A-Za-z0-9_$\u0080-\uffff]+|\?\d*)|(->>|->|\|\||<<|>>|<=|>=|==|!=|<>|[-+*%&|~<>=!.,;()]|\/(?!\*))/y

/** Throws `SqlTextError` on what is no token: an unclosed quote or comment, or a stray character. */
export const tokenize = (sql: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  let at = 0
  while (at < sql.length) {
    token.lastIndex = at
    const found = token.exec(sql)
    if (found === null) throw new SqlTextError(at, strayText(sql, at))
    const text = found[0]
    const end = at + text.length
    const group = found.indexOf(text, 1)
    if (group > 0) {
      const kind = kinds[group - 1]!
      tokens.push({ kind, text, value: valueOf(kind, text), start: at, end })
    }
    at = end
  }
  return tokens
}

const strayText = (sql: string, at: number): string => {
  if (sql.startsWith("/*", at)) return "a comment is not closed: */ is missing"
  if (/['"`[]/.test(sql[at]!)) return `a quote is not closed: ${sql[at] === "[" ? "]" : sql[at]} is missing`
  if (sql.startsWith("::", at)) return ":: does not belong in SQLite's SQL; a type is given by cast(x AS integer)"
  return `the character ${JSON.stringify(sql[at])} does not belong in SQL`
}

const valueOf = (kind: TokenKind, text: string): string => {
  if (kind === "word") return text.toLowerCase()
  if (kind === "string") return text.slice(1, -1).replaceAll("''", "'")
  if (kind !== "quoted") return text
  const quote = text[0]!
  const inner = text.slice(1, -1)
  return (quote === "[" ? inner : inner.replaceAll(quote + quote, quote)).toLowerCase()
}

/** Line (from 1) of a place in a text. */
export const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length

/** A new text for a part of the old one. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Edits that don't overlap, in any order. */
export const applyEdits = (sql: string, edits: ReadonlyArray<Edit>): string => {
  let out = ""
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    out += sql.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return out + sql.slice(at)
}
