/** The examples of docs/filters.md, over the samples: each prints what the page shows. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { parsePatterns } from "@logmill/workers/filter/pattern"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { filterKeys, flagTable } from "./flags.ts"
import { runWords, testShell } from "./testShell.ts"

const root = join(import.meta.dirname, "../../..")
const page = readFileSync(join(root, "docs/filters.md"), "utf8")
const folder = mkdtempSync(join(tmpdir(), "logmill-filters-"))
const run = (...words: ReadonlyArray<string>) =>
  runWords(words, testShell({ cwd: folder, configFolder: join(folder, "own") }))

beforeAll(async () => {
  assert.strictEqual((await run("ingest", join(root, "samples/logs"), "-q")).status, "done")
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Words as a shell would make them of plain ones and of single quotes. */
const wordsOf = (command: string): ReadonlyArray<string> =>
  [...command.matchAll(/'([^']*)'|[^ ']+/g)].map(([word, quoted]) => quoted ?? word)

const examples = [...page.matchAll(/^```console\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((example) => {
      const [command = "", ...output] = example.trimEnd().split("\n")
      return [command, output.join("\n")] as const
    })
)

describe("docs/filters.md", () => {
  it.each(examples)("%s", async (command, output) => {
    const [logmill, ...words] = wordsOf(command)
    assert.strictEqual(logmill, "logmill")
    const { err, out, status } = await run(...words)
    assert.strictEqual(status, "done", err)
    // Where the page shows more than the rows, it shows what is said beside them.
    assert.strictEqual(output.split("\n").length > out.trimEnd().split("\n").length ? out + err : out, `${output}\n`)
  })

  it("has examples of all of it", () => {
    assert.isAbove(examples.length, 9)
    for (const key of filterKeys) assert.include(page, `--${flagTable[key].name}`)
  })

  it("says of each pattern what it selects", () => {
    const values = (cell: string) => [...cell.matchAll(/`([^`]*)`/g)].map(([, text]) => text!.replaceAll("\\|", "|"))
    const table = /^\| pattern .*?\n\n/ms.exec(page)![0]
    const rows = table
      .trim()
      .split("\n")
      .slice(2)
      .map((row) =>
        row
          .split(/(?<!\\)\|/)
          .slice(1, 4)
          .map(values)
      )
    assert.isAbove(rows.length, 9)
    for (const [pattern, selected, others] of rows) {
      const matches = parsePatterns(pattern![0]!)
      assert.deepStrictEqual([selected!.filter(matches), others!.filter(matches)], [selected, []], pattern![0])
      assert.isNotEmpty(others, pattern![0])
    }
  })
})
