import { describe, expect, it } from "vitest"

import { textOfBytes } from "../parse/value.ts"
import { below, oneOf, randomFrom, seedOf } from "../testing/mutations.ts"
import { parsePatterns, patternOfCell, patternOfValue, PatternError, readPatterns } from "./pattern.ts"

/** [patterns, values that match, values that don't]; null is the unknown value. */
const cases: ReadonlyArray<readonly [string, ReadonlyArray<string | null>, ReadonlyArray<string | null>]> = [
  ["/a", ["/a"], ["/A", "/a/", "/ab", "", null]],
  ["/a?b[1]", ["/a?b[1]"], ["/axb1", "/a?b1"]],
  ["/shop/*", ["/shop/", "/shop/a/b"], ["/shop", "x/shop/a", null]],
  ["*.css", [".css", "/a/b.css"], ["/a.css?", "/a.cs"]],
  ["*a*b*", ["ab", "xaxbx", "aab"], ["ba", "a", ""]],
  ["a*a", ["aa", "aba"], ["a", "ab"]],
  ["a**b", ["ab", "axb"], ["a", "b"]],
  ["*", ["", "x", "-"], [null]],
  ["-", [null], ["-", ""]],
  ["-,/a", [null, "/a"], ["/b"]],
  ["!-", ["", "x"], [null]],
  ["!/a", ["/b", "", null], ["/a"]],
  ["!/a,!/b", ["/c", null], ["/a", "/b"]],
  ["/a*,!/ab", ["/a", "/abc"], ["/ab", "/b", null]],
  ["~^/a/[0-9]+$", ["/a/1"], ["/a/", "/a/1/", "x/a/1", null]],
  ["~a", ["xax"], ["b", null]],
  ["!~a", ["b", null], ["xax"]],
  ["~^a,b$", ["a,b"], ["a", "b"]],
  ["x,~^a,b$", ["x", "a,b"], ["a"]],
  ["x*,!~a,b", ["x", "xa"], ["xa,b", "y"]],
  ["~x{2,3}y", ["xxy", "xxxy"], ["xy"]],
  ["Ünïcödé*", ["Ünïcödé!", "Ünïcödé"], ["Unicode"]],
  ["/a\\,b", ["/a,b"], ["/a", "b", "/a\\,b"]],
  ["/a\\,b,/c", ["/a,b", "/c"], ["/a"]],
  ["C:\\\\,b", ["C:\\\\", "b"], ["C:\\\\,b"]],
  ["C:\\\\\\,b", ["C:\\\\,b"], ["b"]],
  ["/a\\b\\x1B", ["/a\\b\\x1B"], ["/ab"]],
  ["/a\\*", ["/a*"], ["/ab", "/a\\*"]],
  ["/a\\**", ["/a*", "/a*b"], ["/ab"]],
  ["\\!a", ["!a"], ["a", "b"]],
  ["!\\!a", ["a", "b"], ["!a"]],
  ["\\~a", ["~a"], ["a"]],
  ["\\-", ["-"], [null, "\\-"]],
  ["~a\\,b", ["a,b"], ["a"]],
  ["*😀*", ["a😀b"], ["ab"]]
]

describe("patterns", () => {
  it.each([
    ["", /empty/],
    ["a,,b", /empty/],
    ["!", /empty/],
    ["~", /nothing follows/],
    ["~(", /no regular expression/],
    ["~a(?=b)", /looks around/],
    ["~(?<!a)b", /looks around/],
    ["~(a)\\1", /refers back/],
    ["~(?<n>a)\\k<n>", /refers back/],
    ["~\\p{L}", /Unicode property/],
    ["~(?:a{500}){500}", /repeats too much/],
    [`~${"a".repeat(5000)}`, /longer/],
    ["*".padEnd(5000, "x"), /longer/]
  ])("refuses %.40s", (text, reason) => {
    expect(() => parsePatterns(text)).toThrow(reason)
    expect(() => parsePatterns(text)).toThrow(PatternError)
  })

  it.each(cases)("%s", (text, yes, no) => {
    const matches = parsePatterns(text)
    expect(yes.filter((value) => !matches(value))).toEqual([])
    expect(no.filter((value) => matches(value))).toEqual([])
  })

  it("every stored value can be asked for, alone and in a list", () => {
    const random = randomFrom(seedOf("patternOfValue"))
    const bytes = Buffer.from("\\\\\\,,,**!~-/ax?[\u001b\u00ff   &|()", "latin1")
    const value = () =>
      textOfBytes(Buffer.from(Array.from({ length: below(random, 8) }, () => oneOf(random, [...bytes]))))
    for (let n = 0; n < 20_000; n++) {
      const values = ["/", value(), value()].filter((text) => text !== "")
      const { any, none } = readPatterns(values.map(patternOfValue).join(","))
      expect(any).toEqual(values.map((text) => ({ kind: "exact", text })))
      expect(none).toEqual([])
    }
    expect(["", "a"].map(parsePatterns(patternOfValue("")))).toEqual([true, false])
    expect([null, "-"].map(parsePatterns(patternOfValue(null)))).toEqual([true, false])
  })

  it("a value within a template is asked for as it stands, whatever it is made of", () => {
    const random = randomFrom(seedOf("patternOfCell"))
    const bytes = Buffer.from("\\\\,,**!~-/a.+?[](){}|^$&&|   ", "latin1")
    for (let n = 0; n < 20_000; n++) {
      const value = textOfBytes(
        Buffer.from(Array.from({ length: 1 + below(random, 7) }, () => oneOf(random, [...bytes])))
      )
      const folder = parsePatterns(patternOfCell("{},{}/*", value))
      expect([value, `${value}/x`, `${value}x`, `x${value}`].map(folder)).toEqual([true, true, false, false])
      const host = parsePatterns(patternOfCell("~^//{}(/|$)", value))
      expect([`//${value}`, `//${value}/x`, `//${value}x`, value].map(host)).toEqual([true, true, false, false])
    }
    expect([null, "-"].map(parsePatterns(patternOfCell("{},{}/*", null)))).toEqual([true, false])
  })

  it("takes repeated flags as one more comma", () => {
    const matches = parsePatterns(["/a", "~b,c", "!~/b,c"])
    expect(["/a", "b,c", "/a/b,c", "/b"].map(matches)).toEqual([true, true, false, false])
  })
})
