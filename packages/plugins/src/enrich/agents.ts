/**
 * Who an agent is, told from its text alone: a person's browser, or a robot of which class and name.
 *
 * Robots known by name come first (robots.ts), then whatever looks like a robot to isbot, and what is left and begins
 * as programs of people do is human. Nothing here notices a robot that calls itself a browser, and nobody is asked
 * whether a robot is the one it says it is.
 */
import type { AgentDetails } from "@logmill/core/plugin"
import { getPattern } from "isbot"

import { nameAround, nameAt } from "./botName.ts"
import { longestAgent } from "./longestAgent.ts"
import { makeFirstMatch } from "./firstMatch.ts"
import { wordsOf } from "./wordsOf.ts"
import { knownRobots } from "./robots.ts"

/** How programs of people begin: browsers, old phones, players, mail. */
const ofPeople =
  /^(?:Mozilla|Opera)\/\d|^(?:AppleCoreMedia|BlackBerry|DoCoMo|UCWEB|VLC|iTunes|Microsoft Office|Outlook-)|Profile\/MIDP-/

export type AgentOwner = Pick<AgentDetails, "agentClass" | "bot">

const human: AgentOwner = { agentClass: "human", bot: null }
const unknown: AgentOwner = { agentClass: "unknown", bot: null }

/**
 * Takes some milliseconds; the classifier itself some microseconds a call, and it remembers nothing. It takes agents as
 * the store holds them. `bot` is null for people and unknowns, and for a robot (`other-bot`) whose text holds no name.
 */
export const makeAgentClassifier = (): ((agent: string) => AgentOwner) => {
  const robots = knownRobots()
  const anyBot = getPattern()
  const { mayMatch, words } = wordsOf(anyBot)
  const firstMatch = makeFirstMatch(
    robots.map(({ pattern }) => pattern),
    words
  )

  return (text) => {
    const agent = text.slice(0, longestAgent)
    if (/^[\s"'-]*$/.test(agent)) return unknown
    const found = firstMatch.find(agent)
    if (found !== null) {
      const { agentClass, name } = robots[found.index]!
      if (agentClass === "human") return human
      return { agentClass, bot: name ?? nameAt(agent, found.start, found.end) }
    }
    const match = firstMatch.sawWord() || mayMatch(agent) ? anyBot.exec(agent) : null
    if (match !== null) {
      return { agentClass: "other-bot", bot: nameAround(agent, match.index, match.index + match[0].length) }
    }
    return ofPeople.test(agent) ? human : unknown
  }
}
