import { assert, describe, it } from "@effect/vitest"

import { noRules } from "./enrich/rules.ts"
import { builtinKnowledge, makeKnowledge } from "./knowledge.ts"

const missing = "/nowhere/city.mmdb"

describe("knowledge", () => {
  it("holds what is known of values, and the presets the commands name", async () => {
    const { presets } = builtinKnowledge
    const enrichment = await builtinKnowledge.enrichment([])
    assert.deepInclude(enrichment.agent("GPTBot/1.2"), { agentClass: "ai-crawler", bot: "GPTBot", browser: null })
    assert.deepStrictEqual(enrichment.path(Buffer.from("/a/17.CSS"), 0, 9), {
      extension: "css",
      kind: "asset",
      template: "/a/:id.CSS"
    })
    assert.deepStrictEqual(enrichment.referrer("https://www.bing.com/"), { site: "bing.com", referrerClass: "search" })
    assert.isNull(enrichment.client)
    assert.deepStrictEqual(enrichment.madeWith, { geoip: [], rules: null })
    assert.sameMembers(Object.keys(presets), ["static", "wellknown"])
  })

  it("says that databases used before are gone, and keeps them in mind; but not where the user wants none", async () => {
    const { client, madeWith, problems } = await builtinKnowledge.enrichment([missing])
    assert.deepStrictEqual(madeWith.geoip, [{ path: missing, type: "", builtAt: "" }])
    assert.match(problems.join(), /^the database of addresses \/nowhere\/city\.mmdb is not there; .*--geoip none/)
    assert.deepStrictEqual(client?.("192.0.2.1"), { country: null, city: null, network: null })
    const without = await makeKnowledge({ rules: noRules, addresses: null }).enrichment([missing])
    assert.deepStrictEqual([without.client, without.problems, without.madeWith.geoip], [null, [], []])
  })

  it("tells rules apart", async () => {
    const rulesOf = async (match: string) => {
      const rules = { ...noRules, referrers: [{ match: [match], referrerClass: "own" }] }
      return (await makeKnowledge({ rules, addresses: null }).enrichment([])).madeWith.rules
    }
    assert.strictEqual(await rulesOf("a"), await rulesOf("a"))
    assert.notStrictEqual(await rulesOf("a"), await rulesOf("b"))
  })
})
