/** Rows of tables without row ids, written as pages: SQLite must read from them what was put in. */
import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { drizzle } from "drizzle-orm/better-sqlite3"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { randomFrom } from "@logmill/workers/testing/mutations"

import { imageKernel } from "../../kernels.ts"
import type { Connection } from "../open.ts"
import { ImageFile } from "./ImageFile.ts"
import { ImagePages } from "./ImagePages.ts"
import { Trees } from "./Trees.ts"

const declare = (name: string): string =>
  `CREATE TABLE ${name} (a integer NOT NULL, b integer NOT NULL, c integer NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID`
const width = 3

type Row = readonly [a: number, b: number, c: number]

/** Two tables of an image; `fill` writes rows into them and returns what SQLite reads of the pages, once it has checked them. */
type Fill = (first: ReadonlyArray<Row>, second: ReadonlyArray<Row>) => ReadonlyArray<unknown>

const withImage = (test: (fill: Fill) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-"))
  const path = join(folder, "numbers.db")
  const raw = new Database(path)
  try {
    raw.pragma("journal_mode = WAL")
    raw.exec(`${declare("first")}; ${declare("second")}`)
    const db = drizzle({ client: raw })
    const connection: Connection = { path, raw, db, once: (make) => make(db) }
    const file = new ImageFile(connection, "image", [declare("first"), declare("second")])
    const kernel = imageKernel()
    const trees = new Trees(kernel, new ImagePages(file.empty), false)
    const values = new Float64Array(kernel.memory.buffer, kernel.valuesAt.value, width)
    test((...tables) => {
      for (const [tree, rows] of tables.entries()) {
        // A leaf takes more rows than one turn adds.
        for (let at = 0; at < rows.length;) {
          trees.fill(() => {
            for (const end = Math.min(at + 1000, rows.length); at < end; at++) {
              values.set(rows[at]!)
              kernel.addNumbers(tree, width)
            }
            return true
          })
        }
        assert.strictEqual(kernel.rowsOf(tree), rows.length)
      }
      trees.publish()
      trees.clear()
      assert.strictEqual(raw.pragma("image.integrity_check", { simple: true }), "ok")
      return ["first", "second"].map((name, index) => {
        // Through the tree, from its root to a key.
        const find = raw.prepare(`SELECT c FROM image.${name} WHERE a = ? AND b = ?`).pluck()
        for (const [a, b, c] of tables[index]!.filter((_, at) => at % 97 === 0)) assert.strictEqual(find.get(a, b), c)
        return raw.prepare(`SELECT a, b, c FROM image.${name}`).raw().all()
      })
    })
    file.close()
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
const numbers = [...new Set([...edges, ...edges.map((value) => 0 - value)])].toSorted((a, b) => a - b)

const sequence = (count: number): ReadonlyArray<Row> =>
  Array.from({ length: count }, (_, index) => [Math.floor(index / 7) - 50, index % 7, index])

describe("the pages of a table without row ids", () => {
  it("hold numbers of every length and both signs, in the order of their keys", () => {
    withImage((fill) => {
      const rows = numbers.flatMap((a) => numbers.map((b, index): Row => [a, b, numbers.at(-index - 1)!]))
      assert.deepStrictEqual(fill(rows, rows.slice(10, 20)), [rows, rows.slice(10, 20)])
    })
  })

  it("hold no row, one, and every number of rows around a full leaf", () => {
    withImage((fill) => {
      assert.deepStrictEqual(fill([], []), [[], []])
      assert.deepStrictEqual(fill(sequence(1), []), [sequence(1), []])
      // A leaf takes some 6,000 of these.
      let perLeaf = 5000
      for (let step = 4096; step >= 1; step /= 2) {
        const bytes = sequence(perLeaf + step).reduce((sum, row) => sum + sizeOf(row), 16)
        if (bytes <= 65_536) perLeaf += step
      }
      for (const count of [-1, 0, 1, 2, 3]) {
        const [one, two] = [sequence(perLeaf + count), sequence(2 * perLeaf + count)]
        assert.deepStrictEqual(fill(one, two), [one, two])
      }
      assert.deepStrictEqual(fill([], sequence(3)), [[], sequence(3)])
    })
  })

  it("hold what a commit can have, over many pages, in random portions", () => {
    withImage((fill) => {
      const random = randomFrom(3)
      for (let turn = 0; turn < 5; turn++) {
        const rows = Array.from({ length: Math.floor(random() * 100_000) }, (_, index): Row => [
          index * 1000 + Math.floor(random() * 1000) - 1_000_000,
          Math.floor(random() * 2 ** (random() * 53)),
          Math.floor((random() - 0.5) * 2 ** (random() * 53)) + 0
        ])
        const others = sequence(Math.floor(random() * 50_000))
        assert.deepStrictEqual(fill(rows, others), [rows, others])
      }
    })
  })
})

const integerBytes = (value: number): number => {
  if (value === 0 || value === 1) return 0
  const size = value < 0 ? -1 - value : value
  return [7, 15, 23, 31, 47].findIndex((bits) => size < 2 ** bits) + 1
}

/** Of a row in a leaf: pointer, length, header, values. */
const sizeOf = (row: Row): number => {
  const sum = row.reduce((bytes, value) => bytes + [0, 1, 2, 3, 4, 6][integerBytes(value)]!, 0)
  return 2 + 1 + 1 + width + sum
}
