import { presetsOf } from "@logmill/core/plugins/presets"
import { isRefused, type Plugin, readPlugin } from "@logmill/core/plugins/Plugin"
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { builtInFolder } from "./builtIn.ts"
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

  it("knows robots, and takes for assets what `static` drops", async () => {
    const enrichment = await builtInEnrichment({ static: ["ext:css,js", "ext:png"] })
    assert.deepStrictEqual(enrichment.classifyAgent("GPTBot/1.2"), { agentClass: "ai-crawler", bot: "GPTBot" })
    assert.deepStrictEqual([...enrichment.assetExtensions], ["css", "js", "png"])
  })
})
