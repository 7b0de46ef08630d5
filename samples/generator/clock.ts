/**
 * The fortnight: when it starts, what happened when, and how busy each hour is.
 *
 * Times are seconds since 1970 in UTC; a fraction only orders lines within a second.
 */
import type { Random } from "./random.ts"

export const at = (iso: string): number => Date.parse(`${iso}Z`) / 1000

export const MINUTE = 60
export const HOUR = 3600
export const DAY = 86_400

export const START = at("2026-11-02T00:00:00")
export const DAYS = 14
export const END = START + DAYS * DAY

/** The newsletter goes out, with one misspelt link that somebody turns into a redirect at 11:20. */
export const NEWSLETTER = at("2026-11-03T09:00:00")
export const NEWSLETTER_FIXED = at("2026-11-03T11:20:00")
/** A full disk: the web server cannot write its log, the last line is cut. */
export const DISK_FULL = at("2026-11-05T04:17:08")
export const DISK_FREE = at("2026-11-05T04:31:40")
export const SCAN = at("2026-11-06T03:12:09")
/** A new release of the shop: forty seconds of 503, then style sheets and scripts under new names. */
export const RELEASE = at("2026-11-09T10:30:05")
export const RELEASED = at("2026-11-09T10:30:45")
export const STORM = at("2026-11-10T14:03:12")
export const STORM_OVER = at("2026-11-10T14:58:40")
export const INTRUSION = at("2026-11-11T22:41:30")
export const FRONT_PAGE = at("2026-11-12T15:40:00")

/** How busy each hour of the day is, in UTC, relative to the others. */
export const shopping = [3, 2, 1, 1, 1, 2, 5, 11, 16, 19, 21, 22, 27, 25, 20, 19, 20, 22, 26, 31, 34, 30, 20, 9]
export const weekend = [5, 3, 2, 1, 1, 1, 3, 6, 12, 20, 27, 29, 27, 25, 25, 26, 26, 27, 29, 32, 34, 29, 19, 10]
export const office = [1, 1, 0, 0, 1, 2, 5, 14, 28, 34, 33, 30, 20, 26, 32, 31, 27, 18, 9, 7, 7, 6, 4, 2]

/** Saturday or Sunday; `day` counts from 0, Monday 2 November. */
export const isWeekend = (day: number): boolean => day % 7 >= 5

/** A moment of day `day` that keeps the given rhythm. */
export const moment = (random: Random, day: number, rhythm: ReadonlyArray<number>): number =>
  START + day * DAY + random.index(rhythm) * HOUR + random.between(0, HOUR)

/** `02/Nov/2026:01:00:00 +0100` */
export const stamp = (time: number, zoneMinutes: number): string => {
  const [date, clock] = new Date((Math.floor(time) + zoneMinutes * MINUTE) * 1000).toISOString().split("T") as [
    string,
    string
  ]
  const [year, month, day] = date.split("-")
  const hours = String(Math.floor(Math.abs(zoneMinutes) / 60)).padStart(2, "0")
  const minutes = String(Math.abs(zoneMinutes) % 60).padStart(2, "0")
  const sign = zoneMinutes < 0 ? "-" : "+"
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} ${sign}${hours}${minutes}`
}

/** `2026-11-02T00:00:00Z` */
export const iso = (time: number): string => `${new Date(Math.floor(time) * 1000).toISOString().slice(0, 19)}Z`

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
