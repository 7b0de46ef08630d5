import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"

import { Shared } from "./Shared.ts"

/** An effect that waits to be let go, and how often it was begun and interrupted. */
const waitingRun = Effect.map(Deferred.make<string, string>(), (gate) => {
  const counts = { begun: 0, interrupted: 0 }
  const run = Effect.suspend(() => {
    counts.begun++
    return Effect.onInterrupt(Deferred.await(gate), () => Effect.sync(() => counts.interrupted++))
  })
  return { gate, counts, run }
})

const fork = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.forkChild(effect, { startImmediately: true })

describe("what is asked by several at the same time", () => {
  it.effect("runs once, and all get the answer", () =>
    Effect.gen(function* () {
      const shared = yield* Shared
      const { counts, gate, run } = yield* waitingRun
      const askers = [yield* fork(shared("a", run)), yield* fork(shared("a", run)), yield* fork(shared("a", run))]
      yield* Deferred.succeed(gate, "answer")
      const answers = yield* Effect.forEach(askers, Fiber.join)
      assert.deepStrictEqual([answers, counts.begun], [["answer", "answer", "answer"], 1])
    }).pipe(Effect.provide(Shared.layer))
  )

  it.effect("all get the error, and whoever asks then runs it again", () =>
    Effect.gen(function* () {
      const shared = yield* Shared
      const { counts, gate, run } = yield* waitingRun
      const askers = [yield* fork(Effect.flip(shared("a", run))), yield* fork(Effect.flip(shared("a", run)))]
      yield* Deferred.fail(gate, "error")
      assert.deepStrictEqual(yield* Effect.forEach(askers, Fiber.join), ["error", "error"])
      assert.strictEqual(yield* Effect.flip(shared("a", run)), "error")
      assert.strictEqual(counts.begun, 2)
    }).pipe(Effect.provide(Shared.layer))
  )

  it.effect("goes on for the others when one goes away, and ends with the last", () =>
    Effect.gen(function* () {
      const shared = yield* Shared
      const { counts, gate, run } = yield* waitingRun
      const first = yield* fork(shared("a", run))
      const second = yield* fork(shared("a", run))
      yield* Fiber.interrupt(first)
      assert.deepStrictEqual(counts, { begun: 1, interrupted: 0 })
      const third = yield* fork(shared("a", run))
      yield* Fiber.interrupt(second)
      yield* Fiber.interrupt(third)
      assert.deepStrictEqual(counts, { begun: 1, interrupted: 1 })
      const fourth = yield* fork(shared("a", run))
      yield* Deferred.succeed(gate, "answer")
      assert.strictEqual(yield* Fiber.join(fourth), "answer")
      assert.deepStrictEqual(counts, { begun: 2, interrupted: 1 })
    }).pipe(Effect.provide(Shared.layer))
  )

  it.effect("different questions run beside each other", () =>
    Effect.gen(function* () {
      const shared = yield* Shared
      const { counts, gate, run } = yield* waitingRun
      const askers = [yield* fork(shared("a", run)), yield* fork(shared("b", run))]
      assert.strictEqual(counts.begun, 2)
      yield* Deferred.succeed(gate, "answer")
      yield* Effect.forEach(askers, Fiber.join)
    }).pipe(Effect.provide(Shared.layer))
  )
})
