import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"

import type { DataContext } from "@logmill/core/analysis/runner"
import { QueryEngine, type QueryRequest } from "@logmill/core/query/QueryEngine"
import { readAhead } from "@logmill/core/query/readAhead"

import { emptyAnswer } from "../testing/emptyAnswer.ts"
import { DataState } from "./DataState.ts"
import { ReadAhead } from "./ReadAhead.ts"

const data: DataContext = {
  zone: "UTC",
  zoneRule: [[-Infinity, 0]],
  dataVersion: 1,
  createdAt: 0,
  firstTime: 0,
  lastTime: 0,
  lastEntry: 2_000_000
}

/** Asks and waits: `[ms to wait, mark of the data]`; how often all entries were read after each. */
const readsAfter = (lastEntry: number, steps: ReadonlyArray<readonly [number, string]>) =>
  Effect.gen(function* () {
    const asked: Array<QueryRequest> = []
    let mark = ""
    const run: QueryEngine["Service"]["run"] = (request) => Effect.sync(() => (asked.push(request), emptyAnswer))
    const engine = QueryEngine.of({ run, stream: () => Effect.never, snapshot: Effect.never })
    const state = DataState.of({ current: Effect.succeed({ ...data, lastEntry }), mark: () => mark })
    const around = Layer.merge(Layer.succeed(QueryEngine, engine), Layer.succeed(DataState, state))
    const counts = yield* Effect.gen(function* () {
      const ahead = yield* ReadAhead
      return yield* Effect.forEach(steps, ([wait, of]) =>
        Effect.gen(function* () {
          mark = of
          yield* ahead.asked
          yield* TestClock.adjust(wait)
          return asked.length
        })
      )
    }).pipe(Effect.provide(Layer.provide(ReadAhead.layer, around)))
    assert.isTrue(asked.every((request) => request === readAhead))
    return counts
  })

describe("reading ahead", () => {
  it.effect("waits until nothing is asked, and is done once for each version of the data", () =>
    Effect.gen(function* () {
      const steps = [
        [1000, "a"],
        [1000, "a"],
        [1600, "a"],
        [9000, "a"],
        [1600, "b"]
      ] as const
      assert.deepStrictEqual(yield* readsAfter(2_000_000, steps), [0, 0, 1, 1, 2])
    })
  )

  it.effect("keeps nobody waiting who asks meanwhile", () =>
    Effect.gen(function* () {
      let reads = 0
      const run: QueryEngine["Service"]["run"] = () =>
        Effect.andThen(
          Effect.sync(() => reads++),
          Effect.never
        )
      const engine = QueryEngine.of({ run, stream: () => Effect.never, snapshot: Effect.never })
      const state = DataState.of({ current: Effect.succeed(data), mark: () => "a" })
      const around = Layer.merge(Layer.succeed(QueryEngine, engine), Layer.succeed(DataState, state))
      yield* Effect.gen(function* () {
        const { asked } = yield* ReadAhead
        yield* asked
        yield* TestClock.adjust(2_000)
        assert.strictEqual(reads, 1)
        yield* asked
      }).pipe(Effect.provide(Layer.provide(ReadAhead.layer, around)))
      assert.strictEqual(reads, 1)
    })
  )

  it.effect("is not worth it for few entries", () =>
    Effect.map(readsAfter(1000, [[9000, "a"]]), (counts) => assert.deepStrictEqual(counts, [0]))
  )
})
