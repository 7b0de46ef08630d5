/** Times in UTC that a statement writes down: as milliseconds, and as the beginning of what `iso_time` says. */
import { callAt, type Stretch, type Tokens } from "../analysis/select.ts"
import type { Token } from "../analysis/tokenizer.ts"
import { dayMs, hourMs } from "../store/rollups/calendar.ts"
import { dateText } from "../analysis/time.ts"

export interface Constant extends Stretch {
  readonly value: number
}

/** A whole number that begins here: what is added up and multiplied of digits and `unixepoch('2026-11-10')`. */
export const constantAt = (tokens: Tokens, from: number): Constant | null => {
  let sum = productAt(tokens, from)
  while (sum !== null && (tokens[sum.to]?.text === "+" || tokens[sum.to]?.text === "-")) {
    const more = productAt(tokens, sum.to + 1)
    const sign = tokens[sum.to]!.text === "+" ? 1 : -1
    sum = more && { from, to: more.to, value: sum.value + sign * more.value }
  }
  return sum !== null && Number.isSafeInteger(sum.value) ? sum : null
}

const productAt = (tokens: Tokens, from: number): Constant | null => {
  let product = factorAt(tokens, from)
  while (product !== null && tokens[product.to]?.text === "*") {
    const more = factorAt(tokens, product.to + 1)
    product = more && { from, to: more.to, value: product.value * more.value }
  }
  return product !== null && Number.isSafeInteger(product.value) ? product : null
}

const factorAt = (tokens: Tokens, from: number): Constant | null => {
  const token = tokens[from]
  if (token === undefined) return null
  if (token.text === "(") {
    const inner = constantAt(tokens, from + 1)
    return inner !== null && tokens[inner.to]?.text === ")" ? { from, to: inner.to + 1, value: inner.value } : null
  }
  if (token.kind === "number")
    return /^\d{1,15}$/.test(token.text) ? { from, to: from + 1, value: Number(token.text) } : null
  const call = callAt(tokens, from)
  if (call?.name !== "unixepoch" || call.args.length !== 1 || call.to !== from + 4) return null
  const ms = timeOf(tokens[from + 2]!)
  return ms === null ? null : { from, to: call.to, value: ms / 1000 }
}

const written = /^([12]\d{3}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?: ?(Z|[+-](?:0\d|1[0-4]):[0-5]\d))?)?$/

/** A time as SQLite reads it, to the second; null for a day that is in no calendar. */
const timeOf = ({ kind, value }: Token): number | null => {
  const [, day, time = "00:00", seconds = ":00", zone = "Z"] = kind === "string" ? (written.exec(value) ?? []) : []
  if (day === undefined || !isDay(day)) return null
  const ms = Date.parse(`${day}T${time}${seconds}${zone}`)
  return Number.isNaN(ms) ? null : ms
}

const isDay = (text: string): boolean => {
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && dateText(ms) === text
}

const prefix = /^([12]\d{3})(-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d)?)?)?)?)?$/

/**
 * The first time whose `iso_time` is not before such a text, which is shorter than all of them: so none is equal to it, and
 * those before it are those before that time.
 */
export const firstFrom = (token: Token | undefined): number | null => {
  if (token?.kind !== "string" || !prefix.test(token.value)) return null
  const { value } = token
  const whole = `${value}${"0000-01-01T00:00:00".slice(value.length)}`
  return timeOf({ ...token, value: whole })
}

/** When years have five digits, which do not sort as texts. */
export const fiveDigitYears = Date.UTC(10_000, 0, 1)

export const isWholeDay = (ms: number): boolean => ms >= dayMs && ms < fiveDigitYears && ms % dayMs === 0
export const isWholeHour = (ms: number): boolean => ms >= dayMs && ms < fiveDigitYears && ms % hourMs === 0

/** The same of a whole day, for unixepoch(); of a whole hour with that. */
export const timeText = (ms: number): string =>
  isWholeDay(ms) ? dateText(ms) : new Date(ms).toISOString().slice(0, 16).replace("T", " ")
