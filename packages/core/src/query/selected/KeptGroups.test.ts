import { assert, describe, it } from "@effect/vitest"

import { type Grouping, groupingOf } from "../protocol.ts"
import { KeptEntries } from "./KeptEntries.ts"
import { KeptGroups } from "./KeptGroups.ts"

const of = (parts: ReadonlyArray<Grouping["parts"][number]["by"]>, more: Partial<Grouping> = {}): Grouping => ({
  ...groupingOf({ stretches: [], visitors: null, admitted: [], statuses: null }),
  parts: parts.map((by) => ({ by, alike: null })),
  ...more
})

/** Asks for these in turn; which of them were made. */
const made = (
  groupings: ReadonlyArray<Grouping>,
  { bytes = 1000, most = 1 << 30, read = 0 }: Partial<Record<"bytes" | "most" | "read", number>> = {}
): ReadonlyArray<number> => {
  const kept = new KeptEntries(most)
  const rows = kept.collecting('{"stretches":[],"visitors":null,"admitted":[],"statuses":null}')
  rows.add("entries", new Uint8Array(read))
  rows.end()
  const groups = new KeptGroups(1 << 30)
  groups.begin(1)
  const numbers: Array<number> = []
  for (const [number, grouping] of groupings.entries()) {
    groups.image(grouping, kept, () => {
      numbers.push(number)
      return Buffer.alloc(bytes)
    })
  }
  return numbers
}

describe("kept groups", () => {
  const finest = of(["status", "time", "site_id"], { summed: ["bytes"], slotMs: 60_000 })

  it("tell the same again, and what is grouped by less of it", () => {
    const others = [finest, of(["site_id", "status"]), of([], { summed: ["bytes"] }), of(["time"], { slotMs: 60_000 })]
    assert.deepStrictEqual(made([finest, ...others]), [0])
  })

  it.each([
    ["other parts", of(["status", "user_id"])],
    ["what stands for others", of([], { parts: [{ by: "site_id", alike: "SELECT 1" }] })],
    ["other sums", of(["status"], { summed: ["bytes", "duration_us"] })],
    ["other slots of time", of(["time"], { slotMs: 3_600_000 })],
    ["other days", of(["status"], { dayOffsetMs: 1 })],
    ["other entries", of(["status"], { entries: { ...finest.entries, visitors: { first: 1, end: 2 } } })],
    [
      "a condition of the statement's",
      of(["status"], { admitted: [{ column: "path_id", sql: "SELECT 1", params: {} }] })
    ],
    ["what is distinct", of(["status"], { distinct: ["client_id"] })],
    ["an order", of(["site_id"], { isInOrder: true })],
    ["visits", of(["site_id"], { keepsVisits: true })],
    ["sessions", of(["site_id"], { sessionMs: 1 })],
    ["nothing but edges", of(["site_id"], { edgesOnly: true })]
  ])("do not tell of %s", (_, other) => assert.deepStrictEqual(made([finest, other, finest]), [0, 1]))

  it("are those of few rows, or of few for what they are made of", () => {
    const bytes = 1 << 20
    assert.deepStrictEqual(made([finest, finest], { bytes }), [0, 1])
    assert.deepStrictEqual(made([finest, finest], { bytes, read: 15 * bytes }), [0, 1])
    assert.deepStrictEqual(made([finest, finest], { bytes, read: 16 * bytes }), [0])
  })

  it("are kept for entries that are too many to be", () => {
    const bytes = 1 << 20
    assert.deepStrictEqual(made([finest, finest], { bytes, read: 17 * bytes, most: 16 * bytes }), [0])
    assert.deepStrictEqual(made([finest, finest], { bytes, read: 17 * bytes, most: 15 * bytes }), [0, 1])
  })

  it("are forgotten with the data", () => {
    const groups = new KeptGroups(1 << 30)
    const kept = new KeptEntries(0)
    const ask = (version: number): Buffer => {
      groups.begin(version)
      return groups.image(finest, kept, () => Buffer.alloc(version))
    }
    assert.deepStrictEqual([ask(1).length, ask(1).length, ask(2).length], [1, 1, 2])
  })
})
