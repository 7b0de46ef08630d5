import { assert, describe, it } from "@effect/vitest"

import { AdmittedIds } from "./AdmittedIds.ts"

describe("ids that a condition lets through", () => {
  const learn = (ids: AdmittedIds, condition: unknown, found: ReadonlyArray<number>): Uint8Array => {
    const bits = new Uint8Array(8)
    ids.into(condition, bits, () => bits.set(found))
    return bits
  }

  it("are asked for once, by their SQL and its values", () => {
    const ids = new AdmittedIds(1000)
    ids.begin(1)
    assert.deepStrictEqual([...learn(ids, ["a", { x: 1 }], [1, 2])], [1, 2, 0, 0, 0, 0, 0, 0])
    assert.deepStrictEqual([...learn(ids, ["a", { x: 1 }], [9])], [1, 2, 0, 0, 0, 0, 0, 0])
    assert.deepStrictEqual([...learn(ids, ["a", { x: 2 }], [9])], [9, 0, 0, 0, 0, 0, 0, 0])
    assert.deepStrictEqual([...learn(ids, ["none"], [])], [0, 0, 0, 0, 0, 0, 0, 0])
    assert.deepStrictEqual([...learn(ids, ["none"], [7])], [0, 0, 0, 0, 0, 0, 0, 0])
  })

  it("are asked for anew of other data", () => {
    const ids = new AdmittedIds(1000)
    ids.begin(1)
    learn(ids, "a", [1])
    ids.begin(2)
    assert.deepStrictEqual(learn(ids, "a", [3])[0], 3)
  })
})
