/**
 * One parser thread, as the main thread sees it: told what to read, it sends batches, and waits when `credits` of them are
 * not yet given back (workers/parser.worker.ts). Starting takes 0.1 s, so it may begin before its setup is known.
 */
import { Worker } from "node:worker_threads"

import { Data, Effect } from "effect"

import { type Batch, freeColumns } from "@logmill/workers/batch"
import type { Piece, PieceEnd } from "@logmill/workers/piece"
import type { FromWorker, ToWorker, WorkerSetup, WorkerShared } from "@logmill/workers/protocol"

/**
 * Batches that may be on their way at a time, half a megabyte each: as many as make a good commit together, and of each
 * worker so many that it need not wait while another's are written. One worker with 12 in place of 3: 3.3 to 2.9 s for
 * 2 M lines (Nov 2026).
 */
const creditsTogether = 12
const leastCredits = 3

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

const CREDITS = 0
const STOP = 1

export class ParserThread {
  readonly #shared = new Int32Array(new SharedArrayBuffer(8))
  readonly #worker: Worker

  #number = 0

  /** `jobs`: how many threads there are to be. */
  constructor(jobs: number) {
    this.#shared[CREDITS] = Math.max(leastCredits, Math.floor(creditsTogether / jobs))
    this.#worker = new Worker(workerFile, {
      workerData: this.#shared.buffer satisfies WorkerShared,
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb }
    })
    // Errors are told to whoever reads a piece; without a listener in between one would end the process.
    this.#worker.on("error", () => undefined)
  }

  /** Once, before the first piece. `number`: its own among all threads. */
  setUp(number: number, setup: WorkerSetup): void {
    this.#number = number
    this.#worker.postMessage({ type: "setup", setup } satisfies ToWorker)
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
