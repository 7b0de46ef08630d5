/** What an image of rollups does to their tables, and what must not be done with it. */
import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { rollupsKernel, type RollupsKernel } from "../../kernels.ts"
import { type Connection, openForWriting } from "../open.ts"
import { addEntry } from "../../testing/addends.ts"
import type { RollupShape } from "./Rollup.ts"
import { RollupImage } from "./RollupImage.ts"
import { RollupTables } from "./RollupTables.ts"

interface Lab {
  readonly connection: Connection
  readonly kernel: RollupsKernel
  readonly days: RollupShape
  readonly image: RollupImage
  /** Publishes the image, and adds its rows to the tables. */
  readonly insert: () => void
}

const withImage = (test: (lab: Lab) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-"))
  const options = { zone: "UTC", zoneRule: [[-Infinity, 0]], durability: "normal", now: 0 } as const
  const connection = openForWriting(join(folder, "logs.db"), options)
  try {
    const kernel = rollupsKernel()
    const tables = new RollupTables(connection, true)
    const image = new RollupImage(kernel, tables.emptyImage!)
    const insert = (): void => tables.add({ upTo: 0, hasPaths: false, inImage: image.publish(), bound: [] })
    test({ connection, kernel, days: tables.shapes[0]!, image, insert })
    tables.close()
    assert.strictEqual(connection.raw.pragma("integrity_check", { simple: true }), "ok")
  } finally {
    connection.raw.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Adds an entry of this day and path, of three bytes. */
const addHit = (kernel: RollupsKernel, day: number, path: number): void =>
  addEntry(kernel, { client: 1, agent: 1, site: 1, path, key: 9, day, minute: 0, bytes: 3, duration: -1 })

const rowsIn = ({ raw }: Connection): ReadonlyArray<unknown> =>
  raw.prepare("SELECT day, path_id, key_id, hits, bytes, timed FROM hits_day").raw().all()

describe("an image of rollups", () => {
  it("is copied into an empty table, and added to one with rows", () => {
    withImage(({ connection, kernel, days, image, insert }) => {
      for (const [day, path] of [[1, 7] as const, [2, 5] as const]) addHit(kernel, day, path)
      const insertAll = (): void => {
        image.add(days, 0, kernel.order(0))
        connection.raw.transaction(insert)()
        image.release()
      }
      insertAll()
      const rows = [
        [1, 7, 9, 1, 3, 0],
        [2, 5, 9, 1, 3, 0]
      ]
      assert.deepStrictEqual(rowsIn(connection), rows)
      addHit(kernel, 1, 8)
      addHit(kernel, 2, 5)
      insertAll()
      assert.deepStrictEqual(rowsIn(connection), [
        [1, 7, 9, 2, 6, 0],
        [1, 8, 9, 1, 3, 0],
        [2, 5, 9, 3, 9, 0]
      ])
    })
  })

  it("is not written while it may be read", () => {
    withImage(({ connection, kernel, days, image, insert }) => {
      addHit(kernel, 1, 7)
      image.add(days, 0, kernel.order(0))
      connection.raw.transaction(insert)()
      assert.throws(() => image.add(days, 0, 1), "being read")
      assert.throws(insert, "before it was read")
      image.release()
      image.add(days, 0, 1)
      connection.raw.transaction(insert)()
      assert.deepStrictEqual(rowsIn(connection), [[1, 7, 9, 2, 6, 0]])
    })
  })
})
