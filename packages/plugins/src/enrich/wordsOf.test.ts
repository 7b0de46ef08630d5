import { assert, describe, it } from "@effect/vitest"
import listed from "crawler-user-agents"
import { Schema } from "effect"
import { getPattern } from "isbot"

import { listedRobots, nobody, ownRobots, people } from "./agents.cases.ts"
import { makeFirstMatch } from "./firstMatch.ts"
import { alternativesOf } from "./needleOf.ts"
import { wordsOf } from "./wordsOf.ts"

describe("alternativesOf", () => {
  const cases: ReadonlyArray<readonly [source: string, alternatives: ReadonlyArray<string>]> = [
    ["", [""]],
    ["a|b", ["a", "b"]],
    ["|a", ["", "a"]],
    ["(a|b)c|d\\|e|[|)]|(?:(x|y)|z)", ["(a|b)c", "d\\|e", "[|)]", "(?:(x|y)|z)"]]
  ]
  it.each(cases)("%s", (source, alternatives) => {
    assert.deepStrictEqual(alternativesOf(source), alternatives)
  })
})

/** What the words and the rest say together, as the classifier asks them. */
const makeMayMatch = (regex: RegExp): ((text: string) => boolean) => {
  const { mayMatch, words } = wordsOf(regex)
  const firstMatch = makeFirstMatch([], words)
  return (text) => {
    firstMatch.find(text)
    return firstMatch.sawWord() || mayMatch(text)
  }
}

describe("wordsOf", () => {
  const agents = [
    ...nobody,
    ...people.map(([, agent]) => agent),
    ...[...listedRobots, ...ownRobots].map(([agent]) => agent),
    ...listed.flatMap(({ instances }) => instances)
  ]
  /** Each alternative of isbot's as a text, as near as can be. */
  const words = alternativesOf(getPattern().source).map((one) => one.replaceAll(/\\[bdsw]|[\\^$?*+()[\]{}]/g, ""))

  it("never denies what isbot's expression matches", () => {
    const isBot = getPattern()
    const mayBeBot = makeMayMatch(isBot)
    let denied = 0
    for (const [index, agent] of [...agents, ...words].entries()) {
      const other = agents[(index * 7 + 13) % agents.length]!
      const word = words[index % words.length]!
      for (const text of [
        agent,
        agent.toUpperCase(),
        agent.slice(-40) + other,
        `Mozilla/5.0 (X11) ${word}`,
        `x${word}`
      ]) {
        if (mayBeBot(text)) continue
        denied++
        assert.isFalse(isBot.test(text), text)
      }
    }
    assert.isAbove(denied, 200)
  })

  it("denies people's browsers", () => {
    const isBot = getPattern()
    const mayBeBot = makeMayMatch(isBot)
    const taken = people.filter(([, agent]) => mayBeBot(agent) && !isBot.test(agent)).map(([what]) => what)
    assert.deepStrictEqual(taken, ["a phone called Cubot"])
  })

  const piece = Schema.Literals([
    "a",
    "b",
    "abc",
    "bcd",
    "\\.",
    "a?",
    "b*",
    "[ab]",
    "(a|bc)",
    "(?<!a)",
    ".",
    "a{2}",
    "|",
    "|^"
  ])
  const text = Schema.Array(Schema.Literals(["a", "b", "c", "aa", "ABC", "abc", "d", ".", "\u212a"]))
  it.prop(
    "never denies a match",
    [Schema.Array(piece), Schema.Literals(["", "i", "u", "iu"]), text],
    ([pieces, flags, letters]) => {
      const source = pieces.join("")
      let regex: RegExp
      try {
        regex = new RegExp(source, flags)
      } catch {
        return
      }
      if (regex.test(letters.join(""))) assert.isTrue(makeMayMatch(regex)(letters.join("")))
    },
    { arbitrary: { runs: 1000 } }
  )
})
