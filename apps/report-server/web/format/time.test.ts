import { assert, describe, it } from "@effect/vitest"

import { bucketTitle, moment, span, stamp, typed } from "./time.ts"
import { offsetsOf } from "./zone.ts"

const utc = () => 0
const at = (text: string): number => Date.parse(`${text}Z`)

describe("stretches of time", () => {
  it.each([
    ["2026-11-02T00:00", "2026-11-16T00:00", "2–15 Nov 2026"],
    ["2026-11-10T00:00", "2026-11-11T00:00", "10 Nov 2026"],
    ["2026-10-28T00:00", "2026-11-04T00:00", "28 Oct – 3 Nov 2026"],
    ["2025-12-30T00:00", "2026-01-03T00:00", "30 Dec 2025 – 2 Jan 2026"],
    ["2026-11-10T14:00", "2026-11-10T15:00", "10 Nov 2026, 14:00–15:00"],
    ["2026-11-10T14:00", "2026-11-11T02:00", "10 Nov, 14:00 – 11 Nov 2026, 02:00"],
    ["2026-11-10T14:00:05", "2026-11-10T14:01", "10 Nov 2026, 14:00:05–14:01:00"],
    ["2026-11-10T00:00:30", "2026-11-12T00:00", "10 Nov, 00:00:30 – 12 Nov 2026, 00:00:00"],
    ["2026-11-10T14:00:05.250", "2026-11-10T14:00:06", "10 Nov 2026, 14:00:05.250–14:00:06.000"],
    ["2026-11-10T14:00", "2026-11-12T08:20:07.250", "10 Nov, 14:00 – 12 Nov 2026, 08:20"]
  ])("%s to %s", (from, to, text) => assert.strictEqual(span(at(from), at(to), utc), text))
})

describe("times", () => {
  it("are those of the zone", () => {
    const time = at("2026-11-10T23:30")
    const kolkata = offsetsOf("Asia/Kolkata")
    assert.strictEqual(moment(time, kolkata), "Wed 11 Nov 2026, 05:00")
    assert.strictEqual(stamp(time, kolkata), "2026-11-11 05:00:00")
    assert.strictEqual(bucketTitle(time, "day", kolkata), "Wed 11 Nov 2026")
    assert.strictEqual(bucketTitle(time, "month", utc), "Nov 2026")
  })

  it("that the clock shows twice are told apart", () => {
    const berlin = offsetsOf("Europe/Berlin")
    const [summer, winter] = [at("2026-10-25T00:00"), at("2026-10-25T01:00")]
    assert.deepStrictEqual(
      [typed(summer, berlin), typed(winter, berlin)],
      ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"]
    )
    assert.strictEqual(bucketTitle(winter, "hour", berlin), "Sun 25 Oct 2026, 02:00 +01:00")
    assert.strictEqual(stamp(winter, berlin), "2026-10-25 02:00:00 +01:00")
    assert.strictEqual(span(summer, winter, berlin), "25 Oct 2026, 02:00 +02:00–02:00 +01:00")
    assert.strictEqual(typed(at("2026-10-25T02:00"), berlin), "2026-10-25T03:00")
    assert.strictEqual(typed(at("2026-10-24T23:59"), berlin), "2026-10-25T01:59")
    assert.strictEqual(typed(at("2026-03-29T01:00"), berlin), "2026-03-29T03:00")
    const howe = offsetsOf("Australia/Lord_Howe")
    assert.strictEqual(typed(at("2026-04-04T14:45"), howe), "2026-04-05T01:45+11:00")
    assert.strictEqual(typed(at("2026-04-04T15:15"), howe), "2026-04-05T01:45+10:30")
  })

  it("are typed as filters take them, no more exactly than need be", () => {
    assert.strictEqual(typed(at("2026-11-10T14:00"), utc), "2026-11-10T14:00")
    assert.strictEqual(typed(at("2026-11-10T14:00:05"), utc), "2026-11-10T14:00:05")
    assert.strictEqual(typed(at("2026-11-10T14:00:05.250"), utc), "2026-11-10T14:00:05.250")
  })
})
