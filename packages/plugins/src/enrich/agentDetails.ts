/**
 * All that is told of an agent: whose it is, by the user's rules or by what is known of robots; and unless it is a
 * robot's, which browser, system and device.
 */
import { type AgentDetails, noBrowser } from "@logmill/core/plugin"

import { makeAgentClassifier } from "./agents.ts"
import { anyOf } from "./anyOf.ts"
import { makeBrowserDetector } from "./browsers.ts"
import type { AgentRule } from "./rules.ts"

/** Takes some ten milliseconds; the function itself three microseconds a call. */
export const makeAgentDetails = (rules: ReadonlyArray<AgentRule>): ((agent: string) => AgentDetails) => {
  const classify = makeAgentClassifier()
  const detect = makeBrowserDetector()
  const compiled = rules.map(({ agentClass, bot, match }) => ({ matches: anyOf(match), agentClass, bot }))
  return (agent) => {
    const rule = compiled.length === 0 ? undefined : compiled.find(({ matches }) => matches(agent))
    const { agentClass, bot } = rule ?? classify(agent)
    const isRobot = agentClass !== "human" && agentClass !== "unknown"
    return { agentClass, bot, ...(isRobot ? noBrowser : detect(agent)) }
  }
}
