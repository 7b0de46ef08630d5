/**
 * One statement that reads, taken apart as far as the host must know it: is it a single one, which relations and
 * parameters does it name, where does its WITH list go, what are its columns called.
 */
import { viewsOfTables } from "../query/viewNames.ts"
import { applyEdits, SqlTextError, type Token, tokenize } from "./tokenizer.ts"

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
    throw new SqlTextError(
      first.start,
      `"${first.text}" can't begin a statement that only reads; begin with SELECT or WITH`
    )
  }
  return statement
}

/** A statement of a script, and where it begins in it. */
export interface Part {
  readonly sql: string
  readonly start: number
  /** What stands between it and the statement before, comments and all. */
  readonly before: string
}

/** The statements of a script, cut at semicolons. Throws on what is no token. */
export const splitStatements = (script: string): ReadonlyArray<Part> => {
  const parts: Array<Part> = []
  let first: Token | undefined
  let before = 0
  let end = 0
  for (const token of [...tokenize(script), undefined]) {
    if (token === undefined || token.text === ";") {
      if (first !== undefined) {
        parts.push({
          sql: script.slice(first.start, end),
          start: first.start,
          before: script.slice(before, first.start)
        })
      }
      first = undefined
      before = token?.end ?? 0
    } else {
      first ??= token
      end = token.end
    }
  }
  return parts
}

/** Parentheses within parentheses. Nobody writes so many, and who looks through a statement goes into each of them. */
const deepest = 300

/** Exactly one statement of any kind. */
export const readSingle = (sql: string): Statement => {
  const tokens = tokenize(sql)
  refuseDeep(tokens)
  const end = tokens.findIndex((token) => token.text === ";")
  const own = end < 0 ? tokens : tokens.slice(0, end)
  const next = end < 0 ? undefined : tokens.slice(end).find((token) => token.text !== ";")
  if (next !== undefined) {
    const form = /\/\*\s*when\s+(\w+)\s*\*\//.exec(sql.slice(tokens[end]!.end, next.start))?.[1]
    const instead =
      form === undefined
        ? "only one can run at a time"
        : `it is the form that an analysis has for ${form}: run one of them`
    throw new SqlTextError(next.start, `a second statement begins at "${next.text}"; ${instead}`)
  }
  if (own.length === 0) throw new SqlTextError(0, "there is no SQL statement")
  return { sql: end < 0 ? sql : sql.slice(0, tokens[end]!.start), tokens: own }
}

const refuseDeep = (tokens: ReadonlyArray<Token>): void => {
  let depth = 0
  for (const { start, text } of tokens) {
    if (text === ")") depth--
    else if (text === "(" && ++depth > deepest)
      throw new SqlTextError(
        start,
        `parentheses are nested more than ${deepest} deep here; name inner parts in a WITH list`
      )
  }
}

const isKeyword = (token: Token | undefined, ...words: ReadonlyArray<string>): boolean =>
  token?.kind === "word" && words.includes(token.value)

const isName = (token: Token | undefined): token is Token => token?.kind === "word" || token?.kind === "quoted"

/** SQLite takes a text in single quotes for a name, too, where only a name can stand. */
const relationName = (token: Token | undefined): string | null => {
  if (token?.kind === "string") return token.value.toLowerCase()
  return isName(token) ? token.value : null
}

/** Names of `:name` parameters, each once. Throws on the other kinds of parameters. */
export const parameterNames = ({ tokens }: Statement): ReadonlyArray<string> => {
  const names = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== "param") continue
    if (!token.text.startsWith(":")) {
      throw new SqlTextError(
        token.start,
        `the parameter "${token.text}" has no name; write :name and declare it in the header`
      )
    }
    names.add(token.text.slice(1))
  }
  return [...names]
}

/** Those of `relations` that are named where a relation can stand: after FROM, JOIN, IN, or a comma. */
export const relationsNamed = <Name extends string>(
  { tokens }: Statement,
  relations: ReadonlyArray<Name>
): ReadonlyArray<Name> => {
  const isPlace = (index: number): boolean => {
    const token = tokens[index]
    return isKeyword(token, "from", "join", "in") || token?.text === "," || (token?.text === "(" && isPlace(index - 1))
  }
  const names = new Set(tokens.map((token, index) => (isPlace(index - 1) ? relationName(token) : null)))
  return relations.filter((relation) => names.has(relation))
}

/** Throws on `main.entries`, `temp.x`: a schema's name would get around the filter. */
export const refuseSchemaNames = ({ tokens }: Statement): void => {
  for (const [index, token] of tokens.entries()) {
    const schema = relationName(token) ?? ""
    if (tokens[index + 1]?.text !== "." || !["main", "temp", "temporary"].includes(schema)) continue
    const name = relationName(tokens[index + 2]) ?? ""
    const instead = viewsOfTables[name] ?? name
    throw new SqlTextError(
      token.start,
      `"${schema}.${name}" names a schema, which gets around the filter; write ${instead}`
    )
  }
}

/** Throws when the statement's own WITH list defines one of `relations`. */
export const refuseOwnRelations = (statement: Statement, relations: ReadonlyArray<string>): void => {
  const [own] = ownRelations(statement, relations)
  if (own === undefined) return
  throw new SqlTextError(own.start, `"${own.text}" is a view of logmill; give this part of the WITH list another name`)
}

/** Where the statement's own WITH list defines one of `relations`. */
export const ownRelations = ({ tokens }: Statement, relations: ReadonlyArray<string>): ReadonlyArray<Token> =>
  tokens.filter((token, index) => {
    if (!relations.includes(relationName(token) ?? "")) return false
    const before = tokens[index - 1]
    if (!isKeyword(before, "with", "recursive") && before?.text !== ",") return false
    let next = index + 1
    if (tokens[next]?.text === "(") next = closingParenthesis(tokens, next) + 1
    return isKeyword(tokens[next], "as") && startsCte(tokens, next + 1)
  })

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
  if (!isKeyword(first, "with"))
    return applyEdits(sql, [{ start: first.start, end: first.start, text: `WITH ${list}\n` }])
  const place = isKeyword(tokens[1], "recursive") ? tokens[1]! : first
  const next = tokens[tokens.indexOf(place) + 1]!
  return applyEdits(sql, [{ start: place.end, end: next.start, text: ` ${list},\n` }])
}

/** At most `rows` rows of it. As it is unless it sorts its result, and says nothing of how many rows it wants. */
export const withLimit = (sql: string, rows: number): string => {
  const { sql: own, tokens } = readSingle(sql)
  const top = topLevel(tokens, 0)
  const isSorted = top.some((index) => isKeyword(tokens[index], "order"))
  if (!isSorted || top.some((index) => isKeyword(tokens[index], "limit"))) return sql
  return `${own}\nLIMIT ${rows}`
}

/** A column of the result: its range of tokens (`to` exclusive) and its name, null for `*` and unnamed expressions. */
export interface ResultColumn {
  readonly from: number
  readonly to: number
  readonly name: string | null
}

/** Which column is called as one before it is, and what to say of that; null: none is. Those without a name are not meant. */
export const namedTwice = (
  columns: ReadonlyArray<{ readonly name: string | null }>
): { readonly index: number; readonly text: string } | null => {
  const names = columns.map(({ name }) => name)
  const index = names.findIndex((name, at) => name !== null && names.indexOf(name) < at)
  return index < 0
    ? null
    : { index, text: `two columns are called ${names[index]}; give one another name: ... AS name` }
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
  if (last?.kind === "string" && isKeyword(tokens.at(-2), "as")) return last.value.toLowerCase()
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
