import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Result } from "effect"

import { readAhead } from "@logmill/core/analysis/grouped/readAhead"
import { groupingOf, selectedStatement } from "@logmill/core/query/protocol"
import { QueryEngine, type QueryRequest } from "@logmill/core/query/QueryEngine"

import { emptyAnswer } from "../testing/emptyAnswer.ts"
import { Lane, type LaneName, lanesLayer } from "./Lanes.ts"

const ahead = readAhead({ zoneRule: [[-Infinity, 0]], firstTime: 0, lastTime: 0, lastEntry: 0 })
const hints = ahead[0]
const days = ahead.find(({ selected }) => selected?.selection != null)
const hours = ahead.find(({ selected }) => selected?.partHours != null)
const visits = ahead.at(-1)

/** An engine that answers when it is let go, and writes down what it was asked. */
const waitingEngine = Effect.map(Deferred.make<void>(), (gate) => {
  const asked: Array<QueryRequest> = []
  const run: QueryEngine["Service"]["run"] = (request) =>
    Effect.suspend(() => {
      asked.push(request)
      return Effect.as(Deferred.await(gate), emptyAnswer)
    })
  const engine = QueryEngine.of({ run, stream: () => Effect.never, snapshot: Effect.never })
  return { gate, asked, layer: Layer.provide(lanesLayer, Layer.succeed(QueryEngine, engine)) }
})

const askIn = (lane: LaneName, sql: string, more: Partial<QueryRequest> = {}) =>
  QueryEngine.use((engine) => engine.run({ sql, ...more })).pipe(
    Effect.provideService(Lane, lane),
    Effect.result,
    Effect.forkChild({ startImmediately: true })
  )

describe("lanes", () => {
  it.effect("a full one keeps none of the others waiting", () =>
    Effect.gen(function* () {
      const { asked, gate, layer } = yield* waitingEngine
      yield* Effect.gen(function* () {
        const lanes = ["slow", "slow", "scan", "scan", "export", "export", "quick", "quick", "quick"] as const
        const fibers = []
        for (const lane of lanes) fibers.push(yield* askIn(lane, lane))
        const at = (sql: string) => asked.filter((request) => request.sql === sql).length
        const counts = () => ["slow", "scan", "export", "quick"].map(at)
        assert.deepStrictEqual(counts(), [1, 1, 1, 2])
        yield* Deferred.succeed(gate, undefined)
        yield* Effect.forEach(fibers, Fiber.join)
        assert.deepStrictEqual(counts(), [2, 2, 2, 3])
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("each has children of its own, and those of what takes long let others go first", () =>
    Effect.gen(function* () {
      const { asked, layer } = yield* waitingEngine
      yield* Effect.forEach(["slow", "scan", "table", "export", "quick", "sql"] as const, (lane) =>
        askIn(lane, lane)
      ).pipe(Effect.provide(layer))
      assert.deepStrictEqual(
        asked.map(({ pool, sql, yields }) => [sql, pool?.name, pool?.isBackground, yields === true]),
        [
          ["slow", "slow", true, false],
          ["scan", "scan", true, false],
          ["table", "table", false, false],
          ["export", "export", true, false],
          ["quick", "quick", false, false],
          ["sql", "sql", false, true]
        ]
      )
    })
  )

  it.effect("quick ones that look through all entries for those of a filter have one child, which keeps them", () =>
    Effect.gen(function* () {
      const { asked, layer } = yield* waitingEngine
      yield* Effect.gen(function* () {
        yield* askIn("quick", "one", hints)
        yield* askIn("quick", "cut", hours)
        yield* askIn("quick", "two", days)
        yield* askIn("quick", "three", visits)
        yield* askIn("quick", "other")
        yield* askIn("scan", "slow", hints)
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(
        asked.map(({ pool }) => pool?.name),
        ["filtered", "cut", "quick", "scan"]
      )
    })
  )

  it.effect(
    "quick ones about hours or days that the selected time cuts have one child, those of their paths another",
    () =>
      Effect.gen(function* () {
        const { asked, layer } = yield* waitingEngine
        const nothing = selectedStatement("SELECT 1")
        const grouping = groupingOf({ stretches: [], visitors: null, admitted: [], statuses: null })
        const one = { sql: "SELECT 1", params: {} }
        const partHours = { grouping, ofGroups: one.sql, ofEntries: one, table: "part_hours" }
        const days = { first: 1, end: 2 }
        const pieces = [{ from: 0, to: 1 }]
        yield* Effect.gen(function* () {
          yield* askIn("quick", "hours", { selected: { ...nothing, partHours } })
          yield* askIn("quick", "days by path", { selected: { ...nothing, selection: { days, pieces } } })
          yield* askIn("quick", "whole days by path", { selected: { ...nothing, selection: { days, pieces: [] } } })
          yield* askIn("slow", "hours", { selected: { ...nothing, partHours } })
        }).pipe(Effect.provide(layer))
        assert.deepStrictEqual(
          asked.map(({ pool }) => pool?.name),
          ["cut", "filtered", "quick", "slow"]
        )
      })
  )

  it.effect("brief statements of the program's own wait in none, those of analyses in theirs", () =>
    Effect.gen(function* () {
      const { asked, layer } = yield* waitingEngine
      const analysis = { sql: "SELECT 1", views: [] }
      yield* Effect.gen(function* () {
        for (let n = 0; n < 5; n++) yield* askIn("slow", "own", { brief: true })
        for (let n = 0; n < 5; n++) yield* askIn("quick", "analysis", { brief: true, analysis })
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(
        asked.map(({ pool, sql }) => [sql, pool?.name]),
        [...Array.from({ length: 5 }, () => ["own", undefined]), ["analysis", "quick"], ["analysis", "quick"]]
      )
    })
  )

  it.effect("who leaves frees the place, waiting or running", () =>
    Effect.gen(function* () {
      const { asked, layer } = yield* waitingEngine
      yield* Effect.gen(function* () {
        const [first, second] = [yield* askIn("slow", "first"), yield* askIn("slow", "second")]
        yield* askIn("slow", "third")
        yield* Fiber.interrupt(second)
        yield* Fiber.interrupt(first)
        yield* Effect.yieldNow
      }).pipe(Effect.provide(layer))
      assert.deepStrictEqual(
        asked.map(({ sql }) => sql),
        ["first", "third"]
      )
    })
  )

  it.effect("too many that wait are refused, and not those in other lanes", () =>
    Effect.gen(function* () {
      const { gate, layer } = yield* waitingEngine
      const results = yield* Effect.gen(function* () {
        const fibers = []
        for (let n = 0; n < 102; n++) fibers.push(yield* askIn("slow", "slow"))
        fibers.push(yield* askIn("quick", "quick"))
        yield* Deferred.succeed(gate, undefined)
        return yield* Effect.forEach(fibers, Fiber.join)
      }).pipe(Effect.provide(layer))
      const refused = results.flatMap((result, n) => (Result.isFailure(result) ? [[n, result.failure.reason]] : []))
      assert.deepStrictEqual(refused, [[101, "busy"]])
    })
  )
})
