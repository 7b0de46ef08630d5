/** Lines of entries, held against what the output modes of every other command write of the same rows. */
import { assert, describe, it } from "@effect/vitest"

import type { Entries } from "./entries.ts"
import type { RowChunk } from "../query/QueryEngine.ts"
import { Stream } from "effect"

import { formatDelimited } from "../output/delimited.ts"
import { formatNdjson } from "../output/json.ts"
import { type Cell, listing } from "../output/rows.ts"
import { csvFormat, ndjsonFormat, rowWriter } from "./rowText.ts"

const time = Date.parse("2026-10-25T00:59:59.250Z")

/** A client, its status and time, and an agent: two lookups, with columns of the row before, between and behind them. */
const entries: Entries = {
  columns: [
    { name: "time", type: "time", lookup: null, place: 2 },
    { name: "client", type: "text", lookup: 0, place: 0 },
    { name: "country", type: "text", lookup: 0, place: 1 },
    { name: "status", type: "integer", lookup: null, place: 3 },
    { name: "duration_ms", type: "real", lookup: null, place: 4 },
    { name: "agent", type: "text", lookup: 1, place: 0 },
    { name: "client_id", type: "integer", lookup: 0, place: 2 },
    { name: "extra", type: "text", lookup: null, place: 5 }
  ],
  keys: [0, 1],
  chunks: Stream.empty
}

const chunk: RowChunk = {
  rows: [
    [0, 0, time, 200, 0.25, null],
    [1, 1, time + 1750, null, null, `{"a":"é,"}`],
    [0, 2, time + 3_600_000, 999, -1, ""],
    [1, 0, time - 1, 9007199254740993n, 1e21, "\u202e"]
  ],
  found: [
    [
      ["192.0.2.1", "AS", 1],
      ["=1+1", null, 2]
    ],
    [[`say "hi", é`], [null], [""]]
  ]
}

const plain: ReadonlyArray<ReadonlyArray<Cell>> = chunk.rows.map((row) =>
  entries.columns.map(({ lookup, place }) =>
    lookup === null ? row[place]! : chunk.found[lookup]![row[entries.keys[lookup]!] as number]![place]!
  )
)
const zone = "Europe/Berlin"
const asListed = {
  ...listing(
    "x",
    entries.columns.map(({ name, type }) => ({ name, kind: type === "time" ? "time" : "text" })),
    plain
  ),
  zone
}

const linesOf = (format: ReturnType<typeof csvFormat>, of = chunk): string =>
  format.header(entries.columns) + Buffer.from(rowWriter(entries, format)(of)).toString()

describe("lines of entries", () => {
  it("as CSV are those of --csv, safe for spreadsheets or not", () => {
    for (const safe of [true, false]) {
      assert.strictEqual(
        linesOf(csvFormat({ zone, safe, escape: false })),
        [...formatDelimited(asListed, { delimiter: ",", safe })].join("")
      )
    }
  })

  it("as NDJSON are those of --ndjson", () => {
    assert.strictEqual(linesOf(ndjsonFormat({ zone })), [...formatNdjson([asListed], false)].join(""))
  })

  it("have nothing on a terminal that could harm it", () => {
    const lines = linesOf(csvFormat({ zone, safe: true, escape: true }))
    assert.notMatch(lines.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    assert.include(lines, "\\u{202e}")
  })

  it("of the next chunk have its own texts", () => {
    const format = csvFormat({ zone: "UTC", safe: true, escape: false })
    const write = rowWriter(entries, format)
    write(chunk)
    const [first, second] = chunk.found
    const more: RowChunk = {
      rows: [
        [0, 0, time, 1, 2, null],
        [0, 3, time, 1, 2, null]
      ],
      found: [first!, [...second!, ["late"]]]
    }
    assert.include(Buffer.from(write(more)).toString(), ",late,")
    const list = [["x"]]
    const growing: RowChunk = { rows: [[0, 0, time, 1, 2, null]], found: [first!, list] }
    assert.include(Buffer.from(write(growing)).toString(), ",x,")
    list.push(["y"])
    assert.include(Buffer.from(write({ ...growing, rows: [[0, 1, time, 1, 2, null]] })).toString(), ",y,")
    const next: RowChunk = { rows: [[0, 0, time, 1, 2, null]], found: [[["b", "c", 3]], [["d"]]] }
    assert.strictEqual(Buffer.from(write(next)).toString(), "2026-10-25T00:59:59.250+00:00,b,c,1,2,d,3,\n")
    assert.strictEqual(Buffer.from(write({ rows: [], found: [[], []] })).toString(), "")
  })
})
