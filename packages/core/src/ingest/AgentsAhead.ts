/**
 * Who new agents are, told on a thread beside the writer while it is at earlier batches. Telling takes three microseconds an
 * agent: nothing in a log of people, who share theirs, but a third of the writer's time where each line has another. So
 * the thread is only started when many have come.
 *
 * When it fails, or there is none, the writer tells agents itself, and says the same.
 */
import { availableParallelism } from "node:os"
import type { Worker } from "node:worker_threads"

import type { NewValues } from "@logmill/workers/texts"

import type { AgentDetails, AgentTeller, FromAgentThread, ToAgentThread } from "../store/details.ts"

/** Of a batch's new agents, by their place among them. */
export type ToldAgents = (index: number) => AgentDetails

/** New agents of all parsers after which the thread is started: a log of people has some thousands. */
const many = 25_000
/** So few of a batch are told sooner than asked for. */
const few = 100

export class AgentsAhead {
  readonly #tell: AgentTeller
  readonly #startAfter: number
  #met = 0
  #worker: Worker | null = null
  #hasFailed = false
  /** In the order in which they were asked; the thread answers in it. */
  readonly #waiting: Array<(told: ToldAgents | null) => void> = []

  constructor(tell: AgentTeller, startAfter = many) {
    this.#tell = tell
    this.#startAfter = availableParallelism() > 1 ? startAfter : Infinity
  }

  /** Null: the writer is to tell them, as it is when the promise's answer is null. */
  ask({ bytes, ends }: NewValues): Promise<ToldAgents | null> | null {
    this.#met += ends.length
    if (this.#hasFailed || this.#met < this.#startAfter || ends.length < few) return null
    const worker = this.#start()
    if (worker === null) return null
    const texts = { bytes: bytes.slice(), ends: ends.slice() } satisfies ToAgentThread
    worker.postMessage(texts, [texts.bytes.buffer, texts.ends.buffer])
    return new Promise((resolve) => void this.#waiting.push(resolve))
  }

  async close(): Promise<void> {
    this.#fail()
    await this.#worker?.terminate()
  }

  #start(): Worker | null {
    if (this.#worker !== null) return this.#worker
    const worker = this.#tell.thread?.() ?? null
    if (worker === null) {
      this.#hasFailed = true
      return null
    }
    worker.unref()
    worker.on("message", ({ details, which }: FromAgentThread) => {
      this.#waiting.shift()?.((index) => details[which[index]!]!)
    })
    worker.on("error", () => this.#fail())
    worker.on("exit", () => this.#fail())
    return (this.#worker = worker)
  }

  #fail(): void {
    this.#hasFailed = true
    for (const resolve of this.#waiting.splice(0)) resolve(null)
  }
}
