/**
 * Starts a parser's thread, which takes 0.1 s, before anybody can say what is to be read (ParserThread.ts). Imports nothing
 * that takes a while itself.
 */
import { Worker } from "node:worker_threads"

import type { WorkerShared } from "@logmill/workers/protocol"

import { bundled } from "../bundled.ts"

/** Workers make few objects; a small nursery keeps a thread's memory at half. */
const youngGenerationMb = 4

/** A thread that waits to be told its setup. Does not keep the process alive. */
export interface StartedParser {
  readonly worker: Worker
  /** Credits, none yet, and the flag to stop (parser.worker.ts). */
  readonly shared: Int32Array<SharedArrayBuffer>
}

export const startParser = (): StartedParser => {
  const shared = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(bundled("parser.worker.js"), {
    workerData: shared.buffer satisfies WorkerShared,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb }
  })
  worker.unref()
  return { worker, shared }
}
