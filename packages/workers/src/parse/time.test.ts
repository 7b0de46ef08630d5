import { describe, expect, it } from "vitest"

import { below, oneOf, type Random, randomFrom, seedOf } from "../testing/mutations.ts"
import { offsetAtLocal, type ZoneRule } from "../zone.ts"
import { ClfClock, daysOfMonth, fractionOf, timeOfDay, zoneOffsetOf } from "./time.ts"

const hour = 3_600_000
const springAndAutumn: ZoneRule = [
  [-Infinity, hour],
  [Date.UTC(2026, 2, 29, 1), 2 * hour],
  [Date.UTC(2026, 9, 25, 1), hour]
]
const localZone = (local: number): number => offsetAtLocal(springAndAutumn, local)

const readWith = (clock: ClfClock, text: string): number => {
  const bytes = Buffer.from(`[${text}]${"\0".repeat(40)}`, "latin1")
  return clock.read(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 1, 1 + text.length)
}
const read = (text: string): number => readWith(new ClfClock(localZone), text)

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const two = (value: number): string => String(value).padStart(2, "0")

/** A time in the log's way of writing, and in JavaScript's. */
const someTime = (random: Random): readonly [logged: string, iso: string] => {
  const [year, month, day] = [1970 + below(random, 200), 1 + below(random, 12), 1 + below(random, 31)]
  const ofDay = [below(random, 24), below(random, 60), below(random, 60)].map(two).join(":")
  const [sign, hours, minutes] = [oneOf(random, ["+", "-"]), two(below(random, 15)), oneOf(random, ["00", "30", "45"])]
  return [
    `${two(day)}/${months[month - 1]}/${year}:${ofDay} ${sign}${hours}${minutes}`,
    `${year}-${two(month)}-${two(day)}T${ofDay}${sign}${hours}:${minutes}`
  ]
}

describe("ClfClock", () => {
  it("agrees with Date on every date there is, and refuses those there are not", () => {
    const random = randomFrom(seedOf("times"))
    const clock = new ClfClock(localZone)
    const wrong: Array<unknown> = []
    let refused = 0
    for (let index = 0; index < 20_000; index++) {
      const [logged, iso] = someTime(random)
      // Date takes 31 June for 1 July.
      const isDay = Number(logged.slice(0, 2)) <= daysOfMonth(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)) - 1)
      const expected = isDay ? Date.parse(iso) : NaN
      if (!isDay) refused++
      const time = readWith(clock, logged)
      if (!Object.is(time, expected)) wrong.push([logged, time, expected])
    }
    expect(wrong).toEqual([])
    expect(refused).toBeGreaterThan(100)
  })

  it("remembers the last time only where the next one is like it", () => {
    const random = randomFrom(seedOf("times in turn"))
    const clock = new ClfClock(localZone)
    const days = [
      "10/Nov/2026",
      "11/Nov/2026",
      "10/Nov/2027",
      "10/Oct/2026",
      "29/Mar/2026",
      "25/Oct/2026",
      "31/Nov/2026",
      "\0\0\0\0ov/2026"
    ]
    const zones = [" +0000", " -0700", " +0001", ".12345", ".12346", "", " CET", " +01:00", "x+0000", " +1600"]
    const wrong: Array<unknown> = []
    for (let index = 0; index < 100_000; index++) {
      const ofDay = [two(below(random, 26)), two(below(random, 3) * 29 + 1), two(below(random, 3) * 30)].join(":")
      const text = `${oneOf(random, days)}${oneOf(random, [":", " ", "T"])}${ofDay}${oneOf(random, zones)}`
      const time = readWith(clock, text)
      if (!Object.is(time, read(text))) wrong.push([text, time, read(text)])
    }
    expect(wrong).toEqual([])
    expect(readWith(clock, "10/Nov/2026:13:55:36 +0000")).toBe(Date.UTC(2026, 10, 10, 13, 55, 36))
  })

  it.each([
    ["winter", "10/Jan/2026:12:00:00", Date.UTC(2026, 0, 10, 11)],
    ["summer", "10/Jul/2026:12:00:00", Date.UTC(2026, 6, 10, 10)],
    ["before the gap", "29/Mar/2026:01:59:59", Date.UTC(2026, 2, 29, 0, 59, 59)],
    ["in the gap", "29/Mar/2026:02:30:00", Date.UTC(2026, 2, 29, 1, 30)],
    ["after the gap", "29/Mar/2026:03:00:00", Date.UTC(2026, 2, 29, 1)],
    ["the hour that comes twice", "25/Oct/2026:02:30:00", Date.UTC(2026, 9, 25, 0, 30)],
    ["after the hour that comes twice", "25/Oct/2026:03:00:00", Date.UTC(2026, 9, 25, 2)],
    ["with a fraction as long as a zone", "10/Jul/2026:12:00:00.12345", Date.UTC(2026, 6, 10, 10, 0, 0, 123)]
  ])("takes a time without a zone in the zone given: %s", (_, text, expected) => expect(read(text)).toBe(expected))

  it("counts a leap second as the next one", () => {
    const clock = new ClfClock(localZone)
    expect(readWith(clock, "31/Dec/2016:23:59:59 +0000")).toBe(Date.UTC(2016, 11, 31, 23, 59, 59))
    expect(readWith(clock, "31/Dec/2016:23:59:60 +0000")).toBe(Date.UTC(2017, 0, 1))
    expect(readWith(clock, "01/Jan/2017:00:00:00 +0000")).toBe(Date.UTC(2017, 0, 1))
    expect(readWith(clock, "01/Jan/2017:00:00:61 +0000")).toBe(NaN)
  })
})

describe("parts of times", () => {
  const on = (text: string): Buffer => Buffer.from(text, "latin1")

  it.each([
    ["00:00:00", 0],
    ["23:59:59", 86_399_000],
    ["23:59:60", 86_400_000],
    ["24:00:00", -1],
    ["12:60:00", -1],
    ["12:00:61", -1],
    ["12-00:00", -1],
    ["1:00:00x", -1],
    ["::::::::", -1],
    ["12:00", -1]
  ])("timeOfDay %s", (text, expected) => expect(timeOfDay(on(text), 0)).toBe(expected))

  it.each([
    ["+0000", 0],
    ["-0000", -0],
    ["+0530", 5.5 * hour],
    ["-0930", -9.5 * hour],
    ["+05:45", 5.75 * hour],
    ["+14", 14 * hour],
    ["Z", 0],
    ["z", 0],
    ["+1559", 15 * hour + 59 * 60_000],
    ["+1600", NaN],
    ["+0060", NaN],
    ["0000", NaN],
    ["+000", NaN],
    ["+00000", NaN],
    ["+5:30", NaN],
    ["+05:3", NaN],
    ["CET", NaN],
    ["utc", NaN],
    ["GMT", 0],
    ["UTC", 0],
    ["+", NaN],
    ["", NaN]
  ])("zoneOffsetOf %j", (text, expected) => expect(zoneOffsetOf(on(text), 0, text.length)).toBe(expected))

  it.each([
    [".", 0, 1],
    [".5", 500, 2],
    [".056", 56, 4],
    [".999999", 999, 7],
    [".1x", 100, 2]
  ])("fractionOf %s", (text, ms, next) => expect(fractionOf(on(text), 0, text.length)).toEqual({ ms, next }))
})
