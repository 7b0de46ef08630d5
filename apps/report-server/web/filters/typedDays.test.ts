import { assert, describe, it } from "@effect/vitest"

import { changeOf, type Pressed } from "./typedDays.ts"

const clock = { now: Date.UTC(2026, 10, 20), offsetAt: () => 0 }
const typed = { from: "2026-11-10", to: "2026-11-11", beforeFrom: "2026-11-03", beforeTo: "2026-11-04" }
const changed = (pressed: Pressed, fields: Partial<typeof typed> = {}, isRangeTyped = true) =>
  changeOf({ ...typed, ...fields, isRangeTyped }, clock, pressed)

describe("days that were typed", () => {
  it("are all applied, by either button", () => {
    const both = { times: { from: "2026-11-10", to: "2026-11-11" }, compare: "2026-11-03..2026-11-04" }
    assert.deepStrictEqual(changed("apply"), both)
    assert.deepStrictEqual(changed("compare"), both)
    assert.deepStrictEqual(changed("choice"), { times: both.times })
  })

  it("are no filter where they were only shown", () => {
    assert.deepStrictEqual(changed("compare", {}, false), { times: undefined, compare: "2026-11-03..2026-11-04" })
  })

  it("are refused where they can't be meant", () => {
    assert.match(JSON.stringify(changed("compare", { to: "2026-11-01" })), /is before the first/)
    assert.match(JSON.stringify(changed("apply", { beforeTo: "" })), /both/)
    for (const field of ["from", "to", "beforeFrom", "beforeTo"]) {
      for (const day of ["12026-11-10", "0026-11-10"])
        assert.match(JSON.stringify(changed("choice", { [field]: day })), /^"\d+26-11-10 is no day.*four digits/)
    }
    assert.match(JSON.stringify(changed("compare", { beforeFrom: "", beforeTo: "" })), /first and the last day/)
    assert.deepStrictEqual(changed("apply", { beforeFrom: "", beforeTo: "" }), {
      times: { from: "2026-11-10", to: "2026-11-11" }
    })
  })
})
