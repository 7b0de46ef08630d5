/**
 * Sums on a thread beside the writer, whose time is what an ingest takes: adding up, sorting and laying out rows is a
 * seventh of it (Nov 2026, 2 cores). The thread never waits for the writer, which therefore may wait for it: with too
 * much on its way (`mostWaiting`), and in the end.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads"

import { bundled } from "../../bundled.ts"
import type { Addends } from "./Addends.ts"
import type { Flush, Summing, SumsSetup } from "./Sums.ts"

export type ToSums =
  | { readonly type: "add"; readonly addends: Addends }
  | { readonly type: "pass"; readonly lastEntry: number }
  | { readonly type: "flush"; readonly isLast: boolean }
  | { readonly type: "release" }

export type FromSums =
  | { readonly type: "flush"; readonly flush: Flush }
  | { readonly type: "failed"; readonly stack: string }

export interface SumsData {
  readonly setup: SumsSetup
  /** How many things that were asked for are done. */
  readonly shared: SharedArrayBuffer
}

/** Batches on their way, a third of a megabyte each, in memory that is used again: new pages cost more than the copy. */
const mostWaiting = 8

/** A batch takes milliseconds, a flush some hundreds: after this long there is no answer to come. */
const patienceMs = 120_000

export class SumsThread implements Summing {
  readonly #done = new Int32Array(new SharedArrayBuffer(4))
  readonly #worker: Worker
  readonly #port
  readonly #flushes: Array<Flush> = []
  readonly #buffers: Array<SharedArrayBuffer> = []
  /** Why the thread has ended. */
  #cause: unknown = null
  #nextBuffer = 0
  #asked = 0

  constructor(setup: SumsSetup) {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    this.#worker = new Worker(bundled("sums.worker.js"), {
      workerData: { setup, shared: this.#done.buffer, port: port2 },
      transferList: [port2],
      resourceLimits: { maxYoungGenerationSizeMb: 1 }
    })
    this.#worker.unref()
    // Whoever waits for it already is told when his patience ends: his thread cannot be told meanwhile.
    this.#worker.on("error", (cause) => (this.#cause = cause))
  }

  buffer(bytes: number): SharedArrayBuffer {
    const next = this.#nextBuffer
    // One more than are on their way: `add` has waited for the one that had it.
    this.#nextBuffer = (next + 1) % (mostWaiting + 1)
    const buffer = this.#buffers[next]
    if (buffer !== undefined && buffer.byteLength >= bytes) return buffer
    return (this.#buffers[next] = new SharedArrayBuffer(bytes))
  }

  add(addends: Addends): void {
    this.#ask({ type: "add", addends })
    this.#wait(mostWaiting)
  }

  pass(lastEntry: number): void {
    this.#ask({ type: "pass", lastEntry })
  }

  flush(isLast: boolean): void {
    this.#ask({ type: "flush", isLast })
  }

  release(): void {
    this.#ask({ type: "release" })
  }

  settle(): void {
    this.#wait(0)
  }

  take(): Flush | undefined {
    for (let received; (received = receiveMessageOnPort(this.#port)) !== undefined;) {
      const message = received.message as FromSums
      if (message.type === "failed") throw new Error(`rollups were not added up: ${message.stack}`)
      this.#flushes.push(message.flush)
    }
    return this.#flushes.shift()
  }

  close(): void {
    this.#port.close()
    void this.#worker.terminate()
  }

  #ask(message: ToSums): void {
    this.#port.postMessage(message)
    this.#asked++
  }

  /** Until no more than so many things are to be done. */
  #wait(most: number): void {
    for (;;) {
      const done = Atomics.load(this.#done, 0)
      if (((this.#asked - done) | 0) <= most) return
      const isOver = this.#cause !== null || Atomics.wait(this.#done, 0, done, patienceMs) === "timed-out"
      if (isOver) throw new Error("rollups are not added up", { cause: this.#cause })
    }
  }
}
