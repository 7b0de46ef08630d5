/**
 * Once a page has been filled, the child for filters reads all entries, so that already the first filter finds what it means
 * without doing so (core's analysis/grouped/readAhead.ts). It waits until nothing has been asked for a moment and the data stands
 * still, and does it once for each version of the data; while these keep changing, it does not come to it.
 */
import { Clock, Context, Effect, Fiber, Layer } from "effect"

import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { readAhead } from "@logmill/core/analysis/grouped/readAhead"

import { DataState } from "./DataState.ts"
import { Lane } from "./Lanes.ts"

/** ms without a question. */
const quiet = 300
/** ms without a change of the data: while an ingest runs there is one in each second. */
const still = 3_000
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
      let answeredAt = -Infinity
      const untilQuiet = Effect.gen(function* () {
        for (;;) {
          const left = answeredAt + quiet - (yield* Clock.currentTimeMillis)
          if (left <= 0) return
          yield* Effect.sleep(left)
        }
      })
      const read = (mark: string) =>
        Effect.gen(function* () {
          if (state.mark() !== mark) return
          isReading = true
          const data = yield* state.current
          for (const request of data.lastEntry >= few ? readAhead(data) : []) {
            yield* untilQuiet
            if (state.mark() !== mark) return
            yield* Effect.provideService(engine.run(request), Lane, "quick")
          }
          done = mark
        }).pipe(Effect.ignore, Effect.ensuring(Effect.sync(() => (isReading = false))))
      const asked = Effect.gen(function* () {
        const mark = state.mark()
        answeredAt = yield* Clock.currentTimeMillis
        // What has begun goes on once it is quiet again, and whoever asked does not wait for it.
        if (isReading || mark === done) return
        if (waiting !== null) yield* Fiber.interrupt(waiting)
        const unchanged = (yield* Clock.currentTimeMillis) - state.changedAt()
        waiting = yield* Effect.forkIn(
          Effect.delay(read(mark), Math.max(quiet, Math.min(still, still - unchanged))),
          scope
        )
      })
      return ReadAhead.of({ asked })
    })
  )
}
