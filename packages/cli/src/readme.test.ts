/** The analyses that the README shows: they run, and tell the story of the samples. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, it } from "@effect/vitest"

import { runWords, testShell } from "./testShell.ts"

const root = join(import.meta.dirname, "../../..")
const folder = mkdtempSync(join(tmpdir(), "logmill-readme-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const run = (...words: ReadonlyArray<string>) =>
  runWords(words, testShell({ cwd: folder, configFolder: join(folder, "own") }))

it("the analyses of the README run, and tell the story of the samples", async () => {
  const readme = readFileSync(join(root, "README.md"), "utf8")
  const ids: Array<string> = []
  for (const [, text = ""] of readme.matchAll(/^```sql\n(.*?)^```$/gms)) {
    const id = /^id = "(.*)"$/m.exec(text)![1]!
    ids.push(id)
    writeFileSync(join(folder, `${id}.sql`), text)
  }
  assert.strictEqual((await run("ingest", join(root, "samples/logs"), "-q")).status, "done")
  const { out, status } = await run("analyze", ...ids, "--plugins", folder, "--limit", "1", "--csv", "-q")
  assert.strictEqual(status, "done")
  assert.deepStrictEqual(out.split("\n\n"), [
    "client,errors\n203.0.113.77,1014",
    "client,path,refused,let_in,last_time\n203.0.113.59,/login,427,1,2026-11-11T23:35:08+00:00",
    "referrer,path,hits\nhttps://gardeners.example.org/links/,/shop/seeds/tomato-gardeners-delight,5\n"
  ])
})
