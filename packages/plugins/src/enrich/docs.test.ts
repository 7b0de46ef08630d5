/** What docs/enrichment.md says, done. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { agentClasses } from "@logmill/core/plugin"

import { makeIdTemplate } from "./idTemplate.ts"
import { referrerSites } from "./referrerSites.ts"
import { readRules } from "./rules.ts"

const manual = readFileSync(join(import.meta.dirname, "../../../../docs/enrichment.md"), "utf8")

const sectionOf = (heading: string): string => manual.split(/^## /m).find((section) => section.startsWith(heading))!

const codesIn = (text: string): ReadonlyArray<string> => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)

describe("docs/enrichment.md", () => {
  it("has examples of templates that get those names, and of paths that get none", () => {
    const templateOf = makeIdTemplate()
    const namesIn = (path: string) => templateOf(Buffer.from(path), 0, Buffer.byteLength(path))?.match(/:[a-z]+/g) ?? []
    const [table, rest] = sectionOf("Paths").split("\n\n").slice(2) as [string, string]
    const rows = table.split("\n").slice(2)
    assert.isAtLeast(rows.length, 6)
    for (const row of rows) {
      const [, , names, examples] = row.split("|") as [string, string, string, string]
      for (const path of codesIn(examples)) {
        if (path !== "K") assert.deepStrictEqual(namesIn(path), codesIn(names), path)
      }
    }
    for (const path of codesIn(rest)) assert.deepStrictEqual(namesIn(path), [], path)
  })

  it("names all classes of referrers and of agents", () => {
    assert.includeMembers([...codesIn(sectionOf("Referrers"))], Object.keys(referrerSites))
    for (const agentClass of agentClasses) assert.include(sectionOf("Rules"), agentClass)
  })

  it("has rules that can be read", () => {
    const [, toml] = /^```toml\n(.*?)^```$/ms.exec(sectionOf("Rules"))!
    const { agents, paths, referrers } = readRules(toml!, "docs/enrichment.md")
    assert.deepStrictEqual([agents.length, paths.length, referrers.length], [1, 4, 1])
  })
})
