import { presetsOf } from "@logmill/core/plugins/presets"
import { isRefused, type Plugin, readPlugin } from "@logmill/core/plugins/Plugin"
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { builtInFolder } from "./builtIn.ts"
import { noRules } from "./enrich/rules.ts"
import { builtInEnrichment } from "./knowledge.ts"

const ownPlugin = (): Plugin => {
  const read = readPlugin({ folder: builtInFolder, origin: "built-in", from: "built-in", isOwn: true })
  return isRefused(read) ? assert.fail(read.reason) : read
}

describe("logmill's own plugin", () => {
  it("is read like any other", () => {
    const read = ownPlugin()
    const { version } = JSON.parse(readFileSync(join(builtInFolder, "package.json"), "utf8")) as { version: string }
    assert.deepStrictEqual(
      { name: read.name, version: read.version, analyses: read.analyses, formats: read.formats },
      {
        name: "logmill",
        version,
        analyses: [join(builtInFolder, "analyses")],
        formats: join(builtInFolder, "formats")
      }
    )
  })

  it("has the presets that the commands name", () => {
    const { presets, problems } = presetsOf([ownPlugin()])
    assert.deepStrictEqual(problems, [])
    assert.sameMembers(Object.keys(presets), ["static", "wellknown"])
  })
})

const css = { static: ["ext:css,js", "ext:png"] }
const missing = "/nowhere/city.mmdb"

describe("what is known of values", () => {
  it("are robots, templates, assets by what `static` drops, and kinds of referrers", async () => {
    const enrichment = await builtInEnrichment(css, { rules: noRules, addresses: undefined }, [])
    assert.deepInclude(enrichment.agent("GPTBot/1.2"), { agentClass: "ai-crawler", bot: "GPTBot", browser: null })
    assert.deepStrictEqual(enrichment.path(Buffer.from("/a/17.CSS"), 0, 9), {
      extension: "css",
      kind: "asset",
      template: "/a/:id.CSS"
    })
    assert.deepStrictEqual(enrichment.referrer("https://www.bing.com/"), { site: "bing.com", referrerClass: "search" })
    assert.isNull(enrichment.client)
    assert.deepStrictEqual(enrichment.madeWith, { geoip: [], rules: null })
  })

  it("is said to lack databases used before, which are kept in mind; but not where the user wants none", async () => {
    const used = await builtInEnrichment(css, { rules: noRules, addresses: undefined }, [missing])
    assert.deepStrictEqual(used.madeWith.geoip, [{ path: missing, type: "", builtAt: "" }])
    assert.match(used.problems.join(), /^the database of addresses \/nowhere\/city\.mmdb is not there; .*--geoip none/)
    assert.deepStrictEqual(used.client?.("192.0.2.1"), { country: null, city: null, network: null })
    const without = await builtInEnrichment(css, { rules: noRules, addresses: null }, [missing])
    assert.deepStrictEqual([without.client, without.problems, without.madeWith.geoip], [null, [], []])
  })

  it("tells rules apart", async () => {
    const rulesOf = async (match: string) => {
      const rules = { ...noRules, referrers: [{ match: [match], referrerClass: "own" }] }
      return (await builtInEnrichment(css, { rules, addresses: null }, [])).madeWith.rules
    }
    assert.strictEqual(await rulesOf("a"), await rulesOf("a"))
    assert.notStrictEqual(await rulesOf("a"), await rulesOf("b"))
  })
})
