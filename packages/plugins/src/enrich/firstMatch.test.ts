import { assert, describe, it } from "@effect/vitest"
import listed from "crawler-user-agents"
import { Schema } from "effect"

import { makeFirstMatch, type Found } from "./firstMatch.ts"
import { needleOf } from "./needleOf.ts"
import { knownRobots } from "./robots.ts"

/** What `makeFirstMatch` stands for. */
const inOrder = (sources: ReadonlyArray<string>): ((text: string) => Found | null) => {
  const regexes = sources.map((source) => new RegExp(source))
  return (text) => {
    for (const [index, regex] of regexes.entries()) {
      const match = regex.exec(text)
      if (match !== null) return { index, start: match.index, end: match.index + match[0].length }
    }
    return null
  }
}

describe("needleOf", () => {
  const cases: ReadonlyArray<readonly [source: string, needle: string]> = [
    ["", ""],
    ["a|b", ""],
    ["[abc]+", ""],
    [".*", ""],
    ["(abc)", ""],
    ["\\d+", ""],
    ["\\x41bc", ""],
    ["\\u0041bc", ""],
    ["(?<x>a)bc\\k<x>", ""],
    ["abc", "abc"],
    ["Googlebot\\/", "Googlebot/"],
    ["^curl", "curl"],
    ["SSL Labs$", "SSL Labs"],
    ["[wW]get", "get"],
    ["[\\]x]abc", "abc"],
    ["abc?", "ab"],
    ["abc*", "ab"],
    ["abc+d", "abc"],
    ["abc{0,2}d", "ab"],
    ["abc{2}", "ab"],
    ["abc??d", "ab"],
    ["ab(cd|ef)gh(i)?jkl", "jkl"],
    ["ab((x|y)z)c", "ab"],
    ["(?<!no)body", "body"],
    ["Ahrefs(Bot|SiteAudit)", "Ahrefs"],
    ["Spider[\\s\\S]*spider\\.com", "spider.com"],
    ["\\bword\\b", "word"]
  ]
  it.each(cases)("%s: %s", (source, needle) => {
    assert.strictEqual(needleOf(source), needle)
  })
})

describe("makeFirstMatch", () => {
  it("refuses what is no regular expression", () => {
    assert.throws(() => makeFirstMatch(["fine", "(open"]), SyntaxError)
  })

  const cases: ReadonlyArray<
    readonly [what: string, sources: ReadonlyArray<string>, text: string, found: Found | null]
  > = [
    ["no expressions", [], "text", null],
    ["no text", ["abc"], "", null],
    ["a text shorter than any needle", ["abc"], "ab", null],
    ["case counts", ["Bot"], "bot", null],
    ["the needle is there, the expression does not match", ["^curl"], "libcurl", null],
    ["the first in order, not in the text", ["second", "first"], "first second", { index: 0, start: 6, end: 12 }],
    ["the first place", ["bot"], "bot bot", { index: 0, start: 0, end: 3 }],
    ["of two with one beginning the first", ["Google", "Googlebot"], "Googlebot", { index: 0, start: 0, end: 6 }],
    ["one without a needle", ["abc", "[xy]z"], "ayz", { index: 1, start: 1, end: 3 }],
    ["one with a needle before one without", ["abc", "[xy]z"], "yzabc", { index: 0, start: 2, end: 5 }],
    ["one without a needle before one with", ["[xy]z", "abc"], "abcyz", { index: 0, start: 3, end: 5 }],
    ["where the expression matches, not its needle", ["(x|y)abc"], "abc yabc", { index: 0, start: 4, end: 8 }],
    ["beyond ASCII", ["日本語"], "ご日本語", { index: 0, start: 1, end: 4 }]
  ]
  it.each(cases)("%s", (_, sources, text, found) => {
    assert.deepStrictEqual(makeFirstMatch(sources).find(text), found)
  })

  it("gives the answer of trying all in order, for every listed agent and for two of them joined", () => {
    const sources = knownRobots().map(({ pattern }) => pattern)
    const fast = makeFirstMatch(sources).find
    const slow = inOrder(sources)
    const agents = listed.flatMap(({ instances }) => instances)
    assert.isAbove(agents.length, 2000)
    for (const [index, agent] of agents.entries()) {
      assert.deepStrictEqual(fast(agent), slow(agent), agent)
      const joined = `${agent.slice(-40)} ${agents[(index * 7 + 13) % agents.length]}`
      assert.deepStrictEqual(fast(joined), slow(joined), joined)
    }
  })

  const piece = Schema.Literals([
    "a",
    "b",
    "ab",
    "abc",
    "\\.",
    "a?",
    "b*",
    "c+",
    "[ab]",
    "(a|bc)",
    "(?:c)?",
    ".",
    "a{2}"
  ])
  const source = Schema.Tuple([Schema.Literals(["", "^", "x|"]), Schema.Array(piece), Schema.Literals(["", "$"])])
  const text = Schema.Array(Schema.Literals(["a", "b", "c", "aa", "abc", ".", "x"]))
  it.prop("gives the answer of trying all in order", [Schema.Array(source), text], ([parts, letters]) => {
    const sources = parts.map(([start, pieces, end]) => start + pieces.join("") + end)
    assert.deepStrictEqual(makeFirstMatch(sources).find(letters.join("")), inOrder(sources)(letters.join("")))
  })
})
