/** Agents that are told on a thread are those that the writer would tell; and if the thread fails, it does. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Worker } from "node:worker_threads"

import { TextList } from "@logmill/workers/texts"

import type { AgentTeller } from "../store/details.ts"
import { detailsOfAgent, testEnrichment } from "../testing/enrichment.ts"
import { makeLab } from "../testing/lab.ts"
import { clfTime } from "../testing/logs.ts"
import { AgentsAhead } from "./AgentsAhead.ts"

/** A thread that names agents by their number. */
const telling = `
  const { parentPort } = require("node:worker_threads")
  parentPort.on("message", ({ bytes, ends }) => {
    const texts = Buffer.from(bytes)
    const bot = (from, to) => texts.toString("utf8", from, to)
    const details = Array.from(ends, (end, index) => ({
      agentClass: "monitor", bot: bot(index === 0 ? 0 : ends[index - 1], end),
      browser: null, browserVersion: null, os: null, osVersion: null, device: "thread"
    }))
    parentPort.postMessage({ details, which: Uint32Array.from(ends.keys()) })
  })`

const tellerWith = (code: string): AgentTeller =>
  Object.assign((agent: string) => detailsOfAgent(agent), { thread: () => new Worker(code, { eval: true }) })

const agents = (from: number, count: number) => {
  const list = new TextList()
  for (let number = from; number < from + count; number++) list.addText(`agent ${number}`)
  return list.look(0)
}

describe("AgentsAhead", () => {
  it("leaves few to the writer, and all before there are many", async () => {
    const ahead = new AgentsAhead(tellerWith(telling), 300)
    assert.isNull(ahead.ask(agents(0, 250)))
    assert.isNull(ahead.ask(agents(250, 99)))
    const told = await ahead.ask(agents(400, 100))
    assert.deepInclude(told!(0), { bot: "agent 400", device: "thread" })
    assert.deepInclude(told!(99), { bot: "agent 499" })
    assert.isNull(ahead.ask(agents(500, 99)))
    const two = await Promise.all([ahead.ask(agents(0, 200)), ahead.ask(agents(7, 200))])
    assert.deepStrictEqual(
      two.map((each) => each!(0).bot),
      ["agent 0", "agent 7"]
    )
    await ahead.close()
    assert.isNull(ahead.ask(agents(0, 1000)))
  })

  it.each([
    ["fails at once", "throw new Error('no')"],
    ["fails when asked", `require("node:worker_threads").parentPort.on("message", () => { throw new Error("no") })`],
    ["ends", `require("node:worker_threads").parentPort.on("message", () => process.exit(0))`]
  ])("leaves all to the writer when the thread %s", async (_, code) => {
    const ahead = new AgentsAhead(tellerWith(code), 0)
    assert.deepStrictEqual(await Promise.all([ahead.ask(agents(0, 200)), ahead.ask(agents(0, 200))]), [null, null])
    assert.isNull(ahead.ask(agents(0, 200)))
    await ahead.close()
  })

  it("starts nothing where there is no thread", async () => {
    const ahead = new AgentsAhead((agent) => detailsOfAgent(agent), 0)
    assert.isNull(ahead.ask(agents(0, 1000)))
    await ahead.close()
  })

  it.live("is asked by an ingest of which each line has another agent", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const lines = Array.from(
        { length: 60_000 },
        (_, number) =>
          `192.0.2.1 - - [${clfTime(number >> 4)}] "GET /${number % 7} HTTP/1.1" 200 5 "-" "Mozilla/${number}"\n`
      )
      lab.write("a.log", lines.join(""))
      lab.enrichment = { ...testEnrichment, agent: tellerWith(telling) }
      yield* lab.ingest(["a.log"], { jobs: 1 })
      const told = lab.query<{ agents: number }>(
        "SELECT count(*) AS agents FROM agent WHERE bot = value AND device = 'thread' AND agent_class = 'monitor'"
      )[0]!.agents
      assert.isAbove(told, 20_000)
      const untold = lab.query("SELECT count(*) AS agents FROM agent WHERE agent_class = 'human' AND device IS NULL")
      assert.deepStrictEqual(untold, [{ agents: 60_000 - told }])
    }).pipe(Effect.scoped)
  )
})
