/**
 * A time zone as plain data: from which moment (ms UTC) which offset holds (ms east of UTC), ascending; the first entry
 * reaches back for ever. So zones travel to workers and into SQL without a time-zone database there.
 */
export type ZoneRule = ReadonlyArray<readonly [fromUtc: number, offset: number]>

export const utc: ZoneRule = [[-Infinity, 0]]

/** Offset at a moment in UTC. */
export const offsetAtUtc = (zone: ZoneRule, time: number): number => {
  for (let index = zone.length - 1; index > 0; index--) if (time >= zone[index]![0]) return zone[index]![1]
  return zone[0]?.[1] ?? 0
}

/** Offset at a local time: of one that occurs twice the first, of one that is skipped the one before the gap. */
export const offsetAtLocal = (zone: ZoneRule, local: number): number => {
  for (let index = 0; index < zone.length - 1; index++) {
    const [, offset] = zone[index]!
    const [next, offsetAfter] = zone[index + 1]!
    if (local - offset < next || local - offsetAfter < next) return offset
  }
  return zone.at(-1)?.[1] ?? 0
}
