import { assert, describe, it } from "@effect/vitest"

import { sameRuns } from "./sameRuns.ts"

const runsOf = (old: string, now: string) =>
  sameRuns(old.split(""), now.split("")).map((run) => [run.old, run.now, run.lines])

describe("lines in common", () => {
  it("are none of texts that have none, and of lines that are like no other", () => {
    assert.deepStrictEqual(runsOf("", "abc"), [])
    assert.deepStrictEqual(runsOf("abc", "xyz"), [])
    assert.deepStrictEqual(sameRuns([null, ""], [null, ""]), [])
  })

  it("are told around lines that were changed, left out, put in and doubled", () => {
    assert.deepStrictEqual(runsOf("abcdef", "abXdef"), [
      [0, 0, 2],
      [3, 3, 3]
    ])
    assert.deepStrictEqual(runsOf("abcdef", "abef"), [
      [0, 0, 2],
      [4, 2, 2]
    ])
    assert.deepStrictEqual(runsOf("aaabbb", "aaaXYbbb"), [
      [0, 0, 3],
      [3, 5, 3]
    ])
    assert.deepStrictEqual(runsOf("ab", "aabb"), [
      [0, 0, 1],
      [1, 2, 1]
    ])
  })

  it("stand in both texts, in order, whatever was done to them", () => {
    let seed = 7
    const random = (below: number): number => (seed = (seed * 16_807) % 2_147_483_647) % below
    for (let round = 0; round < 200; round++) {
      const old = Array.from({ length: 40 }, () => String(random(30)))
      const now = old.flatMap((line) => (random(8) > 0 ? [line] : random(2) > 0 ? [] : [`new ${random(3)}`, line]))
      const end = { old: 0, now: 0 }
      for (const run of sameRuns(old, now)) {
        assert.isAtLeast(run.old, end.old)
        assert.isAtLeast(run.now, end.now)
        end.old = run.old + run.lines
        end.now = run.now + run.lines
        assert.deepStrictEqual(old.slice(run.old, end.old), now.slice(run.now, end.now))
      }
    }
  })
})
