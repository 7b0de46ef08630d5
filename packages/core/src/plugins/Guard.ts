/**
 * Guards a run against the code of its enrichers: while one is loaded or asked, it can't end the process nor write to
 * standard output (refusals.ts), and when it does not come back, a thread beside ends the process (watchdog.worker.ts).
 *
 * A loop that never ends holds the main thread, so that none of its timers fires and no signal is heard. The thread sees in
 * shared memory that such code is run, and for how long it has been the same call, and asks how much memory the process has taken.
 * It starts with the first enricher.
 *
 * What a module leaves behind (timers, promises that nobody waits for) runs unguarded once it is loaded.
 */
import { AsyncLocalStorage } from "node:async_hooks"
import type { EventEmitter } from "node:events"
import { closeSync, openSync } from "node:fs"
import { totalmem } from "node:os"
import { getHeapStatistics } from "node:v8"
import { Worker } from "node:worker_threads"

import { bundled } from "../bundled.ts"
import type { EnricherKind } from "./Enricher.ts"
import { Refusals } from "./refusals.ts"
import {
  endEvent,
  type Stalled,
  stalledEvent,
  type Suspect,
  tickOf,
  type WatchdogData,
  type Watched
} from "./watchdog.ts"

/** Milliseconds that a module may take to load, and one call. */
const usualPatience = 10_000

/** Of what a heap, or a machine, can have, how much a process may have taken: at all of it V8 or the kernel ends it. */
const usualShare = 0.8
/** Logmill itself takes up to 0.6 GB (docs/performance.md): less would be no fault of a plugin. */
const leastMemory = 2 ** 30
const usualMemory = (): number =>
  Math.max(leastMemory, usualShare * Math.min(getHeapStatistics().heap_size_limit, totalmem()))

export interface GuardOptions {
  /** That the process ends with when code does not come back. */
  readonly status: number
  readonly patience?: number
  /** Bytes that the process may have. */
  readonly memory?: number
  readonly clearLine?: string
}

/** The guard of one plugin's code. */
export interface Guarded {
  /** Around the loading of the module. */
  readonly importing: <A>(load: () => Promise<A>) => Promise<A>
  /** Before and after it is asked about a value: some 0.05 µs in all (Nov 2026). */
  readonly enter: (kind: EnricherKind, value: string) => void
  readonly leave: () => void
}

export class Guard {
  readonly #status: number
  readonly patience: number
  readonly #memory: number
  readonly #clearLine: string
  readonly #cells = new Int32Array(new SharedArrayBuffer(8))
  /** True in what a module does while it is loaded, as others run in between. */
  readonly #imports = new AsyncLocalStorage<boolean>()
  readonly #refusals: Refusals
  #watchdog: Worker | null = null
  #plugins = 0
  /** Of the value it is asked about; null: it is not. */
  #kind: EnricherKind | null = null
  #value = ""

  constructor({ clearLine = "", memory = usualMemory(), patience = usualPatience, status }: GuardOptions) {
    this.#status = status
    this.patience = patience
    this.#memory = memory
    this.#clearLine = clearLine
    this.#refusals = new Refusals(process, () => this.#kind !== null || this.#imports.getStore() === true)
  }

  of(suspect: Suspect): Guarded {
    const index = this.#plugins++
    this.#watchdog ??= this.#start()
    this.#watchdog.postMessage({ ...suspect, index } satisfies Watched)
    return {
      importing: (load) => this.#importing(index, load),
      enter: (kind, value) => this.#enter(index, kind, value),
      leave: () => this.#leave()
    }
  }

  /** No code is run any more. */
  async close(): Promise<void> {
    const emitter: EventEmitter = process
    emitter.off(stalledEvent, this.#onStalled)
    emitter.off(endEvent, this.#onEnd)
    await this.#watchdog?.terminate()
  }

  #start(): Worker {
    const emitter: EventEmitter = process
    emitter.on(stalledEvent, this.#onStalled)
    emitter.on(endEvent, this.#onEnd)
    const watchdog = new Worker(bundled("watchdog.worker.js"), {
      workerData: {
        shared: this.#cells.buffer,
        patience: this.patience,
        memory: this.#memory,
        clearLine: this.#clearLine
      } satisfies WatchdogData,
      // Of the flags of this process some are for its own code only.
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxYoungGenerationSizeMb: 1 }
    })
    watchdog.unref()
    // Without it a loop is stopped by who waits for it.
    watchdog.on("error", () => undefined)
    return watchdog
  }

  #enter(index: number, kind: EnricherKind | null, value: string): void {
    this.#kind = kind
    this.#value = value
    this.#cells[1] = index
    Atomics.add(this.#cells, 0, 1)
    this.#refusals.begin()
  }

  #leave(): void {
    this.#refusals.end()
    Atomics.add(this.#cells, 0, 1)
    this.#kind = null
  }

  async #importing<A>(index: number, load: () => Promise<A>): Promise<A> {
    // As long as the main thread comes to this, it is not held.
    const beat = setInterval(() => Atomics.add(this.#cells, 0, 2), tickOf(this.patience) / 4)
    this.#enter(index, null, "")
    try {
      return await this.#imports.run(true, load)
    } finally {
      this.#leave()
      clearInterval(beat)
    }
  }

  /** Nobody hears signals now, so they end the process by themselves until its loop turns again. To be killed is safe. */
  readonly #onStalled = (told: Stalled): void => {
    if ((Atomics.load(this.#cells, 0) & 1) === 0) return
    told.at = this.#kind === null ? null : `${this.#kind} ${JSON.stringify(this.#value.slice(0, 60))}`
    const heard = (["SIGINT", "SIGTERM"] as const).map((signal) => ({ signal, listeners: process.listeners(signal) }))
    for (const { signal } of heard) process.removeAllListeners(signal)
    setImmediate(() => {
      for (const { listeners, signal } of heard) for (const listener of listeners) process.on(signal, listener)
    })
  }

  readonly #onEnd = (): void => {
    // Node would say there that it waits for the debugger, as which the thread came.
    closeSync(2)
    openSync("/dev/null", "w")
    this.#refusals.exit(this.#status)
  }
}
