/**
 * A statement that groups hits by path, and asks of their keys (site, method, status, class of the agent) no more than
 * `sum(hits) FILTER (WHERE status BETWEEN 400 AND 499)`: such sums are columns of rows by path alone, which the query child
 * makes (query/selected), a row in place of three. Conditions are judged by SQLite, a key at a time. Any other word about
 * keys, anywhere in the statement, leaves it as it is.
 */
import { type BoundSql, foldedSums, mostConditions, type SqlValue } from "../query/protocol.ts"
import { bound } from "./bound.ts"
import { allOf, Bindings, keyConditions, keysRestored } from "./condition.ts"
import type { Filter } from "./filter.ts"
import {
  type Call,
  callAt,
  isAggregate,
  isColumn,
  isWord,
  relationOf,
  relationsOf,
  type Select,
  selectsOf,
  type Stretch,
  type Tokens,
  writtenAs
} from "./select.ts"
import { keepNames } from "./resultNames.ts"
import { applyEdits, type Edit, tokenize } from "./tokenizer.ts"

export interface FoldedText {
  /** With its macros, as it was given. */
  readonly sql: string
  /** By the numbers of their sums, from 1. */
  readonly conditions: ReadonlyArray<string>
  /** The sums that it names: those of all hits, and `hits_1`, `bytes_1` and so on. */
  readonly columns: ReadonlyArray<string>
}

/** What `hits` calls such a sum (`hits_1`), null where nothing meets its condition. */
export const foldedColumn = (sum: string): string => `"folded ${sum}"`

const ofKeys: ReadonlySet<string> = new Set(["site", "site_id", "method", "status", "agent_class"])
/** What may be under a condition. */
const measures: ReadonlyArray<string> = ["hits", "bytes"]
const summed: ReadonlyArray<string> = [...measures, "duration_ms", "timed"]

/** Null: there is nothing to fold, or it can't be. */
export const foldFilters = (sql: string): FoldedText | null => {
  const tokens = tokenize(sql)
  const conditions: Array<string> = []
  const edits: Array<Edit> = []
  const columns = new Set<string>()
  const selects = selectsOf(tokens).filter((select) => isOfPaths(tokens, select))
  // Whatever else is made of hits may ask how many rows there are.
  if (relationsOf(tokens).filter(({ name }) => name === "hits").length > selects.length) return null
  if (tokens.some(({ value }, at) => value === "hits" && isWord(tokens[at - 1], "in"))) return null
  for (let at = 0; at < tokens.length; at++) {
    const sum = sumOf(tokens, at, selects)
    if (sum === null) {
      if (ofKeys.has(tokens[at]!.value)) return null
      continue
    }
    const { call, condition, measure } = sum
    const written = writtenAs({ sql, tokens }, condition)
    if (!conditions.includes(written)) conditions.push(written)
    const number = conditions.indexOf(written) + 1
    // Whether any are met is told by hits.
    for (const name of ["hits", measure]) columns.add(`${name}_${number}`)
    const text = `sum(${foldedColumn(`${measure}_${number}`)})`
    edits.push({ start: tokens[call.from]!.start, end: tokens[call.to - 1]!.end, text })
    at = call.to - 1
  }
  if (edits.length === 0 || conditions.length > mostConditions) return null
  const items = selects.flatMap((select) => select.items)
  const folded = applyEdits(sql, keepNames({ sql, tokens }, items, edits))
  const names = new Set(tokenize(folded).map(({ value }) => value))
  const ofAll = foldedSums.filter((sum) => madeOf[sum].some((name) => names.has(name)))
  return { sql: folded, conditions, columns: [...ofAll, ...columns] }
}

/** The columns of `hits` that are made of a sum. */
const madeOf: Readonly<Record<(typeof foldedSums)[number], ReadonlyArray<string>>> = {
  hits: ["hits"],
  bytes: ["bytes"],
  duration_us: ["duration_ms"],
  duration_max_us: ["duration_max_ms"],
  timed: ["timed", "duration_ms", "duration_max_ms"]
}

/** A SELECT of hits and nothing else, whose groups are paths, and which asks sums of them. */
const isOfPaths = (tokens: Tokens, select: Select): boolean => {
  const { groupBy, source, where, window } = select
  const [path, ...others] = groupBy ?? []
  const isByPath = path !== undefined && others.length === 0 && nameOf(tokens, path) === "path_id"
  const isOfHits = source !== null && relationOf(tokens, source)?.name === "hits"
  return isOfHits && isByPath && where === null && window === null && hasOnlySums(tokens, select)
}

/** Others go by the rows that there are. */
const hasOnlySums = (tokens: Tokens, { from, to }: Stretch): boolean => {
  for (let at = from; at < to; at++) {
    const call = callAt(tokens, at)
    if (call === null || !isAggregate(call)) continue
    const of = call.args.length === 1 ? nameOf(tokens, call.args[0]!) : ""
    const isSum = call.name === "sum" && !call.isDistinct && summed.includes(of)
    if (!isSum && !(call.name === "max" && of === "duration_max_ms")) return false
  }
  return true
}

/** Of a stretch that is one word; else nothing. */
const nameOf = (tokens: Tokens, { from, to }: Stretch): string => (to - from === 1 ? tokens[from]!.value : "")

interface FilteredSum {
  readonly call: Call
  readonly condition: Stretch
  readonly measure: string
}

/** `sum(hits) FILTER (WHERE ...)` that begins here, in an item of one of these. */
const sumOf = (tokens: Tokens, at: number, selects: ReadonlyArray<Select>): FilteredSum | null => {
  const call = isWord(tokens[at], "sum") ? callAt(tokens, at) : null
  if (call === null || call.filter === null || call.isDistinct || call.isWindow) return null
  const isItem = selects.some(({ items }) =>
    items.some(({ from, to }) => from <= at && call.to <= to && !tokens.slice(from, at).some(isSelect))
  )
  const measure = nameOf(tokens, call.args[0]!)
  if (!isItem || !measures.includes(measure) || !isOfKey(tokens, call.filter)) return null
  return { call, condition: call.filter, measure }
}

const isSelect = (token: Tokens[number]): boolean => isWord(token, "select")

/** Nothing but columns of a key, by their own names, values and operators; no calls, no SELECT. */
const isOfKey = (tokens: Tokens, { from, to }: Stretch): boolean => {
  for (let at = from; at < to; at++) {
    if (isSelect(tokens[at]!) || tokens[at]!.text === "." || callAt(tokens, at) !== null) return false
    if (isColumn(tokens, at) && !ofKeys.has(tokens[at]!.value)) return false
  }
  return true
}

const keys = `SELECT *, (SELECT value FROM main.site WHERE id = site_id) AS site FROM (${keysRestored})`

/** Which conditions each key meets, of those that the filter lets through. */
export const maskedKeys = (
  conditions: ReadonlyArray<string>,
  filter: Filter,
  params: Readonly<Record<string, SqlValue>>
): BoundSql => {
  const bindings = new Bindings()
  const selected = keyConditions(filter, bindings.write)
  const mask = conditions.map((condition, bit) => `(((${condition}) IS TRUE) << ${bit})`).join(" | ")
  const where = selected.length === 0 ? "" : ` WHERE ${allOf(selected)}`
  return bound(`SELECT id, ${mask} AS mask FROM (${keys})${where}`, { ...params, ...bindings.values })
}
