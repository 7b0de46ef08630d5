/** Ad-hoc SQL over HTTP: mistakes first, then answers, then what ends a statement. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { Catalog, Plan, SchemaInfo, StatementAnswer } from "../api/Api.ts"
import { askJson, bodyOf, type Server } from "../testing/labServer.ts"
import { sharedServer } from "../testing/sharedServer.ts"
import { readFunctions, readViews } from "./manual.ts"

type Answered = typeof StatementAnswer.Type

const shared = sharedServer()

interface Mistake {
  readonly _tag: string
  readonly reason: string
  readonly message: string
  readonly at: number | null
}

const run = (server: Server, body: Record<string, unknown>, status = 200) =>
  askJson<Answered & Mistake>(server, "/api/sql", bodyOf(body), status)

/** Statements, what is said of them, and the word at which it is. */
const mistakes: ReadonlyArray<readonly [sql: string, says: string, at: string | null]> = [
  ["", "", null],
  ["   -- nothing", "", null],
  ["SELEC 1", "SELECT", "SELEC"],
  ["SELECT pth FROM entries", "did you mean path?", "pth"],
  ["SELECT path FROM entrys", "did you mean", "entrys"],
  ["SELECT cont(*) FROM entries", "count", "cont"],
  ["SELECT path, FROM entries", "comma", "FROM"],
  ["SELECT path FROM entries WHERE (status = 1", ") is missing", null],
  ["SELECT path FROM entries WERE status = 1", "WHERE", "WERE"],
  ["SELECT 1; SELECT 2", "", "SELECT 2"],
  ["INSERT INTO entry VALUES (1)", "only read", "INSERT"],
  ["UPDATE entries SET path = 1", "only read", "UPDATE"],
  ["DELETE FROM entry", "only read", "DELETE"],
  ["DROP TABLE entry", "only read", "DROP"],
  ["ATTACH '/etc/passwd' AS x", "only read", "ATTACH"],
  ["PRAGMA journal_mode = DELETE", "only read", "PRAGMA"],
  ["SELECT load_extension('x')", "load_extension", null],
  ["SELECT count(*) FROM entries WHERE count(*) > 1", "HAVING", "count(*) > 1"],
  ["SELECT path FROM entries WHERE path = :p", ":p has no value", ":p"],
  ["SELECT path FROM entries WHERE path = ?", "needs a name", "?"],
  ["SELECT bucket(time, 'fortnight') FROM entries", "fortnight", "bucket"],
  ["SELECT 'open FROM entries", "", "'open"],
  ["WITH x AS (DELETE FROM entry RETURNING 1) SELECT * FROM x", "", null],
  [`SELECT "nowhere" FROM entries`, "single quotes", `"nowhere"`]
]

describe("a statement that is wrong", () => {
  it.live("is refused with a sentence and its place", () =>
    Effect.gen(function* () {
      const server = yield* shared
      for (const [sql, says, word] of mistakes) {
        const refused = yield* run(server, { sql }, 400)
        assert.strictEqual(refused.reason, "statement", sql)
        assert.include(refused.message, says, sql)
        assert.notMatch(refused.message, /--param/)
        if (word !== null) assert.strictEqual(refused.at, sql.indexOf(word), `${sql}: ${refused.message}`)
      }
      const count = yield* run(server, { sql: "SELECT count(*) FROM entries" })
      assert.deepStrictEqual(count.rows, [[4]])
    })
  )

  it.live("in its shape, size or filter is refused before it is compiled", () =>
    Effect.gen(function* () {
      const server = yield* shared
      assert.strictEqual((yield* run(server, { sql: `SELECT '${"x".repeat(200_000)}'` }, 400)).reason, "limit")
      assert.strictEqual((yield* run(server, { sql: "SELECT 1", filter: { from: "soon" } }, 400)).reason, "filter")
      for (const body of [
        {},
        { sql: 1 },
        { sql: "SELECT 1", params: [1] },
        { sql: "SELECT 1", params: { a: 1 } },
        []
      ]) {
        const response = yield* Effect.promise(() => server.ask("/api/sql", bodyOf(body)))
        assert.strictEqual(response.status, 400, JSON.stringify(body))
      }
      // Behind a filter nothing else is narrowed, so nothing else may be read.
      const behind = yield* run(server, { sql: "SELECT count(*) FROM entry", filter: { status: ["404"] } }, 400)
      assert.include(behind.message, "entry")
    })
  )
})

describe("a statement", () => {
  it.live("is answered with kinds, behind the filter, with values for its parameters", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const sql = "SELECT path, count(*) AS hits, min(time) AS first FROM entries WHERE path LIKE :like GROUP BY path"
      const answer = yield* run(server, { sql, params: { like: "/a%", idle: "1" }, filter: { status: ["404"] } })
      assert.deepStrictEqual(
        answer.columns.map(({ filter, kind, name }) => [name, kind, filter]),
        [
          ["path", "path", "path"],
          ["hits", "count", null],
          ["first", "time", null]
        ]
      )
      assert.deepStrictEqual([answer.rows.length, answer.rows[0]![1], answer.complete, answer.total], [1, 1, true, 1])
      assert.include(answer.sql, "'/a%'")
    })
  )

  it.live("says what its writer should know", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const bare = yield* run(server, { sql: "SELECT path, client, count(*) FROM entries GROUP BY path" })
      assert.match(bare.notes.join(), /client is neither in GROUP BY/)
      const asText = yield* run(server, {
        sql: "SELECT path FROM entries WHERE time >= :t",
        params: { t: "2026-11-10" }
      })
      assert.match(asText.notes.join(), /^time is a number, .* write time >= unixepoch\(:t\) \* 1000/)
      const empty = yield* run(server, { sql: "SELECT path FROM entries", filter: { site: ["nowhere.example"] } })
      assert.match(empty.notes.join(), /nowhere\.example/)
      const twice = yield* run(server, { sql: "SELECT 1 AS a, 2 AS a" })
      assert.match(twice.notes.join(), /called a/)
    })
  )

  it.live("gives values that JSON has no numbers for as texts", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const sql = "SELECT 9223372036854775807, x'00ff', 9e999, NULL, 0.5, '<b>', char(0)"
      const answer = yield* run(server, { sql })
      assert.deepStrictEqual(answer.rows, [["9223372036854775807", "x'00ff'", "Infinity", null, 0.5, "<b>", "\0"]])
    })
  )

  const counting = (most: number, value = "i") =>
    `WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${most}) SELECT ${value} FROM c`

  it.live("is cut at the rows and letters that an answer may have", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const rows = yield* run(server, { sql: counting(50), max_rows: 20 })
      assert.deepStrictEqual([rows.rows.length, rows.complete, rows.total], [20, false, 50])
      const usual = yield* run(server, { sql: counting(10_050) })
      assert.deepStrictEqual([usual.rows.length, usual.complete], [10_000, false])
      const letters = yield* run(server, { sql: counting(400, "hex(zeroblob(50000))") })
      assert.isFalse(letters.complete)
      assert.isBelow(letters.rows.length, 200)
    })
  )

  it.live("is stopped at its time limit", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const begun = Date.now()
      const stopped = yield* run(server, { sql: counting(1e12, "count(*)"), timeout: 300 }, 504)
      assert.include(stopped.message, "300ms")
      assert.isBelow(Date.now() - begun, 5000)
    })
  )

  it.live("is killed when its request is closed, and keeps nobody waiting meanwhile", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const endless = { sql: counting(1e12, "count(*)"), timeout: 60_000 }
      const controllers = [1, 2, 3].map(() => new AbortController())
      const running = controllers.map(({ signal }) =>
        server.ask("/api/sql", { ...bodyOf(endless), signal }).then(
          () => "answered",
          () => "closed"
        )
      )
      yield* Effect.sleep(500)
      const begun = Date.now()
      yield* askJson(server, "/api/analyses/paths")
      const { analyses } = yield* askJson<typeof Catalog.Type>(server, "/api/analyses")
      const slow = analyses.find(({ cost }) => cost === "sort")!
      yield* askJson(server, `/api/analyses/${slow.id}`)
      yield* askJson(server, "/api/entries")
      assert.isBelow(Date.now() - begun, 8000, "analyses wait for statements")
      for (const controller of controllers) controller.abort()
      assert.deepStrictEqual(yield* Effect.promise(() => Promise.all(running)), ["closed", "closed", "closed"])
      const after = Date.now()
      yield* run(server, { sql: "SELECT 1" })
      assert.isBelow(Date.now() - after, 3000, "a closed request holds its place")
    })
  )
})

describe("a plan", () => {
  it.live("tells what SQLite would do, without values and without running", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const sql = "SELECT path FROM entries WHERE path = :p AND status > :s OR path = :p"
      const plan = yield* askJson<typeof Plan.Type>(server, "/api/sql/plan", bodyOf({ sql }))
      assert.deepStrictEqual(plan.parameters, ["p", "s"])
      assert.isAbove(plan.rows.length, 0)
      assert.isTrue(plan.rows.every((row) => row.length === 3 && typeof row[2] === "string"))
      yield* askJson(server, "/api/sql/plan", bodyOf({ sql: "SELECT pth FROM entries" }), 400)
    })
  )
})

describe("the schema", () => {
  it.live("has every view, and a word on every column and on logmill's functions", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const { functions, views } = yield* askJson<typeof SchemaInfo.Type>(server, "/api/schema")
      assert.deepStrictEqual(
        views.map(({ name }) => name),
        ["entries", "hits", "visits", "sources", "rejects", "access_log", "extras"]
      )
      for (const { columns, description, name } of views) {
        assert.notStrictEqual(description, "", name)
        const silent = columns.filter((column) => column.description === "" || column.type === "")
        assert.deepStrictEqual(silent, [], name)
        assert.isFalse(columns.some((column) => /`|as in entries/.test(column.description)))
      }
      const bucket = functions.find(({ name }) => name === "bucket")!
      assert.strictEqual(bucket.signature, "bucket(time, unit)")
      assert.isAbove(bucket.description.length, 20)
      assert.isTrue(functions.some(({ name }) => name === "json_extract"))
    })
  )

  it("is read from tables of the manual, and from nothing else", () => {
    assert.deepStrictEqual(readViews("# x\n\n## y\n\ntext | `a` | integer |\n"), [])
    assert.deepStrictEqual(
      readFunctions("## Functions\n\n| function | what |\n| --- | --- |\n| `f(x)` | [a](b.md) `c` |\n"),
      [{ name: "f", signature: "f(x)", description: "a c" }]
    )
  })
})
