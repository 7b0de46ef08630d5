import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { databaseMeant, nothingAhead, startAhead } from "./ahead.ts"

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "logmill-ahead-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe("the database that is meant", () => {
  const home = { HOME: "/nowhere" }
  const cases: ReadonlyArray<
    readonly [words: ReadonlyArray<string>, env: Record<string, string>, path: string | null]
  > = [
    [["analyze"], home, "/logs/logmill.db"],
    [["analyze", "paths", "--db", "a.db"], home, "/logs/a.db"],
    [["status", "--db=/x/a.db"], { ...home, LOGMILL_DB: "b.db" }, "/x/a.db"],
    [["rejects"], { ...home, LOGMILL_DB: "b.db" }, "/logs/b.db"],
    [["rejects"], { ...home, LOGMILL_DB: "" }, "/logs/logmill.db"],
    [["ingest", "a.log"], home, "/logs/logmill.db"],
    [["--db", "a.db", "analyze"], home, "/logs/a.db"],
    [["analyze", "--help"], home, null],
    [["a.log", "-h"], home, null]
  ]
  it.each(cases)("%j with %j", (words, env, path) => {
    assert.strictEqual(databaseMeant(words, env, "/logs"), path)
  })

  it("may be named in a settings file, which is not read so early", () => {
    const file = join(folder, "logmill.toml")
    writeFileSync(file, `db = "other.db"`)
    assert.isNull(databaseMeant(["analyze"], home, folder))
    assert.strictEqual(databaseMeant(["analyze", "--db", "a.db"], home, folder), join(folder, "a.db"))
    rmSync(file)
  })

  it("is not looked for where there is none", () => {
    assert.deepStrictEqual(startAhead(["analyze"], home, folder), nothingAhead)
    assert.deepStrictEqual(startAhead(["analyze", "--db", "x".repeat(300)], home, folder), nothingAhead)
  })
})

describe("a parser", () => {
  const env = { HOME: "/nowhere" }

  it("is started for a log that goes into a new database, and for nothing else", async () => {
    writeFileSync(join(folder, "a.log"), "")
    writeFileSync(join(folder, "old.db"), "")
    const words = [["ingest", "a.log"], ["a.log"], ["ingest", "--db", "new.db", "-"], ["-q", "--db", "new.db", "a.log"]]
    const started = words.map((each) => startAhead(each, env, folder))
    for (const { child, parser } of started) {
      assert.isNull(child)
      await parser!.worker.terminate()
    }
    for (const words of [["ingest", "a.log", "--db", "old.db"], ["b.log"], ["forget", "1"], ["ingest", "--help"], []]) {
      assert.deepStrictEqual(startAhead(words, env, folder), nothingAhead, words.join(" "))
    }
  })
})

describe("the process that answers", () => {
  it("is started for what asks a database that is there, wherever its flags stand", async () => {
    writeFileSync(join(folder, "there.db"), "")
    for (const words of [
      ["analyze", "--db", "there.db"],
      ["--db", "there.db", "-q", "analyze", "paths"],
      ["--db=there.db", "sql", "SELECT 1"]
    ]) {
      const { child, parser } = startAhead(words, { HOME: "/nowhere" }, folder)
      assert.isNull(parser)
      assert.isNotNull(child, words.join(" "))
      await child.end()
    }
  })
})
