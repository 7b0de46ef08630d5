/** The statements that docs/sql.md shows: they run, and answer as it says. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { dotCommands } from "./sql/dotCommands.ts"
import { runWords, testShell } from "./testShell.ts"

const root = join(import.meta.dirname, "../../..")
const folder = mkdtempSync(join(tmpdir(), "logmill-docs-"))
const page = readFileSync(join(root, "docs/sql.md"), "utf8")
const run = (words: ReadonlyArray<string>) =>
  runWords(words, testShell({ cwd: folder, configFolder: join(folder, "own") }))

beforeAll(async () => {
  assert.strictEqual((await run(["ingest", join(root, "samples/logs"), "-q"])).status, "done")
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Words as a shell would part them, of a line without anything but double quotes. */
const wordsOf = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!).slice(1)

describe("docs/sql.md", () => {
  const commands = [...page.matchAll(/^logmill sql ".*$/gm)].map(([line]) => line)
  it.each(commands)("%s", async (line) => {
    const { status } = await run(wordsOf(line))
    assert.strictEqual(status, "done")
  })

  const sessions = [...page.matchAll(/^```console\n\$ (logmill .*)\n([^]*?)^```$/gm)]
  it.each(sessions.map(([, line, shown]) => [line!, shown!] as const))("%s", async (line, shown) => {
    const { err, out } = await run(wordsOf(line))
    assert.strictEqual(out + err, shown)
  })

  it("tells of every command of the prompt", () => {
    assert.isAbove(commands.length + sessions.length, 5)
    for (const name of dotCommands) assert.match(page, new RegExp(`^\\| \`\\${name}\\b`, "m"))
  })
})
