/** The thread that tells agents beside the writer of an ingest (core/ingest/AgentsAhead.ts). */
import { type AgentDetails, type FromAgentThread, type ToAgentThread, yieldToWriter } from "@logmill/core/plugin"
import { parentPort, workerData } from "node:worker_threads"

import { makeAgentDetails } from "./agentDetails.ts"
import type { AgentRule } from "./rules.ts"

yieldToWriter()

const port = parentPort!
const tell = makeAgentDetails(workerData as ReadonlyArray<AgentRule>)

port.on("message", ({ bytes, ends }: ToAgentThread) => {
  const texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const places = new Map<string, number>()
  const found: Array<AgentDetails> = []
  const which = new Uint32Array(ends.length)
  let start = 0
  for (let index = 0; index < ends.length; index++) {
    const end = ends[index]!
    const details = tell(texts.toString("utf8", start, end))
    const { agentClass, bot, browser, browserVersion, device, os, osVersion } = details
    const key = `${agentClass}\0${bot}\0${browser}\0${browserVersion}\0${os}\0${osVersion}\0${device}`
    let place = places.get(key)
    if (place === undefined) {
      places.set(key, (place = found.length))
      found.push(details)
    }
    which[index] = place
    start = end
  }
  port.postMessage({ details: found, which } satisfies FromAgentThread, [which.buffer])
})
