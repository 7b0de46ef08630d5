/** What is loaded, and what changes while somebody looks. */
import { spawnSync } from "node:child_process"
import { chmodSync, rmSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { Effect } from "effect"

import { makeDatabase } from "@logmill/core/testing/database"
import { makeLab } from "@logmill/core/testing/lab"
import { logLines } from "@logmill/core/testing/logs"
import { asNobody } from "@logmill/core/testing/nobody"

import type { Overview } from "../api/Api.ts"
import type { Answer } from "../api/values.ts"
import { askJson, labServer, type Server } from "../testing/labServer.ts"
import { sharedServer } from "../testing/sharedServer.ts"
import { testServer } from "../testing/testServer.ts"

const shared = sharedServer()

describe("what is loaded", () => {
  it.live("the overview", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const { created_at: createdAt, now, ...overview } = yield* askJson<typeof Overview.Type>(server, "/api/overview")
      assert.isBelow(Math.abs(now - Date.now()), 60_000)
      const state = yield* askJson<Change>(server, "/api/state")
      assert.deepStrictEqual([state.created_at, state.data_version], [createdAt, 2])
      assert.deepStrictEqual(overview, {
        version: "1.2.3",
        database: "test.db",
        zone: "UTC",
        data_version: 2,
        entries: 4,
        sources: 1,
        sites: ["example.com", "example.org"],
        first_time: Date.UTC(2026, 10, 5, 12),
        last_time: Date.UTC(2026, 10, 5, 13)
      })
    })
  )

  it.live("sources and rejected lines", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const record = ({ columns, rows }: Answer) =>
        Object.fromEntries(columns.map(({ name }, place) => [name, rows[0]?.[place]]))
      const source = record(yield* askJson<Answer>(server, "/api/sources"))
      assert.deepInclude(source, { path: "/var/log/a.log", lines: 5, stored: 4, rejected: 1, filtered: 0, skipped: 0 })
      const all = yield* askJson<Answer>(server, "/api/rejects")
      assert.deepInclude(record(all), { source: "/var/log/a.log", line: 5, text: "no line of a log" })
      const none = yield* askJson<Answer>(server, "/api/rejects?source=/other.log")
      assert.deepStrictEqual(none.rows, [])
      const refused = yield* askJson<{ message: string }>(server, "/api/rejects?reason=bad-tiem", {}, 400)
      assert.match(refused.message, /did you mean bad-time/)
    })
  )

  it.live("why nothing is found", () =>
    Effect.gen(function* () {
      const server = yield* shared
      const reasons = (query: string) =>
        Effect.map(
          askJson<{ reasons: ReadonlyArray<unknown> }>(server, `/api/empty?${query}`),
          ({ reasons }) => reasons
        )
      assert.deepStrictEqual(yield* reasons("path=/A"), [
        { message: 'No path is "/A".', instead: { name: "path", value: "/a" } }
      ])
      assert.deepStrictEqual(yield* reasons("from=2027-01-01"), [
        { message: "There are entries from 2026-11-05 12:00 to 2026-11-05 13:00 (UTC).", instead: null }
      ])
    })
  )
})

interface Change {
  readonly created_at: number
  readonly data_version: number
  readonly entries: number
  readonly ingest: object | null
}

/** Reads the events of `/api/live`; `next` is the first after now that fits, and how long it took. */
const listenTo = async (server: Server) => {
  const left = new AbortController()
  const response = await server.ask("/api/live", { signal: left.signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  const next = async (fits: (change: Change) => boolean): Promise<Change> => {
    for (;;) {
      const end = rest.indexOf("\n\n")
      if (end >= 0) {
        const change = JSON.parse(rest.slice(0, end).replace(/^data: /, "")) as Change
        rest = rest.slice(end + 2)
        if (fits(change)) return change
        continue
      }
      const { done, value } = await reader.read()
      if (done) throw new Error("the stream has ended")
      rest += value
    }
  }
  return { type: response.headers.get("content-type"), next, leave: () => left.abort() }
}

describe("a database that is made anew while the server runs", () => {
  it.live("is the one that is asked, and where there is none that is said", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const entries = Effect.map(askJson<typeof Overview.Type>(server, "/api/overview"), ({ entries }) => entries)
      assert.strictEqual(yield* entries, 4)
      const open = yield* Effect.promise(() => server.ask("/api/live"))
      for (const end of ["", "-wal", "-shm"]) rmSync(server.databasePath + end, { force: true })
      const { message } = yield* askJson<{ message: string }>(server, "/api/overview", {}, 503)
      assert.match(message, /there is no database .* yet/)
      const live = yield* Effect.promise(async () => (await server.ask("/api/live")).text())
      assert.strictEqual(live, "")
      assert.match(yield* Effect.promise(() => open.text()), /^data: /, "one that was open ends")
      makeDatabase(server.databasePath, [{ path: "b.log", entries: [{ path: "/new" }] }])
      assert.strictEqual(yield* entries, 1)
      const { rows } = yield* askJson<Answer>(server, "/api/analyses/paths")
      assert.strictEqual(rows[0]?.[0], "/new")
    })
  )
})

describe("a database that nobody may look at any more", () => {
  it.live("is said to be one, in each answer, until it may be read again", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const refused = Effect.all(
        ["/api/overview", "/api/analyses/paths", "/api/entries", "/api/entries/1/line", "/api/rejects"].map((path) =>
          askJson<{ _tag: string; message: string }>(server, path, {}, 503)
        )
      )
      yield* askJson(server, "/api/overview")
      chmodSync(server.folder, 0)
      const said = yield* asNobody === null ? refused : asNobody(refused)
      chmodSync(server.folder, 0o700)
      for (const { _tag, message } of said) {
        assert.deepStrictEqual([_tag, message], ["Unreadable", `${server.databasePath} can't be read (EACCES)`])
      }
      yield* askJson(server, "/api/overview")
    })
  )
})

describe("what changes", () => {
  it.live("an ingest is running as long as its process is there", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const connection = new Database(server.databasePath)
      const write = (pid: number) =>
        connection
          .prepare("INSERT INTO run (started_at, pid, state, options) VALUES (1000, ?, 'running', '{}')")
          .run(pid)
      const first = Effect.promise(async () => {
        const { leave, next } = await listenTo(server)
        return next(() => true).finally(leave)
      })
      assert.isNull((yield* first).ingest)
      write(process.pid)
      assert.deepStrictEqual((yield* first).ingest, { started_at: 1000, lines: 5, sources: 1 })
      // A process that has ended.
      write(spawnSync(process.execPath, ["--version"]).pid)
      assert.isNull((yield* first).ingest)
      connection.close()
    })
  )

  it.live("is told to all who listen within two seconds, and answers are new then", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 0, 100))
      yield* lab.ingest(["a.log"])
      const server = yield* labServer(lab)
      const [one, other] = yield* Effect.promise(() => Promise.all([listenTo(server), listenTo(server)]))
      assert.strictEqual(one.type, "text/event-stream")
      const before = yield* Effect.promise(() => one.next(() => true))
      assert.deepStrictEqual([before.entries, before.ingest], [100, null])
      const answer = yield* askJson<Answer>(server, "/api/analyses/summary")
      lab.write("b.log", logLines("b", 0, 50))
      yield* lab.ingest(["b.log"])
      const began = Date.now()
      const isNew = ({ entries }: Change) => entries === 150
      const changes = yield* Effect.promise(() => Promise.all([one.next(isNew), other.next(isNew)]))
      assert.isBelow(Date.now() - began, 5_000, "two seconds, on a machine that has nothing else to do")
      assert.isAbove(changes[0].data_version, before.data_version)
      const now = yield* askJson<Answer>(server, "/api/analyses/summary")
      assert.isAbove(now.data_version, answer.data_version)
      assert.deepStrictEqual([answer.rows[0]![0], now.rows[0]![0]], [100, 150])
      one.leave()
      other.leave()
    })
  )
})
