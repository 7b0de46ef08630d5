/**
 * The parser threads: as many as `jobs`, started when first needed, each reading one piece after the other.
 *
 * Workers are plain worker_threads without Effect (a thread with it starts in 0.3 s instead of 0.07); Effect stands on
 * this side only. Batches go to the callback as they come; the thread waits when `credits` of them are not yet given
 * back (see workers/parser.worker.ts).
 */
import { Context, Effect, Layer } from "effect"

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
        const threads: Array<ParserThread> = ahead === null ? [] : [ahead]
        ahead?.setUp(0, setup)
        let started = threads.length
        let stopped = false
        yield* Effect.addFinalizer(() => Effect.promise(() => Promise.all(threads.map((thread) => thread.terminate()))))
        /** The one with the least to do; a new one while all have something and there may be more. */
        const pick = (): ParserThread => {
          const alive = threads.filter((thread) => thread.isAlive).toSorted((a, b) => a.load - b.load)
          const [idlest] = alive
          if (idlest !== undefined && (idlest.load === 0 || alive.length >= jobs)) return idlest
          const thread = new ParserThread(jobs)
          thread.setUp(started++, setup)
          if (stopped) thread.stop()
          threads.push(thread)
          return thread
        }
        return WorkerPool.of({
          read: (piece, onBatch) =>
            Effect.suspend(() => pick().read(piece, onBatch)).pipe(
              Effect.retry({ while: (failure) => failure._tag === "NotBegun" })
            ),
          stop: Effect.sync(() => {
            stopped = true
            for (const thread of threads) thread.stop()
          })
        })
      })
    )
}
