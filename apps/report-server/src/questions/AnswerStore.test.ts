import { assert, describe, it } from "@effect/vitest"

import { makeAnswerStore } from "./AnswerStore.ts"

/** Two bytes a character: of a key of one and an answer of nine, twenty. */
const answer = (letter: string): string => letter.repeat(9)

describe("kept answers", () => {
  it("are found by what was asked", () => {
    const store = makeAnswerStore({ room: 100, largest: 100 })
    store.put("a", answer("x"))
    assert.deepStrictEqual([store.get("a"), store.get("b")], [answer("x"), null])
  })

  it("go when there is no more room, those first that nobody asked for longest", () => {
    const store = makeAnswerStore({ room: 60, largest: 60 })
    for (const key of ["a", "b", "c"]) store.put(key, answer(key))
    store.get("a")
    store.put("d", answer("d"))
    assert.deepStrictEqual(["a", "b", "c", "d"].map(store.get), [answer("a"), null, answer("c"), answer("d")])
  })

  it("take the place of those before, whose room is free again", () => {
    const store = makeAnswerStore({ room: 40, largest: 40 })
    for (let n = 0; n < 10; n++) store.put("a", answer(String(n)))
    store.put("b", answer("b"))
    assert.deepStrictEqual(["a", "b"].map(store.get), [answer("9"), answer("b")])
  })

  it("are not of those that are too large, which keep no old one either", () => {
    const store = makeAnswerStore({ room: 100, largest: 30 })
    store.put("a", answer("a"))
    store.put("a", "x".repeat(50))
    assert.isNull(store.get("a"))
    store.put("b", answer("b"))
    assert.strictEqual(store.get("b"), answer("b"))
  })
})
