import { assert, describe, it } from "@effect/vitest"

import { visible } from "./visible.ts"

describe("texts of logs", () => {
  it.each([
    ["/a/b?c", "/a/b?c"],
    ["a\u202Egnp.exe", "a\\u{202e}gnp.exe"],
    ["a\u200Bb", "a\\u{200b}b"],
    ["a\nb\0", "a\\u{a}b\\u{0}"],
    ["größe 日本 🚀", "größe 日本 🚀"],
    ["<b>", "<b>"]
  ])("%j shows as %j", (text, shown) => assert.strictEqual(visible(text), shown))
})
