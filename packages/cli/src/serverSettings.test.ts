/** The page of server settings is what the code says now, and its examples are read as it says. */
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { FormatCatalog } from "@logmill/workers/format/catalog"
import { dialectFormat } from "@logmill/workers/format/dialects/dialect"
import { readSample } from "@logmill/workers/format/samples"

import { resolveFormat } from "./logFormat.ts"
import { examples, serverSettingsPage } from "./serverSettings.ts"
import { Shell } from "./Shell.ts"
import { testShell } from "./testShell.ts"

const page = readFileSync(join(import.meta.dirname, "../../../docs/server-settings.md"), "utf8")

describe("docs/server-settings.md", () => {
  it("is up to date", () => {
    // Tables are laid out anew by the formatter: words count.
    const words = (text: string): ReadonlyArray<string> => text.match(/[^\s|-]+/g) ?? []
    assert.deepStrictEqual(words(page), words(serverSettingsPage()), "run node scripts/serverSettings.ts")
  })

  it.each(examples.map((example) => [example.title, example] as const))("%s", async (_, { fields, format, line }) => {
    const { shell } = testShell()
    const catalog = new FormatCatalog(() => [])
    const resolved = await Effect.runPromise(resolveFormat(format, catalog).pipe(Effect.provideService(Shell, shell)))
    assert.deepStrictEqual(readSample(dialectFormat(resolved), { line, fields: {} }), fields)
  })
})
