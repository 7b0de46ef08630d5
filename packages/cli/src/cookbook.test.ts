/** Every statement of the cookbook runs on the samples as it stands, and finds something there, if their logs can tell. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { vi } from "vitest"

import { runWords, testShell } from "./testShell.ts"

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const root = join(import.meta.dirname, "../../..")
const folder = mkdtempSync(join(tmpdir(), "logmill-cookbook-"))
const run = (...words: ReadonlyArray<string>) =>
  runWords(words, testShell({ cwd: folder, configFolder: join(folder, "own") }))

beforeAll(async () => {
  assert.strictEqual((await run("ingest", join(root, "samples/logs"), "-q")).status, "done")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Recipe {
  readonly title: string
  readonly sql: string
}

const recipes: ReadonlyArray<Recipe> = readFileSync(join(root, "docs/cookbook.md"), "utf8")
  .split(/^### /m)
  .slice(1)
  .map((section) => ({
    title: section.slice(0, section.indexOf("\n")),
    sql: /^```sql\n(.*?)^```$/ms.exec(section)![1]!
  }))

describe("the cookbook", () => {
  it("has 25 questions at least, in order", () => {
    assert.isAtLeast(recipes.length, 25)
    for (const [index, { title }] of recipes.entries()) assert.match(title, new RegExp(`^${index + 1}\\. `))
  })

  it.each(recipes)("answers $title", async ({ sql, title }) => {
    const params = [...sql.matchAll(/--param (\S+)/g)].flatMap(([, param]) => ["--param", param!])
    const { err, out, status } = await run("sql", ...params, "--json", "--", sql)
    assert.strictEqual(status, "done", err)
    const { rows } = JSON.parse(out) as { readonly rows: ReadonlyArray<unknown> }
    // The samples' logs have no response times.
    if (title.endsWith("⏱")) assert.deepStrictEqual(rows, [])
    else assert.isNotEmpty(rows)
  })
})
