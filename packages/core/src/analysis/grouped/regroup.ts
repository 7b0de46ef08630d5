/**
 * A SELECT that groups entries, written anew over groups of entries that have been added up: count(*) becomes the sum of
 * their hits, sum(bytes) that of their sums, and so on. Only what means the same is written anew; where anything else is
 * said of entries, the SELECT stays as it is.
 */
import type { GroupPart, SummedColumn } from "../../query/protocol.ts"
import { type MacroContext, unitOf } from "../macros.ts"
import { closingParenthesis } from "../statement.ts"
import type { Edit, Token } from "../tokenizer.ts"
import { alikeSql, groupColumns, isOfGroups, ofEntriesAlone, sums } from "./columns.ts"
import type { Range, Scope } from "./scopes.ts"

export interface Regrouped {
  readonly edits: ReadonlyArray<Edit>
  /** Columns of `entries` that are told of a group. */
  readonly columns: ReadonlySet<string>
  readonly parts: ReadonlyArray<GroupPart>
  readonly slotMs: number
  readonly summed: ReadonlyArray<SummedColumn>
}

/** Zones' offsets, and so all longer buckets, are multiples of it; where they are not, times are no part of a key. */
export const quarterMs = 900_000
const minuteMs = 60_000
/** Parts of a key that the child knows. */
const mostParts = 6

const aggregates = new Set(["count", "sum", "avg", "min", "max", "approx_distinct"])
/** Of values in all rows, which groups do not have. */
const ofAllRows = new Set([
  "total",
  "group_concat",
  "string_agg",
  "json_group_array",
  "json_group_object",
  "median",
  "percentile",
  "percentile_cont",
  "percentile_disc",
  "jsonb_group_array",
  "jsonb_group_object",
  "random",
  "randomblob"
])

/** Says that a SELECT stays as it is. */
class Unlike extends Error {}

type Context = Omit<MacroContext, "zone"> & { readonly isQuarterly: boolean }

/** `relation`: the name of the groups. Null: it stays as it is. */
export const regroup = (
  sql: string,
  tokens: ReadonlyArray<Token>,
  scope: Scope,
  relation: string,
  context: Context
): Regrouped | null => {
  const regrouping = new Regrouping(sql, tokens, scope, context)
  try {
    return regrouping.write(relation)
  } catch (cause) {
    if (cause instanceof Unlike) return null
    throw cause
  }
}

class Regrouping {
  readonly #sql: string
  readonly #tokens: ReadonlyArray<Token>
  readonly #scope: Scope
  readonly #context: Context
  readonly #columns = new Set<string>()
  readonly #summed = new Set<SummedColumn>()
  #slotMs = 0
  #aggregates = 0

  constructor(sql: string, tokens: ReadonlyArray<Token>, scope: Scope, context: Context) {
    this.#sql = sql
    this.#tokens = tokens
    this.#scope = scope
    this.#context = context
  }

  write(relation: string): Regrouped {
    const { columns, groupBy, isDistinct, isOutermost, rest, where } = this.#scope
    const aliases = this.#aliases(columns)
    const selected = this.#edits(columns, aliases)
    if (isOutermost && selected.length > 0 && !this.#isNamed(columns)) throw new Unlike()
    const edits = [
      ...selected,
      ...(where === null ? [] : this.#ofGroups(where)),
      ...(groupBy === null ? [] : this.#edits(groupBy, new Set())),
      ...this.#edits(rest, aliases)
    ]
    if (groupBy === null && this.#aggregates === 0 && (!isDistinct || this.#hasWindow(columns))) throw new Unlike()
    const { from, to } = this.#scope.relation
    edits.push({
      start: this.#tokens[from]!.start,
      end: this.#tokens[to - 1]!.end,
      text: `${relation} AS ${quoted(this.#scope.alias)}`
    })
    return { edits, columns: this.#columns, ...this.#parts(), summed: [...this.#summed] }
  }

  #hasWindow({ from, to }: Range): boolean {
    return this.#tokens.slice(from, to).some(({ value }) => value === "over")
  }

  #parts(): Pick<Regrouped, "parts" | "slotMs"> {
    const told = groupColumns(this.#columns)
    const asked = [...this.#columns].filter((name) => name !== "time").map((name) => told[name]!)
    const names = new Set(asked.map(({ part }) => part))
    const parts = [...names].map((by): GroupPart => ({
      by,
      alike: alikeSql(
        by,
        asked.filter(({ part }) => part === by)
      )
    }))
    if (this.#slotMs > 0) parts.push({ by: "time", alike: null })
    if (parts.length > mostParts) throw new Unlike()
    return { parts, slotMs: this.#slotMs || 1 }
  }

  /** Names that the selected columns are given. */
  #aliases({ from, to }: Range): ReadonlySet<string> {
    const names = this.#tokens
      .slice(from, to)
      .flatMap(({ value }, index, own) => (own[index - 1]?.value === "as" ? [value] : []))
    return new Set(names)
  }

  /** Whether each column of the result has the name it had. */
  #isNamed({ from, to }: Range): boolean {
    let depth = 0
    let start = from
    for (let at = from; at <= to; at++) {
      const text = at === to ? "," : this.#tokens[at]!.text
      if (text === "(") depth++
      else if (text === ")") depth--
      if (text !== "," || depth > 0) continue
      const isBare = at - start === 1 || (at - start === 3 && this.#tokens[start + 1]!.text === ".")
      if (!isBare && this.#tokens[at - 2]?.value !== "as") return false
      start = at + 1
    }
    return true
  }

  /** What is written anew in a part of the SELECT where there may be aggregates. */
  #edits({ from, to }: Range, aliases: ReadonlySet<string>): Array<Edit> {
    const edits: Array<Edit> = []
    for (let at = from; at < to; at++) {
      const end = this.#isAggregate(at) ? this.#callEnd(at) : -1
      if (end < 0) at = this.#ofGroup(at, aliases)
      else {
        edits.push(...this.#aggregate(at, end))
        at = end - 1
      }
    }
    return edits
  }

  /** Nothing in this part is about single entries, and nothing about all. */
  #ofGroups({ from, to }: Range): Array<Edit> {
    for (let at = from; at < to; at++) {
      if (this.#isAggregate(at)) throw new Unlike()
      at = this.#ofGroup(at, new Set())
    }
    return []
  }

  #isAggregate(at: number): boolean {
    const token = this.#tokens[at]!
    if (token.kind !== "word" || this.#tokens[at + 1]?.text !== "(" || !aggregates.has(token.value)) return false
    const close = closingParenthesis(this.#tokens, at + 1)
    // min and max of several values are no aggregates, and what is over a window is none of entries.
    if (["min", "max"].includes(token.value) && this.#hasComma(at + 2, close)) return false
    return !this.#isOver(this.#callEnd(at))
  }

  /** Behind the call and its filter. */
  #callEnd(at: number): number {
    const close = closingParenthesis(this.#tokens, at + 1)
    if (this.#tokens[close + 1]?.value !== "filter") return close + 1
    return closingParenthesis(this.#tokens, close + 2) + 1
  }

  #isOver(at: number): boolean {
    return this.#tokens[at]?.value === "over"
  }

  #hasComma(from: number, to: number): boolean {
    let depth = 0
    for (const { text } of this.#tokens.slice(from, to)) {
      if (text === "(") depth++
      else if (text === ")") depth--
      else if (text === "," && depth === 0) return true
    }
    return false
  }

  /** Takes what stands at `at` as something of a group; returns the last token of it. */
  #ofGroup(at: number, aliases: ReadonlySet<string>): number {
    const tokens = this.#tokens
    const token = tokens[at]!
    const next = tokens[at + 1]
    if (token.text === "*" && isEveryColumn(tokens[at - 1])) throw new Unlike()
    if (token.kind !== "word" && token.kind !== "quoted") return at
    if (next?.text === "(" && token.kind === "word") {
      if (token.value === "bucket") return this.#bucket(at)
      const isOver = this.#isOver(closingParenthesis(tokens, at + 1) + 1)
      if (ofAllRows.has(token.value) && !isOver) throw new Unlike()
      return at
    }
    if (next?.text === ".") {
      if (token.value !== this.#scope.alias) throw new Unlike()
      return at
    }
    const before = tokens[at - 1]
    if (before?.value === "as" && before.kind === "word") return at
    const name = token.value
    if (Object.hasOwn(sums, name) || ofEntriesAlone.has(name)) {
      if (!aliases.has(name) || !this.#isTermOfOrder(at)) throw new Unlike()
    } else if (isOfGroups(name)) this.#columns.add(name)
    return at
  }

  /** By itself in ORDER BY, where a name is first of all that of what is selected. */
  #isTermOfOrder(at: number): boolean {
    const { from, to } = this.#scope.rest
    const order = this.#tokens.findIndex(({ value }, index) => index >= from && index < to && value === "order")
    const [before, next] = [this.#tokens[at - 1]!, at + 1 === to ? undefined : this.#tokens[at + 1]]
    const begins = before.text === "," || before.value === "by"
    const ends = next === undefined || next.text === "," || ["asc", "desc", "nulls", "limit"].includes(next.value)
    return order >= 0 && at > order && begins && ends
  }

  /** `bucket(time, 'hour')` of a group is that of its slot. */
  #bucket(at: number): number {
    const tokens = this.#tokens
    const close = closingParenthesis(tokens, at + 1)
    const [time, comma, unitToken] = tokens.slice(at + 2, close)
    const isPlain = close === at + 5 && time?.value === "time" && comma?.text === ","
    const unit = isPlain ? unitOf(unitToken!, this.#context) : null
    if (unit === null) throw new Unlike()
    const slotMs = unit === "minute" ? minuteMs : quarterMs
    if (!this.#context.isQuarterly) throw new Unlike()
    this.#slotMs = this.#slotMs === 0 ? slotMs : Math.min(this.#slotMs, slotMs)
    this.#columns.add("time")
    return close
  }

  #aggregate(at: number, end: number): ReadonlyArray<Edit> {
    this.#aggregates++
    const tokens = this.#tokens
    const name = tokens[at]!.value
    const close = closingParenthesis(tokens, at + 1)
    const args: Range = { from: at + 2, to: close }
    const filter = close + 1 === end ? null : { from: close + 4, to: end - 1 }
    if (filter !== null) {
      if (tokens[close + 3]?.value !== "where") throw new Unlike()
      this.#ofGroups(filter)
    }
    const text = this.#aggregateText(name, args, filter === null ? null : this.#text(filter))
    return text === null ? [] : [{ start: tokens[at]!.start, end: tokens[end - 1]!.end, text }]
  }

  /** Null: it may stay as it is. */
  #aggregateText(name: string, args: Range, condition: string | null): string | null {
    const tokens = this.#tokens
    const own = tokens.slice(args.from, args.to)
    const where = condition === null ? "" : ` FILTER (WHERE ${condition})`
    const isCount = name === "count"
    if (isCount && (own.length === 0 || (own.length === 1 && (own[0]!.text === "*" || own[0]!.kind === "number"))))
      return `coalesce(sum(_hits)${where}, 0)`
    const isDistinct = own[0]?.value === "distinct" || name === "approx_distinct"
    const sum = isDistinct ? null : this.#sumOf(own)
    if (sum !== null) {
      this.#summed.add(sum.column)
      const of = (kind: string): string => `_${sum.column}_${kind}`
      const unit = sum.perUnit === 1 ? "" : ` / ${sum.perUnit}.0`
      if (isCount && !sum.hasDefault) return `coalesce(sum(${of("count")})${where}, 0)`
      if (name === "sum" && sum.column !== "time") {
        const value = sum.hasDefault ? `coalesce(${of("sum")}, 0)` : of("sum")
        return `sum(${value})${where}${unit}`
      }
      if (name === "avg" && sum.column !== "time" && !sum.hasDefault)
        return `(sum(${of("sum")})${where} * 1.0 / sum(${of("count")})${where}${unit})`
      if (["min", "max"].includes(name) && !sum.hasDefault) return `${name}(${of(name)})${where}${unit}`
      throw new Unlike()
    }
    if (this.#hasComma(args.from, args.to)) throw new Unlike()
    this.#ofGroups(own[0]?.value === "distinct" ? { from: args.from + 1, to: args.to } : args)
    if (isDistinct || name === "min" || name === "max") return null
    const value = this.#text(args)
    const isThere = `(${value}) IS NOT NULL${condition === null ? "" : ` AND (${condition})`}`
    if (isCount) return `coalesce(sum(_hits) FILTER (WHERE ${isThere}), 0)`
    if (name === "sum") return `sum((${value}) * _hits)${where}`
    return `(sum((${value}) * _hits)${where} * 1.0 / sum(_hits) FILTER (WHERE ${isThere}))`
  }

  /** `bytes`, `e.bytes` or `coalesce(bytes, 0)`; null: it is none of the columns that are added up. */
  #sumOf(own: ReadonlyArray<Token>) {
    const hasDefault = own[0]?.value === "coalesce" && own.at(-2)?.text === "0" && own.at(-3)?.text === ","
    const column = hasDefault ? own.slice(2, -3) : own
    const isQualified = column.length === 3 && column[1]!.text === "." && column[0]!.value === this.#scope.alias
    const name = column.length === 1 || isQualified ? column.at(-1)! : null
    if (name === null || (name.kind !== "word" && name.kind !== "quoted") || !Object.hasOwn(sums, name.value))
      return null
    return { ...sums[name.value]!, hasDefault }
  }

  #text({ from, to }: Range): string {
    return this.#sql.slice(this.#tokens[from]!.start, this.#tokens[to - 1]!.end)
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** `SELECT *`, `x.*`; not a product, not `count(*)`. */
const isEveryColumn = (before: Token | undefined): boolean =>
  before === undefined || ["select", "distinct", "all"].includes(before.value) || [",", "."].includes(before.text)
