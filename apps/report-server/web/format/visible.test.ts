import { assert, describe, it } from "@effect/vitest"

import { escapeText } from "@logmill/core/output/escape"

import { visible } from "./visible.ts"

describe("texts of logs", () => {
  it.each([
    ["/a/b?c", "/a/b?c"],
    ["a\u202Egnp.exe", "a\\u{202e}gnp.exe"],
    ["a\u200Bb", "a\\u{200b}b"],
    ["a\nb\0", "a\\u{a}b\\u{0}"],
    ["größe 日本 🚀", "größe 日本 🚀"],
    ["<b>", "<b>"],
    ["a\u3164b\u{e0041}", "a\\u{3164}b\\u{e0041}"]
  ])("%j shows as %j", (text, shown) => assert.strictEqual(visible(text), shown))

  it("show the same letters as on a terminal, of all there are", () => {
    const others: Array<number> = []
    for (let code = 0; code <= 0x10ffff; code++) {
      const letter = String.fromCodePoint(code)
      if ((visible(letter) === letter) !== (escapeText(letter) === letter)) others.push(code)
    }
    assert.deepStrictEqual(others, [])
  })
})
