import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { escapeJson, escapeText } from "./escape.ts"

describe("escapeText", () => {
  const cases: ReadonlyArray<readonly [what: string, text: string, escaped: string]> = [
    ["clear screen", "\u001b[2J/index", "\\x1b[2J/index"],
    ["window title", "\u001b]0;owned\u0007", "\\x1b]0;owned\\x07"],
    ["carriage return over the line", "/a\r/b", "/a\\x0d/b"],
    ["line feed", "/a\n/b", "/a\\x0a/b"],
    ["tab", "/a\t/b", "/a\\x09/b"],
    ["backspace", "/a\b", "/a\\x08"],
    ["NUL", "/a\0", "/a\\x00"],
    ["DEL", "/a\u007f", "/a\\x7f"],
    ["C1: one-byte CSI", "\u009b2J", "\\u{9b}2J"],
    ["C1: next line", "\u0085", "\\u{85}"],
    ["right-to-left override", "/gpj.\u202eexe", "/gpj.\\u{202e}exe"],
    ["bidi isolates", "\u2066a\u2069", "\\u{2066}a\\u{2069}"],
    ["arabic letter mark", "\u061c", "\\u{61c}"],
    ["zero-width space and joiner", "a\u200b\u200d", "a\\u{200b}\\u{200d}"],
    ["byte order mark", "\ufeff/", "\\u{feff}/"],
    ["soft hyphen", "a\u00adb", "a\\u{ad}b"],
    ["line and paragraph separator", "\u2028\u2029", "\\u{2028}\\u{2029}"],
    ["tag characters", "\u{e0041}", "\\u{e0041}"],
    ["blank letter", "\u3164", "\\u{3164}"],
    ["lone surrogate", "\ud800", "\\u{d800}"],
    ["ordinary text", "/größe/日本語/é?x=1&y=%20", "/größe/日本語/é?x=1&y=%20"],
    ["a backslash", "\\x1b", "\\x1b"],
    ["an emoji with its variation selector", "❤️", "❤️"]
  ]
  it.each(cases)("%s", (_, text, escaped) => {
    assert.strictEqual(escapeText(text), escaped)
  })

  it.prop("leaves nothing that moves a cursor or hides", [Schema.String], ([text]) => {
    assert.notMatch(escapeText(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  })
})

describe("escapeJson", () => {
  it.prop("means the same to a reader of JSON", [Schema.String], ([text]) => {
    const json = escapeJson(JSON.stringify(text))
    assert.strictEqual(JSON.parse(json), text)
    assert.notMatch(json, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  })

  it("writes characters beyond the first plane as two halves", () => {
    assert.strictEqual(escapeJson('"\u{e0041}\u009b"'), '"\\udb40\\udc41\\u009b"')
  })
})
