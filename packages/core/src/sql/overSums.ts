/**
 * One SELECT over requests as one over a view of sums, piece by piece: what it groups by and asks for, its sums, its times.
 * Whatever is not understood, or is no matter of groups of rows of the view, leaves it as it is.
 */
import {
  type Call,
  callAt,
  hasAggregate,
  isAggregate,
  isColumn,
  isWord,
  type Item,
  next,
  type Select,
  type Stretch,
  isSameAt,
  textOf,
  type Tokens,
  unsteady,
  writtenAs
} from "../analysis/select.ts"
import type { Statement } from "../analysis/statement.ts"
import { applyEdits, type Edit, type Token } from "../analysis/tokenizer.ts"
import type { SqlValue } from "../query/protocol.ts"
import { isComparedAlike, isListedAlike } from "./affinity.ts"
import { tells } from "./bareColumns.ts"
import { windowEnd } from "./orderless.ts"
import { keepsZeros, sumOf } from "./sumOf.ts"
import { affinityOf, isNewName, type RequestView, type SumView, timeCalls } from "./sumViews.ts"
import { utcPieceAt, type UtcTimes } from "./utcPieces.ts"

/** What is known of the database and the answer. */
export interface FormContext extends UtcTimes {
  /** Whether it is, as an argument of bucket(), a day or longer. */
  readonly isOfDays: (unit: Stretch) => boolean
  /** Whether it is an hour. */
  readonly isOfHours: (unit: Stretch) => boolean
  readonly params: Readonly<Record<string, SqlValue>>
}

export interface Asked {
  readonly statement: Statement
  readonly select: Select
  /** What it selects from, and what that is called in it. */
  readonly requests: RequestView
  readonly alias: string | null
  readonly sums: SumView
  readonly context: FormContext
  /** It is joined to others by UNION and the like: ORDER BY is of their result. */
  readonly isArm: boolean
  /** Sums of bytes may be 0 in place of null, since nothing more is made of them. */
  readonly allowsZeros: boolean
  /** It is a list or a value in an expression. */
  readonly isValue: boolean
  /** Whether all SELECTs in these parentheses are written anew, too. */
  readonly isAnew: (parentheses: Stretch) => boolean
}

export interface OverSums {
  readonly edits: ReadonlyArray<Edit>
  readonly hasZeros: boolean
}

/** Null: the view can't tell it. */
export const overSums = (asked: Asked): OverSums | null => {
  try {
    return new Rewriting(asked).all()
  } catch (cause) {
    if (cause instanceof Unknown) return null
    throw cause
  }
}

/** In WHERE, GROUP BY and aggregates; in the result; in HAVING and OVER, where zeros and nulls would be another condition. */
type Place = "rows" | "groups" | "having"

/** Thrown inside, where something can't be said of the view. */
class Unknown extends Error {}

class Rewriting {
  readonly #asked: Asked
  readonly #statement: Statement
  readonly #tokens: Tokens
  readonly #select: Select
  readonly #sums: SumView
  /** It is of a stretch that is put somewhere else. */
  readonly #isCopy: boolean
  readonly #times: UtcTimes
  readonly #edits: Array<Edit> = []
  /** What it groups by, and which columns that are by themselves. */
  readonly #grouped: ReadonlyArray<Stretch>
  readonly #groupedColumns: ReadonlyArray<string>
  #hasZeros = false

  constructor(asked: Asked, isCopy = false) {
    const { context, select, statement, sums } = asked
    this.#asked = asked
    this.#statement = statement
    this.#tokens = statement.tokens
    this.#select = select
    this.#sums = sums
    this.#isCopy = isCopy
    this.#times = { days: context.days, hours: context.hours && sums.hasTimes }
    this.#grouped = select.isDistinct ? select.items : (select.groupBy ?? []).map((term) => this.#meant(term) ?? term)
    this.#groupedColumns = this.#grouped.flatMap((term) => this.#columnOf(term) ?? [])
  }

  all(): OverSums {
    const { groupBy, having, isDistinct, items, limit, orderBy, source, where } = this.#select
    const hasAffinity = (item: Item): string | null => {
      const name = this.#columnOf(item)
      return name !== null && affinityOf(name) !== null ? this.#tokens[item.to - 1]!.value : null
    }
    const isTold = !this.#asked.isValue || isListedAlike(this.#tokens, this.#select, hasAffinity)
    if (!isTold || !this.#isSummary()) throw new Unknown()
    if (where !== null) this.#walk(where, "rows")
    for (const term of groupBy ?? []) this.#groupTerm(term)
    for (const item of items) this.#item(item, isDistinct ? "rows" : "groups")
    if (having !== null) this.#walk(having, "having")
    for (const term of orderBy) this.#orderTerm(term)
    if (limit !== null && !this.#tokens.slice(limit.from, limit.to).every(isLimit)) throw new Unknown()
    this.#edit({ from: source!.from, to: source!.from + 1 }, this.#sums.view)
    return { edits: this.#edits, hasZeros: this.#hasZeros }
  }

  /** Groups, or adds up; and says in which order, if it is cut. */
  #isSummary(): boolean {
    const { groupBy, isDistinct, items, limit, orderBy, window } = this.#select
    if (window !== null || (limit !== null && orderBy.length === 0)) return false
    const adds = items.some((item) => hasAggregate(this.#tokens, item))
    return isDistinct ? groupBy === null && !adds : groupBy !== null || adds
  }

  #item(item: Item, place: Place): void {
    const had = this.#hasZeros
    this.#hasZeros = false
    this.#walk(item, place)
    if (this.#hasZeros && !(this.#asked.allowsZeros && keepsZeros(this.#tokens, item))) throw new Unknown()
    this.#hasZeros ||= had
  }

  /** The item that a term of GROUP BY or ORDER BY means by its number or its name. */
  #meant(term: Stretch): Item | null {
    if (term.to - term.from !== 1) return null
    const { items } = this.#select
    const token = this.#tokens[term.from]!
    if (token.kind === "number") return items[Number(token.text) - 1] ?? null
    // A column of that name goes first.
    if (this.#asked.requests.columns.has(token.value)) return null
    return items.find(({ alias }) => alias === token.value) ?? null
  }

  /** A name that means another thing in the view becomes the number of its item. */
  #groupTerm(term: Stretch): void {
    const item = this.#meant(term)
    if (item === null) this.#walk(term, "rows")
    else if (this.#isNew(this.#tokens[term.from]!)) this.#edit(term, String(this.#select.items.indexOf(item) + 1))
  }

  #orderTerm({ from, to }: Stretch): void {
    const isDown = isWord(this.#tokens[to - 1], "desc")
    const term = { from, to: isDown || isWord(this.#tokens[to - 1], "asc") ? to - 1 : to }
    const token = this.#tokens[from]!
    const isOne = term.to - from === 1
    const named = isOne ? this.#select.items.find(({ alias }) => alias === token.value) : undefined
    const item = named ?? this.#meant(term)
    if (item === null && this.#asked.isArm && (!isOne || this.#isNew(token))) throw new Unknown()
    if (item === null && !this.#asked.isArm) this.#orderExpression(term)
    const isBytes = this.#tokens
      .slice((item ?? term).from, (item ?? term).to)
      .some(({ value }) => value === "bytes" || value === "sc_bytes")
    // Of the smallest sums, zeros and nulls are those that a limit cuts.
    const isSafe = this.#asked.allowsZeros && (isDown || this.#select.limit === null)
    if (isBytes && this.#hasZeros && !isSafe) throw new Unknown()
  }

  #orderExpression(term: Stretch): void {
    const at = this.#edits.length
    this.#walk(term, "groups")
    const [edit] = this.#edits.slice(at)
    // In ORDER BY the name of an item goes before a column.
    if (edit === undefined || !this.#select.items.some(({ alias }) => alias === edit.text)) return
    this.#edits[at] = { ...edit, text: `${this.#asked.alias ?? this.#sums.view}.${edit.text}` }
  }

  #walk({ from, to }: Stretch, place: Place): void {
    for (let index = from; index < to;) {
      const known = this.#known(index, to, place)
      const column = known === null ? this.#columnAt(index) : null
      if (column !== null) this.#column({ from: index, to: column.to }, column.name, place)
      else if (known === null) this.#other(index, from)
      index = known ?? column?.to ?? index + 1
    }
  }

  /** What is neither a column nor understood as a whole must be nothing that means rows. */
  #other(index: number, from: number): void {
    const { text } = this.#tokens[index]!
    const before = this.#tokens[index - 1]!.text
    const isProduct = index > from && before !== "." && before !== "("
    if (text === "." || (text === "*" && !isProduct) || isWord(this.#tokens[index], "select", "with", "values"))
      throw new Unknown()
  }

  /** A column of its own relation; the name is null where that has none of it. */
  #columnAt(index: number): { readonly name: string | null; readonly to: number } | null {
    const { alias, requests } = this.#asked
    const isQualified =
      this.#tokens[index + 1]?.text === "." &&
      this.#tokens[index]!.value === (alias ?? requests.name) &&
      index + 2 < this.#tokens.length
    const at = isQualified ? index + 2 : index
    if (this.#tokens[index - 1]?.text === "." || !isColumn(this.#tokens, at)) return null
    return { name: requests.columns.get(this.#tokens[at]!.value) ?? null, to: at + 1 }
  }

  /** The column that an expression is by itself. */
  #columnOf({ from, to }: Stretch): string | null {
    const column = this.#columnAt(from)
    return column?.to === to ? column.name : null
  }

  /** Where a piece that is understood as a whole ends; null: none begins here. */
  #known(index: number, to: number, place: Place): number | null {
    const call = callAt(this.#tokens, index)
    if (call !== null && isAggregate(call)) {
      if (place === "rows") throw new Unknown()
      this.#aggregate(call, place)
      return call.to
    }
    if (call?.isWindow === true) return this.#window(call, place)
    if (call !== null && (unsteady.has(call.name) || this.#matchesRenamed(call))) throw new Unknown()
    if (this.#tokens[index]!.text === "(" && isWord(this.#tokens[index + 1], "select")) {
      const after = next(this.#tokens, index)
      if (this.#isCopy || !this.#asked.isAnew({ from: index, to: after })) throw new Unknown()
      return after
    }
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
    if (call !== null && (call.name === "coalesce" || call.name === "ifnull") && this.#bytesOrNothing(call, place))
      return call.to
    // Of a group, a time that it is not grouped by is that of some row.
    return place === "rows" ? (this.#timeAt(call) ?? this.#utcAt(index)) : null
  }

  /** matches() reads patterns by the name of the column: those of `client` are addresses. */
  #matchesRenamed({ from, name, to }: Call): boolean {
    if (name !== "matches") return false
    return this.#tokens
      .slice(from, to)
      .some(({ value }) => this.#asked.requests.columns.get(value) === "client" && value !== "client")
  }

  /** An expression of GROUP BY. */
  #groupedAt(index: number, to: number): number | null {
    const endOf = (term: Stretch): number => index + term.to - term.from
    const same = this.#grouped.find((term) => endOf(term) <= to && isSameAt(this.#tokens, index, term))
    return same === undefined ? null : endOf(same)
  }

  /** A column by itself must be one of the view's, and outside rows one that what is grouped tells. */
  #column(column: Stretch, name: string | null, place: Place): void {
    const token = this.#tokens[column.to - 1]!
    if (name === null) return this.#alias(column, token, place)
    const { alias } = this.#asked
    const isTold = place === "rows" || this.#groupedColumns.some((known) => tells(known, name))
    if (!isTold || !this.#sums.columns.has(name)) throw new Unknown()
    if (!this.#isComparedAlike(column, name)) throw new Unknown()
    const isQualified = column.to - column.from > 1
    if (isQualified && alias === null) this.#edit({ from: column.from, to: column.from + 1 }, this.#sums.view)
    if (name !== token.value) this.#edit({ from: column.to - 1, to: column.to }, name)
  }

  /** The name of a result column in HAVING; what that is, where the view has a column of the name. */
  #alias(name: Stretch, token: Token, place: Place): void {
    const item = this.#select.items.find(({ alias }) => alias === token.value)
    if (item === undefined || place !== "having" || !this.#isComparedAlike(name, this.#columnOf(item)))
      throw new Unknown()
    const text = this.#text(item, "having")
    if (this.#isNew(token)) this.#edit(name, `(${text})`)
  }

  #isComparedAlike(column: Stretch, name: string | null): boolean {
    const kind = name === null ? null : affinityOf(name)
    return kind === null || isComparedAlike(this.#tokens, column, kind, this.#asked.context.params)
  }

  #isNew({ value }: Token): boolean {
    return isNewName(value, this.#asked.requests, this.#sums)
  }

  /** A stretch as it is in the new statement. */
  #text(stretch: Stretch, place: Place): string {
    const { start } = this.#tokens[stretch.from]!
    const inner = new Rewriting(this.#asked, true)
    inner.#walk(stretch, place)
    if (inner.#hasZeros) this.#hasZeros = true
    const own = inner.#edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }))
    return applyEdits(writtenAs(this.#statement, stretch), own)
  }

  #edit({ from, to }: Stretch, text: string): void {
    this.#edits.push({ start: this.#tokens[from]!.start, end: this.#tokens[to - 1]!.end, text })
  }

  /** `bucket(time, 'day')`, `weekday(time)`, `hour_of_day(time)`: in the zone of the answer, as the view's rows are. */
  #timeAt(call: Call | null): number | null {
    if (call === null || !timeCalls.has(call.name)) return null
    const [time, unit] = call.args
    const column = time === undefined ? null : this.#columnAt(time.from)
    if (column?.name !== "time" || column.to !== time!.to || !this.#sums.hasTimes) throw new Unknown()
    const { isOfDays, isOfHours } = this.#asked.context
    const isFine =
      call.name === "bucket" ? unit !== undefined && (isOfDays(unit) || isOfHours(unit)) : unit === undefined
    if (!isFine) throw new Unknown()
    if (time!.to - time!.from > 1) this.#edit(time!, "time")
    return call.to
  }

  #utcAt(index: number): number | null {
    const known = utcPieceAt(this.#statement, index, (at) => this.#columnAt(at), this.#times)
    for (const piece of known?.pieces ?? []) this.#edit(piece, piece.text)
    return known?.to ?? null
  }

  #aggregate(call: Call, place: Place): void {
    const sum = this.#sumOf(call)
    if (sum.hasZeros && place === "having") throw new Unknown()
    this.#hasZeros ||= sum.hasZeros
    this.#edit(call, sum.text)
  }

  #sumOf(call: Call) {
    const sum = sumOf(call, {
      view: this.#sums.view,
      tokens: this.#tokens,
      isGrouped: this.#select.groupBy !== null,
      columnOf: (arg) => this.#columnOf(arg),
      written: (stretch) => this.#text(stretch, "rows")
    })
    if (sum === null) throw new Unknown()
    return sum
  }

  /** `coalesce(sum(bytes), 0)`, which zeros in place of nulls are no matter to. */
  #bytesOrNothing({ args, isDistinct }: Call, place: Place): boolean {
    const [bytes, nothing] = args
    if (place === "rows" || isDistinct || args.length !== 2 || textOf(this.#tokens, nothing!) !== "0") return false
    const sum = callAt(this.#tokens, bytes!.from)
    if (sum?.to !== bytes!.to || !isAggregate(sum)) return false
    this.#edit(sum, this.#sumOf(sum).text)
    return true
  }

  /** Over groups: they are the same, whatever rows they are of. */
  #window(call: Call, place: Place): number {
    const end = windowEnd(this.#tokens, call)
    if (end === null || place !== "groups") throw new Unknown()
    for (const arg of call.args) {
      const isAll = arg.to - arg.from === 1 && this.#tokens[arg.from]!.text === "*"
      if (!isAll) this.#walk(arg, call.name === "sum" || call.name === "total" ? "groups" : "having")
    }
    this.#walk({ from: call.to + 2, to: end - 1 }, "having")
    return end
  }
}

const isLimit = (token: Token): boolean =>
  token.kind === "number" || token.kind === "param" || token.text === "," || isWord(token, "offset")
