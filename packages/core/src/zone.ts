/**
 * Time zones by the host's own tables (Intl), made into plain `ZoneRule` data that workers and SQL can use.
 *
 * All times are milliseconds; "local" ones are milliseconds as if the wall clock were UTC. A local time that a
 * transition skips is the transition's instant moved on by the gap; one that happens twice is the first of the two.
 */
import type { ZoneRule } from "@logmill/workers/zone"

/** Milliseconds to add to UTC for the wall clock of a zone at a moment. */
export type OffsetAt = (time: number) => number

const hour = 3_600_000
const day = 24 * hour

/**
 * The zone's name, or null when the host knows none of that name. As typed but for upper and lower case: of a zone with
 * two names (`Asia/Kolkata`, `Asia/Calcutta`) the host may prefer the one nobody asked for.
 */
export const zoneName = (text: string): string | null => {
  try {
    const name = new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone
    return name.toLowerCase() === text.toLowerCase() || /^[+-]/.test(name) ? name : text
  } catch {
    return null
  }
}

export const offsetsOf = (zone: string): OffsetAt => {
  if (zone === "UTC") return () => 0
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
  return (time) => {
    const text = format.formatToParts(time).find((part) => part.type === "timeZoneName")?.value ?? ""
    const [, sign, hours, minutes = "0", seconds = "0"] = /GMT(?:([+-])(\d+)(?::(\d+))?(?::(\d+))?)?/.exec(text) ?? []
    if (sign === undefined) return 0
    return (sign === "-" ? -1 : 1) * (Number(hours) * hour + Number(minutes) * 60_000 + Number(seconds) * 1000)
  }
}

/** Between which in UTC a day of the zone lies, whichever offset holds then. */
export const offsetBounds = (rule: ZoneRule): { readonly least: number; readonly greatest: number } => {
  const offsets = rule.map(([, offset]) => offset)
  return { least: Math.min(...offsets), greatest: Math.max(...offsets) }
}

/**
 * The offsets of a zone from `from` to `to`; outside, the first and the last one hold. Looks once a week, then closes in
 * on the millisecond: 130 years take 30 ms, a log's fortnight nothing.
 */
export const zoneRule = (zone: string, from: number, to: number): ZoneRule => {
  const offsetAt = offsetsOf(zone)
  const rule: Array<readonly [number, number]> = [[-Infinity, offsetAt(from)]]
  if (zone === "UTC") return rule
  for (let start = from; start < to; start += 7 * day) {
    const end = Math.min(start + 7 * day, to)
    let [known, offset] = rule.at(-1)!
    while (offsetAt(end) !== offset) {
      let before = Math.max(start, known)
      let after = end
      while (after - before > 1) {
        const middle = Math.floor((before + after) / 2)
        if (offsetAt(middle) === offset) before = middle
        else after = middle
      }
      known = after
      offset = offsetAt(after)
      rule.push([known, offset])
    }
  }
  return rule
}

/** The instant at which the wall clock shows `local`. */
export const instantOf = (local: number, offsetAt: OffsetAt): number => {
  const before = offsetAt(local - day)
  const after = offsetAt(local + day)
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetAt(local - offset) === offset) return local - offset
  }
  return local - before
}
