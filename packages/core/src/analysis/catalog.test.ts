import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { join } from "node:path"

import { aheadFile, aheadText, loadCatalog } from "./catalog.ts"
import type { AnalysisOrigin } from "./contract.ts"

const analysis = (id: string, more = "", sql = "SELECT path FROM entries"): string =>
  `/* logmill\nid = "${id}"\ntitle = "${id}"\n${more}\n*/\n${sql}`

/** Folders of files, and the catalog of them. */
const catalogOf = (folders: ReadonlyArray<readonly [AnalysisOrigin, Readonly<Record<string, string>> | null]>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const root = yield* fs.makeTempDirectoryScoped({ prefix: "logmill-" })
    const made = yield* Effect.forEach(folders, ([origin, files], index) =>
      Effect.gen(function* () {
        const path = join(root, `${index}`)
        if (files !== null) yield* fs.makeDirectory(path)
        for (const [name, text] of Object.entries(files ?? {})) yield* fs.writeFileString(join(path, name), text)
        return { path, origin }
      })
    )
    const { analyses, problems } = yield* loadCatalog(made)
    return {
      analyses: analyses.map(({ id, file }) => [id, file.slice(root.length + 1)]),
      problems: problems.map(
        ({ file, line, reason }) => `${file.slice(root.length + 1)}:${line}: ${reason.replaceAll(root, "")}`
      )
    }
  })

layer(NodeServices.layer)("the catalog", (it) => {
  it.effect("tells of every file it can't use, and has the others", () =>
    Effect.gen(function* () {
      const { analyses, problems } = yield* catalogOf([
        ["built-in", { "b.sql": analysis("b"), "a.sql": analysis("a"), "notes.md": "x", ".hidden.sql": "x" }],
        ["user", { "bad.sql": "SELECT 1", "worse.sql": analysis("w", "", "SELECT 1 AS x;\nDROP TABLE entry") }]
      ])
      assert.deepStrictEqual(analyses, [
        ["a", "0/a.sql"],
        ["b", "0/b.sql"]
      ])
      assert.deepStrictEqual(
        problems.map((problem) => problem.slice(0, 60)),
        [
          "1/bad.sql:1: an analysis begins with a comment that begins w",
          "1/worse.sql:7: a second statement begins here; it needs a co"
        ]
      )
    })
  )

  it.effect("tells of two files of one folder that take the same place, and of a name in capitals", () =>
    Effect.gen(function* () {
      const { analyses, problems } = yield* catalogOf([
        ["built-in", { "a.sql": analysis("a") }],
        ["user", { "one.sql": analysis("a", "replaces = true"), "two.sql": analysis("a", "replaces = true") }],
        ["flag", { "a.sql": analysis("a", "replaces = true"), "B.SQL": analysis("b") }]
      ])
      assert.deepStrictEqual(analyses, [["a", "2/a.sql"]])
      assert.deepStrictEqual(problems, [
        '1/two.sql:2: the id "a" is that of /1/one.sql; choose another',
        "2/B.SQL:1: the file needs a name that ends with .sql, in small letters"
      ])
    })
  )

  it.effect("tells of analyses in folders within a folder, which it does not read", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* fs.makeTempDirectoryScoped({ prefix: "logmill-" })
      yield* fs.makeDirectory(join(path, "shop"))
      yield* fs.makeDirectory(join(path, "notes"))
      yield* fs.writeFileString(join(path, "shop", "carts.sql"), analysis("carts"))
      yield* fs.writeFileString(join(path, "notes", "carts.md"), "x")
      const { analyses, problems } = yield* loadCatalog([{ path, origin: "user" }])
      assert.deepStrictEqual(analyses, [])
      const reason = `holds carts.sql, and folders within a folder of analyses are not read; move it to ${path}`
      assert.deepStrictEqual(problems, [{ file: join(path, "shop"), line: 1, reason, names: ["carts"] }])
    })
  )

  it.effect("lets a file take another's place only when it says so", () =>
    Effect.gen(function* () {
      const { analyses, problems } = yield* catalogOf([
        ["built-in", { "a.sql": analysis("a"), "b.sql": analysis("b") }],
        ["user", { "mine.sql": analysis("a", "replaces = true"), "other.sql": analysis("b") }],
        ["flag", { "c.sql": analysis("c", "replaces = true"), "d.sql": analysis("c") }]
      ])
      assert.deepStrictEqual(analyses, [
        ["a", "1/mine.sql"],
        ["b", "0/b.sql"],
        ["c", "2/c.sql"]
      ])
      assert.deepStrictEqual(problems, [
        '1/other.sql:2: the id "b" is that of /0/b.sql; choose another, or write replaces = true to take its place',
        '2/d.sql:2: the id "c" is that of /2/c.sql; choose another, or write replaces = true to take its place'
      ])
    })
  )

  it.effect("does without the user's own folder, but not without one that was asked for", () =>
    Effect.gen(function* () {
      const { problems } = yield* catalogOf([
        ["user", null],
        ["configured", null],
        ["flag", {}]
      ])
      assert.deepStrictEqual(problems, ["1:1: there is no such folder"])
    })
  )

  it.effect("has of built-in ones what the build has read, as if it had read them itself", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = join(yield* fs.makeTempDirectoryScoped({ prefix: "logmill-" }), "analyses")
      yield* fs.makeDirectory(path)
      const param = '[params.n]\ntype = "int"\ndefault = 3\nmin = 1'
      yield* fs.writeFileString(join(path, "a.sql"), analysis("a", param, "SELECT path, :n AS n FROM entries"))
      const folder = { path, origin: "built-in" } as const
      const read = yield* loadCatalog([folder])
      yield* fs.writeFileString(aheadFile(folder), aheadText(read.analyses))
      yield* fs.remove(join(path, "a.sql"))
      assert.deepStrictEqual(yield* loadCatalog([folder]), read)
      assert.deepStrictEqual((yield* loadCatalog([{ path, origin: "flag" }])).analyses, [])
    })
  )
})
