/** What the user keeps: hostile names first. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { Catalog, SavedQuery, SavedView } from "../api/Api.ts"
import type { Answer } from "../api/values.ts"
import { askJson, bodyOf, type Server } from "../testing/labServer.ts"
import { testServer } from "../testing/testServer.ts"
import { mostQueries } from "./SavedQueries.ts"

type Queries = ReadonlyArray<typeof SavedQuery.Type>

type Views = ReadonlyArray<typeof SavedView.Type>

interface Mistake {
  readonly reason: string
  readonly message: string
}

const save = (server: Server, name: string, sql = "SELECT 1", status = 200) =>
  askJson<Queries & Mistake>(server, "/api/queries", bodyOf({ name, sql }, "PUT"), status)
const list = (server: Server) => askJson<Queries>(server, "/api/queries")
const remove = (server: Server, name: string, status = 200) =>
  askJson<Queries>(server, `/api/queries?name=${encodeURIComponent(name)}`, { method: "DELETE" }, status)
const panel = (server: Server, body: Record<string, unknown>, status = 200) =>
  askJson<{ readonly file: string; readonly cost: string } & Mistake>(
    server,
    "/api/panels",
    bodyOf({
      id: "mine",
      title: "Mine",
      chart: "bar",
      sql: "SELECT path, count(*) AS hits FROM entries GROUP BY path",
      ...body
    }),
    status
  )

describe("saved queries", () => {
  it.live("have names that are names", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      for (const name of ["", " ", " a", "a\n", "a\0b", "\u202Eabc", "x".repeat(101), "\ud800", "a\u200bb", "\u2028"]) {
        assert.strictEqual((yield* save(server, name, "SELECT 1", 400)).reason, "name", JSON.stringify(name))
      }
      assert.strictEqual((yield* save(server, "a", " \n", 400)).reason, "statement")
      assert.strictEqual((yield* save(server, "a", "x".repeat(100_001), 400)).reason, "limit")
      assert.deepStrictEqual(yield* list(server), [])
      assert.isFalse(existsSync(join(server.folder, "config")))
    })
  )

  it.live("are kept under odd names as under any, in one file, and go when they are removed", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const names = [
        "..",
        "../../x",
        "a/b",
        "%2e%2e",
        "__proto__",
        "constructor",
        "<script>",
        "é",
        "日本",
        "a'b\"c",
        "&name=x",
        "🙂"
      ]
      for (const name of names) yield* save(server, name, `SELECT '${name.length}'`)
      const folder = join(server.folder, "config")
      assert.deepStrictEqual(readdirSync(folder), ["queries.json"])
      assert.strictEqual(statSync(join(folder, "queries.json")).mode & 0o077, 0)
      assert.sameMembers(
        (yield* list(server)).map(({ name }) => name),
        names
      )
      yield* save(server, "a/b", "SELECT 2")
      assert.strictEqual((yield* list(server)).find(({ name }) => name === "a/b")?.sql, "SELECT 2")
      yield* remove(server, "nobody", 400)
      for (const name of names) yield* remove(server, name)
      assert.deepStrictEqual(yield* list(server), [])
    })
  )

  it.live("written at the same time are all kept, up to as many as there may be", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const names = Array.from({ length: 20 }, (_, index) => `query ${index}`)
      yield* Effect.forEach(names, (name) => save(server, name), { concurrency: 8 })
      assert.strictEqual((yield* list(server)).length, 20)
      const many = Array.from({ length: mostQueries }, (_, index) => ({ name: `n${index}`, sql: "SELECT 1" }))
      writeFileSync(join(server.folder, "config/queries.json"), JSON.stringify(many))
      assert.strictEqual((yield* save(server, "one more", "SELECT 1", 400)).reason, "limit")
      assert.strictEqual((yield* save(server, "n7", "SELECT 7")).length, mostQueries)
    })
  )

  it.live("in a file that was spoilt stay as they are", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const file = join(server.folder, "config/queries.json")
      mkdirSync(join(server.folder, "config"))
      for (const text of ["", "{", "{}", '[{"name":1}]', "\0"]) {
        writeFileSync(file, text)
        assert.strictEqual((yield* save(server, "a", "SELECT 1", 400)).reason, "file", text)
        yield* askJson(server, "/api/queries", {}, 400)
        assert.strictEqual(readFileSync(file, "utf8"), text)
      }
    })
  )
})

describe("saved views", () => {
  const view = (server: Server, body: Record<string, unknown>, status = 200) =>
    askJson<Views & Mistake>(server, "/api/views", bodyOf({ search: "status=404", ...body }, "PUT"), status)

  it.live("have names that are names, and what an address can hold", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      for (const name of ["", " a", "a\n", "\u202Eabc", "x".repeat(101)]) {
        assert.strictEqual((yield* view(server, { name }, 400)).reason, "name", JSON.stringify(name))
      }
      for (const search of ["?a=b", "a b", "a=\n", "a=é", '"', "#x"]) {
        assert.strictEqual((yield* view(server, { name: "a", search }, 400)).reason, "param", search)
      }
      assert.strictEqual((yield* view(server, { name: "a", search: "x".repeat(8_001) }, 400)).reason, "limit")
      assert.isFalse(existsSync(join(server.folder, "config")))
      const [only] = yield* view(server, { name: "all", search: "" })
      assert.deepStrictEqual(only, { name: "all", search: "" })
    })
  )

  it.live("are renamed without taking another's place, and removed; queries are not touched", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      yield* save(server, "a", "SELECT 1")
      yield* view(server, { name: "a" })
      yield* view(server, { name: "b", search: "status=5xx" })
      assert.strictEqual((yield* view(server, { name: "a", was: "b" }, 400)).reason, "name")
      assert.strictEqual((yield* view(server, { name: "c", was: "nobody" }, 400)).reason, "unknown")
      const renamed = yield* view(server, { name: "<c>", search: "status=5xx", was: "b" })
      assert.deepStrictEqual(
        renamed.map(({ name, search }) => `${name} ${search}`),
        ["<c> status=5xx", "a status=404"]
      )
      yield* view(server, { name: "a", search: "", was: "a" })
      const left = yield* askJson<Views>(server, "/api/views?name=%3Cc%3E", { method: "DELETE" })
      assert.deepStrictEqual(left, [{ name: "a", search: "" }])
      assert.deepStrictEqual(yield* askJson<Views>(server, "/api/views"), left)
      assert.strictEqual((yield* list(server)).length, 1)
      assert.deepStrictEqual(readdirSync(join(server.folder, "config")), ["queries.json", "views.json"])
    })
  )
})

describe("a saved panel", () => {
  it.live("has an id, a title and a statement that can be an analysis", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const refusals: ReadonlyArray<readonly [Record<string, unknown>, string]> = [
        [{ id: "" }, "name"],
        [{ id: "../x" }, "name"],
        [{ id: "A" }, "name"],
        [{ id: "x".repeat(61) }, "name"],
        [{ id: "paths" }, "name"],
        [{ title: "" }, "name"],
        [{ title: "a\nb" }, "name"],
        [{ sql: "SELECT pth FROM entries" }, "statement"],
        [{ sql: "SELECT count(*) FROM entries" }, "statement"],
        [{ sql: "SELECT 1 AS a, 2 AS a" }, "statement"],
        [{ sql: "SELECT count(*) AS n FROM entry" }, "statement"],
        [{ sql: "SELECT count(*) AS n FROM main.entries" }, "statement"],
        [{ sql: "EXPLAIN SELECT 1 AS a" }, "statement"],
        [{ sql: "SELECT 1 AS a; SELECT 2 AS a" }, "statement"],
        [{ sql: "SELECT path FROM entries WHERE path = :p" }, "statement"],
        [{ sql: "DELETE FROM entry" }, "statement"]
      ]
      for (const [body, reason] of refusals) {
        assert.strictEqual((yield* panel(server, body, 400)).reason, reason, JSON.stringify(body))
      }
      yield* Effect.promise(async () => {
        const response = await server.ask(
          "/api/panels",
          bodyOf({ id: "a", title: "a", chart: "pie", sql: "SELECT 1 AS a" })
        )
        assert.strictEqual(response.status, 400)
      })
      assert.isFalse(existsSync(join(server.folder, "config")))
    })
  )

  it.live("of sums is of the class rollup", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const sql = "SELECT path, sum(hits) AS hits FROM hits GROUP BY path ORDER BY hits DESC"
      assert.strictEqual((yield* panel(server, { id: "sums", sql })).cost, "rollup")
      assert.match(readFileSync(join(server.folder, "config/analyses/sums.sql"), "utf8"), /^cost = "rollup"$/m)
    })
  )

  it.live("is a file and an analysis at once, and never takes the place of another", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const title = 'Ends */ here, "quoted" \\ <b>'
      const sql =
        "-- by path\nSELECT path, count(*) AS hits FROM entries WHERE status >= :least AND path <> :not GROUP BY path;"
      const { cost, file } = yield* panel(server, { title, sql, params: { least: "400", not: "/'x'" } })
      assert.strictEqual(cost, "scan")
      assert.strictEqual(file, join(server.folder, "config/analyses/mine.sql"))
      const { analyses, problems } = yield* askJson<typeof Catalog.Type>(server, "/api/analyses")
      assert.deepStrictEqual(problems, [])
      const mine = analyses.find(({ id }) => id === "mine")!
      assert.deepStrictEqual([mine.title, mine.origin, mine.chart, mine.cost], [title, "user", "bar", "scan"])
      assert.deepStrictEqual(
        mine.params.map((param) => [param.name, param.type, param.default]),
        [
          ["least", "int", 400],
          ["not", "text", "/'x'"]
        ]
      )
      const answer = yield* askJson<typeof Answer.Type>(server, "/api/analyses/mine")
      assert.deepStrictEqual(answer.rows.length, 2)
      assert.deepStrictEqual(
        answer.columns.map(({ filter, kind }) => [kind, filter]),
        [
          ["path", "path"],
          ["count", null]
        ]
      )
      const before = readFileSync(file, "utf8")
      assert.strictEqual((yield* panel(server, {}, 400)).reason, "name")
      writeFileSync(join(server.folder, "config/analyses/other.sql"), "mine")
      assert.strictEqual((yield* panel(server, { id: "other" }, 400)).reason, "name")
      assert.strictEqual(readFileSync(file, "utf8"), before)
    })
  )
})
