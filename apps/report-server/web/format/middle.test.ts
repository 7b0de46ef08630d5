import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { splitMiddle } from "./middle.ts"

describe("cutting in the middle", () => {
  it("keeps an end of no more than half, whole to be read", () => {
    assert.deepStrictEqual(splitMiddle("/a"), ["/", "a"])
    assert.deepStrictEqual(splitMiddle("/images/2026/11/cold-frames-from-old-windows.webp"), [
      "/images/2026/11/cold-frames-from-ol",
      "d-windows.webp"
    ])
  })

  it("leaves what is written from right to left in one", () => {
    for (const text of ["/عربي/طويل", "שלום.example"]) assert.deepStrictEqual(splitMiddle(text), [text, ""])
  })

  it.prop("loses nothing, and parts no letter of two code units", [Schema.String], ([given]) => {
    const text = given.toWellFormed()
    for (const most of [1, 2, 5, 14]) {
      const [head, tail] = splitMiddle(text, most)
      assert.strictEqual(head + tail, text)
      assert.isTrue(head.isWellFormed() && tail.isWellFormed())
    }
  })
})
