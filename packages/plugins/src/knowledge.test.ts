import { assert, describe, it } from "@effect/vitest"

import { assetExtensions } from "./filters.ts"
import { builtinKnowledge } from "./knowledge.ts"

describe("builtinKnowledge", () => {
  it("holds the classifier, the assets and the presets the commands name", async () => {
    const { presets } = builtinKnowledge
    const enrichment = await builtinKnowledge.enrichment()
    assert.deepStrictEqual(enrichment.classifyAgent("GPTBot/1.2"), { agentClass: "ai-crawler", bot: "GPTBot" })
    assert.strictEqual(enrichment.assetExtensions, assetExtensions)
    assert.sameMembers(Object.keys(presets), ["static", "wellknown"])
  })
})
