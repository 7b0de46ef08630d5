/**
 * What a statement says of times in UTC, over a view whose rows have days or hours of them: `date(iso_time)` is the `day`
 * where days are those of UTC, and where hours begin with its hours `time` is as good as `bucket(time, 'hour')` in what
 * does not look at minutes. Anything finer is left as it is, and then no view of sums has it.
 */
import { type Call, callAt, isComparison, isWord, type Stretch, type Tokens, writtenAs } from "../analysis/select.ts"
import type { Statement } from "../analysis/statement.ts"
import { constantAt, firstFrom, isWholeDay, isWholeHour, timeText } from "./utcConstants.ts"
import { dateText } from "../analysis/time.ts"
import { dayMs } from "../store/rollups/calendar.ts"

export interface UtcTimes {
  /** `day` is a day of UTC. */
  readonly days: boolean
  /** Hours are those of UTC, and rows have their beginnings as `time`. */
  readonly hours: boolean
}

/** What is put in place of a stretch. */
export interface Piece extends Stretch {
  readonly text: string
}

/** The column that begins here, with its relation in front: what `entries` calls it. */
export type ColumnAt = (index: number) => { readonly name: string | null; readonly to: number } | null

export interface Known {
  /** Where what is understood ends. */
  readonly to: number
  readonly pieces: ReadonlyArray<Piece>
}

const hour = "bucket(time, 'hour')"
const hourText = `strftime('%Y-%m-%dT%H', ${hour} / 1000, 'unixepoch')`

/** Null: nothing begins here that days or hours tell. */
export const utcPieceAt = (statement: Statement, index: number, columnAt: ColumnAt, times: UtcTimes): Known | null =>
  new Reading(statement, columnAt, times).at(index)

class Reading {
  readonly #statement: Statement
  readonly #tokens: Tokens
  readonly #columnAt: ColumnAt
  readonly #times: UtcTimes

  constructor(statement: Statement, columnAt: ColumnAt, times: UtcTimes) {
    this.#statement = statement
    this.#tokens = statement.tokens
    this.#columnAt = columnAt
    this.#times = times
  }

  at(index: number): Known | null {
    const column = this.#columnAt(index)
    if (column?.name === "time") return this.#numberCompared({ from: index, to: column.to })
    if (column?.name === "iso_time") return this.#textCompared({ from: index, to: column.to })
    if (column !== null) return null
    const call = callAt(this.#tokens, index)
    if (call?.name === "date" || call?.name === "strftime") return this.#dateOf(call)
    if (call?.name === "substr" || call?.name === "substring") return this.#partOf(call)
    return this.#constantCompared(index)
  }

  /** `date(...)` or `strftime(format, ...)` of the time, moved by whole days. */
  #dateOf(call: Call): Known | null {
    const format = call.name === "strftime" ? this.#string(call.args[0]) : "%Y-%m-%d"
    const given = call.name === "strftime" ? call.args.slice(1) : call.args
    const time = this.#timeOf(given)
    if (format === null || time === null || call.filter !== null) return null
    const moves = given.slice(time.count)
    if (!moves.every((move) => byDays.test(this.#string(move) ?? ""))) return null
    if (this.#times.days && ofDays.test(format)) {
      const isDay = format === "%Y-%m-%d" && moves.length === 0
      return { to: call.to, pieces: [isDay ? { ...bare(call), text: "day" } : { ...time.all, text: "day" }] }
    }
    if (!this.#times.hours || !ofHours.test(format)) return null
    const text = time.count === 1 ? `${hour} / 1000, 'unixepoch'` : hour
    return { to: call.to, pieces: [{ ...time.column, text }] }
  }

  /** `time / 1000, 'unixepoch'` or `iso_time` at the beginning of a list: both are the time in UTC. */
  #timeOf([first, second]: ReadonlyArray<Stretch>) {
    const column = first === undefined ? null : this.#columnAt(first.from)
    if (first === undefined || column === null) return null
    const own = { from: first.from, to: column.to }
    if (column.name === "iso_time" && own.to === first.to) return { count: 1, column: own, all: first }
    const isSeconds = column.name === "time" && own.to + 2 === first.to && this.#texts(own.to, "/", "1000")
    if (!isSeconds || second === undefined || this.#string(second)?.toLowerCase() !== "unixepoch") return null
    return { count: 2, column: own, all: { from: first.from, to: second.to } }
  }

  /** `substr(iso_time, 1, 10)` */
  #partOf(call: Call): Known | null {
    const [text, ...numbers] = call.args
    const [from, length] = numbers.map((arg) => this.#digits(arg))
    if (text === undefined || numbers.length !== 2 || from === null || length === null) return null
    const column = this.#columnAt(text.from)
    if (column?.name !== "iso_time" || column.to !== text.to || from! < 1) return null
    const end = from! + length! - 1
    if (this.#times.days && end <= 10) {
      const isDay = from === 1 && end === 10
      return { to: call.to, pieces: [{ ...(isDay ? bare(call) : text), text: "day" }] }
    }
    if (!this.#times.hours || end > 13) return null
    const isHour = from === 1 && end === 13
    return { to: call.to, pieces: [{ ...(isHour ? bare(call) : text), text: hourText }] }
  }

  /** `time >= 1793664000000`, `time BETWEEN ...` */
  #numberCompared(time: Stretch): Known | null {
    const operator = this.#tokens[time.to]!
    if (isOrder(operator?.text)) {
      const bound = constantAt(this.#tokens, time.to + 1)
      if (bound === null || !this.#isApart(time.from, bound.to)) return null
      // Times are whole numbers.
      const limit = operator.text === "<" || operator.text === ">=" ? bound.value : bound.value + 1
      const isBefore = operator.text[0] === "<"
      return this.#compared(
        { from: time.from, to: bound.to },
        time,
        limit,
        (day) => `day ${isBefore ? "<" : ">="} ${day}`
      )
    }
    const bounds = this.#betweenAt(time.to)
    const low = bounds && constantAt(this.#tokens, bounds.low.from)
    const high = bounds && constantAt(this.#tokens, bounds.high)
    if (!bounds || !low || !high || low.to !== bounds.low.to || !this.#isLoose(time.from, high.to)) return null
    const end = high.value + 1
    if (this.#times.days && isWholeDay(low.value) && isWholeDay(end)) {
      return { to: high.to, pieces: this.#days(time, low, high, low.value, end) }
    }
    if (!this.#times.hours || !isWholeHour(low.value) || !isWholeHour(end)) return null
    return { to: high.to, pieces: [{ ...time, text: hour }] }
  }

  /** `1793664000000 <= time` */
  #constantCompared(from: number): Known | null {
    const bound = constantAt(this.#tokens, from)
    const operator = bound && this.#tokens[bound.to]?.text
    if (!bound || !isOrder(operator)) return null
    const column = this.#columnAt(bound.to + 1)
    if (column?.name !== "time" || !this.#isApart(from, column.to)) return null
    const limit = operator === "<=" || operator === ">" ? bound.value : bound.value + 1
    const time = { from: bound.to + 1, to: column.to }
    return this.#compared(
      { from, to: column.to },
      time,
      limit,
      (day) => `${day} ${operator![0] === "<" ? "<=" : ">"} day`
    )
  }

  /** With a limit that no row of a day, or an hour, is on both sides of. */
  #compared(all: Stretch, time: Stretch, limit: number, ofDay: (day: string) => string): Known | null {
    if (this.#times.days && isWholeDay(limit))
      return { to: all.to, pieces: [{ ...all, text: ofDay(`'${dateText(limit)}'`) }] }
    return this.#times.hours && isWholeHour(limit) ? { to: all.to, pieces: [{ ...time, text: hour }] } : null
  }

  /** `iso_time >= '2026-11-10'`, `iso_time LIKE '2026-11-10%'`, `iso_time BETWEEN ...` */
  #textCompared(time: Stretch): Known | null {
    const operator = this.#tokens[time.to]
    if (isOrder(operator?.text)) {
      const isBefore = operator!.text[0] === "<"
      const sign = isBefore ? "<" : ">="
      const date = callAt(this.#tokens, time.to + 1)
      if (date?.name === "date" && date.args.every((arg) => this.#string(arg) !== null)) {
        if (!this.#times.days || date.filter !== null || !this.#isApart(time.from, date.to)) return null
        return { to: date.to, pieces: [{ from: time.from, to: time.to + 1, text: `day ${sign}` }] }
      }
      const limit = firstFrom(this.#tokens[time.to + 1])
      const all = { from: time.from, to: time.to + 2 }
      if (limit === null || !this.#isApart(time.from, all.to)) return null
      if (this.#times.days && isWholeDay(limit))
        return { to: all.to, pieces: [{ ...all, text: `day ${sign} '${dateText(limit)}'` }] }
      if (!this.#times.hours || !isWholeHour(limit)) return null
      return { to: all.to, pieces: [{ ...all, text: `${hour} ${sign} ${epoch(limit)}` }] }
    }
    return this.#textBetween(time) ?? this.#textLike(time)
  }

  #textBetween(time: Stretch): Known | null {
    const bounds = this.#betweenAt(time.to)
    if (bounds === null || bounds.low.to !== bounds.low.from + 1) return null
    const [low, end] = [firstFrom(this.#tokens[bounds.low.from]), firstFrom(this.#tokens[bounds.high])]
    const high = { from: bounds.high, to: bounds.high + 1 }
    if (low === null || end === null || !this.#isLoose(time.from, high.to)) return null
    if (this.#times.days && isWholeDay(low) && isWholeDay(end))
      return { to: high.to, pieces: this.#days(time, bounds.low, high, low, end) }
    if (!this.#times.hours || !isWholeHour(low) || !isWholeHour(end)) return null
    const pieces = [
      { ...time, text: hour },
      { ...bounds.low, text: epoch(low) },
      { ...high, text: `${epoch(end)} - 1` }
    ]
    return { to: high.to, pieces }
  }

  #textLike(time: Stretch): Known | null {
    const at = isWord(this.#tokens[time.to], "not") ? time.to + 1 : time.to
    const [operator, pattern] = this.#tokens.slice(at, at + 2)
    if (!isWord(operator, "like", "glob") || pattern?.kind !== "string" || !this.#isLoose(time.from, at + 2))
      return null
    const length = beginnings[operator!.value as "like" | "glob"].exec(pattern.value)?.[1]?.length
    if (length === undefined) return null
    if (this.#times.days && length <= 10) return { to: at + 2, pieces: [{ ...time, text: "day" }] }
    return this.#times.hours && length <= 13 ? { to: at + 2, pieces: [{ ...time, text: hourText }] } : null
  }

  /** From a day to before another. */
  #days(time: Stretch, low: Stretch, high: Stretch, first: number, end: number): ReadonlyArray<Piece> {
    return [
      { ...bare(time), text: "day" },
      { ...bare(low), text: `'${dateText(first)}'` },
      { ...bare(high), text: `'${dateText(end - dayMs)}'` }
    ]
  }

  /** The bounds of a BETWEEN that comes here: the first up to its AND, and where the second begins. */
  #betweenAt(index: number): { readonly low: Stretch; readonly high: number } | null {
    const at = isWord(this.#tokens[index], "not") ? index + 1 : index
    if (!isWord(this.#tokens[at], "between")) return null
    const and = this.#tokens.findIndex((token, place) => place > at && isWord(token, "and"))
    return and < 0 ? null : { low: { from: at + 1, to: and }, high: and + 1 }
  }

  /** Whether a comparison by < is one by itself: nothing beside it binds as tightly, or more so. */
  #isApart(from: number, to: number): boolean {
    const before = this.#tokens[from - 1]?.text ?? ""
    const after = this.#tokens[to]
    return !tighter.has(before) && !isOrder(before) && !tighter.has(after?.text ?? "") && !isWord(after, "collate")
  }

  /** The same of LIKE and BETWEEN, which bind less tightly. */
  #isLoose(from: number, to: number): boolean {
    const before = this.#tokens[from - (isWord(this.#tokens[from - 1], "not") ? 2 : 1)]
    const after = this.#tokens[to]
    const binds =
      isComparison(before) || isWord(before, "is", "in", "like", "glob", "between", "match", "regexp", "escape")
    if (binds || (isWord(before, "and") && this.#endsBetween(from - 1))) return false
    return this.#isApart(from, to) && !isOrder(after?.text) && !isWord(after, "escape")
  }

  /** Whether this AND is that of a BETWEEN. */
  #endsBetween(and: number): boolean {
    for (let index = and - 1; index >= 0; index--) {
      const token = this.#tokens[index]
      if (isWord(token, "between")) return true
      if (isWord(token, "and", "or", "where", "when", "having", "select")) return false
    }
    return false
  }

  #texts(from: number, ...texts: ReadonlyArray<string>): boolean {
    return texts.every((text, offset) => this.#tokens[from + offset]?.text === text)
  }

  #string(arg: Stretch | undefined): string | null {
    const token = arg === undefined || arg.to - arg.from !== 1 ? undefined : this.#tokens[arg.from]
    return token?.kind === "string" ? token.value : null
  }

  #digits(arg: Stretch): number | null {
    const text = writtenAs(this.#statement, arg)
    return /^\d{1,2}$/.test(text) ? Number(text) : null
  }
}

const bare = ({ from, to }: Stretch): Stretch => ({ from, to })
const epoch = (ms: number): string => `unixepoch('${timeText(ms)}') * 1000`
const isOrder = (text: string | null | undefined): boolean =>
  text === "<" || text === "<=" || text === ">" || text === ">="

const tighter: ReadonlySet<string> = new Set("+ - * / % ~ || -> ->> << >> & | .".split(" "))

/** Formats that look at nothing finer, and what moves a time by days alone. */
const ofDays = /^(?:[^%]|%[deFGgjmuUVwWY%])*$/
const ofHours = /^(?:[^%]|%[deFGgjmuUVwWY%HIklpP])*$/
const byDays = /^(?:start of (?:day|month|year)|weekday [0-6]|[+-]?\d{1,5} (?:day|month|year)s?)$/i

/** What `iso_time` begins with, as far as the hour. */
const beginnings = { like: /^([-\dT:_]{0,13})%$/i, glob: /^([-\dT:]{0,13})\*$/ }
