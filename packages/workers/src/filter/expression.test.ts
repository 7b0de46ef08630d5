import { describe, expect, it } from "vitest"

import { below, oneOf, type Random, randomFrom, seedOf } from "../testing/mutations.ts"
import { compileClients, readClients } from "./client.ts"
import { leavesOf, PatternError } from "./expression.ts"
import { parsePatterns, patternOfGlob, patternOfValue, readPatterns } from "./pattern.ts"

describe("an expression", () => {
  it.each<readonly [string, string]>([
    ["/a &", `nothing follows the & in "/a &"; write a pattern there, or \\& for the character itself`],
    ["/a & ,/b", "nothing follows the & "],
    ["/a & | /b", "nothing follows the & "],
    ["/a | )", "nothing follows the | "],
    ["& /a", `nothing stands before the & in "& /a"; write a pattern there, or \\& for the character itself`],
    ["&", "nothing stands before the &"],
    ["/b,|", "nothing stands before the |"],
    ["/a &,/b", "nothing follows the &"],
    ["( )", "nothing stands before the )"],
    ["( /a", `a ( is not closed in "( /a"; write a ) between blanks, or \\( for the character itself`],
    ["( /a /b)", "a ( is not closed"],
    ["( ~a) | b", "is no regular expression"],
    ["/a )", `no ( stands before the ) in "/a )"; leave it out, or \\) for the character itself`],
    ["/a ( /b )", `"/a" stands directly before a ( in "/a ( /b )"; write & or | between them, or \\( for`],
    ["( /a ) /b", `"/b" stands directly behind a ) in "( /a ) /b"; write & or | between them`],
    ["( /a ) ( /b )", `"(" stands directly behind a )`],
    ["! /a", `a blank stands behind the ! in "! /a"; write it directly before the pattern, or \\! for the`],
    ["!", "a pattern is empty behind a !; write - for the unknown value, * for any value"],
    ["!,/a", "a pattern is empty behind a !"],
    ["/a,,/b", "a pattern is empty; write -"],
    ["/a, ,/b", "a pattern is empty; write -"],
    ["( /a, ) & /b", "nothing stands before the )"],
    ["!!/a", `"!!" negates twice in "!!/a"; leave it out, or write !\\! for what begins with a !`],
    ["(/a | /b) & !/c", `"(/a" opens a parenthesis without a blank in "(/a | /b) & !/c"; write blanks on both sides`],
    ["~( a | b", "no regular expression"],
    ["~a( | b", "(it ends before the operator; in a regular expression, write [ ] for a blank beside & | ( ))"],
    [`${"( ".repeat(11)}/a${" )".repeat(11)}`, "more than 10 parentheses stand within one another"],
    [`( ${"x".repeat(100)} |`, `nothing follows the | in "( ${"x".repeat(78)}…"`]
  ])("refuses %.50s", (text, reason) => {
    expect(() => readPatterns(text)).toThrow(reason)
    expect(() => readPatterns(text)).toThrow(PatternError)
  })

  it.each<readonly [string, ReadonlyArray<string | null>, ReadonlyArray<string | null>]>([
    // Operators, and how they bind.
    ["/a* & *.css", ["/a.css"], ["/a", "/b.css", null]],
    ["/a | /b", ["/a", "/b"], ["/c", null]],
    ["/a* & !*.css", ["/a"], ["/a.css", "/b", null]],
    ["/a | /b* & *c", ["/a", "/bc"], ["/b", "/ac"]],
    ["( /a | /b* ) & *c", ["/bc"], ["/a", "/b"]],
    ["!( /a | /b )", ["/c", null], ["/a", "/b"]],
    ["!( /a* & *c )", ["/a", "/c"], ["/abc"]],
    ["!/a | !/b", ["/a", "/b", null], []],
    ["!/a & !/b", ["/c", null], ["/a", "/b"]],
    ["( ( /a ) )", ["/a"], ["/b"]],
    ["!( !( /a ) )", ["/a"], ["/b"]],
    ["!( - )", ["", "/a"], [null]],
    ["- | /a", [null, "/a"], ["/b", "-"]],
    // Lists: commas bind weakest, negations in them are AND.
    ["/a,/b* & *c", ["/a", "/bc"], ["/b"]],
    ["/b* & *c,/a", ["/a", "/bc"], ["/b"]],
    ["/a,!/ab* | !/abc", ["/a", "/ab", "/x"], ["/abc"]],
    ["/a*,!( /ab* & *c )", ["/a", "/ab", "/abd"], ["/abc", "/b"]],
    ["/a*,!/ab & !/ac", ["/ab", "/x"], []],
    ["( /a*,!/ab ) & !*c", ["/a", "/abd"], ["/ab", "/ac", "/b"]],
    ["( !/a,!/b ) & /*", ["/c"], ["/a", "/b", null]],
    ["( !/a ),/a", ["/a", "/b", null], []],
    ["!( /a,/b ),!/c", ["/d"], ["/a", "/b", "/c"]],
    // Regular expressions end at an operator, and hold commas.
    ["~^/a{1,2}$ | /b", ["/a".slice(0, 2), "/aa", "/b"], ["/aaa"]],
    ["( ~^/a,b$ ),/c", ["/a,b", "/c"], ["/a", "b"]],
    ["!~a & !~b", ["c", null], ["a", "xb"]],
    ["~(a|b) & ~c", ["ac", "cb"], ["ab", "c"]],
    ["~a[ ]&[ ]b", ["a & b"], ["a", "b"]],
    ["~a \\| b", ["a | b"], ["a", "b"]],
    // Characters that are no operators.
    ["/a&b", ["/a&b"], ["/a", "/b"]],
    ["/?a=1&b=2*", ["/?a=1&b=2", "/?a=1&b=2&c"], ["/?a=1"]],
    ["Mozilla/5.0 (X11; Linux) a|b", ["Mozilla/5.0 (X11; Linux) a|b"], ["b"]],
    ["*(compatible;* | *Bot*", ["x (compatible; y", "aBot"], ["compatible;"]],
    ["a \\& b", ["a & b"], ["a", "b", "a \\& b"]],
    ["a \\| b,\\( \\)", ["a | b", "( )"], ["a", "a \\| b"]],
    ["a \\( & *\\)*", [], ["a"]],
    ["\\&", ["&"], ["\\&"]],
    ["\\(a & !b", ["(a"], ["a", "\\(a"]],
    ["a\\&b", ["a\\&b"], ["a&b"]],
    ["a ! b", ["a ! b"], ["a"]],
    // Blanks around patterns are none of theirs.
    [" /a ,  /b ", ["/a", "/b"], [" /a ", "  /b "]],
    ["/a\n| /b", ["/a", "/b"], ["/a\n"]],
    ["/a  &\t*a", ["/a"], []],
    ["\\ a\\ ", [" a "], ["a", "\\ a\\ "]],
    ["\\ ", [" "], ["", "\\ "]],
    ["a\\  | b", ["a ", "b"], ["a"]],
    ["a b", ["a b"], ["ab"]],
    ["!( a ), !b", ["c"], ["a", "b"]]
  ])("%s", (text, yes, no) => {
    const matches = parsePatterns(text)
    expect(yes.filter((value) => !matches(value))).toEqual([])
    expect(no.filter((value) => matches(value))).toEqual([])
  })

  it("is plain data", () => {
    const patterns = readPatterns(["/a & !( ~b | c*d ),!-", "!( e,!f )"])
    expect(JSON.parse(JSON.stringify(patterns))).toEqual(patterns)
    expect(patterns).toEqual({
      any: [
        {
          kind: "all",
          of: [
            { kind: "exact", text: "/a" },
            {
              kind: "not",
              of: {
                kind: "any",
                of: [
                  { kind: "regex", source: "b" },
                  { kind: "glob", parts: ["c", "d"] }
                ]
              }
            }
          ]
        }
      ],
      none: [
        { kind: "unknown" },
        {
          kind: "all",
          of: [
            { kind: "exact", text: "e" },
            { kind: "not", of: { kind: "exact", text: "f" } }
          ]
        }
      ]
    })
  })

  it("tells its patterns, and which of them are negated", () => {
    const leaves = leavesOf(readPatterns("a & !( b | !c ),!d,!( !e )"))
    expect(leaves.map(({ leaf, negated }) => (negated ? "!" : "") + (leaf.kind === "exact" ? leaf.text : ""))).toEqual([
      "a",
      "!b",
      "c",
      "!d",
      "e"
    ])
  })

  it("puts clients together, too", () => {
    const matches = compileClients(readClients("192.0.2.0/24 & !( 192.0.2.1 | 192.0.2.2 ),::1"))
    expect(["192.0.2.3", "::1", "192.0.2.1", "198.51.100.1"].map(matches)).toEqual([true, true, false, false])
    expect(() => readClients("192.0.2.0/33 & ::1")).toThrow("is no network")
  })
})

/** A random expression: what is typed, and what it means. */
interface Typed {
  readonly text: string
  readonly matches: (value: string) => boolean
}

const values = ["/", "/a", "/b", "/a&b", "/a/b", "a & b", "(a )", ")", "!a", "x,y", "~", " a ", "*"]

const typedOne = (random: Random, depth: number): Typed => {
  const kind = below(random, depth === 0 ? 2 : 4)
  if (kind === 0) {
    const value = oneOf(random, values)
    return { text: patternOfValue(value), matches: (other) => other === value }
  }
  if (kind === 1) {
    const part = oneOf(random, values).slice(0, 2)
    return { text: patternOfGlob(["", part, ""]), matches: (other) => other.includes(part) }
  }
  if (kind === 2) {
    const { text, matches } = typedOne(random, depth - 1)
    const isNegated = text.startsWith("!")
    return { text: isNegated ? `!( ${text} )` : `!${text}`, matches: (value) => !matches(value) }
  }
  const { text, matches } = typedList(random, depth - 1)
  return { text: `( ${text} )`, matches }
}

const joined = (parts: ReadonlyArray<Typed>, random: Random, operator: "&" | "|"): Typed => ({
  text: parts.map(({ text }) => text).join(oneOf(random, [` ${operator} `, `  ${operator}\n`])),
  matches: (value) =>
    operator === "&" ? parts.every((part) => part.matches(value)) : parts.some((part) => part.matches(value))
})

const some = <Value>(random: Random, make: () => Value): ReadonlyArray<Value> =>
  Array.from({ length: 1 + below(random, 3) }, make)

const typedItem = (random: Random, depth: number): Typed & { readonly isNegation: boolean } => {
  const alternatives = some(random, () => some(random, () => typedOne(random, depth)))
  const item = joined(
    alternatives.map((all) => joined(all, random, "&")),
    random,
    "|"
  )
  return { ...item, isNegation: alternatives.flat().length === 1 && item.text.startsWith("!") }
}

const typedList = (random: Random, depth: number): Typed => {
  const items = some(random, () => typedItem(random, depth))
  const wanted = items.filter(({ isNegation }) => !isNegation)
  const unwanted = items.filter(({ isNegation }) => isNegation)
  return {
    text: items.map(({ text }) => text).join(oneOf(random, [",", ", ", " , "])),
    matches: (value) =>
      (wanted.length === 0 || wanted.some(({ matches }) => matches(value))) &&
      unwanted.every(({ matches }) => matches(value))
  }
}

it("random expressions select what they say", () => {
  const random = randomFrom(seedOf("expressions"))
  for (let n = 0; n < 2000; n++) {
    const lists = some(random, () => typedItem(random, 2))
    const { text, matches } = lists.length === 1 ? lists[0]! : typedList(random, 2)
    const selects = parsePatterns(text)
    expect([text, values.filter(selects)]).toEqual([text, values.filter(matches)])
  }
})
