import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type FilterInput, parseFilter } from "./filter.ts"
import { comparedPeriods } from "./periods.ts"

const now = Date.parse("2026-11-20T10:20:30Z")
const firstTime = Date.parse("2026-10-20T10:00:00Z")
const lastTime = Date.parse("2026-11-18T23:10:05Z")

const periods = (
  against: string,
  input: FilterInput,
  { zone = "UTC", last = lastTime }: { readonly zone?: string; readonly last?: number | null } = {}
) =>
  Effect.gen(function* () {
    const filter = yield* parseFilter(input, { now, zone })
    return yield* comparedPeriods(against, { input, filter, now, firstTime, lastTime: last })
  })

const minute = (time: number): string => new Date(time).toISOString().slice(0, 16)

describe("periods that can't be compared", () => {
  it.effect.each<readonly [string, FilterInput, string]>([
    ["previus", {}, `--compare: "previus" is no period; did you mean previous?`],
    [
      "earlier",
      {},
      `--compare: "earlier" is no period; write previous, week, year, or two times such as 2026-10-01..2026-10-31`
    ],
    ["last week", {}, `--compare: "last week" is no period; did you mean week?`],
    ["-7d", {}, `--compare: "-7d" is no period; did you mean week?`],
    ["2026-10", {}, `"2026-10" is no period; write previous`],
    ["2026-10..", {}, `--compare: "" is no time; write 2026-11-05, 2026-11`],
    ["..2026-10", {}, `"" is no time`],
    ["2026-10...2026-11", {}, `".2026-11" is no time`],
    ["2026-10..2026-13", {}, `"2026-13" is no time; a month is 01 to 12`],
    ["2026-11..2026-10", {}, "--compare: nothing lies between 2026-11 and 2026-10"]
  ])("%s of %j", ([against, input, reason]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(periods(against, input))
      assert.strictEqual(error._tag, "FilterError")
      assert.strictEqual(error.option, "--compare")
      assert.include(error.message, reason)
    })
  )
})

describe("the period compared", () => {
  it.effect.each<readonly [FilterInput, string, string]>([
    [{ from: "2026-11-02", to: "2026-11-08" }, "UTC", "2026-11-02T00:00 2026-11-09T00:00"],
    // Without an end: the hour of the last entry; now, when counted from there.
    [{ from: "2026-11-17" }, "UTC", "2026-11-17T00:00 2026-11-19T00:00"],
    // From beyond the data on: a day of nothing.
    [{ from: "2026-11-19" }, "UTC", "2026-11-19T00:00 2026-11-20T00:00"],
    [{ from: "2027" }, "UTC", "2027-01-01T00:00 2027-01-02T00:00"],
    [{ from: "-7d" }, "UTC", "2026-11-13T10:20 2026-11-20T10:20"],
    [{ from: "today" }, "UTC", "2026-11-20T00:00 2026-11-20T10:20"],
    [{ from: "this-month" }, "UTC", "2026-11-01T00:00 2026-11-20T10:20"],
    [{ from: "last-month", to: "last-month" }, "UTC", "2026-10-01T00:00 2026-11-01T00:00"],
    // Without a beginning: seven days.
    [{}, "UTC", "2026-11-12T00:00 2026-11-19T00:00"],
    [{}, "Asia/Kolkata", "2026-11-12T18:30 2026-11-18T23:30"],
    [{ to: "2026-11-10" }, "Europe/Berlin", "2026-11-03T23:00 2026-11-10T23:00"],
    [{ to: "2026-11-10T12:00" }, "UTC", "2026-11-04T00:00 2026-11-10T12:00"],
    [{ to: "2026-10-27" }, "Europe/Berlin", "2026-10-20T22:00 2026-10-27T23:00"]
  ])("%j in %s is %s", ([input, zone, expected]) =>
    Effect.gen(function* () {
      const { period } = yield* periods("year", input, { zone })
      assert.strictEqual([period.from, period.to].map(minute).join(" "), expected)
    })
  )

  it.effect("ends now while its last hour is not over, and without entries", () =>
    Effect.gen(function* () {
      const end = (last: number | null) => Effect.map(periods("previous", {}, { last }), ({ period }) => period.to)
      assert.strictEqual(yield* end(now - 1000), now)
      assert.strictEqual(yield* end(null), now)
    })
  )
})

describe("a last entry beyond now, of a clock that is ahead", () => {
  const last = now + 3 * 86_400_000
  it.effect.each<readonly [FilterInput, string]>([
    // All from then on.
    [{ from: "-7d" }, "2026-11-13T10:20 2026-11-23T11:00"],
    [{ from: "2026-11-17" }, "2026-11-17T00:00 2026-11-23T11:00"],
    [{ from: "-7d", to: "now" }, "2026-11-13T10:20 2026-11-20T10:20"],
    // A period that nobody chose.
    [{}, "2026-11-14T00:00 2026-11-20T10:20"]
  ])("%j is %s", ([input, expected]) =>
    Effect.gen(function* () {
      const { before, period } = yield* periods("previous", input, { last })
      assert.strictEqual([period.from, period.to].map(minute).join(" "), expected)
      assert.isAtMost(before.to, period.from)
    })
  )
})

describe("a period that the data has in part, or not at all", () => {
  it.effect.each<readonly [string, FilterInput, boolean]>([
    ["previous", { from: "2026-11-09", to: "2026-11-15" }, false],
    ["previous", { from: "2026-10-29", to: "2026-11-15" }, true],
    // Ten hours of eleven days are few enough.
    ["previous", { from: "2026-10-31", to: "2026-11-10" }, false],
    ["previous", { from: "2026-10-20", to: "2026-10-20" }, true],
    ["year", { from: "2026-11-09", to: "2026-11-15" }, true],
    ["2026-11-16..2026-11-22", { from: "2026-11-09", to: "2026-11-15" }, true]
  ])("%s of %j: %s", ([against, input, expected]) =>
    Effect.gen(function* () {
      const { partly } = yield* periods(against, input)
      assert.deepStrictEqual(partly, expected ? { from: firstTime, to: lastTime } : null)
    })
  )
})

describe("the period it is compared with", () => {
  it.effect.each<readonly [string, FilterInput, string, string]>([
    // The same weekdays, by the wall clock.
    ["week", { from: "2026-11-10", to: "2026-11-10" }, "UTC", "2026-11-03T00:00 2026-11-04T00:00"],
    ["week", { from: "2026-11-10T14", to: "2026-11-10T16" }, "UTC", "2026-11-03T14:00 2026-11-03T16:00"],
    ["week", { from: "2026-11-09", to: "2026-11-15" }, "UTC", "2026-11-02T00:00 2026-11-09T00:00"],
    ["week", { from: "2026-11-09", to: "2026-11-18" }, "UTC", "2026-10-26T00:00 2026-11-05T00:00"],
    ["week", { from: "2026-10-26", to: "2026-10-26" }, "Europe/Berlin", "2026-10-18T22:00 2026-10-19T22:00"],
    // Days: as many right before.
    ["previous", { from: "2026-11-10", to: "2026-11-10" }, "UTC", "2026-11-09T00:00 2026-11-10T00:00"],
    ["previous", { from: "2026-11-09", to: "2026-11-15" }, "UTC", "2026-11-02T00:00 2026-11-09T00:00"],
    ["previous", { from: "2026-11-02", to: "2026-11-04" }, "UTC", "2026-10-30T00:00 2026-11-02T00:00"],
    // A day that is not over: the same hours.
    ["previous", { from: "2026-11-10", to: "2026-11-10T10:00" }, "UTC", "2026-11-09T00:00 2026-11-09T10:00"],
    ["previous", { from: "2026-11-09", to: "2026-11-12T10:00" }, "UTC", "2026-11-05T00:00 2026-11-08T10:00"],
    // Anything else: as long.
    ["previous", { from: "2026-11-10T08:00", to: "2026-11-10T11:30" }, "UTC", "2026-11-10T04:30 2026-11-10T08:00"],
    ["previous", { from: "-7d", to: "now" }, "UTC", "2026-11-06T10:20 2026-11-13T10:20"],
    // Months and years: of their own lengths.
    ["previous", { from: "2026-10", to: "2026-10" }, "UTC", "2026-09-01T00:00 2026-10-01T00:00"],
    ["previous", { from: "2026-03", to: "2026-03" }, "UTC", "2026-02-01T00:00 2026-03-01T00:00"],
    ["previous", { from: "2026-08-01", to: "2026-10-31" }, "UTC", "2026-05-01T00:00 2026-08-01T00:00"],
    ["previous", { from: "2026", to: "2026" }, "UTC", "2025-01-01T00:00 2026-01-01T00:00"],
    ["previous", { from: "2026-10-01", to: "2026-10-30" }, "UTC", "2026-09-01T00:00 2026-10-01T00:00"],
    ["previous", { from: "2026-10-02", to: "2026-10-31" }, "UTC", "2026-09-02T00:00 2026-10-02T00:00"],
    // Across a change of the clock: the week before last has an hour less.
    ["previous", { from: "2026-10-19", to: "2026-10-25" }, "Europe/Berlin", "2026-10-11T22:00 2026-10-18T22:00"],
    ["previous", { from: "2026-10-26", to: "2026-11-01" }, "Europe/Berlin", "2026-10-18T22:00 2026-10-25T23:00"],
    ["previous", { from: "2026-10-26", to: "2026-10-26T05:00" }, "Europe/Berlin", "2026-10-24T22:00 2026-10-25T04:00"],
    ["previous", { from: "2026-11", to: "2026-11" }, "Europe/Berlin", "2026-09-30T22:00 2026-10-31T23:00"],
    // A day that begins at one o'clock, as a beginning and as an end.
    ["previous", { from: "2026-03-08", to: "2026-03-08" }, "America/Havana", "2026-03-07T05:00 2026-03-08T05:00"],
    ["previous", { from: "2026-03-09", to: "2026-03-09" }, "America/Havana", "2026-03-08T05:00 2026-03-09T04:00"],
    ["previous", { from: "2026-11-08", to: "2026-11-14" }, "America/Havana", "2026-11-01T04:00 2026-11-08T05:00"],
    // A year: the same months, else the same weekdays.
    ["year", { from: "2026-10", to: "2026-10" }, "Europe/Berlin", "2025-09-30T22:00 2025-10-31T23:00"],
    ["year", { from: "2028-02", to: "2028-02" }, "UTC", "2027-02-01T00:00 2027-03-01T00:00"],
    ["year", { from: "2026-11-09", to: "2026-11-15" }, "UTC", "2025-11-10T00:00 2025-11-17T00:00"],
    [
      "year",
      { from: "2026-10-26T08:00", to: "2026-10-26T09:00" },
      "Europe/Berlin",
      "2025-10-27T07:00 2025-10-27T08:00"
    ],
    ["year", { from: "2026-10-24", to: "2026-10-24" }, "Europe/Berlin", "2025-10-24T22:00 2025-10-25T22:00"],
    // Any two times, read like those of the filter.
    ["2026-09..2026-09", { from: "2026-10" }, "Europe/Berlin", "2026-08-31T22:00 2026-09-30T22:00"],
    ["-14d..-7d", { from: "-7d" }, "UTC", "2026-11-06T10:20 2026-11-13T10:20"],
    ["2026-11-05T14:30:00.5..2026-11-05", { from: "-7d" }, "UTC", "2026-11-05T14:30 2026-11-06T00:00"],
    ["2026-11-12..2026-11-19", {}, "UTC", "2026-11-12T00:00 2026-11-20T00:00"]
  ])("%s of %j in %s is %s", ([against, input, zone, expected]) =>
    Effect.gen(function* () {
      const { before } = yield* periods(against, input, { zone })
      assert.strictEqual([before.from, before.to].map(minute).join(" "), expected)
    })
  )
})
