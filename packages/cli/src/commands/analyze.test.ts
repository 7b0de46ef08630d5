/** `logmill analyze` over a small database, run in this process; the queries run in their own. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { runWords, testShell } from "../testShell.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-analyze-"))
const run = (...words: ReadonlyArray<string>) =>
  runWords(words, testShell({ cwd: folder, configFolder: join(folder, "own") }))

const line = (request: string, status = 200, agent = "Mozilla/5.0 (X11) Firefox/130.0") =>
  `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "${request}" ${status} 10 "https://example.org/a" "${agent}"\n`

beforeAll(async () => {
  const log = line("GET / HTTP/1.1") + line("GET /a?q=1 HTTP/1.1", 404) + line("POST /b HTTP/1.1", 999)
  writeFileSync(join(folder, "access.log"), log)
  assert.strictEqual((await run("ingest", "access.log", "-q")).status, "done")
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("an analysis that does not end", () => {
  const endless = `/* logmill
id = "endless"
title = "Endless"
*/
WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count)
SELECT count(*) AS n FROM count, entries`

  it("is stopped at its time limit, by name; the others are answered", async () => {
    writeFileSync(join(folder, "endless.sql"), endless)
    const { err, out, status } = await run(
      "analyze",
      "endless",
      "paths",
      "--plugins",
      folder,
      "--timeout",
      "500ms",
      "--csv"
    )
    assert.strictEqual(status, "deadline")
    assert.match(out, /^path,hits/)
    assert.match(err, /^logmill: endless was stopped after 500ms, its time limit; .*--timeout 30m, or 0 for none\n$/m)
  })
})
