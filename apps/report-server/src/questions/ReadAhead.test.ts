import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"

import { readAhead } from "@logmill/core/analysis/grouped/readAhead"
import type { DataContext } from "@logmill/core/analysis/runner"
import { QueryEngine, type QueryRequest } from "@logmill/core/query/QueryEngine"

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
    let changedAt = 0
    const run: QueryEngine["Service"]["run"] = (request) => Effect.sync(() => (asked.push(request), emptyAnswer))
    const engine = QueryEngine.of({ run, stream: () => Effect.never, snapshot: Effect.never })
    const state = DataState.of({
      current: Effect.succeed({ ...data, lastEntry }),
      mark: () => mark,
      changedAt: () => changedAt
    })
    const around = Layer.merge(Layer.succeed(QueryEngine, engine), Layer.succeed(DataState, state))
    const counts = yield* Effect.gen(function* () {
      const ahead = yield* ReadAhead
      return yield* Effect.forEach(steps, ([wait, of]) =>
        Effect.gen(function* () {
          if (of !== mark) changedAt = yield* Clock.currentTimeMillis
          mark = of
          yield* ahead.asked
          yield* TestClock.adjust(wait)
          return asked.length
        })
      )
    }).pipe(Effect.provide(Layer.provide(ReadAhead.layer, around)))
    const wanted = readAhead(data)
    assert.deepStrictEqual(asked, Array.from({ length: asked.length / wanted.length }, () => wanted).flat())
    return counts.map((count) => count / wanted.length)
  })

describe("reading ahead", () => {
  it.effect("waits until nothing is asked and the data stands still, and is done once for each version of it", () =>
    Effect.gen(function* () {
      const steps = [
        [2900, "a"],
        [200, "a"],
        [200, "a"],
        [400, "a"],
        [9000, "a"],
        [2900, "b"],
        [2900, "c"],
        [400, "c"]
      ] as const
      assert.deepStrictEqual(yield* readsAfter(2_000_000, steps), [0, 0, 0, 1, 1, 1, 1, 2])
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
      const state = DataState.of({ current: Effect.succeed(data), mark: () => "a", changedAt: () => 0 })
      const around = Layer.merge(Layer.succeed(QueryEngine, engine), Layer.succeed(DataState, state))
      yield* Effect.gen(function* () {
        const { asked } = yield* ReadAhead
        yield* asked
        yield* TestClock.adjust(4_000)
        assert.strictEqual(reads, 1)
        yield* asked
      }).pipe(Effect.provide(Layer.provide(ReadAhead.layer, around)))
      assert.strictEqual(reads, 1)
    })
  )

  it.effect("stops between its steps while questions are asked, and for good when the data has changed", () =>
    Effect.gen(function* () {
      const reads: Array<number> = []
      let mark = "a"
      const run: QueryEngine["Service"]["run"] = () =>
        Effect.gen(function* () {
          yield* Effect.sleep(100)
          reads.push(yield* Clock.currentTimeMillis)
          return emptyAnswer
        })
      const engine = QueryEngine.of({ run, stream: () => Effect.never, snapshot: Effect.never })
      const state = DataState.of({ current: Effect.succeed(data), mark: () => mark, changedAt: () => -10_000 })
      const around = Layer.merge(Layer.succeed(QueryEngine, engine), Layer.succeed(DataState, state))
      yield* Effect.gen(function* () {
        const { asked } = yield* ReadAhead
        yield* asked
        yield* TestClock.adjust(450)
        assert.deepStrictEqual(reads, [400])
        yield* asked
        yield* TestClock.adjust(500)
        assert.deepStrictEqual(reads, [400, 500, 850, 950])
        mark = "b"
        yield* TestClock.adjust(10_000)
        assert.deepStrictEqual(reads, [400, 500, 850, 950, 1050])
      }).pipe(Effect.provide(Layer.provide(ReadAhead.layer, around)))
    })
  )

  it.effect("is not worth it for few entries", () =>
    Effect.map(readsAfter(1000, [[9000, "a"]]), (counts) => assert.deepStrictEqual(counts, [0]))
  )
})
