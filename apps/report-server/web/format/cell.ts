/** A cell of an answer as text, by the kind of its column. */
import type { Cell, ColumnKind } from "../api/types.ts"
import { bytes, change, count, duration, exact, missing, share } from "./number.ts"
import { stamp, weekdays } from "./time.ts"
import type { OffsetAt } from "./zone.ts"

const numeric: ReadonlySet<ColumnKind> = new Set([
  "count",
  "approx_count",
  "bytes",
  "duration_ms",
  "share",
  "change",
  "number"
])

export const isNumeric = (kind: ColumnKind): boolean => numeric.has(kind)

/** Kinds that are written in a typewriter's letters. */
export const isCode = (kind: ColumnKind): boolean =>
  kind === "path" || kind === "url" || kind === "agent" || kind === "client" || kind === "source_line"

/** Whole numbers beyond 2^53 are texts of digits in JSON; here about. */
export const numberOf = (cell: Cell | undefined): number | null => {
  if (typeof cell === "number") return cell
  return typeof cell === "string" && isLargeNumber(cell) ? Number(cell) : null
}

/** Whether a text stands for a whole number beyond 2^53. */
export const isLargeNumber = (text: string): boolean => /^-?\d{16,19}$/.test(text)

export const cellText = (value: Cell, kind: ColumnKind, offsetAt: OffsetAt): string => {
  const cell = isNumeric(kind) ? (numberOf(value) ?? value) : value
  if (cell === null) return missing
  if (typeof cell === "string") return cell
  switch (kind) {
    case "count":
    case "approx_count":
    case "number":
      return count(cell)
    case "bytes":
      return bytes(cell)
    case "duration_ms":
      return duration(cell)
    case "share":
      return share(cell)
    case "change":
      return change(cell)
    case "time":
      return stamp(cell, offsetAt)
    case "hour":
      return `${String(cell).padStart(2, "0")}:00`
    case "weekday":
      return weekdays[cell - 1] ?? String(cell)
    default:
      return String(cell)
  }
}

/** What the reader sees on hover, where the text says less. */
export const cellTitle = (cell: Cell, kind: ColumnKind, offsetAt: OffsetAt): string => {
  if (typeof cell === "string" && kind === "bytes") return `${cell} bytes`
  if (typeof cell !== "number") return isNumeric(kind) ? (cell ?? missing) : cellText(cell, kind, offsetAt)
  if (kind === "bytes") return `${exact(cell)} bytes`
  if (kind === "duration_ms") return `${exact(cell)} ms`
  if (kind === "share" || kind === "change") return `${exact(cell * 100)}%`
  return isNumeric(kind) ? exact(cell) : cellText(cell, kind, offsetAt)
}
