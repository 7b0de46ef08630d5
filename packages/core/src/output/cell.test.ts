import { assert, describe, it } from "@effect/vitest"

import { cellReader, isoIn } from "./cell.ts"

describe("isoIn", () => {
  const cases: ReadonlyArray<readonly [zone: string, time: string, iso: string]> = [
    ["UTC", "2026-11-03T08:00:00Z", "2026-11-03T08:00:00+00:00"],
    ["UTC", "2026-11-03T08:00:00.250Z", "2026-11-03T08:00:00.250+00:00"],
    ["Europe/Berlin", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59+02:00"],
    ["Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01:00"],
    ["America/St_Johns", "2026-01-01T00:00:00Z", "2025-12-31T20:30:00-03:30"],
    ["Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-01-01T05:45:00+05:45"],
    ["+02:00", "2026-01-01T00:00:00Z", "2026-01-01T02:00:00+02:00"],
    ["UTC", "1969-12-31T23:59:58.007Z", "1969-12-31T23:59:58.007+00:00"],
    ["UTC", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59+00:00"]
  ]
  it.each(cases)("%s %s", (zone, time, iso) => {
    assert.strictEqual(isoIn(zone)(Date.parse(time)), iso)
    assert.strictEqual(Date.parse(iso), Date.parse(time))
  })

  it("minute after minute, and back", () => {
    const iso = isoIn("Europe/Berlin")
    for (const time of cases.flatMap(([, time]) => [0, 59_999, 60_000, -1].map((ms) => Date.parse(time) + ms))) {
      assert.strictEqual(Date.parse(iso(time)), time)
      assert.strictEqual(iso(time), isoIn("Europe/Berlin")(time))
    }
  })

  it("a number that is no time stays a number", () => {
    assert.strictEqual(isoIn("UTC")(9e15), "9000000000000000")
    assert.strictEqual(isoIn("UTC")(Number.NaN), "NaN")
  })
})

describe("cellReader", () => {
  const read = cellReader("Europe/Berlin")
  it("changes times and binary values, and nothing else", () => {
    assert.strictEqual(read(0, "time"), "1970-01-01T01:00:00+01:00")
    assert.strictEqual(read(0, "count"), 0)
    assert.strictEqual(read(0.25, "share"), 0.25)
    assert.strictEqual(read(null, "time"), null)
    assert.strictEqual(read("2026-11-03", "date"), "2026-11-03")
    assert.strictEqual(read(2n ** 60n, "bytes"), 2n ** 60n)
    assert.strictEqual(read(new Uint8Array([0, 255]), "text"), "00ff")
  })
})
