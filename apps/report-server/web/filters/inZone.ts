/**
 * Another time zone: times of day stay the same instants, written by the new zone's clock, so that the same entries are selected. Days,
 * months and words are those of the zone, and stay as they are written.
 */
import { typed } from "../format/time.ts"
import type { OffsetAt } from "../format/zone.ts"
import { readTime } from "../state/time.ts"
import type { PageState } from "../state/url.ts"

export interface ZoneChange {
  readonly now: number
  /** Of the zone before. */
  readonly offsetAt: OffsetAt
  readonly next: OffsetAt
}

/** `zone` null: that of the database. */
export const inZone = (state: PageState, zone: string | null, change: ZoneChange): PageState => {
  const { tz: _tz, ...filter } = state.filter
  const moved = (text: string): string => movedTime(text, change)
  return {
    ...state,
    compare: state.compare?.includes("..") === true ? state.compare.split("..").map(moved).join("..") : state.compare,
    filter: {
      ...filter,
      ...(filter.from === undefined ? {} : { from: moved(filter.from) }),
      ...(filter.to === undefined ? {} : { to: moved(filter.to) }),
      ...(zone === null ? {} : { tz: zone })
    }
  }
}

const movedTime = (text: string, { next, now, offsetAt }: ZoneChange): string => {
  const instant = readTime(text, "start", { now, offsetAt })
  // What has a beginning and an end is a day, a month or a year.
  if (instant === null || readTime(text, "end", { now, offsetAt }) !== instant) return text
  const meansIt = (text: string): boolean => readTime(text, "start", { now, offsetAt: next }) === instant
  if (meansIt(text)) return text
  const written = typed(instant, next)
  // Clocks of old differ from UTC by seconds, which no offset has.
  return meansIt(written) ? written : new Date(instant).toISOString()
}
