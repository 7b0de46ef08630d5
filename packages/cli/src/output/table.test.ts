import { assert, describe, it } from "@effect/vitest"

import { type Cell, listing, type RowsColumn } from "@logmill/core/output/rows"
import { cutMiddle, formatTable } from "./table.ts"

const columns: ReadonlyArray<RowsColumn> = [
  { name: "path", kind: "path" },
  { name: "hits", kind: "count" },
  { name: "share", kind: "share" },
  { name: "bytes", kind: "bytes" },
  { name: "hits_2xx", kind: "count" },
  { name: "hits_3xx", kind: "count" },
  { name: "hits_4xx", kind: "count" },
  { name: "hits_5xx", kind: "count" },
  { name: "hits_other", kind: "count" }
]
const rows: ReadonlyArray<ReadonlyArray<Cell>> = [
  ["/shop/catalogue/garden/tools/secateurs-with-a-long-name.html", 12345, 0.51234, 987654321, 12000, 300, 40, 5, 0],
  ["/", 7, 0.0004, null, 7, 0, 0, 0, 0]
]
const table = (width: number | null, wanted = columns, cells = rows) =>
  formatTable(listing("paths", wanted, cells), { width, escape: true, emphasize: (text) => text })
const text = (lines: ReadonlyArray<string>) => `\n${lines.join("\n")}\n`

describe("a table fitted to a width", () => {
  it("is uncut when no terminal limits it", () => {
    assert.strictEqual(
      text(table(null).lines),
      `
path                                                           hits   share      bytes  hits_2xx  hits_3xx  hits_4xx  hits_5xx  hits_other
/shop/catalogue/garden/tools/secateurs-with-a-long-name.html  12345  0.5123  987654321     12000       300        40         5           0
/                                                                 7  0.0004                    7         0         0         0           0
`
    )
  })

  it("cuts the folders of a file, whose name tells it from others", () => {
    const paths = [{ name: "path", kind: "text" as const, keeps: "end" as const }]
    const file = "/var/log/nginx/shop.example.org/access.log.1.gz"
    assert.strictEqual(table(18, paths, [[file]]).lines[1], "…g/access.log.1.gz")
  })

  it("cuts names of columns that are longer than any text may be", () => {
    const long = [{ name: "x".repeat(5000), kind: "count" as const }]
    assert.strictEqual(table(null, long, [[1]]).lines[0], `${"x".repeat(60)}…${"x".repeat(59)}`)
  })

  it("cuts texts in the middle", () => {
    assert.strictEqual(
      text(table(110).lines),
      `
path                               hits   share      bytes  hits_2xx  hits_3xx  hits_4xx  hits_5xx  hits_other
/shop/catalogue/…-long-name.html  12345  0.5123  987654321     12000       300        40         5           0
/                                     7  0.0004                    7         0         0         0           0
`
    )
  })

  it("folds headers at underscores before it leaves a column out", () => {
    assert.strictEqual(
      text(table(80).lines),
      `
                                                  hits  hits  hits  hits    hits
path                    hits   share      bytes   _2xx  _3xx  _4xx  _5xx  _other
/shop/cata…-name.html  12345  0.5123  987654321  12000   300    40     5       0
/                          7  0.0004                 7     0     0     0       0
`
    )
  })

  it("leaves columns out from the right, and names them", () => {
    const { leftOut, lines } = table(44)
    assert.deepStrictEqual(leftOut, ["hits_2xx", "hits_3xx", "hits_4xx", "hits_5xx", "hits_other"])
    assert.isTrue(lines.every((line) => line.length <= 44))
  })

  it("never cuts a number nor leaves the first column out", () => {
    const { lines } = table(10)
    assert.strictEqual(lines[2], "/")
    assert.strictEqual(table(3, [{ name: "hits", kind: "count" }], [[123456]]).lines[1], "123456")
  })

  it.each([20, 40, 60, 79, 80, 100, 132, 200])("fits %i columns", (width) => {
    assert.isTrue(table(width).lines.every((line) => line.length <= width))
  })

  it("never cuts a time", () => {
    const times: ReadonlyArray<RowsColumn> = [
      { name: "path", kind: "path" },
      { name: "first_time", kind: "time" }
    ]
    const { leftOut, lines } = table(44, times, [["/shop/catalogue/garden/tools", 0]])
    assert.deepStrictEqual(leftOut, ["first_time"])
    assert.strictEqual(
      table(45, times, [["/shop/catalogue/garden/tools", 0]]).lines[1]!.slice(-25),
      "1970-01-01T00:00:00+00:00"
    )
    assert.strictEqual(lines[1], "/shop/catalogue/garden/tools")
  })

  it("aligns wide characters, combining marks and emoji", () => {
    const wide: ReadonlyArray<RowsColumn> = [
      { name: "p", kind: "path" },
      { name: "n", kind: "count" }
    ]
    assert.strictEqual(
      text(
        table(null, wide, [
          ["/日本", 1],
          ["/e\u0301e", 22],
          ["/🙂", 3]
        ]).lines
      ),
      `
p       n
/日本   1
/e\u0301e    22
/🙂     3
`
    )
  })

  it("cuts very long texts, and counts them, when no terminal limits it", () => {
    const long = `/${"a".repeat(32_000)}.html`
    const { cut, leftOut, lines } = table(null, columns.slice(0, 2), [
      [long, 1],
      ["/", 2],
      [long, 3]
    ])
    assert.deepStrictEqual([cut, leftOut], [2, []])
    assert.deepStrictEqual([...new Set(lines.map((line) => line.length))], [120 + 2 + 4])
    assert.match(lines[1]!, /^\/a+…a+\.html {5}1$/)
    assert.strictEqual(table(null, columns.slice(0, 2), [["/".repeat(120), 1]]).cut, 0)
    assert.strictEqual(table(40, columns.slice(0, 2), [[long, 1]]).cut, 0)
  })

  it("has the same shape with one row as with two", () => {
    const [header, first] = table(null).lines
    assert.deepStrictEqual(table(null, columns, rows.slice(0, 1)).lines, [header!, first!])
  })

  it("shows figures one a line", () => {
    const record = (wanted: ReadonlyArray<ReadonlyArray<Cell>>, width: number) =>
      formatTable({ ...listing("x", columns, wanted), isRecord: true }, { width, escape: true, emphasize: (h) => h })
    assert.deepStrictEqual(record([], 40).lines, [])
    assert.strictEqual(record(rows, 40).lines.length, 2 * columns.length + 1)
    assert.strictEqual(
      text(record(rows.slice(0, 1), 40).lines),
      `
path        /shop/catalogu…ong-name.html
hits        12345
share       0.5123
bytes       987654321
hits_2xx    12000
hits_3xx    300
hits_4xx    40
hits_5xx    5
hits_other  0
`
    )
  })

  it("shows headers when there are no rows", () => {
    assert.deepStrictEqual(table(null, columns.slice(0, 2), []).lines, ["path  hits"])
  })

  it("escapes cells and headers, and leaves them alone for --raw", () => {
    const hostile = listing("x", [{ name: "a\u001b", kind: "text" }], [["\u001b[2J"]])
    const format = (escape: boolean) => formatTable(hostile, { width: null, escape, emphasize: (h) => h }).lines
    assert.deepStrictEqual(format(true), ["a\\x1b", "\\x1b[2J"])
    assert.deepStrictEqual(format(false), ["a\u001b", "\u001b[2J"])
  })
})

describe("cutMiddle", () => {
  const cases: ReadonlyArray<readonly [text: string, width: number, cut: string]> = [
    ["/index.html", 11, "/index.html"],
    ["/index.html", 10, "/inde…html"],
    ["/index.html", 2, "/…"],
    ["/index.html", 1, "…"],
    ["/日本語日本語", 7, "/日…語"],
    ["e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301…e\u0301"]
  ]
  it.each(cases)("%s to %i", (text, width, cut) => {
    assert.strictEqual(cutMiddle(text, width), cut)
  })
})
