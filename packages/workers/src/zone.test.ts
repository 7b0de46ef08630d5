import { describe, expect, it } from "vitest"

import { offsetAtLocal, offsetAtUtc, utc, type ZoneRule } from "./zone.ts"

const hour = 3_600_000
const berlin: ZoneRule = [
  [-Infinity, hour],
  [Date.UTC(2025, 2, 30, 1), 2 * hour],
  [Date.UTC(2025, 9, 26, 1), hour],
  [Date.UTC(2026, 2, 29, 1), 2 * hour],
  [Date.UTC(2026, 9, 25, 1), hour]
]
const newYork: ZoneRule = [
  [-Infinity, -5 * hour],
  [Date.UTC(2026, 2, 8, 7), -4 * hour],
  [Date.UTC(2026, 10, 1, 6), -5 * hour]
]
/** Half an hour of summer, and a whole day left out. */
const odd: ZoneRule = [
  [-Infinity, -10 * hour],
  [Date.UTC(2011, 11, 30, 10), 14 * hour],
  [Date.UTC(2012, 3, 1), 13.5 * hour]
]

describe("a zone", () => {
  it.each<[string, ZoneRule, string, number, number]>([
    ["UTC", utc, "2026-07-01T00:00", 0, 0],
    ["Berlin, long ago", berlin, "1990-07-01T00:00", 1, 1],
    ["Berlin, winter", berlin, "2026-01-01T00:00", 1, 1],
    ["Berlin, summer", berlin, "2026-07-01T00:00", 2, 2],
    ["Berlin, the last second before the gap", berlin, "2026-03-29T01:59:59", 2, 1],
    ["Berlin, in the gap: the offset before it", berlin, "2026-03-29T02:30", 2, 1],
    ["Berlin, right after the gap", berlin, "2026-03-29T03:00", 2, 2],
    ["Berlin, the hour that comes twice: its first time", berlin, "2026-10-25T02:00", 1, 2],
    ["Berlin, the last second that comes twice", berlin, "2026-10-25T02:59:59", 1, 2],
    ["Berlin, after the hour that comes twice", berlin, "2026-10-25T03:00", 1, 1],
    ["New York, in the gap", newYork, "2026-03-08T02:30", -5, -5],
    ["New York, after the gap", newYork, "2026-03-08T03:00", -5, -4],
    ["New York, the hour that comes twice", newYork, "2026-11-01T01:30", -4, -4],
    ["New York, after it", newYork, "2026-11-01T02:00", -4, -5],
    ["a day left out", odd, "2011-12-30T12:00", 14, -10],
    ["the day after it", odd, "2011-12-31T00:00", 14, 14],
    ["half an hour that comes twice", odd, "2012-04-01T13:45", 13.5, 14],
    ["no rule at all", [], "2026-07-01T00:00", 0, 0]
  ])("%s", (_, zone, text, atUtc, atLocal) => {
    const time = Date.parse(`${text}Z`)
    expect([offsetAtUtc(zone, time) / hour, offsetAtLocal(zone, time) / hour]).toEqual([atUtc, atLocal])
  })

  it("changes at its moments, not before", () => {
    for (const zone of [berlin, newYork, odd]) {
      for (const [index, [from, offset]] of zone.entries()) {
        if (index === 0) continue
        expect([offsetAtUtc(zone, from - 1), offsetAtUtc(zone, from)]).toEqual([zone[index - 1]![1], offset])
      }
    }
  })

  it("gives every moment back from its local time, unless that comes twice", () => {
    const wrong: Array<string> = []
    for (const zone of [berlin, newYork]) {
      for (let time = Date.UTC(2025, 0, 1); time < Date.UTC(2027, 0, 1); time += hour / 2) {
        const local = time + offsetAtUtc(zone, time)
        const back = local - offsetAtLocal(zone, local)
        const isTwice = back !== time && back + offsetAtUtc(zone, back) === local
        if (back !== time && !(isTwice && back < time)) wrong.push(new Date(time).toISOString())
      }
    }
    expect(wrong).toEqual([])
  })
})
