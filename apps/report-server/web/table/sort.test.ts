import { assert, describe, it } from "@effect/vitest"

import type { Column, Row } from "../api/types.ts"
import { findRows, nextSort, sortRows } from "./sort.ts"

const columns: ReadonlyArray<Column> = [
  { name: "path", kind: "path", filter: "path" },
  { name: "hits", kind: "count", filter: null }
]
const rows: ReadonlyArray<Row> = [
  ["/b10", 2],
  ["/a", null],
  ["/b9", 2],
  [null, 7]
]
const sorted = (column: string, descending: boolean): ReadonlyArray<unknown> =>
  sortRows(rows, columns, { column, descending }).map(([path]) => path)

describe("sorting", () => {
  it("keeps missing values last either way, and equal rows in their order", () => {
    assert.deepStrictEqual(sorted("hits", true), [null, "/b10", "/b9", "/a"])
    assert.deepStrictEqual(sorted("hits", false), ["/b10", "/b9", null, "/a"])
  })

  it("takes numbers in texts for numbers", () => {
    assert.deepStrictEqual(sorted("path", false), ["/a", "/b9", "/b10", null])
  })

  it("leaves the order alone for no column, or one that is not there", () => {
    assert.strictEqual(sortRows(rows, columns, null), rows)
    assert.strictEqual(sortRows(rows, columns, { column: "teeth", descending: true }), rows)
  })

  it("goes from largest over smallest to none with each click, texts the other way", () => {
    const first = nextSort(null, "hits", true)
    assert.deepStrictEqual(first, { column: "hits", descending: true })
    const second = nextSort(first, "hits", true)
    assert.deepStrictEqual(second, { column: "hits", descending: false })
    assert.isNull(nextSort(second, "hits", true))
    assert.deepStrictEqual(nextSort(second, "path", false), { column: "path", descending: false })
  })
})

describe("searching", () => {
  it("takes no part of a number for a word: it may be shown as 9.76 KiB", () => {
    const cells = [
      ["/a9999", 1],
      ["/b", 19_999],
      ["/c", 9_999]
    ]
    assert.deepStrictEqual(findRows(cells, "9999"), [cells[0]!, cells[2]!])
  })

  it("wants all words, in any column and case", () => {
    assert.deepStrictEqual(findRows(rows, "B 2"), [rows[0]!, rows[2]!])
    assert.deepStrictEqual(findRows(rows, "zzz"), [])
    assert.strictEqual(findRows(rows, " "), rows)
  })
})
