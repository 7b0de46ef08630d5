/** Rows written as pages: SQLite must read from them what was put in. */
import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { drizzle } from "drizzle-orm/better-sqlite3"
import { Schema } from "effect"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import type { Connection } from "../open.ts"
import { TableImage } from "./TableImage.ts"

const table = "CREATE TABLE number (id integer PRIMARY KEY, a integer NOT NULL, b integer, c integer, d integer)"

const withTable = (test: (connection: Connection, image: TableImage, folder: string) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-"))
  const path = join(folder, "numbers.db")
  const raw = new Database(path)
  try {
    raw.pragma("journal_mode = WAL")
    raw.exec(table)
    const db = drizzle({ client: raw })
    const connection: Connection = { path, raw, db, once: (make) => make(db) }
    const image = new TableImage(connection, {
      schema: "batch",
      declaration: table,
      statement: "INSERT INTO main.number SELECT * FROM batch.number"
    })
    test(connection, image, folder)
    image.close()
    assert.strictEqual(raw.pragma("integrity_check", { simple: true }), "ok")
  } finally {
    raw.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Around every length that a number can have in a record. */
const edges = [0, 7, 8, 15, 16, 23, 24, 31, 32, 47, 48, 52, 53].flatMap((bits) =>
  [2 ** bits - 2, 2 ** bits - 1, 2 ** bits, 2 ** bits + 1].filter((value) => value <= Number.MAX_SAFE_INTEGER)
)
const numbers = [...edges, ...edges.map((value) => -value)]

const rowsOf = ({ raw }: Connection): ReadonlyArray<unknown> =>
  raw.prepare("SELECT id, a, b, c, d FROM number ORDER BY id").raw().all()

describe("a table image", () => {
  it("leaves no file behind while it is attached, nor afterwards", () => {
    withTable((_, __, folder) => {
      assert.deepStrictEqual(
        readdirSync(folder).filter((name) => !name.startsWith("numbers.db") || name.endsWith("-batch")),
        []
      )
    })
  })

  it("stores nothing of a transaction that is rolled back, and goes on after it", () => {
    withTable((connection, image) => {
      const store = (fail: boolean) =>
        connection.raw.transaction(() => {
          image.insert()
          if (fail) throw new Error("as if the disk were full")
        })
      image.add(1, 5, [{ values: Int32Array.of(7), nullable: false }])
      assert.throws(store(true), "disk were full")
      assert.deepStrictEqual(rowsOf(connection), [])
      image.add(1, 6, [{ values: Int32Array.of(8), nullable: false }])
      store(false)()
      assert.deepStrictEqual(rowsOf(connection), [[6, 8, null, null, null]])
    })
  })

  it("refuses an id that is taken", () => {
    withTable((connection, image) => {
      connection.raw.exec("INSERT INTO number (id, a) VALUES (3, 0)")
      image.add(2, 2, [{ values: Int32Array.of(1, 2), nullable: false }])
      assert.throws(
        connection.raw.transaction(() => image.insert()),
        "UNIQUE"
      )
    })
  })

  it("holds numbers of every length, both signs, and null", () => {
    withTable((connection, image) => {
      const values = Float64Array.from(numbers)
      // Row ids take a byte more from each of these on.
      const ids = [7, 14, 21, 28, 35, 42, 49].map((bits) => 2 ** bits - 20)
      for (const firstId of ids) {
        image.add(values.length, firstId, [
          { values, nullable: false },
          { values, nullable: true },
          null,
          { values: Int32Array.from(values, (_, row) => row - 1), nullable: true }
        ])
      }
      connection.raw.transaction(() => image.insert())()
      assert.deepStrictEqual(
        rowsOf(connection),
        ids.flatMap((firstId) =>
          numbers.map((value, row) => [
            firstId + row,
            value === 0 ? 0 : value,
            value === -1 ? null : value === 0 ? 0 : value,
            null,
            row === 0 ? null : row - 1
          ])
        )
      )
    })
  })

  it("holds as many rows as a commit can have, over many pages", () => {
    withTable((connection, image) => {
      const count = 50_000
      const values = Float64Array.from({ length: count }, (_, row) => row * 1_000_003)
      for (const firstId of [1, 1 + count, 1 + 2 * count]) {
        image.add(
          count,
          firstId,
          Array.from({ length: 4 }, () => ({ values, nullable: true }))
        )
      }
      connection.raw.transaction(() => image.insert())()
      const found = connection.raw.prepare("SELECT count(*), sum(a), sum(b), sum(c), sum(d), max(id) FROM number")
      const sum = (1_000_003 * (count * (count - 1)) * 3) / 2
      assert.deepStrictEqual(found.raw().get(), [3 * count, sum, sum, sum, sum, 3 * count])
    })
  })

  it.prop(
    "holds what was added to it, in any portions",
    [
      Schema.Array(
        Schema.Array(
          Schema.Struct({
            rows: Schema.Array(Schema.Tuple([Schema.Literals(numbers), Schema.Literals(numbers)])),
            gap: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 300 })),
            columns: Schema.Literals([1, 2, 3])
          })
        )
      )
    ],
    ([commits]) => {
      withTable((connection, image) => {
        const expected: Array<unknown> = []
        let nextId = 1
        for (const portions of commits) {
          for (const { rows, gap, columns } of portions) {
            nextId += gap
            const a = { values: Float64Array.from(rows, ([value]) => value), nullable: false }
            const b = { values: Float64Array.from(rows, ([, value]) => value), nullable: true }
            if (rows.length > 0) image.add(rows.length, nextId, [a, b, null].slice(0, columns))
            for (const [first, second] of rows) {
              const absent = columns === 1 || second === -1
              expected.push([nextId++, first + 0, absent ? null : second + 0, null, null])
            }
          }
          connection.raw.transaction(() => image.insert())()
        }
        assert.deepStrictEqual(rowsOf(connection), expected)
      })
    },
    { arbitrary: { runs: 60 } }
  )
})
