/** Answers over HTTP: what they hold, how they are kept, shared, stopped, and how they fail. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { queryChildren } from "@logmill/core/testing/queryChildren"

import type { AnswerWindow } from "../api/Api.ts"
import type { Answer } from "../api/values.ts"
import { askJson } from "../testing/labServer.ts"
import { sharedServer } from "../testing/sharedServer.ts"
import { testServer } from "../testing/testServer.ts"

const endless = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) AS n FROM t"
const analysis = (id: string, cost: string, sql: string): string =>
  `/* logmill\nid = "${id}"\ntitle = "${id}"\ncost = "${cost}"\n*/\n${sql}\n`

const analyses = {
  "endless-sort": analysis("endless-sort", "sort", endless),
  "endless-scan": analysis("endless-scan", "scan", endless),
  digits: analysis("digits", "scan", "SELECT 9007199254740993 AS big, x'00ff' AS bytes, 9e999 AS most, NULL AS none"),
  wrong: analysis("wrong", "scan", "SELECT nosuch FROM entries")
}

const childrenHere = () => queryChildren().filter(({ parent }) => parent === process.pid).length

const until = (holds: () => boolean): Effect.Effect<void> =>
  Effect.promise(async () => {
    for (let tries = 0; tries < 400 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 50))
    assert.isTrue(holds())
  })

const shared = sharedServer({ analyses })

describe("an analysis over HTTP", () => {
  it.live("has columns with kinds, rows, and the SQL that ran", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const answer = yield* askJson<Answer>(server, "/api/analyses/paths?limit=2&status=!500")
      assert.deepStrictEqual(
        answer.rows.map((row) => row.slice(0, 2)),
        [
          ["/a", 2],
          ["/b", 1]
        ]
      )
      assert.deepStrictEqual(answer.columns[0], { name: "path", kind: "path", filter: "path" })
      assert.deepStrictEqual([answer.complete, answer.total, answer.cached, answer.zone], [true, 2, false, "UTC"])
      assert.include(answer.sql, "SELECT")
      const cut = yield* askJson<Answer>(server, "/api/analyses/paths?limit=1")
      assert.deepStrictEqual([cut.rows.length, cut.complete, cut.total], [1, false, 3])
      const values = yield* askJson<Answer>(server, "/api/analyses/digits")
      assert.deepStrictEqual(values.rows, [["9007199254740993", "x'00ff'", "Infinity", null]])
    })
  )

  it.live("is had piece by piece, sorted and searched, of one version of the data", () =>
    Effect.gen(function* () {
      const server = yield* shared
      type Piece = typeof AnswerWindow.Type
      const piece = (query: string) => askJson<Piece>(server, `/api/analyses/paths/rows?${query}`)
      const pathsOf = ({ found, rows, total }: Piece) => [rows.map(([path]) => path), found, total]
      const whole = yield* askJson<Answer>(server, "/api/analyses/paths")
      const first = yield* piece("limit=2")
      assert.deepStrictEqual([first.columns, first.rows], [whole.columns, whole.rows.slice(0, 2)])
      assert.deepStrictEqual(pathsOf(yield* piece("offset=2")), [["/b"], 3, 3])
      assert.deepStrictEqual(pathsOf(yield* piece("sort=-path&limit=2")), [["/b", "/a"], 3, 3])
      assert.deepStrictEqual(pathsOf(yield* piece("find=%20SCRIPT%20/&sort=path")), [["/<script>"], 1, 3])
      assert.deepStrictEqual(pathsOf(yield* piece("status=404")), [["/a"], 1, 1])
      assert.deepStrictEqual(pathsOf(yield* piece("offset=9")), [[], 3, 3])
      const visitors = yield* piece(`params=${encodeURIComponent('{"visitors":"true"}')}`)
      assert.include(
        visitors.columns.map(({ name }) => name),
        "visitors"
      )
      const old = yield* piece("data_version=1")
      assert.strictEqual(old.data_version, whole.data_version)
      const response = yield* Effect.promise(() => server.ask("/api/analyses/nosuch/rows"))
      assert.strictEqual(response.status, 400)
    })
  )

  it.live("takes the filter's flags once or again, parameters, and a period to compare", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const paths = (query: string) =>
        Effect.map(askJson<Answer>(server, `/api/analyses/paths?${query}`), ({ rows }) => rows.map(([path]) => path))
      assert.deepStrictEqual(yield* paths("path=/a"), ["/a"])
      assert.deepStrictEqual(yield* paths("path=/a&path=/b"), ["/a", "/b"])
      assert.deepStrictEqual(yield* paths("client=198.51.100.0/24&from=2026-11-05&to=2026-11-05"), ["/a"])
      const more = yield* askJson<Answer>(
        server,
        `/api/analyses/paths?params=${encodeURIComponent('{"visitors":true}')}`
      )
      assert.include(
        more.columns.map(({ name }) => name),
        "visitors"
      )
      const compared = yield* askJson<Answer>(
        server,
        "/api/analyses/paths?from=2026-11-05&to=2026-11-05&compare=previous"
      )
      assert.include(
        compared.columns.map(({ name }) => name),
        "hits_before"
      )
      assert.deepStrictEqual(compared.compared?.period, {
        from: Date.UTC(2026, 10, 5),
        to: Date.UTC(2026, 10, 6)
      })
    })
  )

  it.live("says in a sentence what is wrong, and with what", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const cases: ReadonlyArray<readonly [path: string, status: number, reason: string | undefined, message: RegExp]> =
        [
          ["/api/analyses/path", 400, "unknown", /did you mean paths/],
          ["/api/analyses/os", 400, "unknown", /did you mean systems/],
          ["/api/analyses/paths?from=never", 400, "filter", /^from: "never" is no time/],
          ["/api/analyses/paths?client=192.0.2.0-192.0.2.7", 400, "filter", /write networks: 192\.0\.2\.0\/29$/],
          ["/api/analyses/paths?params=%7B", 400, "param", /JSON/],
          ["/api/analyses/paths?params=%7B%22nosuch%22:1%7D", 400, "param", /nosuch/],
          ["/api/analyses/paths?compare=sometime", 400, "filter", /sometime/],
          ["/api/analyses/wrong", 400, "statement", /wrong\.sql:6: there is no column nosuch/],
          ["/api/analyses/paths?limit=many", 400, undefined, /query.*limit/],
          ["/api/nothing", 404, undefined, /no such address/],
          ["/api/analyses/%00", 400, "unknown", /there is no analysis/]
        ]
      for (const [path, status, reason, message] of cases) {
        const refused = yield* askJson<{ reason?: string; message: string }>(server, path, {}, status)
        assert.strictEqual(refused.reason, reason, path)
        assert.match(refused.message, message, path)
      }
    })
  )
})

describe("an answer that was given", () => {
  it.live("comes from memory, and not at all to who has it, as long as the data is the same", () =>
    Effect.gen(function* () {
      const { ask } = yield* testServer()
      const get = (headers: Readonly<Record<string, string>> = {}) =>
        Effect.promise(async () => {
          const response = await ask("/api/analyses/paths?path=/a", { headers })
          const text = await response.text()
          const answer = text === "" ? null : (JSON.parse(text) as Answer)
          return { status: response.status, etag: response.headers.get("etag")!, answer }
        })
      const first = yield* get()
      const second = yield* get()
      assert.deepStrictEqual([first.answer?.cached, second.answer?.cached], [false, true])
      assert.deepStrictEqual({ ...second.answer, cached: false }, first.answer!)
      assert.strictEqual(second.etag, first.etag)
      const third = yield* get({ "if-none-match": first.etag })
      assert.deepStrictEqual(third, { status: 304, etag: first.etag, answer: null })
      assert.strictEqual((yield* get({ "if-none-match": '"other"' })).status, 200)
    })
  )

  it.live(
    "is of the analysis as it is now: a file that is saved while the server runs is there, and one that changes is asked anew",
    () =>
      Effect.gen(function* () {
        const server = yield* testServer({ analyses: { mine: analysis("mine", "rollup", "SELECT 1 AS n") } })
        const rows = (id: string) => Effect.map(askJson<Answer>(server, `/api/analyses/${id}`), ({ rows }) => rows)
        assert.deepStrictEqual(yield* rows("mine"), [[1]])
        writeFileSync(join(server.folder, "own/mine.sql"), analysis("mine", "rollup", "SELECT 10 + 1 AS n"))
        writeFileSync(join(server.folder, "own/other.sql"), analysis("other", "rollup", "SELECT 3 AS n"))
        yield* Effect.sleep(600)
        assert.deepStrictEqual([yield* rows("mine"), yield* rows("other")], [[[11]], [[3]]])
      })
  )
})

describe("a question that takes long", () => {
  it.live("is stopped at its deadline, and said so", () =>
    Effect.gen(function* () {
      const server = yield* testServer({ analyses, slowDeadline: 300 })
      const { _tag, message } = yield* askJson<{ _tag: string; message: string }>(
        server,
        "/api/analyses/endless-sort",
        {},
        504
      )
      assert.strictEqual(_tag, "TimedOut")
      assert.match(message, /stopped after 300ms/)
      yield* askJson(server, "/api/analyses/status")
    })
  )

  it.live("keeps no other one waiting, and its child is killed when nobody wants its answer any more", () =>
    Effect.gen(function* () {
      const before = childrenHere()
      const server = yield* testServer({ analyses })
      const left = new AbortController()
      const ask = (id: string) =>
        server.ask(`/api/analyses/${id}`, { signal: left.signal }).then(
          () => "answered",
          () => "left"
        )
      const asked = [ask("endless-sort"), ask("endless-sort"), ask("endless-scan"), ask("endless-scan?path=/a")]
      yield* until(() => childrenHere() === before + 2)
      const began = Date.now()
      yield* askJson(server, "/api/analyses/methods")
      yield* askJson(server, "/api/overview")
      assert.isBelow(Date.now() - began, 10_000)
      assert.strictEqual(childrenHere(), before + 3, "the same question runs once, and of a lane one at a time")
      left.abort()
      assert.deepStrictEqual(yield* Effect.promise(() => Promise.all(asked)), ["left", "left", "left", "left"])
      yield* until(() => childrenHere() === before + 1)
    })
  )
})
