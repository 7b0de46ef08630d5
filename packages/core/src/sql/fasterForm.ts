/**
 * The statement over `hits` or `visits` that says the same as one over requests, where these have the sums: it reads some
 * thousand rows in place of every entry.
 *
 * Each SELECT over `entries` or `access_log` alone is written anew by itself (overSums.ts), wherever it stands: in a WITH
 * list, in parentheses, between UNION ALL. Either all of them are, over the same view, or none. The others stay as they are,
 * and must say the same of rows in any order. Names of columns stay. The result is the same, but for one thing that is said:
 * bytes that are not logged are 0 in the sums, where `entries` has null.
 */
import { macroNames } from "../analysis/macros.ts"
import {
  callAt,
  isColumn,
  isWord,
  type Item,
  relationOf,
  type Select,
  selectsOf,
  type Stretch,
  type Tokens,
  unsteady,
  writtenAs
} from "../analysis/select.ts"
import { ownRelations, readSingle, relationsNamed, type Statement } from "../analysis/statement.ts"
import { applyEdits, type Edit } from "../analysis/tokenizer.ts"
import { isOrderless } from "./orderless.ts"
import { type FormContext, overSums } from "./overSums.ts"
import { type RequestView, requestViews, type SumView, sumViews } from "./sumViews.ts"

export interface FasterForm {
  readonly view: SumView["view"]
  readonly sql: string
  /** It has 0 where the statement has null: sums of bytes of which none is logged. */
  readonly hasZeros: boolean
}

/** Those that there are, the fastest first; whether a view answers fast behind a filter is another matter. */
export const fasterForms = (statement: Statement, context: FormContext): ReadonlyArray<FasterForm> => {
  const { tokens } = statement
  // What rows sums have behind a filter is a matter of the whole statement.
  const hasSums = relationsNamed(statement, ["hits", "visits"]).length > 0
  if (!isWord(tokens[0], "select", "with") || hasSums || ownRelations(statement, views).length > 0) return []
  if (tokens.some((_, index) => isRefused(tokens, index))) return []
  const selects = selectsOf(tokens)
  const anew = selects.flatMap((select) => {
    const relation = select.source === null ? null : relationOf(tokens, select.source)
    const requests = requestViews.find(({ name }) => name === relation?.name)
    return requests === undefined ? [] : [{ select, requests, alias: relation!.alias }]
  })
  const others = selects.filter((select) => !anew.some((one) => one.select === select))
  if (anew.length === 0 || !others.every((select) => isSame(tokens, select, context.params))) return []
  return sumViews.flatMap((sums) => {
    const form = formOver(sums, { statement, context, selects, anew, others })
    return form === null ? [] : [form]
  })
}

const views = ["entries", "access_log", "hits", "visits"] as const

/** What is another value each time, and tables by their schema's name, some of which have a row for each request. */
const isRefused = (tokens: Tokens, index: number): boolean => {
  const call = callAt(tokens, index)
  if (call !== null && (unsteady.has(call.name) || call.name === "sessions")) return true
  return isWord(tokens[index], "main", "temp") && tokens[index + 1]?.text === "."
}

/**
 * Whether a SELECT that stays as it is says the same of the same rows, whatever their order, and of columns that have lost
 * their affinity: no text that is a number is compared with one.
 */
const isSame = (tokens: Tokens, select: Select, params: FormContext["params"]): boolean =>
  isOrderless(tokens, select) &&
  !tokens.slice(select.from, select.to).some(({ kind, text, value }, index) => {
    if (text === "||" || makesText.has(callAt(tokens, select.from + index)?.name ?? "")) return true
    const given = kind === "string" ? value : kind === "param" ? params[text.slice(1)] : null
    return typeof given === "string" && /^\s*[-+.]?\d[\d.]*\s*$/.test(given)
  })

/** Functions whose texts may be numbers. */
const makesText = new Set(
  "printf format substr substring char hex quote trim ltrim rtrim replace lower upper concat concat_ws group_concat string_agg cast json_each json_tree json_extract".split(
    " "
  )
)

interface Parts {
  readonly statement: Statement
  readonly context: FormContext
  readonly selects: ReadonlyArray<Select>
  readonly anew: ReadonlyArray<{
    readonly select: Select
    readonly requests: RequestView
    readonly alias: string | null
  }>
  readonly others: ReadonlyArray<Select>
}

const formOver = (sums: SumView, { anew, context, others, selects, statement }: Parts): FasterForm | null => {
  const { sql, tokens } = statement
  const isAnew = ({ from, to }: Stretch) => !others.some((select) => select.from > from && select.to < to)
  // ORDER BY of a compound means a result column, by its number or a name that stays what it is.
  const orders = others.filter((select) => isJoined(tokens, select)).flatMap(({ orderBy }) => orderBy)
  if (!orders.every((term) => isResultName(tokens, term, sums))) return null
  const edits: Array<Edit> = []
  let hasZeros = false
  for (const { alias, requests, select } of anew) {
    const isArm = isJoined(tokens, select)
    // More may be made of the rows of an inner one; UNION puts those together that are alike, and a limit cuts them.
    const isLast = select.depth === 0 && !tokens.some((token) => isWord(token, "with"))
    const allowsZeros = isLast && (!isArm || tokens.every((_, index) => isPlain(tokens, index)))
    const isValue = !givesNames(select, selects)
    const asked = { statement, select, requests, alias, sums, context, isArm, isAnew, isValue, allowsZeros }
    const form = overSums(asked)
    if (form === null) return null
    edits.push(...form.edits)
    hasZeros ||= form.hasZeros
  }
  const named = selects.filter((select) => givesNames(select, selects))
  const unnamed = named.flatMap(({ depth, items }) =>
    items.filter((item) => item.alias === null && isChanged(item, statement, edits)).map((item) => ({ depth, item }))
  )
  // Those of inner ones are called by what macros become.
  if (unnamed.some(({ depth, item }) => depth > 0 && hasMacro(tokens, item))) return null
  const names = unnamed.flatMap(({ item }) => nameEdits(item, statement))
  const form = readSingle(applyEdits(sql, [...edits, ...names]))
  return relationsNamed(form, ["entries", "access_log", "entry"]).length > 0
    ? null
    : { view: sums.view, sql: form.sql, hasZeros }
}

const compounds = ["union", "intersect", "except"]

/** By UNION or the like with one before it, or behind it. */
const isJoined = (tokens: Tokens, { from, to }: Select): boolean =>
  isWord(tokens[to], ...compounds) || isWord(tokens[from - 1], ...compounds) || isWord(tokens[from - 2], "union")

const isResultName = (tokens: Tokens, { from, to }: Stretch, { own }: SumView): boolean => {
  const end = isWord(tokens[to - 1], "asc", "desc") ? to - 1 : to
  return end - from === 1 && !own.has(tokens[from]!.value)
}

/** Rows are put behind one another. */
const isPlain = (tokens: Tokens, index: number): boolean =>
  !isWord(tokens[index], "intersect", "except", "limit") &&
  (!isWord(tokens[index], "union") || isWord(tokens[index + 1], "all"))

/** Whether its columns are known by their names: not in an expression. */
const givesNames = ({ from, to }: Select, selects: ReadonlyArray<Select>): boolean => {
  const around = selects.findLast((select) => select.from < from && select.to > to)
  return around === undefined || (around.source !== null && around.source.from < from && around.source.to > to)
}

const isChanged = (item: Item, { sql, tokens }: Statement, edits: ReadonlyArray<Edit>): boolean => {
  const { start } = tokens[item.from]!
  const { end } = tokens[item.to - 1]!
  return edits.some((edit) => edit.start >= start && edit.end <= end && edit.text !== sql.slice(edit.start, edit.end))
}

const hasMacro = (tokens: Tokens, { from, to }: Item): boolean =>
  tokens
    .slice(from, to)
    .some(({ value }, offset) => macroNames.includes(value) && callAt(tokens, from + offset) !== null)

/** An expression that is another one now keeps as a name what was written. */
const nameEdits = (item: Item, statement: Statement): ReadonlyArray<Edit> => {
  const { end } = statement.tokens[item.to - 1]!
  const name = nameOf(statement, item)
  return name === null ? [] : [{ start: end, end, text: ` AS ${name}` }]
}

/** What SQLite calls it; null: as the new one, by the column that it is. */
const nameOf = (statement: Statement, item: Item): string | null => {
  const { tokens } = statement
  const { from, to } = item
  const isName = isColumn(tokens, to - 1) && (to - from === 1 || (to - from === 3 && tokens[from + 1]!.text === "."))
  if (!isName) return `"${writtenAs(statement, item).replaceAll('"', '""')}"`
  const { value } = tokens[to - 1]!
  return requestViews[0]!.columns.has(value) ? null : value
}
