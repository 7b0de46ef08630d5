/**
 * One run for all who ask the same at the same time. Whoever goes away leaves it to the others; with the last of them it is
 * interrupted, which kills its statement.
 */
import { Context, Effect, Exit, Fiber, Layer, Scope } from "effect"

interface Running {
  readonly fiber: Fiber.Fiber<unknown, unknown>
  waiting: number
}

export class Shared extends Context.Service<
  Shared,
  /** What is the same has the same key, and the same type of answer. */
  <A, E, R>(key: string, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
>()("@logmill/report-server/questions/Shared") {
  static readonly layer: Layer.Layer<Shared> = Layer.effect(
    Shared,
    Effect.gen(function* () {
      const scope = yield* Scope.Scope
      const runs = new Map<string, Running>()

      const begin = <A, E, R>(key: string, effect: Effect.Effect<A, E, R>): Effect.Effect<Running, never, R> =>
        Effect.gen(function* () {
          const known = runs.get(key)
          if (known !== undefined) return known
          const fiber = yield* Effect.forkIn(Effect.interruptible(effect), scope, { startImmediately: true })
          const running: Running = { fiber, waiting: 0 }
          runs.set(key, running)
          fiber.addObserver(() => {
            if (runs.get(key) === running) runs.delete(key)
          })
          return running
        })

      const leave = (key: string, running: Running, exit: Exit.Exit<unknown, unknown>): Effect.Effect<void> => {
        running.waiting--
        if (running.waiting > 0 || !Exit.hasInterrupts(exit)) return Effect.void
        if (runs.get(key) === running) runs.delete(key)
        return Fiber.interrupt(running.fiber)
      }

      return Shared.of(<A, E, R>(key: string, effect: Effect.Effect<A, E, R>) =>
        Effect.acquireUseRelease(
          Effect.tap(begin(key, effect), (running) => Effect.sync(() => running.waiting++)),
          ({ fiber }) => Fiber.join(fiber as Fiber.Fiber<A, E>),
          (running, exit) => leave(key, running, exit)
        )
      )
    })
  )
}
