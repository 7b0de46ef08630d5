/**
 * The worker thread: takes pieces one after the other, sends batches, and waits when the writer is behind.
 *
 * Back-pressure is a number in shared memory: each batch takes a credit, the writer gives it back when the batch is
 * stored; at zero the thread sleeps in Atomics.wait. A second number asks it to stop at the next chunk.
 */
import { parentPort, workerData } from "node:worker_threads"

import { type Batch, bufferOf } from "./batch.ts"
import { Rules } from "./filter/rules.ts"
import { Kernel } from "./kernel.ts"
import { Mill } from "./mill.ts"
import { FormatCatalog } from "./format/catalog.ts"
import { trusting } from "./parse/trustedProxies.ts"
import { PieceReader } from "./piece.ts"
import { yieldToWriter } from "./priority.ts"
import type { FromWorker, ToWorker, WorkerSetup, WorkerShared } from "./protocol.ts"

const CREDITS = 0
const STOP = 1

const shared = new Int32Array(workerData as WorkerShared)
const port = parentPort!
const post = (message: FromWorker, transfer: Array<ArrayBuffer> = []): void => port.postMessage(message, transfer)

const emit = (batch: Batch): void => {
  while (Atomics.load(shared, CREDITS) <= 0) Atomics.wait(shared, CREDITS, 0)
  Atomics.sub(shared, CREDITS, 1)
  post({ type: "batch", batch, bytesRead: reader?.bytesRead ?? 0 }, [bufferOf(batch)])
}

yieldToWriter()

/** Made at once, while others still find out what there is to read. */
const kernel = new Kernel()
let reader: PieceReader | undefined
/** The end of the piece that was asked for last: pieces are read one after the other. What fails ends the thread. */
let last: Promise<void> = Promise.resolve()

const readerOf = ({ drop, keep, presets, digestKey, zone, trustedProxies, keepExtra }: WorkerSetup): PieceReader =>
  new PieceReader(
    new Mill(new Rules(drop, keep, presets), digestKey, emit, kernel),
    (format, formats) => trusting(new FormatCatalog(() => formats).parserFor(format, zone, keepExtra), trustedProxies),
    () => Atomics.load(shared, STOP) !== 0,
    () => performance.now()
  )

port.on("message", (message: ToWorker) => {
  if (message.type === "setup") {
    reader = readerOf(message.setup)
    return
  }
  const { piece } = message
  last = last.then(async () => post({ type: "end", end: await reader!.read(piece) }))
})
