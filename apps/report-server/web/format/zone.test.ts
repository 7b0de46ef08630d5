import { assert, describe, it } from "@effect/vitest"
import { offsetsOf as offsetsOfCore } from "@logmill/core/zone"

import { instantOf, offsetsOf, startOf, unitFor } from "./zone.ts"

const berlin = offsetsOf("Europe/Berlin")
const hour = 3_600_000

describe("wall clocks", () => {
  it("are those of the server, also where they change", () => {
    for (const zone of ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia"]) {
      const [own, other] = [offsetsOf(zone), offsetsOfCore(zone)]
      for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2027, 0, 1); time += 6.5 * hour) {
        assert.strictEqual(own(time), other(time), `${zone} ${new Date(time).toISOString()}`)
      }
    }
  })

  it("of an unknown zone are those of UTC", () => assert.strictEqual(offsetsOf("Nowhere/Town")(0), 0))

  it("skip an hour in spring, and have one twice in autumn", () => {
    assert.strictEqual(instantOf(Date.UTC(2026, 2, 29, 2, 30), berlin), Date.UTC(2026, 2, 29, 1, 30))
    assert.strictEqual(instantOf(Date.UTC(2026, 9, 25, 2, 30), berlin), Date.UTC(2026, 9, 25, 0, 30))
  })

  it("begin days of 23 and 25 hours", () => {
    const spring = startOf(Date.UTC(2026, 2, 29, 12), "day", berlin)
    assert.strictEqual(startOf(spring, "day", berlin, 1) - spring, 23 * hour)
    const autumn = startOf(Date.UTC(2026, 9, 25, 12), "day", berlin)
    assert.strictEqual(startOf(autumn, "day", berlin, 1) - autumn, 25 * hour)
  })

  it("begin weeks on Mondays, months and years on the first", () => {
    const time = Date.UTC(2026, 10, 18, 13, 37)
    const starts = (["minute", "hour", "day", "week", "month", "year"] as const).map((unit) =>
      new Date(startOf(time, unit, () => 0)).toISOString().slice(0, 16)
    )
    assert.deepStrictEqual(starts, [
      "2026-11-18T13:37",
      "2026-11-18T13:00",
      "2026-11-18T00:00",
      "2026-11-16T00:00",
      "2026-11-01T00:00",
      "2026-01-01T00:00"
    ])
  })
})

describe("the unit of a chart", () => {
  it.each([
    [1, "minute"],
    [14 * 24, "hour"],
    [90 * 24, "day"],
    [1000 * 24, "week"],
    [4000 * 24, "month"],
    [400_000 * 24, "year"]
  ])("of %d hours is the %s", (hours, unit) => assert.strictEqual(unitFor(hours * hour, 400), unit))
})
