/**
 * The parser threads: as many as `jobs`, started when first needed, each reading one piece at a time.
 *
 * Workers are plain worker_threads without Effect (a thread with it starts in 0.3 s instead of 0.07); Effect stands on
 * this side only. Batches go to the callback as they come; the thread waits when `credits` of them are not yet given
 * back (see workers/parser.worker.ts).
 */
import { Context, Effect, Exit, Layer, Pool } from "effect"

import type { Piece, PieceEnd } from "@logmill/workers/piece"
import type { WorkerSetup } from "@logmill/workers/protocol"

import { type DeliveredBatch, ParserThread, type WorkerCrash } from "./ParserThread.ts"

export class WorkerPool extends Context.Service<
  WorkerPool,
  {
    /** Reads a piece; every batch of it has been given to `onBatch` when this ends. */
    readonly read: (piece: Piece, onBatch: (delivered: DeliveredBatch) => void) => Effect.Effect<PieceEnd, WorkerCrash>
    /** Asks all workers to stop at the next chunk: pieces end early, `stopped`. */
    readonly stop: Effect.Effect<void>
  }
>()("@logmill/core/ingest/WorkerPool") {
  /** `ahead`: a thread that was started before, to be the first. */
  static readonly layer = (
    jobs: number,
    setup: WorkerSetup,
    ahead: ParserThread | null = null
  ): Layer.Layer<WorkerPool> =>
    Layer.effect(
      WorkerPool,
      Effect.gen(function* () {
        const threads = new Set<ParserThread>()
        let stopped = false
        let started = 0
        const acquire = Effect.acquireRelease(
          Effect.sync(() => {
            const thread = (started === 0 ? ahead : null) ?? new ParserThread(jobs)
            thread.setUp(started++, setup)
            if (stopped) thread.stop()
            threads.add(thread)
            return thread
          }),
          (thread) => {
            threads.delete(thread)
            return Effect.promise(() => thread.terminate())
          }
        )
        const pool = yield* Pool.makeWithTTL({ acquire, min: 0, max: jobs, timeToLive: "1 hour" })
        return WorkerPool.of({
          read: (piece, onBatch) =>
            Effect.scoped(
              Effect.gen(function* () {
                const thread = yield* Pool.get(pool)
                // A thread that was left in the middle of a piece is of no use for another.
                return yield* thread
                  .read(piece, onBatch)
                  .pipe(Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Pool.invalidate(pool, thread))))
              })
            ),
          stop: Effect.sync(() => {
            stopped = true
            for (const thread of threads) thread.stop()
          })
        })
      })
    )
}
