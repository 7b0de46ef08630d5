import { describe, expect, it } from "vitest"

import { anyCase, linearRegex } from "./regex.ts"

describe("linearRegex", () => {
  it.each([
    ["a{3}", "(?:aaa)"],
    ["(ab){2,}", "(?:(?:ab)(?:ab)(?:ab)*)"],
    ["x{0,2}?", "(?:(?:x(?:x)?)?)"],
    ["[{}]{2}", "(?:[{}][{}])"],
    ["\\x41{2}", "(?:\\x41\\x41)"],
    ["a{,3}", "a{,3}"],
    ["(?<year>[0-9]{4})", "(?:(?:[0-9][0-9][0-9][0-9]))"],
    ["\\(\\[a-z]+?", "\\(\\[a-z]+?"]
  ])("writes %s as %s", (source, unfolded) => {
    expect(linearRegex(source)).toBe(unfolded)
  })

  it.each(["((a{1,2}b?){2,3}|c{2}){1,2}$", "^(?:[ab]{2}|c)*?d{0,1}$", "(a|b{2,})c{1}", "[^]]{2}x", "\\d{2}:\\d{2}"])(
    "means the same as %s",
    (source) => {
      const original = new RegExp(source)
      const unfolded = new RegExp(linearRegex(source))
      for (const text of textsOf("abcdx]1:", 4))
        expect([text, unfolded.test(text)]).toEqual([text, original.test(text)])
    }
  )

  it.each([
    ["(?i)bot", 'switches flags ("(?i)"), which is not supported; write [bB][oO][tT] for either case'],
    ["(?i:p)", 'switches flags ("(?i:"), which is not supported; write [pP] for either case'],
    ["a(?m:p)", 'switches flags ("(?m:"), which is not supported; write [aA] for either case'],
    ["a(", "is no regular expression: Unterminated group; a ( is not closed: write \\( for the character itself"],
    ["a)", "Unmatched ')'; write \\) for the character itself"],
    ["a[b", "a [ is not closed: write \\[ for the character itself"],
    ["*.css", "Nothing to repeat; write .* for any text, \\* for the character itself"],
    ["a\\", "\\ at end of pattern; write \\\\ for the character itself"]
  ])("says of %s what to type instead", (source, reason) => {
    expect(() => linearRegex(source)).toThrow(reason)
  })

  it("leaves what it wrote as it is", () => {
    const once = linearRegex("^/(a{2}|b+){1,3}$")
    expect(linearRegex(once)).toBe(once)
  })
})

describe("anyCase", () => {
  it("leaves escapes and brackets as they are", () => {
    expect(anyCase("^[a-z]\\d/x1")).toBe("^[a-z]\\d/[xX]1")
  })
})

/** All texts of these characters, up to a length. */
const textsOf = (characters: string, length: number): ReadonlyArray<string> => {
  const texts = [""]
  for (let size = 1, from = 0; size <= length; size++) {
    const end = texts.length
    for (; from < end; from++) for (const character of characters) texts.push(texts[from]! + character)
  }
  return texts
}
