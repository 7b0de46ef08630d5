import { assert, describe, it } from "@effect/vitest"
import listed from "crawler-user-agents"

import type { FromAgentThread, ToAgentThread } from "@logmill/core/plugin"

import { people } from "./agents.cases.ts"
import { makeEnrichment } from "./enrichment.ts"
import { noRules } from "./rules.ts"

describe("the thread that tells agents", () => {
  it("says of each what the function says that it belongs to, by the user's rules, too", async () => {
    const agents = [
      ...people.map(([, agent]) => agent),
      ...listed.flatMap(({ instances }) => instances),
      "",
      "é",
      "OurProbe"
    ]
    const rules = { ...noRules, agents: [{ match: ["OurProbe"], agentClass: "monitor", bot: "Ours" }] as const }
    const { agent: tell } = makeEnrichment(rules, null)
    const worker = tell.thread!()
    const texts = agents.map((agent) => Buffer.from(agent))
    let end = 0
    const asked: ToAgentThread = {
      bytes: new Uint8Array(Buffer.concat(texts)),
      ends: Uint32Array.from(texts, ({ length }) => (end += length))
    }
    try {
      const answer = await new Promise<FromAgentThread>((resolve, reject) => {
        worker.on("message", resolve)
        worker.on("error", reject)
        worker.postMessage(asked)
      })
      const told = agents.map((_, index) => answer.details[answer.which[index]!])
      assert.deepStrictEqual(told, agents.map(tell))
      assert.deepInclude(told.at(-1), { agentClass: "monitor", bot: "Ours" })
      assert.isBelow(answer.details.length, agents.length)
    } finally {
      await worker.terminate()
    }
  })
})
