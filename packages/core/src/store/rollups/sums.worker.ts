/** The thread of SumsThread.ts: does what it is asked in order, and counts what is done in shared memory. */
import { type MessagePort, workerData } from "node:worker_threads"

import { yieldToWriter } from "@logmill/workers/priority"

import { Sums } from "./Sums.ts"
import type { FromSums, SumsData, ToSums } from "./SumsThread.ts"

const { setup, shared, port } = workerData as SumsData & { readonly port: MessagePort }
const done = new Int32Array(shared)
const send = (message: FromSums, transfer: Array<ArrayBuffer> = []): void => port.postMessage(message, transfer)

yieldToWriter()
const sums = new Sums(setup)

const follow = (asked: ToSums): void => {
  switch (asked.type) {
    case "add":
      sums.add(asked.addends)
      break
    case "pass":
      sums.pass(asked.lastEntry)
      break
    case "flush":
      sums.flush(asked.isLast)
      break
    case "release":
      sums.release()
  }
  for (let flush; (flush = sums.take()) !== undefined;) {
    send(
      { type: "flush", flush },
      flush.bound.map(({ values }) => values.buffer)
    )
  }
}

port.on("message", (asked: ToSums) => {
  try {
    follow(asked)
  } catch (error) {
    send({ type: "failed", stack: (error as Error).stack ?? String(error) })
  }
  Atomics.add(done, 0, 1)
  Atomics.notify(done, 0)
})
