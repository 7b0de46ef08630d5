/** Times as filters have them (docs/filters.md), read as the server reads them, for the chart's ends and the range's name. */
import { instantOf, type OffsetAt } from "../format/zone.ts"

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** ms UTC; null when the text is no time. `edge`: which end of a day, month or year is meant. */
export const readTime = (
  text: string,
  edge: "start" | "end",
  { now, offsetAt }: { readonly now: number; readonly offsetAt: OffsetAt }
): number | null => {
  if (text === "now") return now
  const relative = /^-(\d{1,6})([smhdw])$/.exec(text)
  if (relative !== null) return now - Number(relative[1]) * unitMs[relative[2]!]!
  const iso = wordDate(text, now + offsetAt(now)) ?? isoOfLog(text)
  const day = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(iso)
  if (day !== null) {
    const [year, month, date] = [Number(day[1]), Number(day[2] ?? 1), Number(day[3] ?? 1)]
    if (!isDay(year, month, date)) return null
    if (edge === "start") return instantOf(Date.UTC(year, month - 1, date), offsetAt)
    if (day[3] !== undefined) return instantOf(Date.UTC(year, month - 1, date + 1), offsetAt)
    return instantOf(day[2] === undefined ? Date.UTC(year + 1, 0, 1) : Date.UTC(year, month, 1), offsetAt)
  }
  const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(
    iso
  )
  if (found === null) return null
  const [, year, month, date, hours, minutes = "0", seconds = "0", fraction = "0", zone] = found
  if (!isDay(Number(year), Number(month), Number(date))) return null
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null
  const local =
    Date.UTC(Number(year), Number(month) - 1, Number(date), Number(hours), Number(minutes), Number(seconds)) +
    Number(fraction.slice(0, 3).padEnd(3, "0"))
  if (zone === undefined) return instantOf(local, offsetAt)
  if (zone === "Z") return local
  const [zoneHours, zoneMinutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))]
  if (zoneHours > 23 || zoneMinutes > 59) return null
  const offset = zoneHours * 3_600_000 + zoneMinutes * 60_000
  return zone.startsWith("-") ? local + offset : local - offset
}

/** Words for days, and how many days ago they are. */
const daysBack: Readonly<Record<string, number>> = { today: 0, yesterday: 1 }

/** Likewise for months. */
const monthsBack: Readonly<Record<string, number>> = { "this-month": 0, "last-month": 1 }

/** The day or month that a word names, as a date has it; null: it is none. */
const wordDate = (text: string, today: number): string | null => {
  const date = new Date(today)
  if (Object.hasOwn(daysBack, text)) date.setUTCDate(date.getUTCDate() - daysBack[text]!)
  else if (Object.hasOwn(monthsBack, text)) date.setUTCMonth(date.getUTCMonth() - monthsBack[text]!, 1)
  else return null
  return date.toISOString().slice(0, Object.hasOwn(daysBack, text) ? 10 : 7)
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

const isDay = (year: number, month: number, date: number): boolean => {
  const day = new Date(Date.UTC(year, month - 1, date))
  return day.getUTCFullYear() === year && day.getUTCMonth() === month - 1 && day.getUTCDate() === date
}
