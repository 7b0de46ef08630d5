/** What docs/write-an-analysis.md and docs/write-a-plugin.md say, held against what is. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { charts, columnKinds, costs, paramTypes } from "@logmill/core/analysis/contract"
import { filterNames } from "@logmill/core/analysis/filterNames"
import { bucketUnits } from "@logmill/core/analysis/bucket"
import { macroNames } from "@logmill/core/analysis/macros"
import { enricherFields } from "@logmill/core/plugins/Enricher"
import { contract, readManifest } from "@logmill/core/plugins/manifest"
import { publicViews } from "@logmill/core/query/protocol"
import { agentClasses } from "@logmill/core/store/details"

import { template } from "./commands/newAnalysis.ts"
import { readSettingsFile } from "./settingsFile.ts"
import { runWords, testShell } from "./testShell.ts"

const root = join(import.meta.dirname, "../../..")
const page = (name: string): string => readFileSync(join(root, "docs", name), "utf8")
const blocks = (text: string, language: string): ReadonlyArray<string> =>
  [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\``, "gms"))].map(([, block]) => block!)
/** Words that stand alone between backquotes. */
const codeWords = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/`([^`\n]+)`/g)].map(([, word]) => word!))

const analysisPage = page("write-an-analysis.md")
const pluginPage = page("write-a-plugin.md")

const folder = mkdtempSync(join(tmpdir(), "logmill-manuals-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const run = async (words: string) => {
  const shell = testShell({ cwd: folder, configFolder: join(folder, "own") })
  return runWords(words.split(" "), shell)
}

describe("docs/write-an-analysis.md", () => {
  const analyses = blocks(analysisPage, "sql")
  const idOf = (text: string): string => /^id = "(.*)"$/m.exec(text)![1]!
  beforeAll(async () => {
    for (const text of [...analyses, template("fresh")]) writeFileSync(join(folder, `${idOf(text)}.sql`), text)
    assert.strictEqual((await run(`ingest ${join(root, "samples/logs")} -q`)).status, "done")
  })

  it("shows what its first analysis answers of the samples, in ten lines", async () => {
    assert.isAtMost(analyses[0]!.trimEnd().split("\n").length, 10)
    const shown = blocks(analysisPage, "console")[0]!
    const [prompt, ...answer] = shown.trimEnd().split("\n")
    const { out, status } = await run(`${prompt!.slice("$ logmill ".length)} -q`)
    assert.deepStrictEqual(
      [
        status,
        out
          .trimEnd()
          .split("\n")
          .map((row) => row.trimEnd())
      ],
      ["done", answer]
    )
  })

  it.each([...analyses.map(idOf), "fresh"])("%s runs, with and without a filter that leaves nothing", async (id) => {
    const answered = await run(`analyze ${id} --plugins . --csv -q`)
    assert.deepStrictEqual([answered.status, answered.err], ["done", ""])
    const nothing = await run(`analyze ${id} --plugins . --csv -q --path /nothing/at/all`)
    assert.strictEqual(nothing.out.trimEnd().split("\n").length, 1)
  })

  it("tells every word of the contract", () => {
    const words = codeWords(analysisPage)
    const missing = [...publicViews, ...costs, ...charts, ...paramTypes, ...columnKinds, ...filterNames, ...bucketUnits]
      .filter((word) => !words.has(word))
      .toSorted()
    assert.deepStrictEqual(missing, [])
    for (const macro of macroNames) assert.include(analysisPage, `- \`${macro}(`)
  })
})

describe("docs/write-a-plugin.md", () => {
  it("shows manifests and settings that are read", () => {
    const [manifest, settings] = blocks(pluginPage, "toml")
    const read = readManifest(manifest!)
    assert.deepStrictEqual(
      Object.values(read).filter((value) => value === null),
      []
    )
    assert.include(manifest, `contract = ${contract}\n`)
    const file = { path: "/logmill.toml", name: "logmill.toml", text: settings!, isOwn: false }
    assert.strictEqual(readSettingsFile(file, new Map([["plugins.paths", "list"]]))._tag, "Success")
  })

  it("tells every key, every function and its fields, and every class", () => {
    const words = codeWords(pluginPage)
    const fields = Object.entries(enricherFields).flatMap(([kind, answers]) => [kind, ...Object.keys(answers)])
    const keys = ["contract", "name", "version", "description", "enricher", "presets"]
    assert.deepStrictEqual(
      [...keys, ...fields, ...agentClasses].filter((word) => !words.has(word)),
      []
    )
  })

  it("shows an enricher that Node runs as it is", () => {
    const file = join(folder, "enricher.mts")
    writeFileSync(file, blocks(pluginPage, "ts")[0]!)
    const script = `const { agent } = await import(${JSON.stringify(pathToFileURL(file).href)})
      const before = { agentClass: "library", bot: "okhttp" }
      console.log(JSON.stringify(["ShopCheck/1", "ShopApp/2", "curl/8"].map((value) => agent(value, before))))`
    assert.deepStrictEqual(
      JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" })),
      [{ agentClass: "monitor", bot: "ShopCheck" }, { agentClass: "human" }, null]
    )
  })
})
