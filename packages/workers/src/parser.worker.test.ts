import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { gzipSync } from "node:zlib"

import { describe, expect, it } from "vitest"

import type { Batch } from "./batch.ts"
import type { Piece, PieceEnd } from "./piece.ts"
import type { FromWorker, ToWorker, WorkerSetup } from "./protocol.ts"
import { mill, Reading, TestFiles, testKey, wholeFile } from "./testing/reading.ts"
import { utc } from "./zone.ts"

const CREDITS = 0
const STOP = 1

const lines = (count: number): Buffer =>
  Buffer.from(
    Array.from(
      { length: count },
      (_, index) => `192.0.2.${index % 256} - - [10/Nov/2026:13:55:36 +0000] "GET /${index} HTTP/1.1" 200 5 "-" "x"\n`
    ).join("")
  )

/** A parser thread as a writer sees it, which decides when batches count as stored. */
class Thread implements AsyncDisposable {
  readonly shared = new Int32Array(new SharedArrayBuffer(8))
  readonly batches: Array<Batch> = []
  readonly bytesRead: Array<number> = []
  readonly ends: Array<PieceEnd> = []
  readonly #worker: Worker
  readonly #storesAtOnce: boolean

  constructor(credits: number, storesAtOnce: boolean, setup: Partial<WorkerSetup> = {}) {
    this.shared[CREDITS] = credits
    this.#storesAtOnce = storesAtOnce
    this.#worker = new Worker(new URL("./parser.worker.ts", import.meta.url), { workerData: this.shared.buffer })
    const whole = {
      drop: [],
      keep: [],
      presets: {},
      digestKey: testKey,
      zone: utc,
      trustedProxies: [],
      keepExtra: [],
      ...setup
    }
    this.#worker.postMessage({ type: "setup", setup: whole } satisfies ToWorker)
    this.#worker.on("message", (message: FromWorker) => {
      if (message.type === "end") {
        this.ends.push(message.end)
        return
      }
      this.batches.push(message.batch)
      this.bytesRead.push(message.bytesRead)
      if (this.#storesAtOnce) this.store()
    })
  }

  /** Gives a credit back. */
  store(): void {
    Atomics.add(this.shared, CREDITS, 1)
    Atomics.notify(this.shared, CREDITS)
  }

  send(piece: Partial<Piece>): void {
    const message: ToWorker = { type: "read", piece: { ...wholeFile, fd: -1, ...piece } }
    this.#worker.postMessage(message, [])
  }

  async end(): Promise<PieceEnd> {
    for (;;) {
      const [message] = (await once(this.#worker, "message")) as [FromWorker]
      if (message.type === "end") return message.end
    }
  }

  async batchesAre(count: number): Promise<void> {
    while (this.batches.length < count) await sleep(5)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}

const recordsOf = (batches: ReadonlyArray<Batch>): ReadonlyArray<string> => {
  const reading = new Reading()
  for (const batch of batches) reading.take(batch)
  return reading.records
}

describe("the parser thread", () => {
  it("sends what the mill makes, piece after piece, and how far it has read", async () => {
    using files = new TestFiles()
    const log = lines(30_000)
    const fd = files.open(files.write("log", log))
    await using thread = new Thread(3, true)
    thread.send({ fd, pieceId: 1, end: 1_000_000 })
    expect(await thread.end()).toMatchObject({ pieceId: 1, damage: null, stopped: false })
    thread.send({ fd, pieceId: 2, start: 1_000_000, startsLine: false })
    expect(await thread.end()).toMatchObject({ pieceId: 2, endOffset: log.length })
    expect(recordsOf(thread.batches)).toEqual(mill(log).records)
    expect(new Set(thread.batches.map(({ pieceId }) => pieceId))).toEqual(new Set([1, 2]))
    expect(thread.bytesRead.at(-1)).toBe(log.length - thread.batches.find(({ pieceId }) => pieceId === 2)!.startOffset)
  })

  it("reads what was asked for meanwhile, one piece after the other", async () => {
    using files = new TestFiles()
    const log = lines(30_000)
    const plain = files.open(files.write("log", log))
    const packed = files.open(files.write("log.gz", gzipSync(log)))
    await using thread = new Thread(3, true)
    thread.send({ fd: packed, pieceId: 1, compression: "gzip" })
    thread.send({ fd: plain, pieceId: 2 })
    thread.send({ fd: packed, pieceId: 3, compression: "gzip" })
    while (thread.ends.length < 3) await sleep(5)
    expect(thread.ends.map(({ pieceId }) => pieceId)).toEqual([1, 2, 3])
    const order = thread.batches.map(({ pieceId }) => pieceId)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    for (const pieceId of [1, 2, 3]) {
      expect(
        thread.batches.filter((batch) => batch.pieceId === pieceId).reduce((sum, { entries }) => sum + entries, 0)
      ).toBe(30_000)
    }
  })

  it("waits when its credits are gone, and goes on when one is given back", async () => {
    using files = new TestFiles()
    const fd = files.open(files.write("log", lines(60_000)))
    await using thread = new Thread(2, false)
    thread.send({ fd })
    await thread.batchesAre(2)
    await sleep(100)
    expect([thread.batches.length, thread.shared[CREDITS]]).toEqual([2, 0])
    thread.store()
    await thread.batchesAre(3)
    await sleep(100)
    expect(thread.batches.length).toBe(3)
  })

  it("stops after whole batches when asked to", async () => {
    using files = new TestFiles()
    const log = lines(200_000)
    const fd = files.open(files.write("log", log))
    await using thread = new Thread(1, false)
    thread.send({ fd })
    await thread.batchesAre(1)
    Atomics.store(thread.shared, STOP, 1)
    Atomics.add(thread.shared, CREDITS, 1000)
    Atomics.notify(thread.shared, CREDITS)
    const { stopped, endOffset } = await thread.end()
    expect([stopped, endOffset]).toEqual([true, thread.batches.at(-1)!.endOffset])
    expect(endOffset).toBeLessThan(log.length)
    const records = recordsOf(thread.batches)
    expect(mill(log).records.slice(0, records.length)).toEqual(records)
  })

  it("takes rules, presets and the zone as data", async () => {
    using files = new TestFiles()
    const log =
      '192.0.2.1 - - [10/Nov/2026 13:55:36] "GET /a HTTP/1.1" 200 5\n192.0.2.1 - - [10/Nov/2026 13:55:36] "GET /b.css HTTP/1.1" 200 5\n'
    const fd = files.open(files.write("log", log))
    await using thread = new Thread(1, true, {
      drop: ["static"],
      presets: { static: ["ext:css"] },
      zone: [[-Infinity, 3_600_000]]
    })
    thread.send({ fd })
    await thread.end()
    expect(thread.batches).toMatchObject([
      { entries: 1, filtered: [1], time: new Float64Array([Date.UTC(2026, 10, 10, 12, 55, 36)]) }
    ])
  })

  it("says how a piece it can't read ended, and reads the next", async () => {
    using files = new TestFiles()
    const fd = files.open(files.write("log", lines(1)))
    await using thread = new Thread(1, true)
    thread.send({ fd: files.open(files.directory), pieceId: 1 })
    expect(await thread.end()).toMatchObject({ pieceId: 1, damage: { kind: "unreadable" } })
    thread.send({ fd, pieceId: 2 })
    expect(await thread.end()).toMatchObject({ pieceId: 2, damage: null })
    expect(thread.batches.length).toBe(1)
  })
})
