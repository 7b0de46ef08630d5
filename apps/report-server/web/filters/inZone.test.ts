import { assert, it } from "@effect/vitest"

import { offsetsOf } from "../format/zone.ts"
import { noState } from "../state/url.ts"
import { inZone } from "./inZone.ts"

const berlin = offsetsOf("Europe/Berlin")
const now = Date.parse("2026-11-26T15:00Z")

it.each([
  ["2026-11-10T14:00", "2026-11-10T15:00"],
  ["2026-11-10 23:30:05", "2026-11-11T00:30:05"],
  ["10/Nov/2026:14:03:00", "2026-11-10T15:03"],
  // Both times 02:30 come by are told apart.
  ["2026-10-25T00:30", "2026-10-25T02:30+02:00"],
  ["2026-10-25T01:30", "2026-10-25T02:30+01:00"],
  ["2026-11-10T14:00Z", "2026-11-10T14:00Z"],
  ["2026-11-10", "2026-11-10"],
  ["2026-11", "2026-11"],
  ["-7d", "-7d"],
  ["now", "now"],
  ["yesterday", "yesterday"],
  ["nonsense", "nonsense"]
])("%s of UTC is %s in Berlin", (text, written) => {
  const state = { ...noState, filter: { from: text, to: text, path: ["/a"] }, compare: `${text}..${text}` }
  const { compare, filter } = inZone(state, "Europe/Berlin", { now, offsetAt: () => 0, next: berlin })
  assert.deepStrictEqual(filter, { from: written, to: written, path: ["/a"], tz: "Europe/Berlin" })
  assert.strictEqual(compare, `${written}..${written}`)
})

it("goes back to the zone of the database, and leaves a comparison in words", () => {
  const state = { ...noState, filter: { from: "2026-11-10T15:00", tz: "Europe/Berlin" }, compare: "previous" }
  const { compare, filter } = inZone(state, null, { now, offsetAt: berlin, next: () => 0 })
  assert.deepStrictEqual([filter, compare], [{ from: "2026-11-10T14:00" }, "previous"])
})
