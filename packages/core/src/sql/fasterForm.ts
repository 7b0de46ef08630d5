/**
 * The statement over `hits` or `visits` that says the same as one over `entries`, where these have the sums: it reads
 * some thousand rows in place of every entry.
 *
 * Only one SELECT over `entries` alone that groups, counts and sums, and uses nothing that the sums are not kept by. What
 * is not understood is not rewritten. The result is the same, but for one thing that is said: bytes that are not
 * logged are 0 in the sums, where `entries` has null.
 */
import type { Statement } from "../analysis/statement.ts"
import { applyEdits, type Edit, type Token } from "../analysis/tokenizer.ts"
import { tells } from "./bareColumns.ts"
import { entriesColumns } from "../analysis/entryColumns.ts"
import {
  type Call,
  callAt,
  isAggregate,
  isColumn,
  isWord,
  type Item,
  next,
  qualifierOf,
  relationOf,
  type Select,
  selectsOf,
  type Stretch,
  textOf,
  type Tokens,
  unsteady
} from "../analysis/select.ts"

export interface FasterForm {
  readonly view: "hits" | "visits"
  readonly sql: string
  /** It has 0 where the statement has null: sums of bytes of which none is logged. */
  readonly hasZeros: boolean
}

export interface FormContext {
  /** Days of the database are those of UTC. */
  readonly isUtc: boolean
  /** Whether it is, as an argument of bucket(), a day or longer. */
  readonly isOfDays: (unit: Stretch) => boolean
  /** Whether it is an hour. */
  readonly isOfHours: (unit: Stretch) => boolean
}

/** What can be rewritten of the columns of `entries`; what is not in here is not in that view. */
interface Target {
  readonly view: FasterForm["view"]
  readonly columns: ReadonlySet<string>
  /** Those that are names of other things in `entries`, or of nothing. */
  readonly own: ReadonlySet<string>
  readonly hasTimes: boolean
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "))

const targets: ReadonlyArray<Target> = [
  {
    view: "hits",
    columns: set("site site_id path path_id extension kind template method status agent_class"),
    own: set("day hits duration_max_ms timed"),
    hasTimes: true
  },
  {
    view: "visits",
    columns: set("site site_id client client_id agent agent_id agent_class bot"),
    own: set("day hits prev_day"),
    hasTimes: false
  }
]

/** Columns of `entries` that are never null: to count them is to count entries. */
const neverNull = set("entry_id time iso_time client client_id request_id path path_id kind agent_class")

/** Null: there is none. */
export const fasterForm = (statement: Statement, context: FormContext): FasterForm | null => {
  const { tokens } = statement
  const selects = selectsOf(tokens)
  const [select] = selects
  if (selects.length !== 1 || !isWord(tokens[0], "select") || tokens.some((token) => isWord(token, ...compounds)))
    return null
  const relation = select!.source === null ? null : relationOf(tokens, select!.source)
  if (relation?.name !== "entries" || !isSummary(tokens, select!)) return null
  for (const target of targets) {
    const form = new Rewriting(statement, select!, target, context).form()
    if (form !== null) return form
  }
  return null
}

const compounds = ["union", "intersect", "except", "window", "over"]

/** Groups, or adds up; and says in which order, if it is cut. */
const isSummary = (tokens: Tokens, { groupBy, isDistinct, items, limit, orderBy }: Select): boolean => {
  if (limit !== null && orderBy.length === 0) return false
  const adds = items.some((item) =>
    tokens.slice(item.from, item.to).some((_, offset) => isSum(tokens, item.from + offset))
  )
  return isDistinct ? groupBy === null && !adds : groupBy !== null || adds
}

const isSum = (tokens: Tokens, index: number): boolean => {
  const call = callAt(tokens, index)
  return call !== null && isAggregate(call)
}

/** Thrown inside, where something can't be said of the view. */
class Unknown extends Error {}

class Rewriting {
  readonly #sql: string
  readonly #tokens: Tokens
  readonly #select: Select
  readonly #target: Target
  readonly #context: FormContext
  readonly #edits: Array<Edit> = []
  readonly #aliases: ReadonlyArray<string>
  readonly #grouped: ReadonlyArray<string>
  #hasZeros = false

  constructor({ sql, tokens }: Statement, select: Select, target: Target, context: FormContext) {
    this.#sql = sql
    this.#tokens = tokens
    this.#select = select
    this.#target = target
    this.#context = context
    this.#aliases = select.items.flatMap(({ alias }) => (alias === null ? [] : [alias]))
    const grouped = select.isDistinct ? select.items : (select.groupBy ?? []).map((term) => this.#meant(term) ?? term)
    this.#grouped = grouped.map((term) => textOf(tokens, term))
  }

  form(): FasterForm | null {
    const { groupBy, having, isDistinct, items, limit, orderBy, source, where } = this.#select
    try {
      if (where !== null) this.#walk(where, "rows")
      for (const term of groupBy ?? []) this.#term(term, "rows")
      for (const item of items) this.#walk(item, isDistinct ? "rows" : "groups")
      if (having !== null) this.#walk(having, "having")
      for (const term of orderBy) this.#orderTerm(term)
      if (limit !== null) this.#walk(limit, "having")
    } catch (cause) {
      if (cause instanceof Unknown) return null
      throw cause
    }
    this.#edit({ from: source!.from, to: source!.from + 1 }, this.#target.view)
    return { view: this.#target.view, sql: applyEdits(this.#sql, this.#edits), hasZeros: this.#hasZeros }
  }

  /** The item that a term of GROUP BY or ORDER BY means by its number or its name. */
  #meant(term: Stretch): Item | null {
    if (term.to - term.from !== 1) return null
    const { items } = this.#select
    const token = this.#tokens[term.from]!
    if (token.kind === "number") return items[Number(token.text) - 1] ?? null
    // A column of that name goes first.
    return entriesColumns.has(token.value) ? null : (items.find(({ alias }) => alias === token.value) ?? null)
  }

  /** A term of GROUP BY: a name that means another thing in the view becomes the number of its item. */
  #term(term: Stretch, place: Place): void {
    const item = this.#meant(term)
    if (item === null) this.#walk(term, place)
    else if (this.#target.own.has(this.#tokens[term.from]!.value))
      this.#edit(term, String(this.#select.items.indexOf(item) + 1))
  }

  #orderTerm({ from, to }: Stretch): void {
    const hasDirection = isWord(this.#tokens[to - 1], "asc", "desc")
    const term = { from, to: hasDirection ? to - 1 : to }
    const token = this.#tokens[from]!
    const isAlias = term.to - from === 1 && (token.kind === "number" || this.#aliases.includes(token.value))
    if (!isAlias) this.#walk(term, "groups")
  }

  #walk({ from, to }: Stretch, place: Place): void {
    for (let index = from; index < to;) {
      const after = this.#known(index, to, place)
      if (after !== null) {
        index = after
        continue
      }
      if (isColumn(this.#tokens, index)) this.#column(index, place)
      else if (this.#tokens[index]!.text === "*" && !this.#isProduct(index, from)) throw new Unknown()
      index++
    }
  }

  #isProduct(index: number, from: number): boolean {
    return index > from && this.#tokens[index - 1]!.text !== "." && this.#tokens[index - 1]!.text !== "("
  }

  /** Where a piece that is understood as a whole ends; null: none begins here. */
  #known(index: number, to: number, place: Place): number | null {
    const call = callAt(this.#tokens, index)
    if (call !== null && isAggregate(call)) {
      if (place === "rows") throw new Unknown()
      this.#aggregate(call, place)
      return call.to
    }
    if (call !== null && (call.isWindow || unsteady.has(call.name))) throw new Unknown()
    if (place !== "rows") {
      const grouped = this.#groupedAt(index, to)
      if (grouped !== null) {
        this.#walk({ from: index, to: grouped }, "rows")
        return grouped
      }
    }
    if (call?.name === "any_value" && place === "groups") {
      for (const arg of call.args) this.#walk(arg, "rows")
      return call.to
    }
    // Of a group, a time that it is not grouped by is that of some row.
    if (place !== "rows") return null
    if (call?.name === "bucket") {
      this.#bucket(call)
      return call.to
    }
    return this.#context.isUtc ? (this.#dayAt(index) ?? this.#boundAt(index)) : null
  }

  /** An expression of GROUP BY. */
  #groupedAt(index: number, to: number): number | null {
    for (const text of this.#grouped) {
      for (let end = index + 1; end <= to; end++) {
        if (textOf(this.#tokens, { from: index, to: end }) === text) return end
      }
    }
    return null
  }

  /** A column by itself must be one of the view's, and outside rows one that what is grouped tells. */
  #column(index: number, place: Place): void {
    const name = this.#tokens[index]!.value
    if (place === "having" && !entriesColumns.has(name)) return this.#alias(index, name)
    const isTold = place === "rows" || this.#grouped.some((column) => tells(column, name))
    if (!isTold || !this.#target.columns.has(name)) throw new Unknown()
    if (qualifierOf(this.#tokens, index) === "entries")
      this.#edit({ from: index - 2, to: index - 1 }, this.#target.view)
  }

  /** The name of a result column in HAVING; what that is, where the view has a column of the name. */
  #alias(index: number, name: string): void {
    const item = this.#select.items.find(({ alias }) => alias === name)
    if (item === undefined) throw new Unknown()
    const text = this.#text(item, "having")
    if (this.#target.own.has(name)) this.#edit({ from: index, to: index + 1 }, `(${text})`)
  }

  /** A stretch as it is in the new statement. */
  #text(stretch: Stretch, place: Place): string {
    const { start } = this.#tokens[stretch.from]!
    const inner = new Rewriting({ sql: this.#sql, tokens: this.#tokens }, this.#select, this.#target, this.#context)
    inner.#walk(stretch, place)
    if (inner.#hasZeros) this.#hasZeros = true
    const own = inner.#edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }))
    return applyEdits(this.#sql.slice(start, this.#tokens[stretch.to - 1]!.end), own)
  }

  #edit({ from, to }: Stretch, text: string): void {
    this.#edits.push({ start: this.#tokens[from]!.start, end: this.#tokens[to - 1]!.end, text })
  }

  #bucket({ args, from }: Call): void {
    const [time, unit] = args
    const isTime = time !== undefined && time.to - time.from <= 3 && this.#tokens[time.to - 1]!.value === "time"
    if (!isTime || unit === undefined || !this.#target.hasTimes) throw new Unknown()
    if (!this.#context.isOfDays(unit) && !this.#context.isOfHours(unit)) throw new Unknown()
    if (qualifierOf(this.#tokens, time.to - 1) === "entries")
      this.#edit({ from: from + 2, to: from + 3 }, this.#target.view)
  }

  /** A day of UTC, as it is often written. */
  #dayAt(index: number): number | null {
    const form = dayForms.find((text) => textOf(this.#tokens, { from: index, to: index + lengthOf(text) }) === text)
    if (form === undefined) return null
    this.#edit({ from: index, to: index + lengthOf(form) }, "day")
    return index + lengthOf(form)
  }

  /** A time, from a day of UTC on or before one. */
  #boundAt(index: number): number | null {
    const [before, name, operator, bound, after] = this.#tokens.slice(index - 1, index + 4)
    if (operator?.text !== ">=" && operator?.text !== "<") return null
    if (continues.has(before!.text) || bound === undefined || continues.has(after?.text ?? "")) return null
    const day = name!.value === "time" ? dayOfNumber(bound) : name!.value === "iso_time" ? dayOfText(bound) : null
    if (day === null) return null
    this.#edit({ from: index, to: index + 3 }, `day ${operator.text} '${day}'`)
    return index + 3
  }

  #aggregate(call: Call, place: Place): void {
    const filter = call.filter === null ? "" : ` FILTER (WHERE ${this.#text(call.filter, "rows")})`
    this.#edit(call, this.#summed(call, filter, place))
  }

  #summed({ name, args, isDistinct }: Call, filter: string, place: Place): string {
    const [arg] = args
    const isGrouped = this.#select.groupBy !== null && filter === ""
    const counted = (sum: string) => (isGrouped ? sum : `coalesce(${sum}, 0)`)
    if (args.length !== 1) throw new Unknown()
    const isQualified = arg!.to - arg!.from === 3 && this.#tokens[arg!.from + 1]!.text === "."
    const plain = arg!.to - arg!.from === 1 || isQualified ? this.#tokens[arg!.to - 1]! : null
    if (isDistinct || name === "approx_distinct") {
      if (filter !== "" && name === "approx_distinct") throw new Unknown()
      if (name !== "count" && name !== "approx_distinct") throw new Unknown()
      return `${name}(${isDistinct ? "DISTINCT " : ""}${this.#text(arg!, "rows")})${filter}`
    }
    const { view } = this.#target
    switch (name) {
      case "count": {
        const isAll = plain !== null && (plain.text === "*" || plain.kind === "number" || neverNull.has(plain.value))
        if (isAll) return counted(`sum(hits)${filter}`)
        if (plain?.value === "duration_ms" && view === "hits") return counted(`sum(timed)${filter}`)
        return counted(`sum(iif((${this.#text(arg!, "rows")}) IS NULL, 0, hits))${filter}`)
      }
      case "sum":
      case "total":
        if (plain?.value === "bytes") {
          if (place === "having") throw new Unknown()
          this.#hasZeros ||= name === "sum"
          return `${name}(bytes)${filter}`
        }
        if (plain?.value === "duration_ms" && view === "hits") return `${name}(duration_ms)${filter}`
        if (name === "sum" && this.#isCondition(arg!)) return `sum((${this.#text(arg!, "rows")}) * hits)${filter}`
        throw new Unknown()
      case "avg":
        if (plain?.value === "duration_ms" && view === "hits" && filter === "") return "sum(duration_ms) / sum(timed)"
        throw new Unknown()
      case "max":
        if (plain?.value === "duration_ms" && view === "hits") return `max(duration_max_ms)${filter}`
        return `max(${this.#text(arg!, "rows")})${filter}`
      case "min":
        return `min(${this.#text(arg!, "rows")})${filter}`
      default:
        throw new Unknown()
    }
  }

  /** Its value is 1, 0 or null: a comparison, or CASE and iif() with whole numbers. */
  #isCondition(arg: Stretch): boolean {
    const tokens = this.#tokens
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
}

/** In WHERE, GROUP BY and aggregates; in the result; in HAVING, where zeros and nulls would be another condition. */
type Place = "rows" | "groups" | "having"

/** Operators that give 1, 0 or null, and bind less tightly than all that gives something else. */
const comparisons = set("= == <> != < <= > >= is in like glob between isnull notnull regexp not and or")

const dayForms: ReadonlyArray<string> = [
  "date ( time / 1000 , 'unixepoch' )",
  "date ( iso_time )",
  "substr ( iso_time , 1 , 10 )",
  "strftime ( '%Y-%m-%d' , time / 1000 , 'unixepoch' )",
  "strftime ( '%Y-%m-%d' , iso_time )"
]

const lengthOf = (form: string): number => form.split(" ").length

/** In front of a bound or after it, they make it a part of something else. */
const continues = set("+ - * / % ~ || -> ->> << >> & | .")

const dayMs = 86_400_000

const dayOfNumber = ({ kind, text }: Token): string | null =>
  kind === "number" && /^\d{1,14}$/.test(text) && Number(text) % dayMs === 0
    ? new Date(Number(text)).toISOString().slice(0, 10)
    : null

const dayOfText = ({ kind, value }: Token): string | null =>
  kind === "string" && /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(value) ? value : null
