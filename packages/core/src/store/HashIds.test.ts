import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { HashIds } from "./HashIds.ts"

const candidates = (ids: HashIds, hash: number): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let slot = ids.first(hash); slot >= 0; slot = ids.next(hash, slot)) found.push(ids.idAt(slot))
  return found
}

const byNumber = (one: number, other: number): number => one - other

describe("the ids of hashes", () => {
  it.prop(
    "are all that were added with a hash, however many there are",
    [
      Schema.Array(Schema.Literals([0, 1, -1, 4096, 8192, -(2 ** 31), 2 ** 31 - 1, 7, 7 + 4096])),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20_000 })),
      Schema.Boolean
    ],
    ([hashes, others, isReserved]) => {
      const ids = new HashIds()
      if (isReserved) ids.reserve(others)
      const expected = new Map<number, Array<number>>()
      const add = (hash: number): void => {
        expected.set(hash, [...(expected.get(hash) ?? []), ids.size + 1])
        ids.add(hash, ids.size + 1)
      }
      for (const hash of hashes) add(hash)
      for (let other = 0; other < others; other++) add(Math.imul(other, 0x9e3779b1))
      assert.strictEqual(ids.size, hashes.length + others)
      const wrong = [...expected].filter(
        ([hash, all]) => candidates(ids, hash).toSorted(byNumber).join() !== all.join()
      )
      assert.deepStrictEqual(wrong, [])
      assert.deepStrictEqual(candidates(ids, 12_345_678), [])
      ids.clear()
      assert.strictEqual(ids.size, 0)
      assert.deepStrictEqual(candidates(ids, hashes[0] ?? 0), [])
    },
    { arbitrary: { runs: 30 } }
  )
})
