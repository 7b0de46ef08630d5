import { assert, describe, it } from "@effect/vitest"

import { zoneRule } from "../../zone.ts"
import { dayFrom, dayMs, dayOf, dayUntil, hourAround, hourMs, startOfDay } from "./calendar.ts"

const at = (text: string): number => Date.parse(text)

/** Zones and a moment at which their clocks change: by an hour, half an hour, at midnight, over midnight, by a whole day. */
const changes: ReadonlyArray<readonly [zone: string, change: number]> = [
  ["Europe/Berlin", at("2026-03-29T01:00Z")],
  ["Europe/Berlin", at("2026-10-25T01:00Z")],
  ["Australia/Lord_Howe", at("2026-04-04T15:00Z")],
  ["Australia/Lord_Howe", at("2026-10-03T15:30Z")],
  ["America/Havana", at("2026-03-08T05:00Z")],
  ["America/Havana", at("2026-11-01T05:00Z")],
  ["America/St_Johns", at("2010-11-07T02:31Z")],
  ["Pacific/Apia", at("2011-12-30T10:00Z")]
]

describe.each(changes)("the calendar of %s around a change of its clock", (zone, change) => {
  const rule = zoneRule(zone, change - 30 * dayMs, change + 30 * dayMs)
  const times = Array.from({ length: 5 * 24 * 3 }, (_, n) => change - 60 * hourMs + n * 1_200_000).concat(
    change - 1,
    change
  )

  it("has hours that follow one another, each of one day", () => {
    for (const time of times) {
      const { start, end, day } = hourAround(rule, time)
      assert.isTrue(start <= time && time < end && end - start <= hourMs, new Date(time).toISOString())
      assert.strictEqual(hourAround(rule, end).start, end)
      for (const inside of [start, time, end - 1]) assert.strictEqual(dayOf(rule, inside), day)
    }
  })

  it("begins a day at its first moment", () => {
    for (const time of times) {
      const start = startOfDay(rule, dayOf(rule, time))
      assert.isAtMost(start, time)
      assert.strictEqual(dayOf(rule, start), dayOf(rule, time))
      assert.isBelow(dayOf(rule, start - 1), dayOf(rule, start))
    }
  })

  it("cuts time between days, and never a day in two", () => {
    const days = times.map((time) => [time, dayOf(rule, time)] as const)
    for (const time of times) {
      const after = dayFrom(rule, time)
      const before = dayUntil(rule, time)
      assert.isTrue(before.start <= time && time <= after.start)
      for (const { day, start } of [after, before]) {
        assert.isTrue(days.every(([other, of]) => of >= day === other >= start))
      }
    }
  })
})
