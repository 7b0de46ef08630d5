/** Texts that mean harm, in what the user keeps and in lines that did not parse: each comes back as it was, or is refused. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { Catalog, SavedQuery } from "../api/Api.ts"
import type { Answer } from "../api/values.ts"
import { askJson, bodyOf, type Server } from "../testing/labServer.ts"
import { testServer } from "../testing/testServer.ts"

const texts: ReadonlyArray<string> = [
  "<script>alert(1)</script>",
  "</script><!--<img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}}",
  "\u001b]0;title\u0007\u001b[2J\u009b31m",
  "\u202egnp.exe\u2066\u200b\ufeff",
  "a\0b",
  "line\r\nSet-Cookie: x=1\u2028",
  "'; DROP TABLE entry; --",
  `"\\\\ "" ''`,
  "=HYPERLINK(1)",
  "../../../etc/passwd",
  "\u0301\u0301é🙂"
]

/** A status that is an answer, and JSON that no browser takes for a page. */
const ask = (server: Server, path: string, init: RequestInit = {}) =>
  Effect.promise(async () => {
    const response = await server.ask(path, init)
    const text = await response.text()
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/)
    assert.strictEqual(response.headers.get("x-content-type-options"), "nosniff")
    assert.include([200, 400, 413], response.status, text.slice(0, 300))
    return { status: response.status, body: text }
  })

describe("rejected lines of hostile texts", () => {
  it.live("come as they were logged, by source and reason, and no text finds another's", () =>
    Effect.gen(function* () {
      const long = "<b>".repeat(20_000)
      const server = yield* testServer({
        sources: [...texts, long.slice(0, 200)].map((text) => ({
          path: `/var/log/${text}`,
          entries: [{}],
          rejects: [text, long]
        }))
      })
      const { columns, rows } = yield* askJson<Answer>(server, "/api/rejects")
      const [source, text] = ["source", "text"].map((name) => columns.findIndex((column) => column.name === name))
      assert.deepStrictEqual(
        rows.map((row) => [row[source!], row[text!]]),
        [...texts, long.slice(0, 200)].flatMap((one) => [
          [`/var/log/${one}`, one],
          [`/var/log/${one}`, long]
        ])
      )
      for (const one of texts) {
        const { body, status } = yield* ask(server, `/api/rejects?source=${encodeURIComponent(`/var/log/${one}`)}`)
        // A name with a blank or a comma in it may be a list of patterns; it never shows more than it names.
        if (status === 200) assert.isAtMost((JSON.parse(body) as Answer).rows.length, 2, one)
        assert.strictEqual((yield* ask(server, `/api/rejects?reason=${encodeURIComponent(one)}`)).status, 400, one)
      }
    })
  )
})

describe("saved queries of hostile texts", () => {
  it.live("keep statements as they are typed, and names that can be read only", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const kept: Array<typeof SavedQuery.Type> = []
      for (const [n, text] of texts.entries()) {
        const named = yield* ask(server, "/api/queries", bodyOf({ name: text, sql: text }, "PUT"))
        const isPlain = !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)
        assert.strictEqual(named.status, isPlain ? 200 : 400, text)
        if (isPlain) kept.push({ name: text, sql: text })
        // What is in a statement is for SQLite to judge.
        yield* ask(server, "/api/queries", bodyOf({ name: `n${n}`, sql: text }, "PUT"))
        kept.push({ name: `n${n}`, sql: text })
      }
      assert.sameDeepMembers([...(yield* askJson<ReadonlyArray<typeof SavedQuery.Type>>(server, "/api/queries"))], kept)
      for (const { name } of kept) {
        const { status } = yield* ask(server, `/api/queries?name=${encodeURIComponent(name)}`, { method: "DELETE" })
        assert.strictEqual(status, 200, name)
      }
      assert.deepStrictEqual(yield* askJson(server, "/api/queries"), [])
    })
  )

  it.live("are refused when they are large, in words of ordinary length, and leave nothing behind", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const megabyte = "<".repeat(1024 * 1024)
      const cases: ReadonlyArray<readonly [path: string, body: object, method?: string]> = [
        ["/api/queries", { name: megabyte, sql: "SELECT 1" }, "PUT"],
        ["/api/queries", { name: "a", sql: megabyte }, "PUT"],
        ["/api/queries", { name: "a", sql: megabyte.slice(0, 900_000) }, "PUT"],
        ["/api/queries", { name: megabyte.slice(0, 900_000), sql: "a" }, "PUT"],
        ["/api/panels", { id: "a", title: megabyte.slice(0, 900_000), chart: "bar", sql: "SELECT 1 AS a" }],
        ["/api/panels", { id: megabyte.slice(0, 900_000), title: "a", chart: "bar", sql: "SELECT 1 AS a" }],
        ["/api/panels", { id: "a", title: "a", chart: megabyte.slice(0, 900_000), sql: "SELECT 1 AS a" }],
        ["/api/sql", { sql: megabyte.slice(0, 900_000) }],
        ["/api/sql", { sql: "SELECT 1", params: { [megabyte.slice(0, 900_000)]: "1" } }]
      ]
      for (const [path, body, method] of cases) {
        const refused = yield* ask(server, path, bodyOf(body, method))
        assert.include(
          path === "/api/sql" ? [200, 400, 413] : [400, 413],
          refused.status,
          JSON.stringify(body).slice(0, 60)
        )
        assert.isBelow(refused.body.length, 5_000, JSON.stringify(body).slice(0, 60))
      }
      const name = encodeURIComponent("<".repeat(10_000))
      const { body, status } = yield* ask(server, `/api/queries?name=${name}`, { method: "DELETE" })
      assert.deepStrictEqual([status, body.length < 5_000], [400, true])
      assert.isFalse(existsSync(join(server.folder, "config")))
    })
  )

  it.live("that somebody else put into the file are given as they are, names too", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      mkdirSync(join(server.folder, "config"))
      const file = join(server.folder, "config/queries.json")
      const queries = texts.map((text) => ({ name: text, sql: text }))
      writeFileSync(file, JSON.stringify(queries))
      assert.deepStrictEqual(yield* askJson(server, "/api/queries"), queries)
      for (const { name } of queries) {
        const path = `/api/queries?name=${encodeURIComponent(name)}`
        assert.strictEqual((yield* ask(server, path, { method: "DELETE" })).status, 200, name)
      }
      assert.deepStrictEqual(JSON.parse(readFileSync(file, "utf8")), [])
    })
  )
})

describe("a panel of hostile texts", () => {
  it.live("is a file that is read as it was meant, or none", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const made: Array<readonly [string, string, string]> = []
      for (const [n, text] of texts.entries()) {
        const id = `p${n}`
        const literal = `'${text.replaceAll("'", "''").replaceAll("\0", "")}'`
        const sql = `SELECT path, ${literal} AS "a */ ${n}" FROM entries WHERE path <> :not`
        const body = {
          id,
          title: text,
          description: text,
          chart: "table",
          sql,
          params: { not: `'${text.replaceAll("'", "''")}'` }
        }
        const saved = yield* ask(server, "/api/panels", bodyOf(body))
        const isPlain = !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)
        assert.strictEqual(saved.status, isPlain ? 200 : 400, `${text}: ${saved.body}`)
        if (isPlain) made.push([id, text, literal])
        assert.strictEqual((yield* ask(server, "/api/panels", bodyOf({ ...body, id: text }))).status, 400, text)
      }
      const { analyses, problems } = yield* askJson<typeof Catalog.Type>(server, "/api/analyses")
      assert.deepStrictEqual(problems, [])
      for (const [id, text] of made) {
        const mine = analyses.find((analysis) => analysis.id === id)!
        assert.deepStrictEqual([mine.title, mine.description], [text, text])
        const { rows } = yield* askJson<Answer>(server, `/api/analyses/${id}`)
        assert.deepStrictEqual(new Set(rows.map((row) => row[1])), new Set([text]), id)
      }
    })
  )
})
