/**
 * Times as users type them: `2026-11-05`, `2026-11`, `2026-11-05T14:30`, `2026-11-05T14:30:00Z`, `-7d`, `now`, `yesterday`,
 * `last-month`; and as logs have them, `05/Nov/2026:14:30:00 +0100`.
 *
 * A text names either an instant or a whole span (a year, month or day). Where a filter begins, a span means its start;
 * where it ends, its end. Times without a zone are in the zone given. `now` is an input, no clock is read here.
 */
import { instantOf, type OffsetAt } from "../zone.ts"

export const timeExamples = "2026-11-05, 2026-11, 2026-11-05T14:30, 2026-11-05T14:30:00Z, -7d, now or yesterday"

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
  const iso = wordDate(text, now + offsetAt(now)) ?? isoOfLog(text)
  const span = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(iso)
  if (span !== null) return readSpan(span, edge, offsetAt)
  return readInstant(iso, offsetAt)
}

/** Words for days, and how many days ago they are. */
const daysBack: Readonly<Record<string, number>> = { today: 0, yesterday: 1 }

/** Likewise for months. */
const monthsBack: Readonly<Record<string, number>> = { "this-month": 0, "last-month": 1 }

/** The day or month that a word names, as a date has it; null: it is none. */
const wordDate = (text: string, today: number): string | null => {
  if (Object.hasOwn(daysBack, text)) return dateText(today - daysBack[text]! * unitMs.d)
  if (!Object.hasOwn(monthsBack, text)) return null
  const date = new Date(today)
  return dateText(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - monthsBack[text]!, 1)).slice(0, 7)
}

/** Whether it counts from now: what begins with it is about the time up to now, be there entries or not. */
export const countsFromNow = (text: string): boolean => text.startsWith("-") || wordDate(text, 0) !== null

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")

/** `10/Nov/2026:14:03:00 +0000`, as logs have it, as the ISO form; any other text as it is. */
const isoOfLog = (text: string): string => {
  const found = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4})(?::(\d\d:\d\d(?::\d\d)?)(?: ?([+-]\d{4}))?)?$/.exec(text)
  const month = found === null ? -1 : months.indexOf(found[2]!)
  if (found === null || month < 0) return text
  const [, day, , year, clock, zone = ""] = found
  const date = `${year}-${String(month + 1).padStart(2, "0")}-${day}`
  return clock === undefined ? date : `${date}T${clock}${zone}`
}

/** Why a text is no time, and what to type instead: the end of a sentence that names the flag. */
export const noTimeText = (
  text: string,
  { now, offsetAt }: { readonly now: number; readonly offsetAt: OffsetAt }
): string => {
  const says = `"${text}" is no time`
  const today = now + offsetAt(now)
  const iso = isoOfLog(text)
  const word = text.toLowerCase()
  const dashed = word.replace(/^(this|last)[ _]?month$/, "$1-month")
  if (wordDate(dashed, 0) !== null) return `${says}; write ${dashed}`
  if (/^\d{1,6}[smhdw]$/.test(word)) return `${says}; for so long ago write -${word}`
  if (/^\d\d?:\d\d(:\d\d)?$/.test(text))
    return `${says}; write its day, too: ${dateText(today)}T${text.padStart(5, "0")}`
  const [, first, second, year] = /^(\d\d?)[/.](\d\d?)[/.](\d{4})$/.exec(text) ?? []
  if (year !== undefined) {
    const forms = [`${year}-${second!.padStart(2, "0")}-${first!.padStart(2, "0")}`]
    forms.push(`${year}-${first!.padStart(2, "0")}-${second!.padStart(2, "0")}`)
    const dates = [...new Set(forms)].filter((form) => isDate(form))
    return `${says}; write the year first: ${dates.length === 0 ? "2026-11-05" : dates.join(" or ")}`
  }
  if (/:\d\d.*[+-](?:2[4-9]|[3-9]\d|\d\d:?[6-9]\d)/.test(iso)) return `${says}; offsets from UTC are -23:59 to +23:59`
  const [, y, m, d] = (/^(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ]|$)/.exec(iso) ?? []).map(Number)
  if (y !== undefined && m !== undefined && y >= 100) {
    if (m < 1 || m > 12) return `${says}; a month is 01 to 12`
    const last = new Date(Date.UTC(y, m, 0))
    if (d !== undefined && (d < 1 || d > last.getUTCDate()))
      return `${says}; ${last.toLocaleString("en", { month: "long", timeZone: "UTC" })} ${y} has ${last.getUTCDate()} days`
  }
  return `${says}; write ${timeExamples}`
}

const isDate = (text: string): boolean => {
  const [year, month, day] = text.split("-").map(Number)
  return localTime(year!, month!, day!) !== null
}

const readSpan = ([, year, month, day]: RegExpExecArray, edge: "start" | "end", offsetAt: OffsetAt): number | null => {
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)]
  if (localTime(y, m, d) === null) return null
  if (edge === "start") return instantOf(Date.UTC(y, m - 1, d), offsetAt)
  if (day !== undefined) return instantOf(Date.UTC(y, m - 1, d + 1), offsetAt)
  return instantOf(month !== undefined ? Date.UTC(y, m, 1) : Date.UTC(y + 1, 0, 1), offsetAt)
}

const readInstant = (text: string, offsetAt: OffsetAt): number | null => {
  const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(
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
    Number(fraction.slice(0, 3).padEnd(3, "0"))
  if (zone === undefined) return instantOf(local, offsetAt)
  if (zone === "Z") return local
  const [zoneHours, zoneMinutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))]
  if (zoneHours > 23 || zoneMinutes > 59) return null
  const offset = zoneHours * 3_600_000 + zoneMinutes * 60_000
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
