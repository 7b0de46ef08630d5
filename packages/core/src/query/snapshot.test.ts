import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { Effect, Stream } from "effect"

import { withEngine } from "../testing/services.ts"
import { QueryEngine, type QueryError } from "./QueryEngine.ts"

const endless = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t"
const sites = { sql: "SELECT group_concat(coalesce(site, '-')) FROM sources" }

const write = (file: string, sql: string) =>
  Effect.sync(() => {
    const writer = new Database(file)
    writer.exec(sql)
    writer.close()
  })

const reasonOf = (statement: Effect.Effect<unknown, QueryError>) =>
  Effect.map(Effect.flip(statement), ({ reason }) => reason)

describe("a snapshot", () => {
  it.live("is of one moment, whatever is written meanwhile", () =>
    withEngine((file) =>
      Effect.gen(function* () {
        const engine = yield* QueryEngine
        const seen = yield* Effect.scoped(
          Effect.gen(function* () {
            const { run, stream } = yield* engine.snapshot
            const before = yield* run(sites)
            yield* write(file, "UPDATE source SET site = 'new'; UPDATE meta SET data_version = data_version + 1")
            const after = yield* run(sites)
            const streamed = yield* Effect.scoped(
              Effect.flatMap(stream(sites), ({ dataVersion, rows }) =>
                Effect.map(Stream.runCollect(rows), (chunks) => ({ dataVersion, rows: chunks.flat() }))
              )
            )
            return [before, after, streamed].map(({ dataVersion, rows }) => [dataVersion, rows])
          })
        )
        assert.deepStrictEqual(seen, [
          [2, [["-"]]],
          [2, [["-"]]],
          [2, [["-"]]]
        ])
        const now = yield* engine.run(sites)
        assert.deepStrictEqual([now.dataVersion, now.rows], [3, [["new"]]])
      })
    )
  )

  it.live("goes on after a statement that was refused", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const { run } = yield* (yield* QueryEngine).snapshot
        assert.strictEqual(yield* reasonOf(run({ sql: "SELECT nothing FROM entries" })), "syntax")
        assert.strictEqual(yield* reasonOf(run({ sql: "DELETE FROM entry" })), "denied")
        assert.deepStrictEqual((yield* run({ sql: "SELECT count(*) FROM entries" })).rows, [[1]])
      })
    )
  )

  it.live("is over when a statement was stopped; what comes after it is answered", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const engine = yield* QueryEngine
        yield* Effect.scoped(
          Effect.gen(function* () {
            const { run } = yield* engine.snapshot
            assert.strictEqual(yield* reasonOf(run({ sql: endless, deadline: "200 millis" })), "deadline")
            assert.strictEqual(yield* reasonOf(run({ sql: "SELECT 1" })), "crashed")
          })
        )
        assert.deepStrictEqual((yield* engine.run({ sql: "SELECT 1" })).rows, [[1]])
      })
    )
  )
})
