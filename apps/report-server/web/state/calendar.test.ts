import { assert, describe, it } from "@effect/vitest"

import { offsetsOf } from "../format/zone.ts"
import { calendarPresets, calendarTitle } from "./calendar.ts"
import { type Clock, moved, rangeOf, rangeTitle, timesOf } from "./range.ts"

const at = (text: string): number => Date.parse(`${text}Z`)
const clock = (last: string, { first = "2026-08-03T00:00", now = "2026-11-27T15:20", zone = "UTC" } = {}): Clock => ({
  now: at(now),
  first: at(first),
  last: at(last),
  offsetAt: offsetsOf(zone)
})
const offered = (of: Clock): string =>
  calendarPresets(of)
    .map(({ times: { from, to }, title }) => `${title} ${from}${to === undefined ? "" : `..${to}`}`)
    .join(", ")

const words = "This month this-month, Last month last-month..last-month"

describe("days and months of the calendar", () => {
  it.each([
    ["of a log that goes on", clock("2026-11-27T15:10"), `Today today, Yesterday yesterday..yesterday, ${words}`],
    ["of one that is read at night", clock("2026-11-26T23:59"), `Yesterday yesterday..yesterday, ${words}`],
    [
      "of one that began today",
      clock("2026-11-27T15:10", { first: "2026-11-27T09:00" }),
      "Today today, This month this-month"
    ],
    ["of last month", clock("2026-10-20T10:00"), "Last month last-month..last-month"],
    ["of one long over", clock("2015-05-20T21:05", { first: "2015-05-17T10:05" }), "May 2015 2015-05..2015-05"],
    [
      "of one long over that has two months",
      clock("2004-10-11T10:00", { first: "2004-04-21T10:00" }),
      "Oct 2004 2004-10..2004-10, Sep 2004 2004-09..2004-09"
    ],
    [
      "in a zone where it is tomorrow",
      clock("2026-11-27T15:10", { zone: "Asia/Tokyo", first: "2026-11-27T15:05" }),
      "Today today, This month this-month"
    ]
  ])("are those that there are entries of: %s", (_, of, expected) => assert.strictEqual(offered(of), expected))

  it("go up to now where they are not over, and say their days", () => {
    const fresh = clock("2026-11-27T14:10")
    const range = rangeOf({ from: "today" }, fresh)!
    assert.deepStrictEqual(range, { from: at("2026-11-27T00:00"), to: fresh.now })
    assert.strictEqual(rangeTitle({ from: "today" }, fresh, false), "Today, 27 Nov 2026")
    assert.strictEqual(rangeTitle({ from: "this-month" }, fresh, false), "This month, 1–27 Nov 2026")
    assert.strictEqual(calendarTitle({ from: "yesterday" }), null)
  })

  it("of a month move by months", () => {
    const { offsetAt } = clock("2026-11-27T14:10", { zone: "Europe/Berlin" })
    const march = rangeOf({ from: "2026-03", to: "2026-03" }, clock("2026-11-27T14:10", { zone: "Europe/Berlin" }))!
    assert.deepStrictEqual(timesOf(moved(march, -1, offsetAt), offsetAt), { from: "2026-02-01", to: "2026-02-28" })
    assert.deepStrictEqual(timesOf(moved(march, 1, offsetAt), offsetAt), { from: "2026-04-01", to: "2026-04-30" })
  })
})
