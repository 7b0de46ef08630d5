/**
 * Once a page has been filled, the child for filters reads all entries, so that already the first filter finds what it means
 * without doing so (core's query/readAhead.ts). It waits until nothing has been asked for a while, and does it once for each
 * version of the data; while these keep changing, it does not come to it.
 */
import { Context, Effect, Fiber, Layer } from "effect"

import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { readAhead } from "@logmill/core/query/readAhead"

import { DataState } from "./DataState.ts"
import { Lane } from "./Lanes.ts"

/** ms without a question. */
const quiet = 1_500
/** Entries below which a filter that reads them all is quick enough: 30 ms. */
const few = 1_000_000

export class ReadAhead extends Context.Service<
  ReadAhead,
  {
    /** A question has been answered. */
    readonly asked: Effect.Effect<void>
  }
>()("@logmill/report-server/questions/ReadAhead") {
  static readonly layer: Layer.Layer<ReadAhead, never, QueryEngine | DataState> = Layer.effect(
    ReadAhead,
    Effect.gen(function* () {
      const engine = yield* QueryEngine
      const state = yield* DataState
      const scope = yield* Effect.scope
      let done = ""
      let waiting: Fiber.Fiber<void> | null = null
      let isReading = false
      const read = Effect.gen(function* () {
        isReading = true
        const mark = state.mark()
        const { lastEntry } = yield* state.current
        if (lastEntry >= few) yield* Effect.provideService(engine.run(readAhead), Lane, "quick")
        done = mark
      }).pipe(Effect.ignore, Effect.ensuring(Effect.sync(() => (isReading = false))))
      const asked = Effect.gen(function* () {
        // What has begun goes on, and whoever asked does not wait for it.
        if (isReading || state.mark() === done) return
        if (waiting !== null) yield* Fiber.interrupt(waiting)
        waiting = yield* Effect.forkIn(Effect.delay(read, quiet), scope)
      })
      return ReadAhead.of({ asked })
    })
  )
}
