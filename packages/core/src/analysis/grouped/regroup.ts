/**
 * A SELECT that groups entries, written anew over groups of entries that have been added up: count(*) becomes the sum of
 * their hits, sum(bytes) that of their sums, and so on. Only what means the same is written anew; where anything else is
 * said of entries, the SELECT stays as it is.
 */
import type { GroupPart, SummedColumn } from "../../query/protocol.ts"
import { type MacroContext, unitOf } from "../macros.ts"
import {
  type Call,
  callAt,
  isAggregate,
  isColumn,
  isWord,
  type Item,
  qualifierOf,
  relationOf,
  type Select,
  type Stretch,
  type Tokens,
  unsteady
} from "../select.ts"
import type { Statement } from "../statement.ts"
import type { Edit } from "../tokenizer.ts"
import { type Admission, type Admitted, admissionsOf } from "./admission.ts"
import { hitsName, isOurs, sumName, type SumKind } from "./names.ts"
import { alikeSql, groupColumns, isOfGroups, ofEntriesAlone, sums } from "./columns.ts"

export interface Regrouped {
  readonly edits: ReadonlyArray<Edit>
  /** Columns of `entries` that are told of a group. */
  readonly columns: ReadonlySet<string>
  readonly parts: ReadonlyArray<GroupPart>
  readonly slotMs: number
  readonly summed: ReadonlyArray<SummedColumn>
  readonly admitted: ReadonlyArray<Admitted>
}

const minuteMs = 60_000
/** Parts of a key that the child knows. */
const mostParts = 6

/** Says that a SELECT stays as it is. */
class Unlike extends Error {}

/** `slotMs`: of the zone's offsets, and so of all longer buckets, a divisor; 0 where there is no large one. */
type Context = Omit<MacroContext, "zone"> & { readonly slotMs: number }

/** `relation`: the name of the groups. Null: it stays as it is. */
export const regroup = (written: Statement, select: Select, relation: string, context: Context): Regrouped | null => {
  const entries = select.source === null ? null : relationOf(written.tokens, select.source)
  if (entries?.name !== "entries") return null
  try {
    return new Regrouping(written, select, entries.alias ?? "entries", context).write(relation)
  } catch (cause) {
    if (cause instanceof Unlike) return null
    throw cause
  }
}

/** Where there may be aggregates, and where there is only what holds for each entry of a group. */
type Place = "groups" | "rows"

class Regrouping {
  readonly #written: Statement
  readonly #sql: string
  readonly #tokens: Tokens
  readonly #select: Select
  /** What the relation is called in this SELECT. */
  readonly #alias: string
  readonly #context: Context
  readonly #edits: Array<Edit> = []
  readonly #columns = new Set<string>()
  readonly #summed = new Set<SummedColumn>()
  #slotMs = 0
  #hasAggregates = false

  constructor(written: Statement, select: Select, alias: string, context: Context) {
    this.#written = written
    this.#sql = written.sql
    this.#tokens = written.tokens
    this.#select = select
    this.#alias = alias
    this.#context = context
  }

  write(relation: string): Regrouped {
    const { groupBy, having, isDistinct, items, limit, orderBy, source, where, window } = this.#select
    if (window !== null) throw new Unlike()
    for (const item of items) this.#item(item)
    const admissions = where === null ? [] : admissionsOf(this.#written, where, this.#alias)
    if (where !== null) this.#where(where, admissions)
    for (const term of groupBy ?? []) this.#walk(term, "rows")
    if (having !== null) this.#walk(having, "groups")
    for (const term of orderBy) if (!this.#isResult(term)) this.#walk(term, "groups")
    if (limit !== null) this.#walk(limit, "rows")
    const isOfGroups = this.#hasAggregates || groupBy !== null || (isDistinct && !items.some(this.#hasWindow))
    if (!isOfGroups) throw new Unlike()
    this.#edit(source!, `${relation} AS ${quoted(this.#alias)}`)
    const admitted = admissions.map((one) => one.admitted)
    return { edits: this.#edits, columns: this.#columns, ...this.#parts(), summed: [...this.#summed], admitted }
  }

  /** What decides before there are groups holds for all of them. */
  #where(where: Stretch, admissions: ReadonlyArray<Admission>): void {
    let { from } = where
    for (const admission of admissions) {
      this.#walk({ from, to: admission.from }, "rows")
      this.#edit(admission, "1")
      from = admission.to
    }
    this.#walk({ from, to: where.to }, "rows")
  }

  readonly #hasWindow = ({ from, to }: Stretch): boolean =>
    this.#tokens.slice(from, to).some((token) => isWord(token, "over"))

  /** A column of the result must keep its name. */
  #item(item: Item): void {
    const before = this.#edits.length
    this.#walk(item, "groups")
    if (this.#select.depth === 0 && this.#edits.length > before && item.alias === null) throw new Unlike()
  }

  /** A term of ORDER BY that is the name of a column of the result: that is what it means first of all. */
  #isResult({ from, to }: Stretch): boolean {
    const direction = this.#tokens.slice(from + 1, to)
    const isName = this.#select.items.some(({ alias }) => alias === this.#tokens[from]!.value)
    return isName && direction.every((token) => isWord(token, "asc", "desc", "nulls", "first", "last"))
  }

  #parts(): Pick<Regrouped, "parts" | "slotMs"> {
    const told = groupColumns(this.#columns)
    const asked = [...this.#columns].filter((name) => name !== "time").map((name) => told[name]!)
    const names = new Set(asked.map(({ part }) => part))
    const parts = [...names].map((by): GroupPart => {
      const own = asked.filter(({ part }) => part === by)
      return { by, alike: alikeSql(by, own) }
    })
    if (this.#slotMs > 0) parts.push({ by: "time", alike: null })
    if (parts.length > mostParts) throw new Unlike()
    return { parts, slotMs: this.#slotMs || 1 }
  }

  #walk({ from, to }: Stretch, place: Place): void {
    const tokens = this.#tokens
    for (let at = from; at < to;) {
      const call = callAt(tokens, at)
      const isOfAll = call !== null && isAggregate(call)
      if (isWord(tokens[at], "select", "values") || (call !== null && unsteady.has(call.name))) throw new Unlike()
      if (isOfAll || call?.name === "bucket") {
        if (isOfAll && place === "rows") throw new Unlike()
        if (isOfAll) this.#aggregate(call)
        else this.#bucket(call)
        at = call.to
        continue
      }
      if (tokens[at]!.text === "*" && (at === from || isEveryColumn(tokens[at - 1]!.text))) throw new Unlike()
      if (isColumn(tokens, at)) this.#column(at)
      at++
    }
  }

  #column(at: number): void {
    const name = this.#tokens[at]!.value
    if (isOurs(name)) throw new Unlike()
    const qualifier = qualifierOf(this.#tokens, at)
    if (qualifier !== null && qualifier !== this.#alias) throw new Unlike()
    if (Object.hasOwn(sums, name) || ofEntriesAlone.has(name)) throw new Unlike()
    if (isOfGroups(name)) this.#columns.add(name)
  }

  /** `bucket(time, 'hour')` of a group is that of its slot. */
  #bucket({ args }: Call): void {
    const [time, unitText] = args
    const isPlain = args.length === 2 && this.#plainName(time!) === "time" && unitText!.to - unitText!.from === 1
    const unit = isPlain ? unitOf(this.#tokens[unitText!.from]!, this.#context) : null
    if (unit === null || this.#context.slotMs === 0) throw new Unlike()
    const slotMs = unit === "minute" ? minuteMs : this.#context.slotMs
    this.#slotMs = this.#slotMs === 0 ? slotMs : Math.min(this.#slotMs, slotMs)
    this.#columns.add("time")
  }

  #aggregate(call: Call): void {
    this.#hasAggregates = true
    if (call.filter !== null) this.#walk(call.filter, "rows")
    const text = this.#inSums(call)
    if (text !== null) this.#edit(call, text)
  }

  /** Null: it may stay as it is. */
  #inSums({ args, filter, isDistinct, name }: Call): string | null {
    const [arg] = args
    const condition = filter === null ? null : this.#text(filter)
    const where = condition === null ? "" : ` FILTER (WHERE ${condition})`
    const isOfAll = arg === undefined || this.#isOneToken(arg, ({ kind, text }) => text === "*" || kind === "number")
    if (name === "count" && isOfAll) return `coalesce(sum(${hitsName})${where}, 0)`
    if (args.length !== 1) throw new Unlike()
    const isOfValues = isDistinct || name === "approx_distinct"
    const sum = isOfValues ? null : this.#sumOf(arg!)
    if (sum !== null) return this.#ofSums(name, sum, where)
    this.#walk(arg!, "rows")
    if (isOfValues && name !== "sum" && name !== "avg") return null
    if (isOfValues) throw new Unlike()
    const value = this.#text(arg!)
    const isThere = `(${value}) IS NOT NULL${condition === null ? "" : ` AND (${condition})`}`
    switch (name) {
      case "min":
      case "max":
        return null
      case "count":
        return `coalesce(sum(${hitsName}) FILTER (WHERE ${isThere}), 0)`
      case "sum":
        return `sum((${value}) * ${hitsName})${where}`
      case "avg":
        return `(sum((${value}) * ${hitsName})${where} * 1.0 / sum(${hitsName}) FILTER (WHERE ${isThere}))`
      default:
        throw new Unlike()
    }
  }

  /** Of a column that is added up. */
  #ofSums(name: string, { column, hasDefault, perUnit }: AddedUp, where: string): string {
    this.#summed.add(column)
    const of = (kind: SumKind): string => sumName(column, kind)
    const inUnit = (sum: string): string => (perUnit === 1 ? sum : `(${sum} / ${perUnit}.0)`)
    if (name === "sum" && column !== "time") {
      return inUnit(`sum(${hasDefault ? `coalesce(${of("sum")}, 0)` : of("sum")})${where}`)
    }
    if (hasDefault) throw new Unlike()
    if (name === "count") return `coalesce(sum(${of("count")})${where}, 0)`
    if (name === "min" || name === "max") return inUnit(`${name}(${of(name)})${where}`)
    if (name !== "avg" || column === "time") throw new Unlike()
    return inUnit(`(sum(${of("sum")})${where} * 1.0 / sum(${of("count")})${where})`)
  }

  /** `bytes`, `e.bytes` or `coalesce(bytes, 0)`; null: it is none of the columns that are added up. */
  #sumOf(arg: Stretch): AddedUp | null {
    const call = callAt(this.#tokens, arg.from)
    const [first, second] = call?.name === "coalesce" && call.to === arg.to && call.args.length === 2 ? call.args : []
    const hasDefault = second !== undefined && this.#isOneToken(second, ({ text }) => text === "0")
    const name = this.#plainName(hasDefault ? first! : arg)
    return name !== null && Object.hasOwn(sums, name) ? { ...sums[name]!, hasDefault } : null
  }

  /** The name of a column that stands by itself, as it is or behind the relation's. */
  #plainName({ from, to }: Stretch): string | null {
    if (!isColumn(this.#tokens, to - 1)) return null
    const isPlain = to - from === 1 || (to - from === 3 && qualifierOf(this.#tokens, to - 1) === this.#alias)
    return isPlain ? this.#tokens[to - 1]!.value : null
  }

  #isOneToken({ from, to }: Stretch, is: (token: Tokens[number]) => boolean): boolean {
    return to - from === 1 && is(this.#tokens[from]!)
  }

  #edit({ from, to }: Stretch, text: string): void {
    this.#edits.push({ start: this.#tokens[from]!.start, end: this.#tokens[to - 1]!.end, text })
  }

  #text({ from, to }: Stretch): string {
    return this.#sql.slice(this.#tokens[from]!.start, this.#tokens[to - 1]!.end)
  }
}

/** `perUnit`: of what is stored; `hasDefault`: an unknown value is 0. */
interface AddedUp {
  readonly column: SummedColumn
  readonly perUnit: number
  readonly hasDefault: boolean
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** `SELECT *`, `x.*`; not a product, not `count(*)`. */
const isEveryColumn = (before: string): boolean => before === "," || before === "."
