import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { noon } from "../testing/database.ts"
import { engineLayer } from "../testing/services.ts"
import type { SqlRow } from "./protocol.ts"
import { QueryEngine, type QueryRequest } from "./QueryEngine.ts"

const run = (request: QueryRequest): Effect.Effect<ReadonlyArray<SqlRow>, unknown, QueryEngine> =>
  QueryEngine.use((engine) => Effect.map(engine.run(request), ({ rows }) => rows))

/** Enough of the largest number of bytes that a line can have to be more than an integer holds. */
const count = 1100
const most = 9_007_199_254_740_991
const entries = Array.from({ length: count }, (_, index) => ({ time: noon, path: `/${index}`, bytes: most }))

describe("sums that no integer holds", () => {
  it.live("are real, beside ones that stay whole", () =>
    Effect.gen(function* () {
      const sums = "sum(bytes), sum(line), sum(bytes) FILTER (WHERE line < 3), sum(NULL)"
      assert.deepStrictEqual(yield* run({ sql: `SELECT ${sums} FROM entries` }), [
        [count * most, (count * (count + 1)) / 2, BigInt(most) * 2n, null]
      ])
      // The view of sources has sums of its own.
      const beside = "SELECT sum(bytes), (SELECT sum(lines) FROM sources) FROM entries"
      assert.deepStrictEqual(yield* run({ sql: beside }), [[count * most, count]])
      const half = "SELECT sum(iif(line > 1098, 0.5, line)), total(bytes) FROM entries"
      assert.deepStrictEqual(yield* run({ sql: half }), [[(1098 * 1099) / 2 + 1, count * most]])
    }).pipe(Effect.provide(engineLayer([{ path: "a.log", entries }])))
  )

  it.live("end no answer that has begun", () =>
    Effect.gen(function* () {
      const running = "SELECT line, sum(bytes) OVER (ORDER BY line) FROM entries ORDER BY line"
      const rows = yield* run({ sql: running })
      assert.deepStrictEqual(
        rows.map(([line]) => line),
        entries.map((_, index) => index + 1)
      )
      assert.deepStrictEqual([rows[1]![1], rows.at(-1)![1]], [BigInt(most) * 2n, count * most])
      const moving = "SELECT sum(bytes) OVER (ORDER BY line ROWS 1 PRECEDING), sum(bytes) OVER () FROM entries LIMIT 2"
      assert.deepStrictEqual(yield* run({ sql: moving }), [
        [most, count * most],
        [BigInt(most) * 2n, count * most]
      ])
    }).pipe(Effect.provide(engineLayer([{ path: "a.log", entries }])))
  )

  it.live("are no help where something else overflows", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(run({ sql: "SELECT abs(-9223372036854775807 - 1)" }))
      assert.include(String(error), "integer overflow")
    }).pipe(Effect.provide(engineLayer([{ path: "a.log", entries: entries.slice(0, 1) }])))
  )
})
