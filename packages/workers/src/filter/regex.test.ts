import { describe, expect, it } from "vitest"

import { linearRegex } from "./regex.ts"

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

  it("leaves what it wrote as it is", () => {
    const once = linearRegex("^/(a{2}|b+){1,3}$")
    expect(linearRegex(once)).toBe(once)
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
