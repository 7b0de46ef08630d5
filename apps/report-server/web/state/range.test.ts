import { assert, describe, it } from "@effect/vitest"

import { knownZone, offsetsOf } from "../format/zone.ts"
import {
  brushed,
  chartUnit,
  type Clock,
  moved,
  presetOf,
  presets,
  presetTimes,
  presetTitle,
  rangeOf,
  rangeTitle,
  sameWeekdays,
  timesOf,
  withNeighbours
} from "./range.ts"

const utc = () => 0
const at = (text: string): number => Date.parse(`${text}Z`)
const old: Clock = {
  now: at("2026-11-26T15:00"),
  first: at("2026-11-02T00:00:07"),
  last: at("2026-11-15T23:59:29"),
  offsetAt: utc
}
const fresh: Clock = { ...old, now: at("2026-11-16T08:00") }

describe("presets", () => {
  it("count back from the newest entry when it is older than a day", () => {
    assert.deepStrictEqual(presetTimes("week", old), { from: "2026-11-09", to: "2026-11-15" })
    assert.deepStrictEqual(presetTimes("day", old), { from: "2026-11-15", to: "2026-11-15" })
    assert.strictEqual(presetTitle("day", old), "Last day")
  })

  it("stay relative when it is not", () => {
    assert.deepStrictEqual(presetTimes("week", fresh), { from: "-7d" })
    assert.strictEqual(presetTitle("day", fresh), "Last 24 hours")
  })

  it("are recognised by what they set", () => {
    for (const clock of [old, fresh]) {
      for (const preset of presets) assert.strictEqual(presetOf(presetTimes(preset, clock) ?? {}, clock, false), preset)
    }
    assert.isNull(presetOf({ from: "2026-11-03" }, old, false))
  })

  it("are not all when something is compared without a time: the days it takes, where one is as many", () => {
    assert.strictEqual(presetOf({}, old, true), "week")
    assert.isNull(presetOf({}, fresh, true))
    assert.strictEqual(presetOf({ from: "-7d" }, fresh, true), "week")
  })
})

describe("the range", () => {
  it("is the whole data without times, and within times what they say", () => {
    assert.deepStrictEqual(rangeOf({}, old), { from: old.first!, to: old.last! + 1 })
    assert.deepStrictEqual(rangeOf({ from: "2026-11-10", to: "2026-11-10" }, old), {
      from: at("2026-11-10T00:00"),
      to: at("2026-11-11T00:00")
    })
  })

  it("is all that is there from a beginning on, be it beyond now", () => {
    const until = (times: { from?: string }, clock: Clock, isCompared = false): string => {
      const { from, to } = rangeOf(times, clock, isCompared)!
      return [from, to].map((time) => new Date(time).toISOString().slice(0, 16)).join(" ")
    }
    const ahead = { ...old, now: at("2026-11-13T08:20") }
    assert.strictEqual(until({ from: "-7d" }, ahead), "2026-11-06T08:20 2026-11-16T00:00")
    assert.strictEqual(until({ from: "2026-11-10" }, ahead), "2026-11-10T00:00 2026-11-16T00:00")
    assert.strictEqual(until({ from: "-14d" }, fresh), "2026-11-02T08:00 2026-11-16T08:00")
    assert.strictEqual(until({ from: "2026-11-10" }, fresh), "2026-11-10T00:00 2026-11-16T00:00")
    // Nobody chose these seven days.
    assert.strictEqual(until({}, ahead, true), "2026-11-07T00:00 2026-11-13T08:20")
    assert.strictEqual(until({}, fresh, true), "2026-11-09T00:00 2026-11-16T00:00")
  })

  it("is none without data, or where it ends before it begins", () => {
    assert.isNull(rangeOf({}, { ...old, first: null, last: null }))
    assert.isNull(rangeOf({ from: "2026-11-10", to: "2026-11-01" }, old))
  })

  it("is said to be none where one of its times is mistyped, and in the database's zone where the zone is", () => {
    assert.strictEqual(rangeTitle({ from: "bogus" }, old, false), "“bogus” is no time")
    assert.strictEqual(rangeTitle({ from: "2026-11-10", to: "2026-13-01" }, old, false), "“2026-13-01” is no time")
    assert.deepStrictEqual(["Mars/Base", "Europe/Berlin", "UTC", undefined].map(knownZone), [
      null,
      "Europe/Berlin",
      "UTC",
      null
    ])
  })

  it("is typed in days where it consists of them", () => {
    const days = { from: at("2026-11-10T00:00"), to: at("2026-11-12T00:00") }
    assert.deepStrictEqual(timesOf(days, utc), { from: "2026-11-10", to: "2026-11-11" })
    const hours = { from: at("2026-11-10T14:00"), to: at("2026-11-10T15:00") }
    assert.deepStrictEqual(timesOf(hours, utc), { from: "2026-11-10T14:00", to: "2026-11-10T15:00" })
    for (const range of [days, hours]) assert.deepStrictEqual(rangeOf(timesOf(range, utc), old), range)
  })

  it("moves by its own length, by days where the clock changes", () => {
    const berlin = offsetsOf("Europe/Berlin")
    const day = rangeOf({ from: "2026-10-25", to: "2026-10-25" }, { ...old, offsetAt: berlin })!
    assert.deepStrictEqual(timesOf(moved(day, -1, berlin), berlin), { from: "2026-10-24", to: "2026-10-24" })
    assert.deepStrictEqual(timesOf(moved(day, 1, berlin), berlin), { from: "2026-10-26", to: "2026-10-26" })
    const hour = { from: at("2026-11-10T14:00"), to: at("2026-11-10T15:00") }
    assert.deepStrictEqual(moved(hour, -1, utc), { from: at("2026-11-10T13:00"), to: at("2026-11-10T14:00") })
  })
})

describe("a brush", () => {
  it.each([
    ["2026-11-10T14:10", "2026-11-10T16:20", "hour", "2026-11-10T14:00", "2026-11-10T17:00"],
    ["2026-11-10T16:20", "2026-11-10T14:10", "hour", "2026-11-10T14:00", "2026-11-10T17:00"],
    ["2026-11-10T14:00", "2026-11-10T15:00", "hour", "2026-11-10T14:00", "2026-11-10T15:00"],
    ["2026-11-10T14:00", "2026-11-10T14:00", "hour", "2026-11-10T14:00", "2026-11-10T15:00"],
    ["2026-11-10T14:10", "2026-11-11T01:00", "day", "2026-11-10T00:00", "2026-11-12T00:00"],
    ["2026-11-10T14:10", "2026-11-11T01:00", "week", "2026-11-09T00:00", "2026-11-16T00:00"]
  ] as const)("from %s to %s selects whole units (%s)", (a, b, unit, from, to) =>
    assert.deepStrictEqual(brushed(at(a), at(b), unit, utc), { from: at(from), to: at(to) })
  )
})

describe("the chart's unit", () => {
  const fortnight = { from: at("2026-11-02T00:00"), to: at("2026-11-16T00:00") }
  it("is the finest that there is room for", () => {
    assert.strictEqual(chartUnit(fortnight, null, 400), "hour")
    assert.strictEqual(chartUnit(fortnight, null, 100), "day")
  })

  it("is as chosen, unless that were too many", () => {
    assert.strictEqual(chartUnit(fortnight, "day", 400), "day")
    assert.strictEqual(chartUnit(fortnight, "minute", 400), "hour")
    assert.strictEqual(chartUnit(fortnight, "fortnight", 400), "hour")
  })
})

describe("a chart of all that there is", () => {
  it.each([
    ["2026-11-10T13:55", "2026-11-10T13:55:36", "minute", "2026-11-10T13:00", "2026-11-10T14:00"],
    ["2026-11-10T23:30", "2026-11-11T00:10", "hour", "2026-11-10T00:00", "2026-11-12T00:00"],
    ["2026-11-10T13:55", "2026-11-10T13:58", "minute", "2026-11-10T13:55", "2026-11-10T13:58"]
  ] as const)("from %s to %s by the %s shows more than a column or two", (a, b, unit, from, to) =>
    assert.deepStrictEqual(withNeighbours({ from: at(a), to: at(b) }, unit, utc), { from: at(from), to: at(to) })
  )
})

describe("times that count from now", () => {
  it("are said as such, and end where they do", () => {
    assert.strictEqual(rangeTitle({ from: "-7d" }, old, false), "Last 7 days, since Thu 19 Nov 2026, 15:00")
    assert.match(rangeTitle({ from: "-1h", to: "now" }, old, false), /^Last hour, since /)
    assert.strictEqual(rangeTitle({ from: "-7d", to: "2026-11-25" }, old, false).includes("Last"), false)
  })
})

describe("the same weekdays", () => {
  const day = (date: number, hour = 0): number => Date.UTC(2026, 10, date, hour)
  const cases: ReadonlyArray<readonly [what: string, from: number, to: number, same: string | null]> = [
    ["Monday to Thursday", day(9), day(13), "2026-11-02..2026-11-05"],
    ["one day", day(11), day(12), "2026-11-04..2026-11-04"],
    ["nine days", day(9), day(18), "2026-10-26..2026-11-03"],
    ["a day that is not over", day(11), day(11, 15), "2026-11-04T00:00..2026-11-04T15:00"],
    ["a week", day(9), day(16), null],
    ["hours", day(9, 3), day(9, 5), null],
    ["a month", day(1), Date.UTC(2026, 11, 1), null]
  ]
  it.each(cases)("of %s", (_, from, to, same) => {
    const found = sameWeekdays({ from, to }, utc)
    const times = found === null ? null : timesOf(found, utc)
    assert.strictEqual(times === null ? null : `${times.from}..${times.to}`, same)
  })
})
