/**
 * A SELECT that groups entries, visits or hits, written anew over groups of entries that have been added up: count(*) becomes
 * the sum of their hits, sum(bytes) that of their sums, and so on. Only what means the same is written anew; where anything else is
 * said of entries, the SELECT stays as it is.
 */
import type { Admitted, GroupedBy, GroupPart, SummedColumn } from "../../query/protocol.ts"
import { unitOf } from "../macros.ts"
import {
  type Call,
  callAt,
  isAggregate,
  isColumn,
  isWord,
  qualifierOf,
  relationOf,
  type Select,
  type Stretch,
  type Tokens,
  writtenAs,
  unsteady
} from "../select.ts"
import { keepNames } from "../resultNames.ts"
import type { Statement } from "../statement.ts"
import type { Edit } from "../tokenizer.ts"
import { type Admission, admissionsOf } from "./admission.ts"
import { alikeSql } from "./columns.ts"
import { type Counted, countedOf } from "./counted.ts"
import { type Measure, measureSql } from "./measures.ts"
import { distinctName, hitsName, isOurs, rowName } from "./names.ts"
import { type GroupingContext, type Shape, shapeOf } from "./shapes.ts"

export interface Regrouped {
  readonly shape: Shape
  readonly edits: ReadonlyArray<Edit>
  /** Columns of the relation that are told of a group. */
  readonly columns: ReadonlySet<string>
  readonly parts: ReadonlyArray<GroupPart>
  readonly slotMs: number
  readonly summed: ReadonlyArray<SummedColumn>
  /** Of which groups know how many there are. */
  readonly distinct: ReadonlyArray<GroupedBy>
  /** Each group is one of the result's, by ids: they are wanted in the order of these. */
  readonly isInOrder: boolean
  readonly admitted: ReadonlyArray<Admitted>
  /** Of all entries nothing is asked but the least and the most of their times. */
  readonly edgesOnly: boolean
}

const minuteMs = 60_000
/** Parts of a key, and columns that are added up, that the child knows. */
const mostParts = 6
const mostSummed = 5
/** Parts of a key that the child puts in order. */
const mostInOrder = 2

/** Says that a SELECT stays as it is. */
class Unlike extends Error {}

/** `relation`: the name of the groups. Null: it stays as it is. */
export const regroup = (
  written: Statement,
  select: Select,
  relation: string,
  context: GroupingContext
): Regrouped | null => {
  const source = select.source === null ? null : relationOf(written.tokens, select.source)
  const shape = source === null ? null : shapeOf(source.name, context)
  if (source === null || shape === null) return null
  try {
    return new Regrouping(written, select, shape, source.alias ?? source.name, context).write(relation)
  } catch (cause) {
    if (cause instanceof Unlike) return null
    throw cause
  }
}

/** Where there may be aggregates, and where there is only what holds for each entry of a group. */
type Place = "groups" | "rows"

class Regrouping {
  readonly #written: Statement
  readonly #tokens: Tokens
  readonly #select: Select
  readonly #shape: Shape
  /** What the relation is called in this SELECT. */
  readonly #alias: string
  readonly #context: GroupingContext
  readonly #edits: Array<Edit> = []
  readonly #columns = new Set<string>()
  readonly #summed = new Set<SummedColumn>()
  /** What is counted, and where: it is seen in the end whether groups need to know it. */
  readonly #counted: Array<Counted & { readonly call: Call; readonly where: string }> = []
  #slotMs = 0
  #hasAggregates = false
  /** Whether it matters how many there are of anything. */
  #hasCounts = false

  constructor(written: Statement, select: Select, shape: Shape, alias: string, context: GroupingContext) {
    this.#written = written
    this.#tokens = written.tokens
    this.#select = select
    this.#shape = shape
    this.#alias = alias
    this.#context = context
  }

  write(relation: string): Regrouped {
    const { groupBy, having, isDistinct, items, limit, orderBy, source, where, window } = this.#select
    if (window !== null) throw new Unlike()
    for (const item of items) this.#walk(item, "groups")
    const admissions =
      where === null ? [] : admissionsOf(this.#written, where, { alias: this.#alias, tells: this.#shape.tells })
    if (where !== null) this.#where(where, admissions)
    for (const term of groupBy ?? []) this.#walk(term, "rows")
    if (having !== null) this.#walk(having, "groups")
    for (const term of orderBy) if (!this.#isResult(term)) this.#walk(term, "groups")
    if (limit !== null) this.#walk(limit, "rows")
    const isOfGroups = this.#hasAggregates || groupBy !== null || (isDistinct && !items.some(this.#hasWindow))
    if (!isOfGroups) throw new Unlike()
    this.#edit(source!, `${relation} AS ${quoted(this.#alias)}`)
    const distinct = this.#distinct()
    const { parts, slotMs } = this.#parts()
    const isFoundInOrder = parts.some(({ alike, by }) => by === this.#shape.inOrderOf && alike === null)
    if (isFoundInOrder || parts.length + distinct.length > mostParts) throw new Unlike()
    if (this.#summed.size + Math.min(distinct.length, 1) > mostSummed) throw new Unlike()
    const isInOrder = groupBy !== null && this.#areGroupsOf(groupBy, parts)
    // SQLite would sort them to find out that there is one of each.
    if (isInOrder) this.#edit({ from: groupBy[0]!.from, to: groupBy.at(-1)!.to }, rowName)
    const isOfAll = parts.length + distinct.length + admissions.length === 0
    const isOfTimes = this.#shape.hasEntries && [...this.#summed].every((column) => column === "time")
    return {
      shape: this.#shape,
      edits: keepNames(this.#written, items, this.#edits),
      columns: this.#columns,
      parts,
      slotMs,
      summed: [...this.#summed],
      distinct,
      isInOrder,
      admitted: admissions.map((one) => one.admitted),
      edgesOnly: isOfAll && isOfTimes && !this.#hasCounts
    }
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

  /** A term of ORDER BY that is the name of a column of the result: that is what it means first of all. */
  #isResult({ from, to }: Stretch): boolean {
    const direction = this.#tokens.slice(from + 1, to)
    const isName = this.#select.items.some(({ alias }) => alias === this.#tokens[from]!.value)
    return isName && direction.every((token) => isWord(token, "asc", "desc", "nulls", "first", "last"))
  }

  /**
   * One thing may be counted before, when each group is one of the result: else it is in several groups, whose counts must
   * not be added up.
   */
  #distinct(): ReadonlyArray<GroupedBy> {
    const isTold = ({ parts }: Counted): boolean => parts.every((part) => this.#columns.has(part))
    const [first, ...others] = this.#counted.filter((one) => !isTold(one))
    const isOne = others.every(({ parts }) => parts.join() === first!.parts.join())
    const before = first !== undefined && isOne && this.#isKept(first) && this.#areResults() ? first : null
    for (const one of this.#counted) {
      if (before === null || isTold(one)) for (const part of one.parts) this.#columns.add(part)
      else this.#edit(one.call, `coalesce(sum(${distinctName(one.which)})${one.where}, 0)`)
    }
    return before?.parts ?? []
  }

  /** Whether an entry has it: days by one offset only, else they are told of slots of time. */
  #isKept({ parts }: Counted): boolean {
    return !parts.includes("day") || this.#context.dayOffsetMs !== null
  }

  /** Whether of each part of the key all that is asked of it, or its id, is in GROUP BY. */
  #areResults(): boolean {
    const terms = new Set((this.#select.groupBy ?? []).map((term) => this.#plainName(term)))
    const told = this.#shape.columns(this.#columns)
    const tellsApart = (part: GroupedBy): boolean =>
      [...terms].some(
        (name) => name !== null && this.#columns.has(name) && told[name]?.part === part && told[name].alike === null
      )
    return [...this.#columns].every((name) => {
      const part = told[name]?.part
      return part !== undefined && part !== "time" && (terms.has(name) || tellsApart(part))
    })
  }

  /** Whether GROUP BY has the ids that groups are by, and nothing else. */
  #areGroupsOf(groupBy: ReadonlyArray<Stretch>, parts: ReadonlyArray<GroupPart>): boolean {
    if (parts.length !== groupBy.length || parts.length > mostInOrder) return false
    const terms = groupBy.map((term) => this.#plainName(term))
    return parts.every(({ alike, by }, index) => alike === null && by === terms[index] && by.endsWith("_id"))
  }

  #parts(): Pick<Regrouped, "parts" | "slotMs"> {
    const told = this.#shape.columns(this.#columns)
    const asked = [...this.#columns].filter((name) => name in told).map((name) => told[name]!)
    const names = new Set(asked.map(({ part }) => part))
    if (this.#slotMs > 0) names.add("time")
    const parts = [...names].map((by): GroupPart => {
      const own = asked.filter(({ part }) => part === by)
      return { by, alike: alikeSql(by, own) }
    })
    return { parts, slotMs: this.#slotMs || this.#shape.slotMs || 1 }
  }

  #walk({ from, to }: Stretch, place: Place): void {
    const tokens = this.#tokens
    for (let at = from; at < to;) {
      const call = callAt(tokens, at)
      const isOfAll = call !== null && isAggregate(call)
      if (isWord(tokens[at], "select", "values") || (call !== null && unsteady.has(call.name))) throw new Unlike()
      // Of entries, which have times of their own.
      if (isOfAll || (call?.name === "bucket" && this.#shape.hasEntries)) {
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
    const { hasEntries, measures, tells, unknown } = this.#shape
    if (tells(name)) this.#columns.add(name)
    else if (Object.hasOwn(measures, name) || unknown.has(name) || (!hasEntries && name === "hits")) throw new Unlike()
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
    if (text === null) return
    this.#hasCounts ||= call.name !== "min" && call.name !== "max"
    this.#edit(call, text)
  }

  /** Null: it may stay as it is. */
  #inSums(call: Call): string | null {
    const { args, filter, isDistinct, name } = call
    const [arg] = args
    const condition = filter === null ? null : this.#text(filter)
    const where = condition === null ? "" : ` FILTER (WHERE ${condition})`
    const isOfAll = arg === undefined || this.#isOneToken(arg, ({ kind, text }) => text === "*" || kind === "number")
    const { hasEntries } = this.#shape
    if (name === "count" && isOfAll && hasEntries) return `coalesce(sum(${hitsName})${where}, 0)`
    if (args.length !== 1 || (isOfAll && !hasEntries)) throw new Unlike()
    const isOfValues = isDistinct || name === "approx_distinct"
    if (isOfValues && name !== "count" && name !== "approx_distinct" && name !== "min" && name !== "max")
      throw new Unlike()
    if (isOfValues && this.#counts(call, where)) return null
    if (!isOfValues) {
      const sum = this.#sumOf(arg!, name, where)
      if (sum !== null) return sum
    }
    this.#walk(arg!, "rows")
    if (isOfValues || name === "min" || name === "max") return null
    if (!hasEntries) throw new Unlike()
    const value = this.#text(arg!)
    const isThere = `(${value}) IS NOT NULL${condition === null ? "" : ` AND (${condition})`}`
    switch (name) {
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

  /** Whether it may be counted before. */
  #counts(call: Call, where: string): boolean {
    if (call.name !== "count" && call.name !== "approx_distinct") return false
    const counted = countedOf(this.#tokens, call.args[0]!, this.#alias)
    if (counted === null || !counted.parts.every((part) => this.#shape.tells(part))) return false
    this.#counted.push({ ...counted, call, where })
    return true
  }

  /** Of `bytes`, `e.bytes` or `coalesce(bytes, 0)`; null: it is none of the columns that are added up. */
  #sumOf(arg: Stretch, name: string, where: string): string | null {
    const call = callAt(this.#tokens, arg.from)
    const [first, second] = call?.name === "coalesce" && call.to === arg.to && call.args.length === 2 ? call.args : []
    const isZero = second !== undefined && this.#isOneToken(second, ({ text }) => text === "0")
    const column = this.#plainName(isZero ? first! : arg)
    if (column === null) return null
    if (column === "hits" && !this.#shape.hasEntries) {
      if (name !== "sum") throw new Unlike()
      return `sum(${hitsName})${where}`
    }
    const measure = this.#measure(column)
    if (measure === null) return null
    const sql = measureSql(measure, name, { isZero, where })
    if (sql === null) throw new Unlike()
    this.#summed.add(measure.column)
    return sql
  }

  #measure(column: string): Measure | null {
    const { measures } = this.#shape
    return Object.hasOwn(measures, column) ? measures[column]! : null
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

  #text(stretch: Stretch): string {
    return writtenAs(this.#written, stretch)
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** `SELECT *`, `x.*`; not a product, not `count(*)`. */
const isEveryColumn = (before: string): boolean => before === "," || before === "."
