/**
 * Status patterns: `404`, `5xx`, `400-499`, `-` (no status), each with `!` in front to negate, commas between.
 * Ranges of numbers rather than text, so that a filter over raw rows compares integers.
 *
 * Logs hold any number as a status (0, 000, 999), so none is refused for its size; one that has not three digits is a
 * slip far more often than meant, and has to be written as a range (`4-4`).
 */
import { PatternError } from "./expression.ts"

/** Both ends included; null is "no status". */
export type StatusRange = readonly [from: number, to: number] | null

export interface StatusPatterns {
  readonly any: ReadonlyArray<StatusRange>
  readonly none: ReadonlyArray<StatusRange>
}

/** Each of `values` is one flag's text. Throws `PatternError`. */
export const readStatuses = (values: string | ReadonlyArray<string>): StatusPatterns => {
  const any: Array<StatusRange> = []
  const none: Array<StatusRange> = []
  for (const text of (typeof values === "string" ? [values] : values).flatMap((value) => value.split(","))) {
    const part = text.trim()
    if (part.startsWith("!")) none.push(readStatus(part.slice(1)))
    else any.push(readStatus(part))
  }
  return { any, none }
}

const readStatus = (text: string): StatusRange => {
  if (text === "-") return null
  if (/^(?:0|\d{3})$/.test(text)) return [Number(text), Number(text)]
  if (/^[0-9]xx$/i.test(text)) return [Number(text[0]) * 100, Number(text[0]) * 100 + 99]
  const range = /^(\d{1,16})-(\d{1,16})$/.exec(text)
  if (range !== null && Number(range[1]) <= Number(range[2])) return [Number(range[1]), Number(range[2])]
  if (/^\d{1,16}$/.test(text)) {
    const meant = /^[1-5]$/.test(text) ? `did you mean ${text}xx?` : "a status has three digits"
    throw new PatternError(`"${text}" is no status; ${meant} (${text}-${text} asks for this very number)`)
  }
  throw new PatternError(`"${text}" is no status; write 404, 5xx, 400-403 or - (no status), with commas between`)
}

/** Null is "no status". */
export const compileStatuses = ({ any, none }: StatusPatterns): ((status: number | null) => boolean) => {
  const isIn = (ranges: ReadonlyArray<StatusRange>, status: number | null): boolean =>
    ranges.some((range) =>
      range === null ? status === null : status !== null && range[0] <= status && status <= range[1]
    )
  return (status) => (any.length === 0 || isIn(any, status)) && !isIn(none, status)
}
