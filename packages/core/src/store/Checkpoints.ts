/**
 * Checkpoints beside the writer. SQLite copies the write-ahead log into the database and waits for the disk in whoever
 * commits when the log has become long: of a large ingest that was a fifth of the writer's time, while the other core had
 * nothing to do (Nov 2026, 2 cores). So a thread with a connection of its own, of the same SQLite, does it meanwhile.
 *
 * Nothing depends on it: what it has not done the writer's own checkpoints do. They are what begins the log anew, and
 * find most of it copied. Small ingests never start the thread.
 */
import { Worker } from "node:worker_threads"

import { bundled } from "../bundled.ts"
import { inMemory } from "./filesBeside.ts"

/** Entries between two checkpoints: some 20 MB of write-ahead log. */
const everyEntries = 400_000

export class Checkpoints {
  readonly #path: string
  #worker: Worker | undefined
  #isBusy = false
  #entries = 0

  constructor(path: string) {
    this.#path = path
  }

  /** So many entries were committed. */
  committed(entries: number): void {
    this.#entries += entries
    if (this.#entries >= everyEntries) this.start()
  }

  /** Begins a checkpoint, if none is under way and there is something to copy that is worth it. */
  start(): void {
    if (this.#isBusy || this.#path === inMemory || (this.#worker === undefined && this.#entries < everyEntries)) return
    this.#entries = 0
    this.#isBusy = true
    this.#worker ??= this.#begin()
    this.#worker.postMessage("checkpoint")
  }

  #begin(): Worker {
    const worker = new Worker(bundled("checkpoint.worker.js"), {
      workerData: this.#path,
      resourceLimits: { maxYoungGenerationSizeMb: 1 }
    })
    worker.unref()
    worker.on("message", () => (this.#isBusy = false))
    // Whatever is wrong, the writer meets it, too: this thread is not asked again.
    worker.on("error", () => undefined)
    return worker
  }

  /** Ends the thread, after a checkpoint that is under way. */
  async close(): Promise<void> {
    await this.#worker?.terminate()
  }
}
