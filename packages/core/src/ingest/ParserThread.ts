/**
 * One parser thread, as the main thread sees it: told what to read, it sends batches, and waits when `credits` of them are
 * not yet given back (workers/parser.worker.ts). It may have been started before its setup is known. Pieces
 * wait in line, so that it never waits to be told the next one.
 */
import type { Worker } from "node:worker_threads"

import { Data, Effect } from "effect"

import { type Batch, freeColumns } from "@logmill/workers/batch"
import type { Piece, PieceEnd } from "@logmill/workers/piece"
import type { FromWorker, ToWorker, WorkerSetup } from "@logmill/workers/protocol"

import { startParser, type StartedParser } from "./startParser.ts"

/**
 * Batches that may be on their way at a time, half a megabyte each: as many as make a good commit together, and of each
 * worker so many that it need not wait while another's are written. One worker with 12 in place of 3: 3.3 to 2.9 s for
 * 2 M lines (Nov 2026).
 */
const creditsTogether = 12
const leastCredits = 3

/** A parser thread ended by a mistake of ours; the message has its stack. */
export class WorkerCrash extends Data.TaggedError("WorkerCrash")<{
  readonly message: string
  readonly cause: unknown
}> {}

/** A thread ended before it came to this piece. */
export class NotBegun extends Data.TaggedError("NotBegun") {}

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

/** A piece that was asked for. */
interface Read {
  readonly onBatch: (delivered: DeliveredBatch) => void
  readonly finish: (result: Effect.Effect<PieceEnd, WorkerCrash | NotBegun>) => void
}

export class ParserThread {
  readonly #shared: Int32Array<SharedArrayBuffer>
  readonly #worker: Worker
  /** In the order in which they were asked for, which is that in which the thread reads: it is at the first. */
  readonly #reads: Array<Read> = []
  #number = 0
  #isAlive = true

  /** `jobs`: how many threads there are to be. `started`: one that was started before. */
  constructor(jobs: number, started: StartedParser = startParser()) {
    this.#shared = started.shared
    this.#shared[CREDITS] = Math.max(leastCredits, Math.floor(creditsTogether / jobs))
    this.#worker = started.worker
    this.#worker.ref()
    this.#worker.on("message", (message: FromWorker) => {
      if (message.type === "end") {
        this.#reads.shift()!.finish(Effect.succeed(message.end))
        return
      }
      const { batch, bytesRead } = message
      const release = (): void => this.#release(batch)
      this.#reads[0]!.onBatch({ batch, bytesRead, worker: this.#number, release })
    })
    // What it sent before is heard by then, unlike when the error is.
    let cause: unknown
    this.#worker.on("error", (error) => (cause = error))
    this.#worker.on("exit", (code) => this.#died(cause ?? new Error(`it ended with code ${code}`)))
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Pieces that were asked for and are not read yet. */
  get load(): number {
    return this.#reads.length
  }

  /** Once, before the first piece. `number`: its own among all threads. */
  setUp(number: number, setup: WorkerSetup): void {
    this.#number = number
    this.#worker.postMessage({ type: "setup", setup } satisfies ToWorker)
  }

  /**
   * Reads a piece after those that were asked for before. An interruption only stops waiting: batches of the piece come
   * all the same, as their values are counted on by later ones.
   */
  read(piece: Piece, onBatch: (delivered: DeliveredBatch) => void): Effect.Effect<PieceEnd, WorkerCrash | NotBegun> {
    return Effect.callback<PieceEnd, WorkerCrash | NotBegun>((resume) => {
      this.#reads.push({ onBatch, finish: resume })
      this.#worker.postMessage({ type: "read", piece } satisfies ToWorker)
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

  /** What it was at is to blame; what waited behind can be read by another. */
  #died(cause: unknown): void {
    this.#isAlive = false
    const [first, ...waiting] = this.#reads.splice(0)
    first?.finish(Effect.fail(new WorkerCrash({ message: stackOf(cause), cause })))
    for (const { finish } of waiting) finish(Effect.fail(new NotBegun()))
  }

  #release(batch: Batch): void {
    freeColumns(batch)
    Atomics.add(this.#shared, CREDITS, 1)
    Atomics.notify(this.#shared, CREDITS)
  }
}

/** What was thrown, and where, to be reported. */
export const stackOf = (cause: unknown): string => (cause instanceof Error && cause.stack) || String(cause)
