/** What an image of rollups does to their tables, and what must not be done with it. */
import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { rollupsKernel, type RollupsKernel } from "../../kernels.ts"
import { type Connection, openForWriting } from "../open.ts"
import { hitsDay } from "../schema.ts"
import { Rollup } from "./Rollup.ts"
import { RollupImage } from "./RollupImage.ts"

/** Adds an entry of this day and path, of three bytes. */
const addEntry = (kernel: RollupsKernel, day: number, path: number): void => {
  const at = (column: number): number => kernel.columnsAt.value + column * kernel.columnBytes.value
  for (const [column, value] of [0, 200, 3].entries()) new Float64Array(kernel.memory.buffer, at(column))[0] = value
  for (const column of [4, 5, 6, 7]) new Int32Array(kernel.memory.buffer, at(column))[0] = 1
  kernel.enterHour(-1, 1, 0, 0, day)
  kernel.learnRequest(1, path, 0)
  kernel.learnAgent(1, 0)
  kernel.setTimed(false)
  kernel.giveKey(0, 9)
  assert.strictEqual(kernel.resolve(0, 1), 1)
  kernel.add(0, 1)
}

const withImage = (
  test: (connection: Connection, kernel: RollupsKernel, days: Rollup, image: RollupImage) => void
): void => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-"))
  const options = { zone: "UTC", zoneRule: [[-Infinity, 0]], durability: "normal", now: 0 } as const
  const connection = openForWriting(join(folder, "logs.db"), options)
  try {
    const kernel = rollupsKernel()
    const days = new Rollup(connection, 0, hitsDay, ["day", "pathId", "keyId"])
    const image = new RollupImage(connection, kernel, [days])
    test(connection, kernel, days, image)
    image.close()
    assert.strictEqual(connection.raw.pragma("integrity_check", { simple: true }), "ok")
  } finally {
    connection.raw.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const rowsIn = ({ raw }: Connection): ReadonlyArray<unknown> =>
  raw.prepare("SELECT day, path_id, key_id, hits, bytes, timed FROM hits_day").raw().all()

describe("an image of rollups", () => {
  it("is copied into an empty table, and added to one with rows", () => {
    withImage((connection, kernel, days, image) => {
      for (const [day, path] of [[1, 7] as const, [2, 5] as const]) addEntry(kernel, day, path)
      const insert = (): void => {
        image.add(days, 0, kernel.order(0))
        connection.raw.transaction(() => image.insert())()
        image.release()
      }
      insert()
      const rows = [
        [1, 7, 9, 1, 3, 0],
        [2, 5, 9, 1, 3, 0]
      ]
      assert.deepStrictEqual(rowsIn(connection), rows)
      addEntry(kernel, 1, 8)
      addEntry(kernel, 2, 5)
      insert()
      assert.deepStrictEqual(rowsIn(connection), [
        [1, 7, 9, 2, 6, 0],
        [1, 8, 9, 1, 3, 0],
        [2, 5, 9, 3, 9, 0]
      ])
    })
  })

  it("can't be used twice in a transaction", () => {
    withImage((connection, kernel, days, image) => {
      addEntry(kernel, 1, 7)
      connection.raw.transaction(() => {
        image.add(days, 0, kernel.order(0))
        image.insert()
        assert.throws(() => image.add(days, 0, 1), "has read")
        assert.throws(() => image.insert(), "twice")
      })()
      image.release()
      image.add(days, 0, 1)
      connection.raw.transaction(() => image.insert())()
      assert.deepStrictEqual(rowsIn(connection), [[1, 7, 9, 2, 6, 0]])
    })
  })
})
