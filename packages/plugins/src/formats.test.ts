/** Every built-in format reads its samples as it says. */
import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { type FormatDefinition, wrongSamples } from "@logmill/core/plugin"

import { builtInFormats } from "./formats.ts"

const folder = builtInFormats()

describe("built-in formats", () => {
  const files = readdirSync(folder)

  it("are JSON files", () => assert.ok(files.length > 0 && files.every((name) => name.endsWith(".json"))))

  it.each(files)("%s reads its samples as it says", (file) => {
    const definition = JSON.parse(readFileSync(join(folder, file), "utf8")) as FormatDefinition
    assert.strictEqual(`${definition.name}.json`, file)
    assert.deepStrictEqual(wrongSamples(definition), [])
  })
})
