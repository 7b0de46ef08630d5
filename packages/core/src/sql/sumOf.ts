/**
 * What adds up to the same as an aggregate over requests, over rows of sums: `count(*)` is `sum(hits)`. A row stands for
 * requests that are alike in all but their bytes and durations, so a condition of them counts as often as the row has hits.
 */
import { type Call, callAt, isWord, next, type Stretch, type Tokens } from "../analysis/select.ts"
import { neverNull, type SumView } from "./sumViews.ts"

export interface Aggregated {
  readonly view: SumView["view"]
  readonly tokens: Tokens
  /** Groups have rows, so that no sum of hits is null. */
  readonly isGrouped: boolean
  /** The argument as a whole, where it is a column: what `entries` calls it. */
  readonly columnOf: (arg: Stretch) => string | null
  /** A stretch as it is over the view. */
  readonly written: (stretch: Stretch) => string
}

export interface Sum {
  readonly text: string
  /** 0 where the aggregate is null: bytes, of which none are logged. */
  readonly hasZeros: boolean
}

/** Null: the view does not tell it. */
export const sumOf = (call: Call, context: Aggregated): Sum | null => {
  const filter = call.filter === null ? "" : ` FILTER (WHERE ${context.written(call.filter)})`
  const text = summed(call, filter, context)
  const [arg] = call.args
  return text === null ? null : { text, hasZeros: call.name === "sum" && context.columnOf(arg!) === "bytes" }
}

const summed = ({ args, isDistinct, name }: Call, filter: string, context: Aggregated): string | null => {
  const { columnOf, isGrouped, tokens, view, written } = context
  const [arg] = args
  if (arg === undefined || args.length !== 1) return null
  const column = columnOf(arg)
  const isTimed = column === "duration_ms" && view === "hits"
  if (isDistinct || name === "approx_distinct") {
    if (name !== "count" && (name !== "approx_distinct" || filter !== "")) return null
    return `${name}(${isDistinct ? "DISTINCT " : ""}${written(arg)})${filter}`
  }
  const counted = (sum: string) => (isGrouped && filter === "" ? sum : `coalesce(${sum}, 0)`)
  switch (name) {
    case "count": {
      const only = arg.to - arg.from === 1 ? tokens[arg.from]! : null
      const isAll = only?.text === "*" || only?.kind === "number" || neverNull.has(column ?? "")
      if (isAll) return counted(`sum(hits)${filter}`)
      if (isTimed) return counted(`sum(timed)${filter}`)
      return counted(`sum(iif((${written(arg)}) IS NULL, 0, hits))${filter}`)
    }
    case "sum":
    case "total":
      if (column === "bytes" || isTimed) return `${name}(${column})${filter}`
      return name === "sum" && isCondition(tokens, arg) ? `sum((${written(arg)}) * hits)${filter}` : null
    case "avg":
      return isTimed && filter === "" ? "sum(duration_ms) / sum(timed)" : null
    case "max":
      return isTimed ? `max(duration_max_ms)${filter}` : `max(${written(arg)})${filter}`
    case "min":
      return `min(${written(arg)})${filter}`
    default:
      return null
  }
}

/** Its value is 1, 0 or null: a comparison, or CASE and iif() with whole numbers. */
const isCondition = (tokens: Tokens, arg: Stretch): boolean => {
  const call = callAt(tokens, arg.from)
  const isNumber = ({ from, to }: Stretch): boolean => to - from === 1 && /^(\d+|null)$/i.test(tokens[from]!.text)
  if (call?.to === arg.to && call.name === "iif") return call.args.length === 3 && call.args.slice(1).every(isNumber)
  if (call?.to === arg.to && call.name === "matches") return true
  if (isWord(tokens[arg.from], "case") && isWord(tokens[arg.to - 1], "end")) {
    const own = tokens.slice(arg.from, arg.to)
    const values = own.flatMap((token, offset) => (isWord(token, "then", "else") ? [arg.from + offset + 1] : []))
    const ends = (at: number): boolean => isWord(tokens[at], "when", "else", "end")
    return (
      own.filter((token) => isWord(token, "case")).length === 1 &&
      values.every((at) => isNumber({ from: at, to: at + 1 }) && ends(at + 1))
    )
  }
  let compares = false
  for (let index = arg.from; index < arg.to; index = next(tokens, index)) {
    if (isWord(tokens[index], "case", "end", "collate")) return false
    compares ||= comparisons.has(tokens[index]!.value)
  }
  return compares
}

/** Operators that give 1, 0 or null, and bind less tightly than all that gives something else. */
const comparisons = new Set("= == <> != < <= > >= is in like glob between isnull notnull regexp not and or".split(" "))

/**
 * Whether an expression with sums of bytes is 0 where it is null with nulls in their place: of products and quotients, no
 * more. `coalesce(sum(bytes), 0)` is the same either way.
 */
export const keepsZeros = (tokens: Tokens, { from, to }: Stretch): boolean => {
  for (let index = from; index < to;) {
    const call = callAt(tokens, index)
    const token = tokens[index]!
    if (call !== null && sums.has(call.name)) {
      if (call.isWindow && call.name !== "sum") return false
      index = call.to
    } else if (token.kind === "number" || products.has(token.value)) index++
    else return false
  }
  return true
}

const sums = new Set(["sum", "count", "total"])
const products = new Set("( ) , * / round over".split(" "))
