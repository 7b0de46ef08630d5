/** Sums in memory: exact beyond the integers of numbers, bounded, and the same however often they are written. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Random, randomFrom } from "@logmill/workers/testing/mutations"

import { type RollupsKernel, rollupsKernel } from "../../kernels.ts"
import { addEntry, type Entry } from "../../testing/addends.ts"
import { makeLab } from "../../testing/lab.ts"

/** Tables of the kernel: their number, parts of their key, whether the first two are one number, and their columns. */
const days = [0, 3, false, 8] as const
const paths = [1, 2, false, 7] as const
const hours = [2, 3, true, 7] as const
const visitors = [3, 4, false, 6] as const

const addTo = (kernel: RollupsKernel, entries: ReadonlyArray<Entry>): void => {
  for (const entry of entries) addEntry(kernel, entry)
}

type Table = readonly [number: number, parts: number, isWide: boolean, width: number]

const rowsOf = (kernel: RollupsKernel, table: Table): ReadonlyArray<ReadonlyArray<number>> => {
  const values = new Float64Array(kernel.memory.buffer, kernel.valuesAt.value, table[3])
  return Array.from({ length: kernel.order(table[0]) }, (_, row) => {
    kernel.readRow(table[0], row, ...(table.slice(1) as [number, boolean, number]))
    return [...values]
  })
}

/** What the rows of a table must be. */
const expectedRows = (
  entries: ReadonlyArray<Entry>,
  keyOf: (entry: Entry) => ReadonlyArray<number>,
  isTimed = true
): ReadonlyArray<ReadonlyArray<number>> => {
  const rows = new Map<string, Array<number>>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const found = rows.get(key.join()) ?? [...key, 0, 0, ...(isTimed ? [0, 0, 0] : [])]
    const at = key.length
    found[at]! += 1
    found[at + 1]! += entry.bytes
    if (isTimed && entry.duration !== -1) {
      found[at + 2]! += entry.duration
      found[at + 3] = Math.max(found[at + 3]!, entry.duration)
      found[at + 4]! += 1
    }
    rows.set(key.join(), found)
  }
  return [...rows.values()].toSorted((p, q) => p.map((value, index) => value - q[index]!).find((d) => d !== 0) ?? 0)
}

const checkTables = (kernel: RollupsKernel, entries: ReadonlyArray<Entry>): void => {
  assert.deepStrictEqual(
    rowsOf(kernel, days),
    expectedRows(entries, ({ day, path, key }) => [day, path, key])
  )
  assert.deepStrictEqual(
    rowsOf(kernel, hours),
    expectedRows(entries, ({ minute, key }) => [minute, key])
  )
  assert.deepStrictEqual(
    rowsOf(kernel, visitors),
    expectedRows(entries, ({ client, agent, site, day }) => [client, Math.max(agent, 0), Math.max(site, 0), day], false)
  )
}

/** An integer of any length, positive unless `isSigned`. */
const anyOf = (random: Random, bits: number, isSigned = false): number => {
  const value = Math.floor(random() * 2 ** (random() * bits))
  return isSigned && random() < 0.5 ? -value - 1 : value
}

const randomEntry = (random: Random, bits: number): Entry => ({
  client: 1 + anyOf(random, bits),
  agent: random() < 0.1 ? -1 : 1 + anyOf(random, bits),
  site: random() < 0.5 ? -1 : 1 + anyOf(random, bits),
  path: 1 + anyOf(random, bits),
  key: 1 + anyOf(random, 3),
  day: anyOf(random, Math.min(bits, 31), true),
  minute: anyOf(random, Math.min(bits, 32), true),
  bytes: anyOf(random, 40),
  duration: random() < 0.3 ? anyOf(random, 40) : -1
})

describe("tables of sums", () => {
  it("add up by key whatever the keys, and give them in order", () => {
    for (const bits of [1, 4, 30]) {
      const random = randomFrom(bits)
      const entries = Array.from({ length: 6000 }, () => randomEntry(random, bits))
      const kernel = rollupsKernel()
      addTo(kernel, entries)
      checkTables(kernel, entries)
      for (const [number] of [days, hours, visitors]) kernel.clear(number)
      assert.deepStrictEqual(rowsOf(kernel, days), [])
      addTo(kernel, entries.slice(0, 50))
      checkTables(kernel, entries.slice(0, 50))
    }
  })

  it("keep rows from a day on and add up paths by the others", () => {
    const random = randomFrom(5)
    const entries = Array.from({ length: 5000 }, () => randomEntry(random, 12))
    const kernel = rollupsKernel()
    addTo(kernel, entries)
    const rows = rowsOf(kernel, days)
    const old = rows.findIndex(([day]) => day! >= 7)
    kernel.addPaths(0, old)
    kernel.keepFrom(0, 7)
    assert.deepStrictEqual(rowsOf(kernel, days), rows.slice(old))
    kernel.order(0)
    kernel.addPaths(0, rows.length - old)
    const byPath = ({ path, key }: Entry): ReadonlyArray<number> => [path, key]
    assert.deepStrictEqual(rowsOf(kernel, paths), expectedRows(entries, byPath))
    const late = entries.filter(({ day }) => day >= 7)
    addTo(kernel, entries)
    assert.deepStrictEqual(
      rowsOf(kernel, days),
      expectedRows([...late, ...entries], ({ day, path, key }) => [day, path, key])
    )
  })

  it("say when there is no room for more", () => {
    const kernel = rollupsKernel()
    const plain = { client: 1, agent: 1, site: 1, key: 1, day: 1, minute: 1, bytes: 1, duration: -1 }
    assert.ok(kernel.hasRoom(384 * 1024))
    addTo(kernel, [{ ...plain, path: 1 }])
    assert.ok(kernel.hasRoom(384 * 1024 - 1))
    assert.ok(!kernel.hasRoom(384 * 1024))
  })

  it("hold minutes of any year", () => {
    const kernel = rollupsKernel()
    const minutes = [-1_034_000_000, -1, 0, 29_850_000, 4_223_371_679]
    const plain = { client: 1, agent: 1, site: 1, path: 1, key: 9, day: 1, bytes: 0, duration: -1 }
    addTo(
      kernel,
      minutes.toReversed().map((minute) => ({ ...plain, minute }))
    )
    assert.deepStrictEqual(
      rowsOf(kernel, hours).map((row) => row.slice(0, 3)),
      minutes.map((minute) => [minute, 9, 1])
    )
  })
})

describe("the rollups of an ingest", () => {
  it.live("are exact where sums leave the integers of numbers, and keys those of 32 bits", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const line = (year: number, status: number, bytes: number): string =>
        `192.0.2.7 - - [05/Nov/${year}:10:00:00 +0000] "GET /a HTTP/1.1" ${status} ${bytes} "-" "-"\n`
      const most = Number.MAX_SAFE_INTEGER
      lab.write("a.log", line(2026, 200, most).repeat(5) + line(2026, 200, 1) + line(9999, most, 2) + line(9999, 3, 2))
      // The lab compares the rollups with the entries, in SQL.
      yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(lab.query("SELECT day, CAST(sum(bytes) AS TEXT) AS bytes FROM hits GROUP BY day"), [
        { day: "2026-11-05", bytes: String(5n * BigInt(most) + 1n) },
        { day: "9999-11-05", bytes: "4" }
      ])
    })
  )
})
