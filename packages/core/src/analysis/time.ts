/**
 * Times as users type them: `2026-11-05`, `2026-11`, `2026-11-05T14:30`, `2026-11-05T14:30:00Z`, `-7d`, `now`.
 *
 * A text names either an instant or a whole span (a year, month or day). Where a filter begins, a span means its start;
 * where it ends, its end. Times without a zone are in the zone given. `now` is an input, no clock is read here.
 */
import { instantOf, type OffsetAt } from "../zone.ts"

export const timeExamples = "2026-11-05, 2026-11, 2026-11-05T14:30, 2026-11-05T14:30:00Z, -7d or now"

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** Milliseconds UTC; null when the text is no time. `edge` says which end of a day, month or year is meant. */
export const readTime = (
  text: string,
  edge: "start" | "end",
  { now, offsetAt }: { readonly now: number; readonly offsetAt: OffsetAt }
): number | null => {
  if (text === "now") return now
  const relative = /^-(\d{1,6})([smhdw])$/.exec(text)
  if (relative !== null) return now - Number(relative[1]) * unitMs[relative[2] as keyof typeof unitMs]
  const span = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text)
  if (span !== null) return readSpan(span, edge, offsetAt)
  return readInstant(text, offsetAt)
}

const readSpan = ([, year, month, day]: RegExpExecArray, edge: "start" | "end", offsetAt: OffsetAt): number | null => {
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)]
  if (localTime(y, m, d) === null) return null
  if (edge === "start") return instantOf(Date.UTC(y, m - 1, d), offsetAt)
  if (day !== undefined) return instantOf(Date.UTC(y, m - 1, d + 1), offsetAt)
  return instantOf(month !== undefined ? Date.UTC(y, m, 1) : Date.UTC(y + 1, 0, 1), offsetAt)
}

const readInstant = (text: string, offsetAt: OffsetAt): number | null => {
  const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(
    text
  )
  if (found === null) return null
  const [, year, month, day, hours, minutes = "0", seconds = "0", fraction = "0", zone] = found
  const date = localTime(Number(year), Number(month), Number(day))
  if (date === null || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null
  const local =
    date +
    Number(hours) * 3_600_000 +
    Number(minutes) * 60_000 +
    Number(seconds) * 1000 +
    Number(fraction.padEnd(3, "0"))
  if (zone === undefined) return instantOf(local, offsetAt)
  if (zone === "Z") return local
  const offset = Number(zone.slice(1, 3)) * 3_600_000 + Number(zone.slice(-2)) * 60_000
  return zone.startsWith("-") ? local + offset : local - offset
}

/** Null when there is no such day. Years before 100 are refused with it, as Date.UTC would take them for others. */
const localTime = (year: number, month: number, day: number): number | null => {
  const time = Date.UTC(year, month - 1, day)
  const date = new Date(time)
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : null
}

/** `2026-11-05`, the day of a local time. */
export const dateText = (local: number): string => new Date(local).toISOString().slice(0, 10)

const durationMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of `500ms`, `30s`, `30m`, `2h`, `1d`; null when the text is no duration. */
export const readDuration = (text: string): number | null => {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text)
  if (found === null) return text === "0" ? 0 : null
  return Number(found[1]) * durationMs[found[2] as keyof typeof durationMs]
}

/** `30m` of 1,800,000: in the longest unit of which it is a whole number. */
export const writeDuration = (ms: number): string => {
  const [unit, size] = Object.entries(durationMs).findLast(([, size]) => ms >= size && ms % size === 0) ?? ["ms", 1]
  return `${ms / size}${unit}`
}
