import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { databaseAsked, startAhead } from "./ahead.ts"

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "logmill-ahead-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe("the database that is going to be asked", () => {
  const home = { HOME: "/nowhere" }
  const cases: ReadonlyArray<
    readonly [words: ReadonlyArray<string>, env: Record<string, string>, path: string | null]
  > = [
    [["analyze"], home, "/logs/logmill.db"],
    [["analyze", "paths", "--db", "a.db"], home, "/logs/a.db"],
    [["status", "--db=/x/a.db"], { ...home, LOGMILL_DB: "b.db" }, "/x/a.db"],
    [["rejects"], { ...home, LOGMILL_DB: "b.db" }, "/logs/b.db"],
    [["rejects"], { ...home, LOGMILL_DB: "" }, "/logs/logmill.db"],
    [["ingest", "a.log"], home, null],
    [["--db", "a.db", "analyze"], home, null],
    [["analyze", "--help"], home, null],
    [[], home, null]
  ]
  it.each(cases)("%j with %j", (words, env, path) => {
    assert.strictEqual(databaseAsked(words, env, "/logs"), path)
  })

  it("may be named in a settings file, which is not read so early", () => {
    const file = join(folder, "logmill.toml")
    writeFileSync(file, `db = "other.db"`)
    assert.isNull(databaseAsked(["analyze"], home, folder))
    assert.strictEqual(databaseAsked(["analyze", "--db", "a.db"], home, folder), join(folder, "a.db"))
    rmSync(file)
  })

  it("is not looked for where there is none", () => {
    assert.isNull(startAhead(["analyze"], home, folder))
  })
})
