/**
 * What analyses may call beyond plain SQL, written as functions and replaced by what the engine at hand understands:
 *
 * - `bucket(time, 'hour')`: start of the minute, hour, day, week (Monday), month or year in the answer's zone, in ms
 *   UTC; `'auto'` takes the unit that gives the selected span some two hundred buckets at most;
 * - `hour_of_day(time)`: the hour that the wall clock shows, 0 to 23, and `weekday(time)`, 1 (Monday) to 7, in that zone;
 * - `add_days(day, n)`: the day `YYYY-MM-DD` that comes n days later, or earlier;
 * - `is_whole_day(day)`: whether the selected entries cover a day `YYYY-MM-DD`, 1 or 0 (wholeDays.ts);
 * - `matches(text, 'pattern')`: the pattern grammar of the command line, 1 or 0, also for null (matchesSql.ts);
 * - `approx_distinct(x)`: the number of distinct values, which another engine may estimate;
 * - `any_value(x)`: the value of a group in which all are the same (a text grouped by its id); worked out once a group.
 *   Only in a SELECT with GROUP BY;
 * - `sessions('30m')`: in place of a relation, the sessions of visitors, cut where they were away for longer (sessions.ts);
 * - `percentile(x, 95)`: known to SQLite itself, linear interpolation, nulls left out.
 *
 * Units and patterns are literals or `:parameters`. Nothing inside strings, comments or quoted names is touched.
 */
import { PatternError } from "@logmill/workers/filter/pattern"
import type { ZoneRule } from "@logmill/workers/zone"

import { nearest } from "../nearest.ts"
import { longestSql, type SqlValue } from "../query/protocol.ts"
import { bucketSql, type BucketUnit, bucketUnits, dayNumberSql, localSql, longAgo, type TimeSpan } from "./bucket.ts"
import { matchesSql } from "./matchesSql.ts"
import { textLiteral } from "./patternSql.ts"
import { sessionsSql } from "./sessions.ts"
import { closingParenthesis } from "./statement.ts"
import { readDuration } from "./time.ts"
import { applyEdits, type Edit, SqlTextError, type Token, tokenize } from "./tokenizer.ts"
import { wholeDaySql } from "./wholeDays.ts"

export interface MacroContext {
  /** The zone of the answer, from `longestBucketMs` before the data on. */
  readonly zone: ZoneRule
  /** The times of the data, as far as `--from` and `--to` go. */
  readonly span: TimeSpan
  /** Those of the selected entries, where they are known (selectedSpan.ts). */
  readonly selected?: TimeSpan | undefined
  /** Those by which `bucket(time, 'auto')` chooses in place of these: two answers that are compared choose alike. */
  readonly unitSpan?: TimeSpan | undefined
  /** Values of the parameters, which may be a macro's unit or pattern. */
  readonly params: Readonly<Record<string, SqlValue>>
}

type Macro = (args: ReadonlyArray<string>, call: Call) => string

interface Call {
  readonly name: string
  readonly at: number
  readonly context: MacroContext
  /** An argument that is one token; null when it is more. */
  readonly token: (index: number) => Token | null
  /** The text of one that is a string or a parameter; null when it is neither, or null. */
  readonly constant: (index: number) => string | null
}

/** Macros within macros, each of which has the text of those in it once more, or several times. */
const deepest = 50

/** Throws `SqlTextError` on a macro that is used wrongly, and on what would be more text than SQLite is asked to read. */
export const expandMacros = (sql: string, context: MacroContext): string => {
  const tokens = tokenize(sql)
  if (tokens.length === 0) return sql
  const [first, last] = [tokens[0]!, tokens.at(-1)!]
  const expanded = expand({ sql, tokens, context }, [0, tokens.length - 1], 0)
  return `${sql.slice(0, first.start)}${expanded}${sql.slice(last.end)}`
}

interface Written {
  readonly sql: string
  readonly tokens: ReadonlyArray<Token>
  readonly context: MacroContext
}

/** Of tokens from one to another, both included, their text. */
const expand = (written: Written, [from, to]: readonly [number, number], depth: number): string => {
  const { context, sql, tokens } = written
  const [start, end] = [tokens[from]!.start, tokens[to]!.end]
  const edits: Array<Edit> = []
  let length = end - start
  for (let index = from; index <= to; index++) {
    const token = tokens[index]!
    const macro = macroAt(tokens, index)
    if (macro === undefined) continue
    const close = Math.min(closingParenthesis(tokens, index + 1), to)
    const args = splitArguments(tokens, index + 2, close)
    if (depth === deepest) throw new SqlTextError(token.start, tooDeep)
    const expanded = args.map((arg) => expand(written, arg, depth + 1))
    const only = (at: number): Token | null => {
      const [first, last] = args[at] ?? [0, -1]
      return first === last ? tokens[first]! : null
    }
    const constant = (at: number): string | null => {
      const one = only(at)
      return one === null ? null : constantOf(one, context)
    }
    const text = macro(expanded, { name: token.value, at: token.start, context, token: only, constant })
    length += text.length
    if (length > longestSql) throw new SqlTextError(token.start, `${token.value}() ${tooLong}`)
    edits.push({ start: token.start - start, end: tokens[close]!.end - start, text })
    index = close
  }
  return applyEdits(sql.slice(start, end), edits)
}

const tooDeep = `more than ${deepest} functions of logmill's are within each other here; name inner ones in a WITH list`
const tooLong =
  "here stands for more than 1 MB of SQL; name what is in its parentheses in a WITH list, and let it take that name"

const macroAt = (tokens: ReadonlyArray<Token>, index: number): Macro | undefined => {
  const token = tokens[index]!
  if (token.kind !== "word" || tokens[index + 1]?.text !== "(" || tokens[index - 1]?.text === ".") return undefined
  return macros.get(token.value)
}

/** Ranges of tokens, both ends included, between the commas outside parentheses. */
const splitArguments = (tokens: ReadonlyArray<Token>, from: number, close: number): ReadonlyArray<[number, number]> => {
  const args: Array<[number, number]> = []
  let start = from
  let depth = 0
  for (let index = from; index <= close; index++) {
    const { text } = tokens[index]!
    if (index === close || (depth === 0 && text === ",")) {
      if (index > start) args.push([start, index - 1])
      start = index + 1
    } else if (text === "(") depth++
    else if (text === ")") depth--
  }
  return args
}

/** The unit of all `bucket()` calls of a statement; null when there is none, or they differ. */
export const bucketUnitOf = (sql: string, context: Omit<MacroContext, "zone">): BucketUnit | null => {
  const units = unitsIn(sql).map((unit) => unitOf(unit, context))
  return new Set(units).size === 1 ? units[0]! : null
}

/** Whether a `bucket()` of the statement chooses its unit by the times of the data. */
export const choosesUnit = (sql: string, context: Pick<MacroContext, "params">): boolean =>
  unitsIn(sql).some((unit) => constantOf(unit, context) === "auto")

/** Whether a statement tells whole days from others by the times of the data. */
export const asksWholeDays = (sql: string): boolean =>
  /is_whole_day/i.test(sql) && tokenize(sql).some((_, index, tokens) => macroAt(tokens, index) === isWholeDay)

const unitsIn = (sql: string): ReadonlyArray<Token> => {
  // Most statements have none, and each question is looked through.
  if (!/bucket/i.test(sql)) return []
  const tokens = tokenize(sql)
  return tokens.flatMap((token, index) => {
    if (token.value !== "bucket" || macroAt(tokens, index) !== bucket) return []
    const [, unit] = splitArguments(tokens, index + 2, closingParenthesis(tokens, index + 1))
    return unit === undefined ? [] : [tokens[unit[0]]!]
  })
}

/** The unit that `bucket` takes this argument for, or null when it is none. */
export const unitOf = (token: Token, context: Omit<MacroContext, "zone">): BucketUnit | null => {
  const unit = constantOf(token, context)
  return unit === "auto" ? unitFor(context) : (bucketUnits.find((one) => one === unit) ?? null)
}

export const constantOf = (token: Token, context: Pick<MacroContext, "params">): string | null => {
  const value = valueOf(token, context)
  return value === null || typeof value === "object" ? null : String(value)
}

/** Of a string or a parameter; null when it is neither, or null. */
const valueOf = ({ kind, text, value }: Token, { params }: Pick<MacroContext, "params">): SqlValue =>
  kind === "string" ? value : kind === "param" ? (params[text.slice(1)] ?? null) : null

const expect = (count: number, args: ReadonlyArray<string>, { name, at }: Call, example: string): void => {
  if (args.length === count) return
  throw new SqlTextError(at, `${name}() takes ${count === 1 ? "one argument" : `${count} arguments`}, as in ${example}`)
}

const bucket: Macro = (args, call) => {
  const example = "bucket(time, 'day')"
  expect(2, args, call, example)
  const unit = call.constant(1)
  if (unit === null) throw new SqlTextError(call.at, `the unit of bucket() is a text or a parameter, as in ${example}`)
  const { zone, span } = call.context
  if (unit === "auto") return bucketSql(args[0]!, unitFor(call.context), zone, span)
  const known = bucketUnits.find((one) => one === unit)
  if (known !== undefined) return bucketSql(args[0]!, known, zone, span)
  const meant = nearest(unit, bucketUnits)
  const instead = meant === null ? `there are ${bucketUnits.join(", ")} and auto` : `did you mean '${meant}'?`
  throw new SqlTextError(call.at, `bucket() knows no unit ${textLiteral(unit)}; ${instead}`)
}

const hourMs = 3_600_000

const unitFor = ({
  span,
  selected = span,
  unitSpan = selected
}: Pick<MacroContext, "span" | "selected" | "unitSpan">): BucketUnit => {
  const spanMs = unitSpan.to - unitSpan.from
  if (spanMs <= 3 * hourMs) return "minute"
  if (spanMs <= 9 * 24 * hourMs) return "hour"
  if (spanMs <= 200 * 24 * hourMs) return "day"
  if (spanMs <= 4 * 366 * 24 * hourMs) return "week"
  return "month"
}

/** Of times since 1970, which began on a Thursday. */
const hourOfDay: Macro = (args, call) => {
  expect(1, args, call, "hour_of_day(time)")
  const { zone, span } = call.context
  return `((${localSql(`(${args[0]})`, zone, span)} + ${longAgo}) / ${hourMs} % 24)`
}

const weekday: Macro = (args, call) => {
  expect(1, args, call, "weekday(time)")
  const { zone, span } = call.context
  return `((${dayNumberSql(`(${args[0]})`, zone, span)} + 3) % 7 + 1)`
}

const addDays: Macro = (args, call) => {
  expect(2, args, call, "add_days(day, 7)")
  return `date(${args[0]}, (${args[1]}) || ' days')`
}

const isWholeDay: Macro = (args, call) => {
  expect(1, args, call, "is_whole_day(day)")
  const { zone, span, selected = span } = call.context
  return wholeDaySql(args[0]!, zone, selected)
}

const matches: Macro = (args, call) => {
  const example = "matches(path, '/shop/*')"
  expect(2, args, call, example)
  const text = call.constant(1)
  if (text === null)
    throw new SqlTextError(call.at, `the pattern of matches() is a text or a parameter, as in ${example}`)
  try {
    return matchesSql(args[0]!, text)
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause
    // Who gives a parameter may not know that it becomes a pattern of matches().
    const from = /^:\w+$/.test(args[1]!) ? args[1]!.slice(1) : "matches()"
    throw new SqlTextError(call.at, `${from}: ${cause.message}`)
  }
}

const approxDistinct: Macro = (args, call) => {
  expect(1, args, call, "approx_distinct(client)")
  return `count(DISTINCT ${args[0]})`
}

/** SQLite takes a bare column from some row of the group, and evaluates what hangs on it only once for each. */
const anyValue: Macro = (args, call) => {
  expect(1, args, call, "any_value(path)")
  return `(${args[0]})`
}

const sessions: Macro = (args, call) => {
  expect(1, args, call, "sessions('30m')")
  return sessionsSql(timeoutOf(call.token(0), call.context, call.at))
}

/** The timeout of `sessions()` in ms, which a parameter of type duration has as its value. Throws when it is none. */
export const timeoutOf = (token: Token | null, context: Pick<MacroContext, "params">, at: number): number => {
  const value = token === null ? null : valueOf(token, context)
  const ms = typeof value === "string" ? readDuration(value) : typeof value === "bigint" ? Number(value) : value
  if (typeof ms === "number" && Number.isSafeInteger(ms)) return ms
  throw new SqlTextError(at, "the timeout of sessions() is a duration or a parameter, as in sessions('30m')")
}

const macros: ReadonlyMap<string, Macro> = new Map([
  ["sessions", sessions],
  ["bucket", bucket],
  ["hour_of_day", hourOfDay],
  ["weekday", weekday],
  ["add_days", addDays],
  ["is_whole_day", isWholeDay],
  ["matches", matches],
  ["approx_distinct", approxDistinct],
  ["any_value", anyValue]
])

/** For the manual. */
export const macroNames: ReadonlyArray<string> = [...macros.keys()]
