/** A selected time, as whole days or hours of a rollup and what these leave at both ends. */
import type { ZoneRule } from "@logmill/workers/zone"

import type { Stretch } from "../query/protocol.ts"
import { dayFrom, dayUntil, hourAround, minuteMs } from "../store/rollups/calendar.ts"

/** Buckets from `first` to before `end`; a piece of hours is within one hour, unless it is all that is selected. */
export interface Cut {
  /** Null: no bucket is within it. */
  readonly buckets: { readonly first: number | null; readonly end: number | null } | null
  readonly pieces: ReadonlyArray<Stretch>
}

/** Of what has been added up to any time. */
export const uncut: Cut = { buckets: { first: null, end: null }, pieces: [] }

export const cutDays = ({ from, to }: Stretch, zone: ZoneRule): Cut => {
  const first = from === null ? null : dayFrom(zone, from)
  const end = to === null ? null : dayUntil(zone, to)
  return cutAt({ from, to }, first && { ...first, bucket: first.day }, end && { ...end, bucket: end.day })
}

export const cutHours = ({ from, to }: Stretch, zone: ZoneRule): Cut => {
  const edge = (start: number) => ({ start, bucket: Math.floor(start / minuteMs) })
  const before = from === null ? null : hourAround(zone, from)
  const first = before && edge(before.start === from ? from : before.end)
  return cutAt({ from, to }, first, to === null ? null : edge(hourAround(zone, to).start))
}

interface Edge {
  readonly start: number
  readonly bucket: number
}

const cutAt = ({ from, to }: Stretch, first: Edge | null, end: Edge | null): Cut => {
  if (first !== null && end !== null && first.start >= end.start) return { buckets: null, pieces: [{ from, to }] }
  return {
    buckets: { first: first?.bucket ?? null, end: end?.bucket ?? null },
    pieces: [
      ...(first === null || first.start === from ? [] : [{ from, to: first.start }]),
      ...(end === null || end.start === to ? [] : [{ from: end.start, to }])
    ]
  }
}
