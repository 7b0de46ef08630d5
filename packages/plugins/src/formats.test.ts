/** Every built-in format reads its samples as it says. */
import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { detect, FormatCatalog, type FormatDefinition, readSample, wrongSamples } from "@logmill/core/plugin"
import { sampleFields } from "@logmill/workers/format/samples"
import { explainLine } from "@logmill/workers/parse/explain"
import { utc } from "@logmill/workers/zone"

import { formatPages } from "./formatPages.ts"
import { builtInFormats, readFormats } from "./formats.ts"

const folder = builtInFormats()
const pagesFolder = join(import.meta.dirname, "../../../docs/formats")

describe("built-in formats", () => {
  const files = readdirSync(folder)

  it("are JSON files", () => assert.ok(files.length > 0 && files.every((name) => name.endsWith(".json"))))

  it.each(files)("%s reads its samples as it says", (file) => {
    const definition = JSON.parse(readFileSync(join(folder, file), "utf8")) as FormatDefinition
    assert.strictEqual(`${definition.name}.json`, file)
    assert.deepStrictEqual(wrongSamples(definition), [])
  })
})

describe("a line of a built-in format", () => {
  const definitions = readFormats(folder, true)
  const catalog = new FormatCatalog(() => definitions)
  const guessed = definitions.filter((definition) => definition.detect !== false)

  it.each(guessed.map((definition) => [definition.name, definition] as const))(
    "%s is found to be one, or read the same by the format that is found",
    (name, definition) => {
      for (const [index, sample] of definition.samples.entries()) {
        if (sample.prefixTime !== undefined) continue
        const text = `${sample.header === undefined ? "" : `${sample.header}\n`}${sample.line}\n`
        const found = detect(Buffer.from(text), catalog)
        if (found.reader === name) continue
        if (found.reader?.endsWith(`/${name}`) === true) {
          const explained = explainLine(Buffer.from(sample.line), "auto", utc, catalog)
          assert.deepStrictEqual(
            explained.ok ? sampleFields(explained.line) : "no-match",
            readSample(definition, sample)
          )
          continue
        }
        const other = definitions.find((one) => one.name === found.reader)
        assert.isDefined(
          other,
          `${name} ${index + 1} is read by ${found.reader ?? `none of ${found.conflict?.join(" and ")}`}`
        )
        assert.deepStrictEqual(readSample(other, sample), readSample(definition, sample), `${name} ${index + 1}`)
      }
    }
  )

  it("has a page that is up to date", () => {
    for (const [name, text] of formatPages()) {
      // Tables are laid out anew by the formatter: words count.
      const words = (page: string): ReadonlyArray<string> => page.match(/[^\s|-]+/g) ?? []
      const page = readFileSync(join(pagesFolder, name), "utf8")
      assert.deepStrictEqual(words(page), words(text), `${name}: run node scripts/formatPages.ts`)
    }
  })
})
