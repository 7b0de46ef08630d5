import { assert, describe, it } from "@effect/vitest"

import { offsetsOf } from "../format/zone.ts"
import { countedHours, hoursAt, hoursOfWeek } from "./hoursOfWeek.ts"

const at = (text: string): number => Date.parse(`${text}Z`)
const utc = () => 0

describe("an hour of the week", () => {
  it("is each of its days in the selected time, which may begin within it", () => {
    const hours = hoursOfWeek({ from: at("2026-11-10T14:30"), to: at("2026-11-17T15:00") }, utc)
    assert.deepStrictEqual(hoursAt(hours, { day: 1, hour: 14 }), [at("2026-11-10T14:00"), at("2026-11-17T14:00")])
    assert.deepStrictEqual(hoursAt(hours, { day: 1, hour: 15 }), [at("2026-11-10T15:00")])
    assert.deepStrictEqual(hoursAt(hoursOfWeek({ from: 0, to: 1 }, utc), { day: 0, hour: 0 }), [])
  })

  it("goes by the wall clock, which may show it twice", () => {
    const berlin = offsetsOf("Europe/Berlin")
    const hours = hoursOfWeek({ from: at("2026-10-24T22:00"), to: at("2026-10-25T23:00") }, berlin)
    assert.deepStrictEqual(hoursAt(hours, { day: 6, hour: 2 }), [at("2026-10-25T00:00"), at("2026-10-25T01:00")])
  })

  it("is none to go to where there are too many", () => {
    assert.isNull(hoursAt(hoursOfWeek({ from: 0, to: at("2026-11-10T00:00") }, utc), { day: 0, hour: 0 }))
  })

  it("is told by its days with most hits, and by none without", () => {
    const traffic = {
      columns: ["start", "hits"].map((name) => ({ name })),
      rows: [
        [7, 2],
        [14, 9],
        [21, 2]
      ]
    }
    const counted = countedHours(traffic as unknown as Parameters<typeof countedHours>[0], [7, 14, 21, 28])
    assert.deepStrictEqual(
      counted.map(({ start }) => start),
      [14, 7, 21]
    )
  })
})
