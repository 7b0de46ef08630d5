/**
 * One cell as data: what every output mode agrees on. Times become ISO 8601 with the zone's offset, binary values
 * hexadecimal digits; numbers and texts stay what they are. Escaping is the modes' business.
 */
import type { ColumnKind } from "../plugin.ts"

import type { Cell } from "./rows.ts"

export type Datum = null | number | bigint | string

/** Returns the function that turns a cell of a column into data; one is made per table, it keeps its date format. */
export const cellReader = (zone: string | null): ((cell: Cell, kind: ColumnKind) => Datum) => {
  const iso = isoIn(zone ?? "UTC")
  return (cell, kind) => {
    if (cell instanceof Uint8Array) return Buffer.from(cell).toString("hex")
    if (kind === "time" && typeof cell === "number") return iso(cell)
    return cell
  }
}

const lastTime = 8.64e15
/** Zones change their offsets at quarters of an hour of UTC, as far as computers count time. */
const quarterMs = 900_000

/** ISO 8601 in a zone: `2026-11-03T08:00:00+01:00`; milliseconds only where there are some. */
export const isoIn = (zone: string): ((ms: number) => string) => {
  // A tenth of a brief command's time, and most tables have no times.
  let offsets: Intl.DateTimeFormat | null = null
  let quarter = NaN
  let offset = 0
  let behind = ""
  let minute = NaN
  let upToMinute = ""
  return (ms) => {
    if (!(Math.abs(ms) < lastTime)) return String(ms)
    // Times come in order, mostly, and to ask for an offset takes longer than all the rest.
    if (Math.floor(ms / quarterMs) !== quarter) {
      quarter = Math.floor(ms / quarterMs)
      offsets ??= new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
      const minutes = offsetMinutes(offsets, ms)
      offset = minutes * minuteMs
      behind = offsetText(minutes)
    }
    const local = Math.floor(ms) + offset
    if (Math.floor(local / minuteMs) !== minute) {
      minute = Math.floor(local / minuteMs)
      upToMinute = new Date(minute * minuteMs).toISOString().slice(0, -"00.000Z".length)
    }
    const within = local - minute * minuteMs
    const thousandths = within % 1000
    const seconds = twoDigits[(within - thousandths) / 1000]!
    return upToMinute + seconds + (thousandths === 0 ? "" : `.${String(thousandths).padStart(3, "0")}`) + behind
  }
}

const minuteMs = 60_000
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"))

const offsetMinutes = (format: Intl.DateTimeFormat, ms: number): number => {
  const name = format.formatToParts(ms).find((part) => part.type === "timeZoneName")?.value ?? ""
  const match = /([+-])(\d\d):(\d\d)/.exec(name)
  return match === null ? 0 : (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

const offsetText = (minutes: number): string => {
  const size = Math.abs(minutes)
  const two = (n: number) => String(n).padStart(2, "0")
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
