/** Downloads: what they hold, and that nobody is harmed by who does not take them. */
import { connect } from "node:net"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { queryChildren } from "@logmill/core/testing/queryChildren"

import { sharedServer } from "../testing/sharedServer.ts"
import { testServer } from "../testing/testServer.ts"

const childrenHere = () => queryChildren().filter(({ parent }) => parent === process.pid).length

const shared = sharedServer()

const endless = `/* logmill
id = "endless"
title = "Endless"
*/
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS number, random() AS noise FROM n`

describe("a download", () => {
  it.live("has the selected entries, harmless to spreadsheets", () =>
    Effect.gen(function* () {
      const { ask } = yield* shared
      const get = (query: string) => Effect.promise(() => ask(`/api/export?${query}`))
      const text = (query: string) => Effect.flatMap(get(query), (response) => Effect.promise(() => response.text()))
      const columns = "columns=path,status&columns=agent"
      assert.strictEqual(
        yield* text(`form=csv&${columns}`),
        "path,status,agent\n/a,200,Mozilla/5.0\n/a,404,Mozilla/5.0\n/b,200,'=1+1\n/<script>,500,Mozilla/5.0\n"
      )
      assert.strictEqual(yield* text(`form=ndjson&${columns}&path=/b`), '{"path":"/b","status":200,"agent":"=1+1"}\n')
      const json = JSON.parse(yield* text(`form=json&columns=time,path`)) as ReadonlyArray<unknown>
      assert.strictEqual(json.length, 4)
      assert.deepStrictEqual(json[0], { time: "2026-11-05T12:00:00+00:00", path: "/a" })
      assert.deepStrictEqual(JSON.parse(yield* text("form=json&path=/nothing")), [])
      const response = yield* get("form=csv")
      assert.strictEqual(response.headers.get("content-disposition"), 'attachment; filename="logmill-entries.csv"')
      assert.strictEqual(response.headers.get("content-type"), "text/csv; charset=utf-8")
      assert.include(yield* Effect.promise(() => response.text()), "2026-11-05T12:00:00+00:00")
    })
  )

  it.live("has all rows of an analysis", () =>
    Effect.gen(function* () {
      const entries = Array.from({ length: 3_000 }, (_, n) => ({ path: `/${n}` }))
      const { ask } = yield* testServer({ sources: [{ path: "a.log", entries }] })
      const get = (query: string) =>
        Effect.promise(async () => (await ask(`/api/export?analysis=paths&${query}`)).text())
      const csv = (yield* get("form=csv")).trimEnd().split("\n")
      assert.strictEqual(csv.length, 3_001)
      assert.match(csv[0]!, /^path,hits,share,/)
      assert.strictEqual((yield* get("form=ndjson")).trimEnd().split("\n").length, 3_000)
      const { complete, rows, sql } = JSON.parse(yield* get("form=json&path=/7*")) as {
        complete: boolean
        rows: ReadonlyArray<{ path: string }>
        sql: string
      }
      assert.deepStrictEqual([complete, rows.length], [true, 111])
      assert.include(sql, "SELECT")
    })
  )

  it.live("is refused with a sentence before it begins", () =>
    Effect.gen(function* () {
      const { ask } = yield* shared
      const cases = [
        ["", /form/],
        ["form=xlsx", /form/],
        ["form=csv&columns=nosuch", /no column "nosuch"/],
        ["form=csv&analysis=nosuch", /no analysis "nosuch"/],
        ["form=csv&from=never", /"never" is no time/]
      ] as const
      for (const [query, message] of cases) {
        const response = yield* Effect.promise(() => ask(`/api/export?${query}`))
        assert.strictEqual(response.status, 400, query)
        assert.match(((yield* Effect.promise(() => response.json())) as { message: string }).message, message)
      }
    })
  )

  it.live("waits for the one before it, whatever that is of, and keeps neither lines nor panels waiting", () =>
    Effect.gen(function* () {
      const { ask } = yield* testServer({ analyses: { endless } })
      const left = new AbortController()
      const endlessly = yield* Effect.promise(() =>
        ask("/api/export?form=csv&analysis=endless", { signal: left.signal })
      )
      yield* Effect.promise(() => endlessly.body!.getReader().read())
      const waiting = new Set<number>()
      const others = Array.from({ length: 9 }, async (_, index) => {
        waiting.add(index)
        const response = await ask("/api/export?form=csv&columns=path")
        waiting.delete(index)
        return response.text()
      })
      for (const path of ["entries", "rejects", "analyses/paths", "analyses/paths/rows"]) {
        assert.strictEqual((yield* Effect.promise(() => ask(`/api/${path}`))).status, 200, path)
      }
      assert.strictEqual(waiting.size, 9)
      left.abort()
      for (const text of yield* Effect.promise(() => Promise.all(others))) assert.match(text, /^path\n/)
    })
  )

  it.live("that nobody takes is ended, and one that is left half-way, too; neither keeps a child", () =>
    Effect.gen(function* () {
      const entries = Array.from({ length: 2_500 }, (_, n) => ({ path: `/${n}/${"long/".repeat(2_400)}` }))
      const { ask, port, token } = yield* testServer({
        sources: [{ path: "a.log", entries }],
        limits: { stallTime: 400 }
      })
      yield* Effect.promise(() => ask("/api/overview"))
      const before = childrenHere()
      const socket = connect({ port, host: "127.0.0.1" })
      const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()))
      socket.on("error", () => undefined)
      socket.write(
        `GET /api/export?form=csv HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`
      )
      // A byte every now and then.
      const reading = setInterval(() => socket.read(1), 100)
      socket.pause()
      const left = new AbortController()
      const half = yield* Effect.promise(() => ask("/api/analyses/paths", { signal: left.signal }))
      assert.strictEqual(half.status, 200, "others are answered meanwhile")
      left.abort()
      for (let tries = 0; tries < 400 && childrenHere() > before; tries++) yield* Effect.sleep(50)
      assert.isAtMost(childrenHere(), before)
      clearInterval(reading)
      socket.resume()
      yield* Effect.promise(() => closed)
      const whole = yield* Effect.promise(async () => (await ask("/api/export?form=ndjson&columns=line")).text())
      assert.strictEqual(whole.trimEnd().split("\n").length, entries.length)
    })
  )
})
