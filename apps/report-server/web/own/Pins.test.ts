import { assert, describe, it } from "@effect/vitest"

import { Pins, pinnedFirst } from "./Pins.ts"

const storageOf = (text: string | null) => {
  let kept = text
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) }
}

describe("pinned panels", () => {
  it("are none in a storage that is spoilt, full or forbidden", () => {
    for (const text of [null, "", "{", "1", "{}", "[1,null]"]) {
      assert.deepStrictEqual(new Pins(null, storageOf(text)).ids.value, [], String(text))
    }
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error("full")
      }
    }
    for (const storage of [full, null]) {
      const pins = new Pins(null, storage)
      pins.toggle("paths")
      assert.deepStrictEqual(pins.ids.value, ["paths"])
    }
  })

  it("are kept, and taken back", () => {
    const storage = storageOf(null)
    const pins = new Pins(null, storage)
    for (const id of ["hours", "paths", "hours", "hours"]) pins.toggle(id)
    assert.deepStrictEqual(new Pins(null, storage).ids.value, ["paths", "hours"])
  })

  it("stand first in their order; what is not there any more is passed over", () => {
    const plans = ["a", "b", "c"].map((id) => ({ id }))
    const order = (ids: ReadonlyArray<string>) =>
      pinnedFirst(plans, ids)
        .map(({ id }) => id)
        .join("")
    assert.deepStrictEqual([order([]), order(["c", "gone", "b"]), order(["a"])], ["abc", "cba", "abc"])
  })
})
