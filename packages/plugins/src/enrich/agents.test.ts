import { agentClasses } from "@logmill/core/plugin"
import { assert, describe, it } from "@effect/vitest"
import listed from "crawler-user-agents"
import { Schema } from "effect"

import { listedRobots, nobody, ownRobots, people, strangers } from "./agents.cases.ts"
import { makeAgentClassifier } from "./agents.ts"
import { misfiled, programs, tooWide } from "./programs.ts"

const classify = makeAgentClassifier()

describe("makeAgentClassifier", () => {
  it.each(nobody.map((agent) => [agent]))("%j: unknown", (agent) => {
    assert.deepStrictEqual(classify(agent), { agentClass: "unknown", bot: null })
  })

  it.each(people)("%s: human", (_, agent) => {
    assert.deepStrictEqual(classify(agent), { agentClass: "human", bot: null })
  })

  it.each([...listedRobots, ...ownRobots, ...strangers])("%s: %s, %s", (agent, agentClass, bot) => {
    assert.deepStrictEqual(classify(agent), { agentClass, bot })
  })

  it("takes every agent listed in crawler-user-agents for a robot with a name", () => {
    for (const agent of listed.flatMap(({ instances }) => instances)) {
      const { agentClass, bot } = classify(agent)
      assert.notInclude(["human", "unknown"], agentClass, agent)
      assert.isNotNull(bot, agent)
    }
  })

  it("knows the patterns it corrects", () => {
    const patterns = listed.map(({ pattern }) => pattern)
    for (const pattern of [...Object.keys(tooWide), ...Object.keys(misfiled)]) assert.include(patterns, pattern)
  })

  it("looks at the beginning of an agent of any length", () => {
    assert.deepStrictEqual(classify(`curl/8.14.1 ${"x".repeat(70_000)}`), { agentClass: "library", bot: "curl" })
  })

  const piece = Schema.Literals([
    "Mozilla/5.0 ",
    "(compatible; ",
    "+http://",
    "www.",
    "@a.b",
    "\u{1f600}",
    "<",
    "é",
    "bot",
    "Feed",
    "curl",
    "Current",
    "RSS Reader",
    "Spider",
    "spider.com",
    "Java_and_so_on_without_an_end",
    "/",
    "1.0",
    " ",
    ";",
    ")",
    "-",
    "|"
  ])
  it.prop("says of any text who it is, by a short name", [Schema.Array(piece)], ([pieces]) => {
    const { agentClass, bot } = classify(pieces.join(""))
    assert.include(agentClasses, agentClass)
    if (agentClass === "human" || agentClass === "unknown") assert.isNull(bot)
    if (bot !== null) {
      assert.match(bot, /^[\p{L}\p{N}](?:.*[\p{L}\p{N}!])?$/su)
      assert.isAtMost(bot.length, 60)
    }
  })
})

describe("programs", () => {
  it("have a case each", () => {
    const agents = [...ownRobots.map(([agent]) => agent), ...people.map(([, agent]) => agent)]
    for (const { pattern } of programs) {
      const regex = new RegExp(pattern)
      assert.isTrue(
        agents.some((agent) => regex.test(agent)),
        `no agent for ${pattern}`
      )
    }
  })
})
