/**
 * The parser threads: as many as `jobs`, started when first needed, each reading one piece at a time.
 *
 * Workers are plain worker_threads without Effect (a thread with it starts in 0.3 s instead of 0.07); Effect stands on
 * this side only. Batches go to the callback as they come; the thread waits when `credits` of them are not yet given
 * back (see workers/parser.worker.ts).
 */
import { Worker } from "node:worker_threads"

import { Context, Data, Effect, Exit, Layer, Pool } from "effect"

import { type Batch, freeColumns } from "@logmill/workers/batch"
import type { Piece, PieceEnd } from "@logmill/workers/piece"
import type { FromWorker, ToWorker, WorkerSetup } from "@logmill/workers/protocol"

/** Batches of one worker that may be on their way at a time. */
const creditsPerWorker = 3

/** Workers make few objects; a small nursery keeps a thread's memory at half. */
const youngGenerationMb = 4

/** A parser thread ended by a mistake of ours; the message has its stack. */
export class WorkerCrash extends Data.TaggedError("WorkerCrash")<{
  readonly message: string
  readonly cause: unknown
}> {}

export interface DeliveredBatch {
  readonly batch: Batch
  /** Bytes of the file, compressed as it is, read for the piece so far. */
  readonly bytesRead: number
  /** Number of the worker, whose ids the batch speaks of. */
  readonly worker: number
  /** To be called when the batch is stored: its columns are gone from then on. */
  readonly release: () => void
}

type Setup = Omit<WorkerSetup, "shared">

export class WorkerPool extends Context.Service<
  WorkerPool,
  {
    /** Reads a piece; every batch of it has been given to `onBatch` when this ends. */
    readonly read: (piece: Piece, onBatch: (delivered: DeliveredBatch) => void) => Effect.Effect<PieceEnd, WorkerCrash>
    /** Asks all workers to stop at the next chunk: pieces end early, `stopped`. */
    readonly stop: Effect.Effect<void>
  }
>()("@logmill/core/ingest/WorkerPool") {
  static readonly layer = (jobs: number, setup: Setup): Layer.Layer<WorkerPool> =>
    Layer.effect(
      WorkerPool,
      Effect.gen(function* () {
        const threads = new Set<ParserThread>()
        let stopped = false
        let started = 0
        const acquire = Effect.acquireRelease(
          Effect.sync(() => {
            const thread = new ParserThread(started++, setup)
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

const CREDITS = 0
const STOP = 1

class ParserThread {
  readonly #number: number
  readonly #shared = new Int32Array(new SharedArrayBuffer(8))
  readonly #worker: Worker

  constructor(number: number, setup: Setup) {
    this.#number = number
    this.#shared[CREDITS] = creditsPerWorker
    const workerData: WorkerSetup = { ...setup, shared: this.#shared.buffer }
    this.#worker = new Worker(workerFile, {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb }
    })
    // Errors are told to whoever reads a piece; without a listener in between one would end the process.
    this.#worker.on("error", () => undefined)
  }

  read(piece: Piece, onBatch: (delivered: DeliveredBatch) => void): Effect.Effect<PieceEnd, WorkerCrash> {
    return Effect.callback<PieceEnd, WorkerCrash>((resume) => {
      const worker = this.#worker
      const onMessage = (message: FromWorker): void => {
        if (message.type === "batch") {
          const { batch, bytesRead } = message
          onBatch({ batch, bytesRead, worker: this.#number, release: () => this.#release(batch) })
        } else finish(Effect.succeed(message.end))
      }
      const onError = (cause: unknown): void => finish(Effect.fail(new WorkerCrash({ message: stackOf(cause), cause })))
      const onExit = (code: number): void => onError(new Error(`it ended with code ${code}`))
      const listenNoMore = (): void => void worker.off("message", onMessage).off("error", onError).off("exit", onExit)
      const finish = (result: Effect.Effect<PieceEnd, WorkerCrash>): void => {
        listenNoMore()
        resume(result)
      }
      worker.on("message", onMessage).on("error", onError).on("exit", onExit)
      worker.postMessage({ type: "read", piece } satisfies ToWorker)
      return Effect.sync(listenNoMore)
    })
  }

  stop(): void {
    Atomics.store(this.#shared, STOP, 1)
    // A thread that waits for credits is let through: what it has parsed is stored.
    Atomics.notify(this.#shared, CREDITS)
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  #release(batch: Batch): void {
    freeColumns(batch)
    Atomics.add(this.#shared, CREDITS, 1)
    Atomics.notify(this.#shared, CREDITS)
  }
}

/** What was thrown, and where, to be reported. */
export const stackOf = (cause: unknown): string => (cause instanceof Error && cause.stack) || String(cause)

/** The thread's file: TypeScript beside its package when run from source, bundled beside us otherwise. */
const workerFile = import.meta.url.endsWith(".ts")
  ? new URL(import.meta.resolve("@logmill/workers/parser.worker"))
  : new URL("./parser.worker.js", import.meta.url)
