/**
 * One statement that reads, taken apart as far as the host must know it: is it a single one, which relations and
 * parameters does it name, where does its WITH list go, which columns can be cut out of it.
 */
import { applyEdits, type Edit, SqlTextError, type Token, tokenize } from "./tokenizer.ts"

export interface Statement {
  /** Without a closing semicolon. */
  readonly sql: string
  readonly tokens: ReadonlyArray<Token>
}

const beginnings = ["select", "with", "values"]

/** Throws `SqlTextError` when the text is no single SELECT, WITH or VALUES. */
export const readStatement = (sql: string): Statement => {
  const statement = readSingle(sql)
  const first = statement.tokens[0]!
  if (!isKeyword(first, ...beginnings)) {
    throw new SqlTextError(first.start, `"${first.text}" can't begin a statement that only reads; begin with SELECT or WITH`)
  }
  return statement
}

/** Exactly one statement of any kind. */
export const readSingle = (sql: string): Statement => {
  const tokens = tokenize(sql)
  const end = tokens.findIndex((token) => token.text === ";")
  const own = end < 0 ? tokens : tokens.slice(0, end)
  const next = end < 0 ? undefined : tokens.slice(end).find((token) => token.text !== ";")
  if (next !== undefined) {
    throw new SqlTextError(next.start, `a second statement begins at "${next.text}"; only one can run at a time`)
  }
  if (own.length === 0) throw new SqlTextError(0, "there is no SQL statement")
  return { sql: end < 0 ? sql : sql.slice(0, tokens[end]!.start), tokens: own }
}

const isKeyword = (token: Token | undefined, ...words: ReadonlyArray<string>): boolean =>
  token?.kind === "word" && words.includes(token.value)

export const isName = (token: Token | undefined): token is Token => token?.kind === "word" || token?.kind === "quoted"

/** Names of `:name` parameters, each once. Throws on the other kinds of parameters. */
export const parameterNames = ({ tokens }: Statement): ReadonlyArray<string> => {
  const names = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== "param") continue
    if (!token.text.startsWith(":")) {
      throw new SqlTextError(token.start, `the parameter "${token.text}" has no name; write :name and declare it in the header`)
    }
    names.add(token.text.slice(1))
  }
  return [...names]
}

/** Those of `relations` that are named anywhere; a column of the same name counts too, which costs nothing. */
export const relationsNamed = ({ tokens }: Statement, relations: ReadonlyArray<string>): ReadonlyArray<string> => {
  const names = new Set(tokens.filter(isName).map((token) => token.value))
  return relations.filter((relation) => names.has(relation))
}

/** Throws on `main.entries`, `temp.x`: a schema's name would get around the filter. */
export const refuseSchemaNames = ({ tokens }: Statement): void => {
  for (const [index, token] of tokens.entries()) {
    if (!isName(token) || tokens[index + 1]?.text !== "." || !["main", "temp", "temporary"].includes(token.value)) continue
    if (tokens[index - 1]?.text === ".") continue
    const name = tokens[index + 2]?.text ?? ""
    throw new SqlTextError(token.start, `"${token.text}.${name}" names a schema, which gets around the filter; write ${name}`)
  }
}

/** Throws when the statement's own WITH list defines one of `relations`. */
export const refuseOwnRelations = ({ tokens }: Statement, relations: ReadonlyArray<string>): void => {
  for (const [index, token] of tokens.entries()) {
    if (!isName(token) || !relations.includes(token.value)) continue
    const before = tokens[index - 1]
    if (!isKeyword(before, "with", "recursive") && before?.text !== ",") continue
    let next = index + 1
    if (tokens[next]?.text === "(") next = closingParenthesis(tokens, next) + 1
    if (isKeyword(tokens[next], "as") && startsCte(tokens, next + 1)) {
      throw new SqlTextError(token.start, `"${token.text}" is a view of logmill; give this part of the WITH list another name`)
    }
  }
}

const startsCte = (tokens: ReadonlyArray<Token>, at: number): boolean => {
  if (isKeyword(tokens[at], "not")) return isKeyword(tokens[at + 1], "materialized")
  return tokens[at]?.text === "(" || isKeyword(tokens[at], "materialized")
}

/** Index of the parenthesis that closes the one at `open`, or of the last token. */
export const closingParenthesis = (tokens: ReadonlyArray<Token>, open: number): number => {
  let depth = 0
  for (let index = open; index < tokens.length; index++) {
    if (tokens[index]!.text === "(") depth++
    else if (tokens[index]!.text === ")" && --depth === 0) return index
  }
  return tokens.length - 1
}

/** Puts `ctes` (each `name AS (...)`) in front of the statement's own WITH list. */
export const spliceCtes = ({ sql, tokens }: Statement, ctes: ReadonlyArray<string>): string => {
  if (ctes.length === 0) return sql
  const first = tokens[0]!
  const list = ctes.join(",\n")
  if (!isKeyword(first, "with")) return insertAt(sql, first.start, `WITH ${list}\n`)
  const place = isKeyword(tokens[1], "recursive") ? tokens[1]! : first
  return insertAt(sql, place.end, ` ${list},\n`)
}

const insertAt = (sql: string, at: number, text: string): string => applyEdits(sql, [{ start: at, end: at, text }])

/** A column of the result: its range of tokens (`to` exclusive) and its name, null for `*` and unnamed expressions. */
export interface ResultColumn {
  readonly from: number
  readonly to: number
  readonly name: string | null
}

/** The columns of the outermost (first) SELECT, which gives the result its names. */
export const resultColumns = ({ tokens }: Statement): ReadonlyArray<ResultColumn> => {
  const select = topLevel(tokens, 0).find((index) => isKeyword(tokens[index], "select"))
  if (select === undefined) return []
  let from = select + (isKeyword(tokens[select + 1], "distinct", "all") ? 2 : 1)
  const columns: Array<ResultColumn> = []
  for (const index of [...topLevel(tokens, from), tokens.length]) {
    const ends = index === tokens.length || isKeyword(tokens[index], ...afterColumns)
    if (!ends && tokens[index]!.text !== ",") continue
    columns.push({ from, to: index, name: nameOfColumn(tokens.slice(from, index)) })
    if (ends) break
    from = index + 1
  }
  return columns
}

const afterColumns = ["from", "where", "group", "having", "window", "order", "limit", "union", "except", "intersect"]

/** `expression AS name`, `expression name`, `name` or `relation.name`. */
const nameOfColumn = (tokens: ReadonlyArray<Token>): string | null => {
  const last = tokens.at(-1)
  if (!isName(last) || isKeyword(last, "end", "null")) return null
  return last.value
}

/** Indexes, from `start` on, of the tokens outside all parentheses that open after it. */
const topLevel = (tokens: ReadonlyArray<Token>, start: number): ReadonlyArray<number> => {
  const indexes: Array<number> = []
  let depth = 0
  for (let index = start; index < tokens.length; index++) {
    const { text } = tokens[index]!
    if (text === ")") depth--
    if (depth === 0 && text !== "(" && text !== ")") indexes.push(index)
    if (text === "(") depth++
  }
  return indexes
}

/** The statement without the result columns of those names; none of them may be the first. */
export const cutColumns = (statement: Statement, names: ReadonlyArray<string>): Statement => {
  const { sql, tokens } = statement
  const edits = resultColumns(statement)
    .filter(({ name, from }) => name !== null && names.includes(name) && tokens[from - 1]?.text === ",")
    .map(({ from, to }): Edit => ({ start: tokens[from - 1]!.start, end: tokens[to - 1]!.end, text: "" }))
  return edits.length === 0 ? statement : readSingle(applyEdits(sql, edits))
}
