/** Rows that wait in the image, come late, or meet rows of the table: the rollups hold what the entries add up to. */
import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { below, oneOf, type Random, randomFrom } from "@logmill/workers/testing/mutations"

import { checkRollups } from "../../testing/rollups.ts"
import { EntryInserter } from "../entries.ts"
import { type Connection, openForWriting } from "../open.ts"
import { agent, meta, path, request } from "../schema.ts"
import { dayMs } from "./calendar.ts"
import { Totals } from "./Totals.ts"

const requests = 40
const agents = 3

const fillDictionaries = ({ db }: Connection): void => {
  for (let id = 1; id <= requests; id++) {
    db.insert(path)
      .values({ id, hash: id, value: `/${id}`, kind: "page" })
      .run()
    db.insert(request)
      .values({ id, hash: id, method: id % 9 === 0 ? "POST" : "GET", pathId: Math.ceil(id / 2) })
      .run()
  }
  for (let id = 1; id <= agents; id++) {
    db.insert(agent)
      .values({ id, hash: id, value: `agent ${id}`, agentClass: id === 1 ? "human" : "search" })
      .run()
  }
}

const start = Date.UTC(2026, 10, 5)

/** Entries whose times go on, or jump: `jump` is how likely each is of any day instead of its own. */
const entriesOf = (random: Random, from: number, count: number, jump: number, sizes: ReadonlyArray<number>) => {
  const numbers = (value: (index: number) => number) => Float64Array.from({ length: count }, (_, index) => value(index))
  const ids = (bound: number) => Int32Array.from({ length: count }, () => 1 + below(random, bound))
  return {
    time: numbers((index) => {
      const day = random() < jump ? below(random, 12) : Math.floor((from + index) / 300)
      return start + day * dayMs + below(random, dayMs)
    }),
    clientId: ids(30),
    requestId: ids(requests),
    agentId: Int32Array.from({ length: count }, () => oneOf(random, [-1, 1, 2, 3])),
    status: numbers(() => oneOf(random, [200, 404, -1])),
    bytes: numbers(() => oneOf(random, sizes)),
    ...(random() < 0.5 ? {} : { durationUs: numbers(() => oneOf(random, [-1, 0, 17, 2 ** 40])) })
  }
}

/** Returns how many entries there are, and how many the rollups count. */
const ingest = (random: Random, entriesForThread: number, jump: number, sizes: ReadonlyArray<number>) => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-"))
  const file = join(folder, "logs.db")
  const connection = openForWriting(file, { zone: "UTC", zoneRule: [[-Infinity, 0]], durability: "normal", now: 0 })
  try {
    fillDictionaries(connection)
    const entries = new EntryInserter(connection)
    const bounds = { rows: 150, sealed: oneOf(random, [0, 300, 3000]), paths: 60 }
    const totals = new Totals(connection, "ingested", { bounds, entriesForThread })
    let next = 1
    const write = connection.raw.transaction((batches: number) => {
      connection.db.update(meta).set({ dataVersion: 2 }).run()
      const rollUps: Array<() => void> = []
      for (let batch = 0; batch < batches; batch++) {
        const count = 1 + below(random, 200)
        const firstId = next
        const values = entriesOf(random, next, count, jump, sizes)
        entries.add(count, firstId, values)
        rollUps.push(() => totals.add(count, firstId, values))
        next += count
      }
      entries.insert()
      for (const rollUp of rollUps) rollUp()
      totals.write()
    })
    for (let turn = 0; turn < 25; turn++) {
      write(1 + below(random, 3))
      if (random() < 0.1) totals.flush(false)
      if (random() < 0.2) checkRollups(file, false)
    }
    totals.finish()
    checkRollups(file)
    assert.strictEqual(connection.raw.pragma("integrity_check", { simple: true }), "ok")
    totals.close()
    entries.close()
    const hits = connection.raw.prepare("SELECT sum(hits) FROM hits_day").pluck().get()
    return { entries: next - 1, hits }
  } finally {
    connection.raw.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const seed = Number(process.env["LOGMILL_SEED"] ?? 1)

describe("rollups that are written when there is no room", () => {
  const places = [
    ["added up here", Infinity],
    ["added up in a thread", 0],
    ["added up in a thread after a while", 2000]
  ] as const
  const orders = [
    ["in order", 0],
    ["mostly in order", 0.02],
    ["in no order", 1]
  ] as const
  for (const [where, entriesForThread] of places) {
    for (const [name, jump] of orders) {
      it(`are exact with days ${name}, ${where}`, () => {
        for (let round = 0; round < 3; round++) {
          const random = randomFrom(seed * 100 + round)
          const { entries, hits } = ingest(random, entriesForThread, jump, [-1, 0, 1, 1234, 2 ** 33])
          assert.strictEqual(hits, entries)
        }
      })
      it(`are exact with days ${name} where sums leave the integers of numbers, ${where}`, () => {
        for (let round = 0; round < 3; round++) {
          const sizes = [-1, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 2 ** 51, 2 ** 49]
          const { entries, hits } = ingest(randomFrom(seed * 100 + 50 + round), entriesForThread, jump, sizes)
          assert.strictEqual(hits, entries)
        }
      })
    }
  }
})
