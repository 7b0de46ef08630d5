/**
 * Wall clocks of zones by the browser's own tables. All times are ms; "local" ones are ms as if the wall clock were UTC. A
 * local time that the clock skips is the jump moved on by the gap; of one that comes twice the first is meant.
 */

/** ms to add to UTC for the wall clock at a moment. */
export type OffsetAt = (time: number) => number

/** A zone that the browser does not know counts as UTC: the server would have refused it. */
export const offsetsOf = (zone: string): OffsetAt => {
  if (zone === "UTC") return () => 0
  const format = formatOf(zone)
  if (format === null) return () => 0
  const known = new Map<number, number>()
  return (time) => {
    // Clocks change at quarters of hours.
    const quarter = Math.floor(time / 900_000)
    const kept = known.get(quarter)
    if (kept !== undefined) return kept
    const text = format.formatToParts(quarter * 900_000).find(({ type }) => type === "timeZoneName")?.value ?? ""
    const [, sign, hours = "0", minutes = "0", seconds = "0"] =
      /GMT(?:([+-])(\d+)(?::(\d+))?(?::(\d+))?)?/.exec(text) ?? []
    const size = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000
    const offset = sign === "-" ? -size : size
    known.set(quarter, offset)
    return offset
  }
}

/** Null: the browser knows no zone of this name. */
export const knownZone = (zone: string | undefined): string | null =>
  zone !== undefined && (zone === "UTC" || formatOf(zone) !== null) ? zone : null

const formatOf = (zone: string): Intl.DateTimeFormat | null => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
  } catch {
    return null
  }
}

/** When the wall clock shows `local`. */
export const instantOf = (local: number, offsetAt: OffsetAt): number => {
  const before = offsetAt(local - 86_400_000)
  const after = offsetAt(local + 86_400_000)
  const first = local - before
  if (before === after || offsetAt(first) === before) return first
  const second = local - after
  return offsetAt(second) === after ? second : first
}

export const units = ["minute", "hour", "day", "week", "month", "year"] as const
export type Unit = (typeof units)[number]

const sizes = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const
/** 1970 began on a Thursday; weeks begin on Mondays. */
const weekShift = 3 * sizes.day

/** The start of the unit that is `steps` further than the one `time` lies in; 0 is that one itself. */
export const startOf = (time: number, unit: Unit, offsetAt: OffsetAt, steps = 0): number => {
  const local = time + offsetAt(time)
  if (unit === "minute" || unit === "hour") {
    // Clocks change by whole hours nearly everywhere: hours of elapsed time are those of the wall clock.
    const size = sizes[unit]
    return Math.floor(local / size) * size - offsetAt(time) + steps * size
  }
  if (unit === "month" || unit === "year") {
    const date = new Date(local)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
    return instantOf(unit === "year" ? Date.UTC(year + steps, 0, 1) : Date.UTC(year, month + steps, 1), offsetAt)
  }
  const size = sizes[unit]
  const shift = unit === "week" ? weekShift : 0
  return instantOf((Math.floor((local + shift) / size) + steps) * size - shift, offsetAt)
}

const unitSizes: ReadonlyArray<readonly [Unit, number]> = [
  ...Object.entries(sizes).map(([unit, ms]) => [unit as Unit, ms] as const),
  ["month", 30 * sizes.day]
]

/** The finest unit of which no more than `most` touch a stretch of time. */
export const unitFor = (ms: number, most: number): Unit =>
  unitSizes.find(([, size]) => ms / size <= most)?.[0] ?? "year"
