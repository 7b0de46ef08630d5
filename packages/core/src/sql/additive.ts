/**
 * Whether a statement only adds hits up: then it makes no difference how many requests a row of `hits` stands for, and a
 * rollup may take the view's place (analysis/rollups.ts), with fewer rows. Any other statement is answered by the view,
 * whose rows are those that docs/database.md tells of.
 */
import type { Statement } from "../analysis/statement.ts"
import {
  type Call,
  callAt,
  hasAggregate,
  isAggregate,
  isColumn,
  isWord,
  next,
  relationOf,
  type Select,
  selectsOf,
  type Stretch,
  type Tokens
} from "../analysis/select.ts"
import { windowEnd } from "./orderless.ts"
import { timeCalls } from "./sumViews.ts"

/** Sums, of one row or many. */
const sums = ["hits", "bytes", "duration_ms", "timed"]
/** Columns that another row of the same requests would have otherwise; the day is as the statement asks for it. */
const ofRowNames = [...sums, "duration_max_ms", "time"]

export const isAdditive = ({ tokens }: Statement): boolean => {
  const ofHits = selectsOf(tokens).filter(({ source }) => source !== null && namesHits(tokens, source))
  return ofHits.length > 0 && ofHits.every((select) => addsUp(tokens, select))
}

/** Outside parentheses, in which other SELECTs are. */
const namesHits = (tokens: Tokens, { from, to }: Stretch): boolean => {
  for (let index = from; index < to; index = next(tokens, index)) if (tokens[index]!.value === "hits") return true
  return false
}

const addsUp = (tokens: Tokens, select: Select): boolean => {
  const { isDistinct, items, source, where, groupBy, having, orderBy, window } = select
  if (relationOf(tokens, source!)?.name !== "hits" || window !== null) return false
  const parts = [...items, ...(groupBy ?? []), ...orderBy, ...[where, having].filter((clause) => clause !== null)]
  const groups = groupBy !== null || items.some((item) => hasAggregate(tokens, item))
  // A term of ORDER BY that is a result column's name means that.
  const aliases = items.map(({ alias }) => alias)
  const isResult = ({ from, to }: Stretch) => to - from <= 2 && aliases.includes(tokens[from]!.value)
  return (
    (isDistinct || groups) &&
    parts.every((part) => (orderBy.includes(part) && isResult(part)) || isSafe(tokens, part, groups))
  )
}

/** `groups`: a window is of groups, not of rows. */
const isSafe = (tokens: Tokens, { from, to }: Stretch, groups: boolean): boolean => {
  for (let index = from; index < to;) {
    const call = callAt(tokens, index)
    const time = timeCallAt(tokens, index)
    if (call !== null && isAggregate(call)) {
      if (!isSafeAggregate(tokens, call)) return false
      index = call.to
    } else if (call?.isWindow === true) {
      const end = groups ? windowEnd(tokens, call) : null
      const isOfAll = call.args.length === 1 && tokens[call.args[0]!.from]!.text === "*"
      const parts = [...(isOfAll ? [] : call.args), { from: call.to + 2, to: (end ?? 0) - 1 }]
      if (end === null || !parts.every((part) => isSafe(tokens, part, groups))) return false
      index = end
    } else if (isWord(tokens[index + 1], "select") && tokens[index]!.text === "(") {
      if (!isOfHitsAlone(tokens, index)) return false
      index = next(tokens, index)
    } else if (time !== null) {
      index = time.to
    } else {
      const { value, text } = tokens[index]!
      if (isWord(tokens[index], "select", "over")) return false
      if (text === "*" && (index === from || tokens[index - 1]!.text === ".")) return false
      if (ofRowNames.includes(value) && isColumn(tokens, index)) return false
      index++
    }
  }
  return true
}

/** A part of the time that rows are made to tell: an hour, a day, or longer. */
const timeCallAt = (tokens: Tokens, index: number): Call | null => {
  const call = callAt(tokens, index)
  const isOfTime = call !== null && tokens[index + 2]!.value === "time" && call.args[0]?.to === index + 3
  return isOfTime && timeCalls.has(call.name) ? call : null
}

/** One SELECT from hits in parentheses, whose names are its own; what it does with them is seen there. */
const isOfHitsAlone = (tokens: Tokens, open: number): boolean => {
  const close = next(tokens, open)
  const own = tokens.slice(open + 1, close - 1)
  const [inner, ...more] = selectsOf(own)
  if (inner === undefined || more.length > 0 || inner.source === null) return false
  const relation = relationOf(own, inner.source)
  const name = relation?.alias ?? relation?.name
  return relation?.name === "hits" && own.every(({ text }, index) => text !== "." || own[index - 1]!.value === name)
}

const isSafeAggregate = (tokens: Tokens, call: Call): boolean => {
  const ofFilter = call.filter === null ? [] : ofRow(tokens, call.filter)
  if (ofFilter.length > 0 || call.args.length !== 1) return false
  const [arg] = call.args
  const used = ofRow(tokens, arg!)
  const { name, isDistinct } = call
  if (tokens.slice(call.from, call.to).some((token) => isWord(token, "select"))) return false
  if (name === "approx_distinct" || (name === "count" && isDistinct)) return used.length === 0
  if (name === "min" || name === "max") return used.every((column) => name === "max" && column === "duration_max_ms")
  if ((name !== "sum" && name !== "total") || isDistinct) return false
  return used.length === 1 && sums.includes(used[0]!) && isLinear(tokens, arg!)
}

const ofRow = (tokens: Tokens, { from, to }: Stretch): ReadonlyArray<string> => {
  const names: Array<string> = []
  for (let index = from; index < to;) {
    const { value } = tokens[index]!
    if (isColumn(tokens, index) && ofRowNames.includes(value)) names.push(value)
    index = timeCallAt(tokens, index)?.to ?? index + 1
  }
  return names
}

/** The column by itself, a multiple of it, or where a condition says so: what twice the column gives is twice as much. */
const isLinear = (tokens: Tokens, arg: Stretch): boolean => {
  if (isTerm(tokens, arg)) return true
  const call = callAt(tokens, arg.from)
  if (call?.to === arg.to && call.name === "iif" && call.args.length === 3) {
    const [condition, ...values] = call.args
    return ofRow(tokens, condition!).length === 0 && values.every((value) => isTerm(tokens, value))
  }
  if (isWord(tokens[arg.from], "case") && isWord(tokens[arg.to - 1], "end")) return isLinearCase(tokens, arg)
  return isProduct(tokens, arg)
}

/** `(...) * hits`, with nothing of the row in the parentheses. */
const isProduct = (tokens: Tokens, { from, to }: Stretch): boolean =>
  to - from > 3 &&
  tokens[from]!.text === "(" &&
  next(tokens, from) === to - 2 &&
  tokens[to - 2]!.text === "*" &&
  ofRow(tokens, { from, to: to - 2 }).length === 0

/** A column of sums, or nothing: 0, NULL. */
const isTerm = (tokens: Tokens, { from, to }: Stretch): boolean => {
  const last = tokens[to - 1]!
  const isPlain = to - from === 1 || (to - from === 3 && tokens[from + 1]!.text === ".")
  return isPlain && (sums.includes(last.value) || last.text === "0" || isWord(last, "null"))
}

/** CASE WHEN condition THEN hits ... ELSE 0 END */
const isLinearCase = (tokens: Tokens, { from, to }: Stretch): boolean => {
  let since: { readonly word: string; readonly at: number } = { word: "case", at: from + 1 }
  for (let index = from + 1; index < to; index = next(tokens, index)) {
    const token = tokens[index]!
    if (isWord(token, "case")) return false
    if (!isWord(token, "when", "then", "else", "end")) continue
    const part = { from: since.at, to: index }
    const isValue = since.word === "then" || since.word === "else"
    const isFine = isValue ? isTerm(tokens, part) : ofRow(tokens, part).length === 0
    if (!isFine) return false
    since = { word: token.value, at: index + 1 }
  }
  return true
}
