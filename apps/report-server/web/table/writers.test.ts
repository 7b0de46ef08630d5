import { assert, describe, it } from "@effect/vitest"

import type { Column } from "../api/types.ts"
import { markdownOf, write } from "./writers.ts"

const columns: ReadonlyArray<Column> = [
  { name: "path", kind: "path", filter: "path" },
  { name: "start", kind: "time", filter: null },
  { name: "hits", kind: "count", filter: null }
]
const rows = [
  ['=cmd|"x"!A1', Date.UTC(2026, 10, 10, 14), 12_345],
  ["/a,b|<b>", null, null]
]

describe("files of an answer", () => {
  it("are CSV that no spreadsheet takes for formulas", () => {
    assert.strictEqual(
      write({ columns, rows }, "csv"),
      'path,start,hits\r\n"\'=cmd|""x""!A1",2026-11-10T14:00:00.000Z,12345\r\n"/a,b|<b>",,\r\n'
    )
  })

  it("are JSON, whole or by lines", () => {
    const objects = [
      { path: '=cmd|"x"!A1', start: "2026-11-10T14:00:00.000Z", hits: 12_345 },
      { path: "/a,b|<b>", start: null, hits: null }
    ]
    assert.deepStrictEqual(JSON.parse(write({ columns, rows }, "json")), objects)
    const lines = write({ columns, rows }, "ndjson").trim().split("\n")
    assert.deepStrictEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      objects
    )
  })

  it("are tables of Markdown, in which log text is text", () => {
    const [head, rule, , second] = markdownOf({ columns, rows }, () => 0).split("\n")
    assert.strictEqual(head, "| path | start | hits |")
    assert.strictEqual(rule, "| --- | --- | ---: |")
    assert.strictEqual(second, "| /a,b\\|\\<b\\> | – | – |")
  })
})
