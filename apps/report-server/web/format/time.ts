/** Times for readers, by the wall clock of the answer's zone. */
import type { OffsetAt, Unit } from "./zone.ts"

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
export const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

const two = (value: number): string => String(value).padStart(2, "0")

const local = (time: number, offsetAt: OffsetAt): Date => new Date(time + offsetAt(time))

/** `2 Nov`, with the year where it is not `year`. */
export const dayMonth = (time: number, offsetAt: OffsetAt, year?: number): string => {
  const date = local(time, offsetAt)
  const text = `${date.getUTCDate()} ${months[date.getUTCMonth()]}`
  return date.getUTCFullYear() === year ? text : `${text} ${date.getUTCFullYear()}`
}

/** What the wall clock shows: `02:00`. */
export const wallClock = (time: number, offsetAt: OffsetAt): string => {
  const date = local(time, offsetAt)
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
}

/** The same, told apart where it shows that twice: `02:00 +01:00`. */
export const clock = (time: number, offsetAt: OffsetAt): string => toldApart(wallClock(time, offsetAt), time, offsetAt)

const toldApart = (text: string, time: number, offsetAt: OffsetAt): string => {
  const offset = offsetToTell(time, offsetAt)
  return offset === "" ? text : `${text} ${offset}`
}

/** `+02:00` of a time that the wall clock shows twice, which tells the one from the other; else nothing. */
const offsetToTell = (time: number, offsetAt: OffsetAt): string => {
  const offset = offsetAt(time)
  const isTwice = [offsetAt(time - 86_400_000), offsetAt(time + 86_400_000)].some(
    (other) => other !== offset && offsetAt(time + offset - other) === other
  )
  if (!isTwice) return ""
  const minutes = Math.abs(Math.round(offset / 60_000))
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

export const yearOf = (time: number, offsetAt: OffsetAt): number => local(time, offsetAt).getUTCFullYear()

/** `Tue 10 Nov 2026, 14:00`. */
export const moment = (time: number, offsetAt: OffsetAt): string => {
  const date = local(time, offsetAt)
  return `${weekdays[(date.getUTCDay() + 6) % 7]} ${dayMonth(time, offsetAt)}, ${clock(time, offsetAt)}`
}

/** `2026-11-10T14:00`, as filters take it; seconds and ms only where there are some, an offset only of what comes twice. */
export const typed = (time: number, offsetAt: OffsetAt): string => {
  const text = local(time, offsetAt).toISOString()
  const length = text.endsWith(":00.000Z") ? 16 : text.endsWith(".000Z") ? 19 : 23
  return `${text.slice(0, length)}${offsetToTell(time, offsetAt)}`
}

export const typedDay = (time: number, offsetAt: OffsetAt): string => typed(time, offsetAt).slice(0, 10)

/** `2026-11-10 14:00:00`, for cells. */
export const stamp = (time: number, offsetAt: OffsetAt): string =>
  toldApart(local(time, offsetAt).toISOString().slice(0, 19).replace("T", " "), time, offsetAt)

/** Whether it is the beginning of a day, and so most likely stands for one. */
export const isDayStart = (time: number, offsetAt: OffsetAt): boolean => (time + offsetAt(time)) % 86_400_000 === 0

/**
 * What the clock shows at both ends, with seconds where one of them has some. Parts of a second are mostly those of now: they are told
 * only of less than a minute.
 */
const clocks = (from: number, to: number, offsetAt: OffsetAt): readonly [string, string] => {
  const texts = [from, to].map((time) => local(time, offsetAt).toISOString().slice(11, 23))
  const lengthOf = (text: string): number =>
    text.endsWith(":00.000") ? 5 : text.endsWith(".000") ? 8 : to - from < 60_000 ? 12 : 5
  const length = Math.max(...texts.map(lengthOf))
  const [first, last] = [from, to].map((time, index) => toldApart(texts[index]!.slice(0, length), time, offsetAt))
  return [first!, last!]
}

/** A stretch of time, `to` exclusive: `2–15 Nov 2026`, `10 Nov 2026, 14:00–15:00`, `10 Nov 2026, 14:00:05–14:00:20`. */
export const span = (from: number, to: number, offsetAt: OffsetAt): string => {
  const end = to - 1
  const isWhole = isDayStart(from, offsetAt) && isDayStart(to, offsetAt)
  const [first, last] = [local(from, offsetAt), local(isWhole ? end : to, offsetAt)]
  const sameYear = first.getUTCFullYear() === last.getUTCFullYear()
  const sameMonth = sameYear && first.getUTCMonth() === last.getUTCMonth()
  const sameDay = sameMonth && first.getUTCDate() === last.getUTCDate()
  const year = last.getUTCFullYear()
  if (isWhole) {
    if (sameDay) return dayMonth(from, offsetAt)
    const until = dayMonth(end, offsetAt)
    if (sameMonth) return `${first.getUTCDate()}–${until}`
    return `${dayMonth(from, offsetAt, year)} – ${until}`
  }
  const [begins, ends] = clocks(from, to, offsetAt)
  if (sameDay) return `${dayMonth(from, offsetAt)}, ${begins}–${ends}`
  return `${dayMonth(from, offsetAt, year)}, ${begins} – ${dayMonth(to, offsetAt)}, ${ends}`
}

/** What a bar of a chart stands for. */
export const bucketTitle = (start: number, unit: Unit, offsetAt: OffsetAt): string => {
  const date = local(start, offsetAt)
  if (unit === "year") return String(date.getUTCFullYear())
  if (unit === "month") return `${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
  if (unit === "week") return `week of ${dayMonth(start, offsetAt)}`
  if (unit === "day") return `${weekdays[(date.getUTCDay() + 6) % 7]} ${dayMonth(start, offsetAt)}`
  return moment(start, offsetAt)
}
