import { assert, describe, it } from "@effect/vitest"

import { ApiError } from "./Api.ts"
import { RequestQueue } from "./queue.ts"
import { atOnce } from "./turns.ts"

/** Requests that end when they are told to. */
const makeRequests = () => {
  const started: Array<string> = []
  const ends = new Map<string, () => void>()
  return {
    started,
    send: (name: string) => () =>
      new Promise<string>((resolve) => {
        started.push(name)
        ends.set(name, () => resolve(name))
      }),
    end: async (name: string) => {
      ends.get(name)!()
      await new Promise((resolve) => setTimeout(resolve))
    }
  }
}

const signal = (): AbortSignal => new AbortController().signal

describe("the queue of requests", () => {
  it("lets what is not most urgent go one by one while it is calm", async () => {
    const { started, send, end } = makeRequests()
    const queue = new RequestQueue(atOnce, { most: 5, mostSlow: 2, retryAfter: 1 })
    queue.calm(true)
    for (const [name, urgency] of [
      ["panel 1", 1],
      ["panel 2", 1],
      ["slow", 3],
      ["figure", 0]
    ] as const) {
      void queue.run(urgency, signal(), send(name))
    }
    assert.deepStrictEqual(started, ["panel 1", "figure"])
    await end("panel 1")
    await end("panel 2")
    assert.deepStrictEqual(started, ["panel 1", "figure", "panel 2", "slow"])
    assert.isTrue(queue.hasFirst && queue.hasOthers)
    await end("figure")
    await end("slow")
    assert.isFalse(queue.hasFirst || queue.hasOthers)
  })

  it("sends the most urgent first, and keeps places for the quick ones", async () => {
    const { started, send, end } = makeRequests()
    const queue = new RequestQueue(atOnce, { most: 2, mostSlow: 1, retryAfter: 1 })
    for (const [name, urgency] of [
      ["slow 1", 3],
      ["slow 2", 3],
      ["panel", 1],
      ["figure", 0]
    ] as const) {
      void queue.run(urgency, signal(), send(name))
    }
    assert.deepStrictEqual(started, ["slow 1", "panel"])
    await end("panel")
    assert.deepStrictEqual(started, ["slow 1", "panel", "figure"])
    await end("figure")
    assert.deepStrictEqual(started, ["slow 1", "panel", "figure"])
    await end("slow 1")
    assert.deepStrictEqual(started, ["slow 1", "panel", "figure", "slow 2"])
  })

  it("begins with slow ones when no quicker one is under way", async () => {
    const { started, send, end } = makeRequests()
    const queue = new RequestQueue(atOnce, { most: 5, mostSlow: 2, retryAfter: 1 })
    for (const [name, urgency] of [
      ["figure", 0],
      ["slow", 3],
      ["far", 2],
      ["near", 1]
    ] as const) {
      void queue.run(urgency, signal(), send(name))
    }
    assert.deepStrictEqual(started, ["figure", "far", "near"])
    await end("figure")
    await end("far")
    assert.strictEqual(started.length, 3)
    await end("near")
    assert.deepStrictEqual(started.slice(3), ["slow"])
    void queue.run(1, signal(), send("another"))
    assert.deepStrictEqual(started.slice(4), ["another"])
  })

  it("never sends what was aborted while it waited", async () => {
    const { started, send, end } = makeRequests()
    const queue = new RequestQueue(atOnce, { most: 1, mostSlow: 1, retryAfter: 1 })
    const abort = new AbortController()
    const first = queue.run(1, signal(), send("first"))
    const second = queue.run(1, abort.signal, send("second")).catch((error: unknown) => String(error))
    abort.abort(new Error("no longer wanted"))
    await end("first")
    assert.strictEqual(await first, "first")
    assert.strictEqual(await second, "Error: no longer wanted")
    assert.deepStrictEqual(started, ["first"])
  })

  it("asks again when the server is too busy, and gives other errors on", async () => {
    const queue = new RequestQueue(atOnce, { most: 1, mostSlow: 1, retryAfter: 1 })
    let attempts = 0
    const answer = await queue.run(1, signal(), () => {
      attempts++
      return attempts < 3 ? Promise.reject(new ApiError("Busy", "later")) : Promise.resolve("answer")
    })
    assert.deepStrictEqual([answer, attempts], ["answer", 3])
    const failed = await queue
      .run(1, signal(), () => Promise.reject(new ApiError("Refused", "no such path")))
      .catch((error: unknown) => error)
    assert.instanceOf(failed, ApiError)
  })
})
