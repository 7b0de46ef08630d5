/**
 * What is wrong with a statement that SQLite refused: its own words made a sentence, with the place and with what was
 * probably meant. SQLite tells no place through Node, so it is found from what it says: a name by looking for it, a syntax
 * error by compiling the statement up to each place it may be at.
 */
import { Effect } from "effect"

import type { Statement } from "../analysis/statement.ts"
import type { Token } from "../analysis/tokenizer.ts"
import { nearest } from "../nearest.ts"
import { publicViews } from "../query/protocol.ts"
import type { QueryEngine, QueryError } from "../query/QueryEngine.ts"
import { type Catalogue, readCatalogue } from "./catalogue.ts"
import { callAt, isColumn, isComparison, isWord, relationsOf, selectsOf } from "../analysis/select.ts"
import { forms, otherFunctions, otherSyntax } from "./otherDialects.ts"
import { StatementError } from "./StatementError.ts"

/** The error as it is when it is none of the statement's. `statement` is what was typed. */
export const mistakeOf = (
  error: QueryError,
  statement: Statement,
  engine: typeof QueryEngine.Service
): Effect.Effect<StatementError | QueryError> => {
  if (error.reason !== "syntax" && error.reason !== "denied") return Effect.succeed(error)
  const told = error.sqlite ?? ""
  const found = (message: string, at: number | null) => new StatementError({ message, at, cause: error })
  const near = /^near "([^]*)": syntax error$/.exec(told)?.[1]
  if (near !== undefined)
    return Effect.map(findSyntax(near, statement, engine), ({ at, message }) => found(message, at))
  if (told === "incomplete input")
    return Effect.succeed(found(incompleteText(statement), statement.sql.trimEnd().length))
  const table = /^no such table: (.*)$/s.exec(told)?.[1]
  if (table !== undefined) return Effect.succeed(found(error.message, relationPlaceOf(statement, table)))
  return Effect.map(Effect.option(readCatalogue(engine)), (catalogue) => {
    const known = catalogue._tag === "Some" ? catalogue.value : { columns: new Map(), functions: [] }
    const named = namedMistake(told, statement, known)
    return named === null ? found(error.message, null) : found(named.message, named.at)
  })
}

interface Found {
  readonly message: string
  readonly at: number | null
}

const namedMistake = (told: string, statement: Statement, catalogue: Catalogue): Found | null => {
  const column = /^no such column: ([^]*?)( - should this be a string literal in single-quotes\?)?$/.exec(told)
  if (column !== null) {
    return {
      at: placeOf(statement, column[1]!),
      message: noColumnText(column[1]!, column[2] !== undefined, statement, catalogue)
    }
  }
  const ambiguous = /^ambiguous column name: (.*)$/s.exec(told)?.[1]
  if (ambiguous !== undefined) {
    const message = `${ambiguous} is a column of several of the tables here; write which one's: ${namedViews(statement, catalogue)[0] ?? "entries"}.${ambiguous}`
    return { at: placeOf(statement, ambiguous), message }
  }
  const unknown = /^no such function: (.*)$/s.exec(told)?.[1]
  if (unknown !== undefined) return { at: callOf(statement, unknown), message: noFunctionText(unknown, catalogue) }
  const misused = /^misuse of (?:aggregate|window function|aggregate function):? ?(\w+)\(\)$/.exec(told)?.[1]
  if (misused !== undefined) {
    const message = `${misused}() can't be used in this place; what groups must fulfil comes after GROUP BY: HAVING ${misused}(...) > 10`
    return { at: callOf(statement, misused, "where") ?? callOf(statement, misused), message }
  }
  const miscounted = /^wrong number of arguments to function (\w+)\(\)$/.exec(told)?.[1]
  if (miscounted !== undefined) {
    const form = forms[miscounted.toLowerCase()]
    const example = form === undefined ? "" : `, as in ${form}`
    return { at: callOf(statement, miscounted), message: `${told}${example}` }
  }
  if (/^sub-select returns \d+ columns - expected 1$/.test(told)) {
    const at = callOf(statement, "sessions")
    const message =
      at === null
        ? `${told}: one that stands for a value gives one column`
        : "sessions() stands in place of a view: SELECT ... FROM sessions('30m')"
    return { at, message }
  }
  if (told === "too many terms in compound SELECT") {
    const message = "more than 100 SELECTs are joined by UNION; write values as VALUES (1), (2), ..., or ask twice"
    return { at: null, message }
  }
  return null
}

/** Of `a.path`, where nothing is called `a`; null: it is the column that is wrong. */
const wrongQualifierText = (name: string, { tokens }: Statement): string | null => {
  const [qualifier, column, ...more] = name.split(".").map((one) => unquoted(one))
  const relations = relationsOf(tokens)
  const called = relations.map((relation) => relation.alias ?? relation.name)
  const wanted = qualifier!.toLowerCase()
  if (column === undefined || more.length > 0 || called.length === 0 || called.includes(wanted)) return null
  const renamed = relations.find((relation) => relation.name === wanted)
  if (renamed !== undefined) return `${qualifier} is called ${renamed.alias} here; write ${renamed.alias}.${column}`
  const [only, ...others] = new Set(called)
  const meant = others.length === 0 ? only : nearest(wanted, called)
  const instead = meant == null ? `there are ${listed([...new Set(called)])}` : `did you mean ${meant}.${column}?`
  return `nothing is called ${qualifier} here; ${instead}`
}

const noColumnText = (name: string, isQuoted: boolean, statement: Statement, catalogue: Catalogue): string => {
  const wrong = isQuoted ? null : wrongQualifierText(name, statement)
  if (wrong !== null) return wrong
  const bare = unquoted(name.split(".").at(-1)!)
  const views = namedViews(statement, catalogue)
  const there = views.flatMap((view) => catalogue.columns.get(view) ?? [])
  const where = views.length === 1 ? ` in ${views[0]}` : ""
  const meant = otherWords[bare.toLowerCase()]
  if (isQuoted)
    return `there is no column "${bare}"; a text is written in single quotes: '${bare.replaceAll("'", "''")}'`
  const says = `there is no column ${bare}${where}`
  if (meant !== undefined && there.includes(meant)) return `${says}; did you mean ${meant}?`
  const elsewhere = publicViews.filter((view) => catalogue.columns.get(view)?.includes(bare.toLowerCase()))
  if (bare === "day" && views.includes("entries")) return `${says}; write bucket(time, 'day')`
  if (elsewhere.length > 0) return `${says}; ${listed(elsewhere)} ${elsewhere.length === 1 ? "has" : "have"} it`
  const near = nearest(bare, [...there, ...aliasesIn(statement)])
  const place = statement.tokens.findIndex(({ start }) => start === placeOf(statement, name))
  if (isCompared(statement.tokens, place) && (near === null || /[A-Z]/.test(bare)))
    return `${says}; a text is written in single quotes: '${bare}'`
  if (near !== null) return `${says}; did you mean ${near}?`
  return views.length === 0 ? says : `${says}; its columns are ${there.join(", ")}`
}

/** What other logs and tools call these columns. */
const otherWords: Readonly<Record<string, string>> = {
  ip: "client",
  address: "client",
  host: "site",
  vhost: "site",
  domain: "site",
  url: "path",
  uri: "path",
  page: "path",
  file: "path",
  user_agent: "agent",
  useragent: "agent",
  ua: "agent",
  referer: "referrer",
  timestamp: "time",
  date: "time",
  datetime: "time",
  size: "bytes",
  code: "status",
  status_code: "status",
  verb: "method",
  args: "query",
  username: "user",
  duration: "duration_ms",
  request_time: "duration_ms",
  count: "hits"
}

const noFunctionText = (name: string, catalogue: Catalogue): string => {
  const own = otherFunctions[name.toLowerCase()]
  if (own !== undefined) return `there is no function ${name}(); write ${own}`
  // Of a short name, whatever has its letters and two others is near.
  const alike = catalogue.functions.filter((known) => name.length > 4 || Math.abs(known.length - name.length) < 2)
  const meant = nearest(name, alike)
  return `there is no function ${name}()${meant === null ? "" : `; did you mean ${meant}()?`}`
}

const listed = (names: ReadonlyArray<string>): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`

const unquoted = (name: string): string => name.replace(/^["'`[](.*)["'`\]]$/s, "$1")

/** Views and tables that the statement selects from, in its order. */
const namedViews = ({ tokens }: Statement, { columns }: Catalogue): ReadonlyArray<string> => [
  ...new Set(relationsOf(tokens).flatMap(({ name }) => (columns.has(name) ? [name] : [])))
]

const aliasesIn = ({ tokens }: Statement): ReadonlyArray<string> =>
  selectsOf(tokens).flatMap(({ items }) => items.flatMap(({ alias }) => alias ?? []))

/** Of a column, perhaps with the name of its table in front. */
const placeOf = ({ tokens }: Statement, name: string): number | null => {
  const [column, table] = name.toLowerCase().split(".").map(unquoted).toReversed()
  const index = tokens.findIndex(
    ({ value }, at) =>
      value === column && isColumn(tokens, at) && (table === undefined || tokens[at - 2]?.value === table)
  )
  return tokens[table === undefined ? index : index - 2]?.start ?? null
}

/** Of a view or table, with that of its schema. */
const relationPlaceOf = ({ tokens }: Statement, name: string): number | null => {
  const first = name.toLowerCase().split(".")[0]!
  const found = tokens.find(({ value }, at) => {
    const before = tokens[at - 1]
    return (
      value.toLowerCase() === first &&
      (isWord(before, "from", "join", "in") || before?.text === "," || before?.text === "(")
    )
  })
  return found?.start ?? null
}

/** The first call of a function, in all of the statement or in one of its WHERE clauses. */
const callOf = ({ tokens }: Statement, name: string, clause?: "where"): number | null => {
  const within = clause === undefined ? null : selectsOf(tokens).flatMap((select) => select[clause] ?? [])
  const isWithin = (at: number): boolean => within?.some(({ from, to }) => at >= from && at < to) ?? true
  const isCall = (token: Token, at: number): boolean =>
    token.value === name.toLowerCase() && callAt(tokens, at) !== null && isWithin(at)
  return tokens.find(isCall)?.start ?? null
}

const incompleteText = ({ tokens }: Statement): string => {
  const open = tokens.filter(({ text }) => text === "(").length - tokens.filter(({ text }) => text === ")").length
  return open > 0 ? "the statement ends too early: ) is missing" : "the statement ends too early"
}

const clauseWords = [
  "select",
  "from",
  "where",
  "group",
  "having",
  "order",
  "limit",
  "join",
  "union",
  "distinct",
  "between",
  "and"
]

/** The first of its places up to which SQLite refuses the statement for it. */
const findSyntax = (near: string, statement: Statement, engine: typeof QueryEngine.Service): Effect.Effect<Found> =>
  Effect.gen(function* () {
    const { sql, tokens } = statement
    const places = tokens.filter(({ text }) => text === near)
    let found: Token | undefined = places.length === 1 ? places[0] : undefined
    for (const place of found === undefined ? places.slice(0, mostTries) : []) {
      const upTo = `EXPLAIN ${sql.slice(0, place.end).replace(/^\s*explain(\s+query\s+plan)?\b/i, "")}`
      const refusal = yield* Effect.flip(engine.run({ sql: upTo, brief: true })).pipe(Effect.option)
      if (refusal._tag === "None" || refusal.value.sqlite !== `near "${near}": syntax error`) continue
      found = place
      break
    }
    if (found === undefined) return { at: null, message: `near "${near}": syntax error` }
    const at = tokens.indexOf(found)
    const misspelt = [tokens[at - 1], found].find((token) => token !== undefined && clauseMeant(token) !== null)
    if (misspelt !== undefined) {
      return {
        at: misspelt.start,
        message: `"${misspelt.text}" is no word of SQL here; did you mean ${clauseMeant(misspelt)}?`
      }
    }
    return { at: found.start, message: `syntax error near "${near}"${syntaxAdvice(statement, at)}` }
  })

const mostTries = 100

const clauseMeant = ({ kind, value }: Token): string | null => {
  if (kind !== "word" || value.length < 4 || clauseWords.includes(value)) return null
  const meant = nearest(value, clauseWords)
  return meant === null ? null : meant.toUpperCase()
}

/** Whether a value stands here that a column is compared with. */
const isCompared = (tokens: ReadonlyArray<Token>, at: number): boolean =>
  isComparison(tokens[at - 1]) || isWord(tokens[at - 1], "like", "glob")

/** What was probably meant as a text: up to a blank, or what ends an expression. */
const unquotedAt = (sql: string, start: number): string => /^[^\s,;()']*/.exec(sql.slice(start))![0]

const syntaxAdvice = ({ sql, tokens }: Statement, at: number): string => {
  const before = tokens[at - 1]
  const other = otherSyntax(tokens, at)
  if (other !== null) return `; ${other}`
  if (before?.text === "," && isWord(tokens[at], "from", "where", "group", "order", "limit"))
    return "; there is a comma too many before it"
  if (before?.text === "," && tokens[at]?.text === ")") return "; there is a comma too many before it"
  const isNumber = before?.kind === "number" && tokens[at]!.text.startsWith(".")
  const bare = isNumber || isCompared(tokens, at) ? unquotedAt(sql, (isNumber ? before : tokens[at]!).start) : ""
  return bare.length > 1 ? `; a text is written in single quotes: '${bare}'` : ""
}
