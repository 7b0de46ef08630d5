import { copyFileSync, statSync, utimesSync } from "node:fs"
import { dirname, join } from "node:path"

import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { Context, Effect, Layer } from "effect"

import { type Queries, QueryEngine } from "@logmill/core/query/QueryEngine"
import { temporaryDatabase } from "@logmill/core/testing/services"
import { FormatCatalog } from "@logmill/workers/format/catalog"

import { Report } from "../Report.ts"
import { DataState } from "./DataState.ts"
import { Shared } from "./Shared.ts"

/** The state of a database, and how often its engine was asked. */
const watched = Effect.gen(function* () {
  const databasePath = yield* temporaryDatabase([{ path: "a.log", entries: [{ path: "/a" }] }])
  let asked = 0
  const counted = Layer.effect(
    QueryEngine,
    Effect.map(QueryEngine, (engine) => {
      const run: Queries["run"] = (request) => Effect.suspend(() => (asked++, engine.run(request)))
      return QueryEngine.of({ ...engine, run })
    })
  ).pipe(Layer.provide(QueryEngine.layer(databasePath)))
  const report = Layer.succeed(Report, {
    databasePath,
    version: "1",
    folders: [],
    formats: new FormatCatalog(() => []),
    configFolder: join(dirname(databasePath), "config"),
    slowDeadline: 0
  })
  const state = yield* Effect.map(
    Layer.build(DataState.layer.pipe(Layer.provide(Layer.mergeAll(counted, report, Shared.layer)))),
    (context) => Context.get(context, DataState)
  )
  return { databasePath, state, asked: () => asked }
})

describe("what is stored right now", () => {
  it.live("is asked once as long as no file changes, and again when one does", () =>
    Effect.gen(function* () {
      const { asked, databasePath, state } = yield* watched
      yield* Effect.sleep(200)
      const first = yield* state.current
      yield* Effect.sleep(200)
      assert.strictEqual((yield* state.current).dataVersion, first.dataVersion)
      const before = asked()
      yield* state.current
      yield* state.current
      assert.strictEqual(asked(), before)
      const connection = new Database(databasePath)
      connection.exec("UPDATE meta SET data_version = data_version + 1")
      assert.strictEqual((yield* state.current).dataVersion, first.dataVersion + 1)
      assert.strictEqual(asked(), before + 1)
      connection.close()
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is that of a copy that takes its place, of whatever time and length", () =>
    Effect.gen(function* () {
      const { databasePath, state } = yield* watched
      const copy = yield* temporaryDatabase([{ path: "a.log", entries: [{ path: "/b" }, { path: "/c" }] }])
      for (const file of [databasePath, copy]) utimesSync(file, 1_000, 1_000)
      assert.strictEqual(statSync(copy).size, statSync(databasePath).size)
      yield* Effect.sleep(200)
      assert.strictEqual((yield* state.current).lastEntry, 1)
      const mark = state.mark()
      copyFileSync(copy, databasePath)
      utimesSync(databasePath, 1_000, 1_000)
      assert.notStrictEqual(state.mark(), mark)
      assert.strictEqual((yield* state.current).lastEntry, 2)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("is asked again as long as a change is so young that the next one may have its time", () =>
    Effect.gen(function* () {
      const { asked, databasePath, state } = yield* watched
      utimesSync(databasePath, 1_000, 1_000)
      yield* state.current
      yield* state.current
      assert.strictEqual(asked(), 2)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("stays as it is while others open the database to read, and changes with the first that is written", () =>
    Effect.gen(function* () {
      const { databasePath, state } = yield* watched
      const before = { mark: state.mark(), at: state.changedAt() }
      yield* Effect.sleep(20)
      const reader = new Database(databasePath)
      reader.prepare("SELECT * FROM meta").get()
      assert.strictEqual(statSync(`${databasePath}-wal`).size, 0)
      assert.deepStrictEqual({ mark: state.mark(), at: state.changedAt() }, before)
      reader.exec("UPDATE meta SET data_version = data_version + 1")
      assert.notStrictEqual(state.mark(), before.mark)
      assert.isAbove(state.changedAt(), before.at)
      reader.close()
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is asked once by all who want it at the same time", () =>
    Effect.gen(function* () {
      const { asked, state } = yield* watched
      yield* Effect.all(
        Array.from({ length: 10 }, () => state.current),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(asked(), 1)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
