/** Sums in memory: exact beyond the integers of numbers, bounded, and the same however often they are written. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { randomFrom } from "@logmill/workers/testing/mutations"

import { makeLab } from "../../testing/lab.ts"
import { SumTable } from "./SumTable.ts"
import { RowMemory } from "./RowMemory.ts"

describe("a table of sums", () => {
  it("adds up by key whatever the keys, and gives them in order", () => {
    const random = randomFrom(7)
    const table = new SumTable()
    const expected = new Map<string, ReadonlyArray<number>>()
    const part = (): number => Math.floor((random() - 0.3) * 40)
    for (let turn = 0; turn < 20_000; turn++) {
      const key = [part(), part(), part(), part() % 3] as const
      const slot = table.add(...key, 1, turn)
      const duration = turn % 7 === 0 ? turn : null
      if (duration !== null) table.addDuration(slot, duration)
      const [hits = 0, bytes = 0, sum = 0, longest = 0, timed = 0] = expected.get(key.join()) ?? []
      expected.set(key.join(), [
        hits + 1,
        bytes + turn,
        sum + (duration ?? 0),
        Math.max(longest, duration ?? 0),
        timed + Number(duration !== null)
      ])
    }
    const rows = Array.from(table.sorted(), (slot) => {
      const row: Array<number> = []
      table.copy(slot, 4, 9, row, 0)
      return row
    })
    assert.strictEqual(rows.length, expected.size)
    assert.strictEqual(table.size, expected.size)
    for (const row of rows) assert.deepStrictEqual(row.slice(4), expected.get(row.slice(0, 4).join()))
    const inOrder = rows.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]! || a[3]! - b[3]!)
    assert.deepStrictEqual(rows, inOrder)
    table.clear()
    assert.deepStrictEqual([table.size, table.sorted().length], [0, 0])
  })

  it("grows many times, with durations, without, and after it was emptied", () => {
    const table = new SumTable()
    for (const durations of [false, true, false]) {
      for (let key = 0; key < 50_000; key++) {
        const slot = table.add(key, 1, 2, 3, 1, key)
        if (durations) table.addDuration(slot, key)
      }
      const rows = Array.from(table.sorted(), (slot) => {
        const row: Array<number> = []
        table.copy(slot, 1, 6, row, 0)
        return row.slice(0, 3)
      })
      assert.deepStrictEqual(
        rows,
        Array.from({ length: 50_000 }, (_, key) => [key, 1, key])
      )
      table.clear()
    }
  })

  it("holds minutes of any year in a wide key", () => {
    const table = new SumTable(true)
    const minutes = [-1_034_000_000, -1, 0, 29_850_000, 4_223_371_679]
    for (const minute of minutes)
      table.add(Math.floor(minute / 65_536), ((minute % 65_536) + 65_536) % 65_536, 9, 0, 1, 0)
    const found = Array.from(table.sorted(), (slot) => {
      const row: Array<number> = []
      table.copy(slot, 2, 4, row, 0)
      return row
    })
    assert.deepStrictEqual(
      found,
      minutes.map((minute) => [minute, 9, 1, 0])
    )
  })
})

describe("the memory of rows", () => {
  it("knows what it was told until another row takes the place", () => {
    const memory = new RowMemory()
    assert.strictEqual(memory.slotOf(5), -1)
    for (const id of [1, 5, 4096, 5000, 1_000_000]) memory.set(id, id * 2, -id)
    for (const id of [1, 5, 4096, 5000, 1_000_000]) {
      const slot = memory.slotOf(id)
      assert.deepStrictEqual([memory.first(slot), memory.second(slot)], [id * 2, -id])
    }
    memory.set(5 + (1 << 20), 1, 1)
    assert.strictEqual(memory.slotOf(5), -1)
    memory.clear()
    assert.strictEqual(memory.slotOf(1), -1)
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
