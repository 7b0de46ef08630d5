/** Rejected lines that have to come from the file: whose text is not kept, or whose meaning is in a header. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { gzipSync } from "node:zlib"

import type { FormatDefinition } from "@logmill/workers/format/definition"

import { dumpDifference } from "../../testing/dump.ts"
import { type Lab, makeLab, resultsOf } from "../../testing/lab.ts"
import { logLine } from "../../testing/logs.ts"
import {
  asShop,
  badFormats,
  badlyRead,
  dumpOf,
  goodFormats,
  mixed,
  shopLine,
  shopLines
} from "../../testing/shopLogs.ts"

describe("a line whose text is not kept", () => {
  const textsGone = "UPDATE reject SET text = NULL WHERE text LIKE 'v2%'"

  const places = [
    ["the file", () => {}, 5],
    ["the file, grown", (lab: Lab) => lab.append("a.log", shopLines("v1", "c", 20, 3)), 5],
    ["the file under another name it was read by", (lab: Lab) => lab.remove("a.log"), 5],
    ["nowhere, with the files gone", (lab: Lab) => ["a.log", "copy.gz"].forEach((name) => lab.remove(name)), 0],
    [
      "nowhere, with the files rewritten",
      (lab: Lab) => {
        lab.write("a.log", mixed.replaceAll("192.0.2.1", "192.0.2.2"))
        lab.write("copy.gz", "no gzip")
      },
      0
    ]
  ] as const
  it.live.each(places)("is read from %s", ([, change, stored]) =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      lab.gzip("a.log", "copy.gz")
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["copy.gz"])), { "copy.gz": "alreadyRead" })
      lab.change(textsGone)
      change(lab)
      const { sources } = yield* lab.retry()
      assert.strictEqual(sources[0]?.stored, stored)
      assert.strictEqual(sources[0]?.notRetried?.lines ?? 0, 5 - stored)
      if (stored === 0) {
        assert.include(["gone", "changed"], sources[0]?.notRetried?.reason)
        assert.strictEqual(lab.query("SELECT * FROM rejects").length, 6)
      }
    })
  )

  it.live("is read from a file of another name that is given", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      lab.change(textsGone)
      lab.rename("a.log", "moved.log")
      assert.strictEqual((yield* lab.retry()).sources[0]?.notRetried?.lines, 5)
      assert.strictEqual((yield* lab.retry(["moved.log"])).sources[0]?.stored, 5)
    })
  )

  it.live("is read where a file that was rewritten at its end is still the same", () =>
    Effect.gen(function* () {
      const content = shopLines("v1", "a", 1, 10) + shopLines("v2", "b", 1, 40_000)
      const lab = yield* badlyRead(content)
      lab.change("UPDATE reject SET text = NULL")
      const changed = Buffer.from(content)
      const at = content.indexOf("/b/30000 ")
      changed.write("/X", at)
      lab.write("a.log", changed)
      const { sources } = yield* lab.retry()
      const { notRetried, stored } = sources[0]!
      assert.isAbove(stored, 38_000)
      assert.isBelow(stored, 40_000)
      assert.deepStrictEqual(notRetried, { lines: 40_000 - stored, reason: "changed", needsHeader: false })
      assert.deepStrictEqual(lab.query("SELECT line FROM entries WHERE path = '/b/1'"), [{ line: 11 }])
      assert.strictEqual(lab.query("SELECT * FROM entries WHERE path LIKE '/X%' OR path = '/b/30000'").length, 0)
    })
  )

  it.live(
    "is one beyond the first 10,000 of a source and reason, whatever batches, runs and files they came in",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.formats = badFormats
        const other = `${logLine("x", 1).replace("[05/Nov", "[99/Nov")}\n`.repeat(9000)
        lab.write("a.log", shopLines("v2", "a", 1, 9000) + shopLine("v2", "a", 9001))
        lab.write("b.log.gz", gzipSync(shopLines("v2", "b", 1, 12_000)))
        lab.write("c.log", other)
        yield* lab.ingest(["a.log", "b.log.gz"], asShop)
        yield* lab.ingest(["c.log"], { logFormat: "combined" })
        lab.append("a.log", `\n${shopLines("v2", "a", 9002, 4000)}`)
        yield* lab.ingest(["a.log"], asShop)
        lab.append("c.log", other)
        lab.append("c.log", "nothing\n".repeat(11_000))
        yield* lab.ingest(["c.log"], { logFormat: "combined" })
        const kept = () =>
          lab.query(
            "SELECT source_id AS id, reason, count(*) AS lines, count(text) AS texts FROM rejects GROUP BY 1, 2 ORDER BY 1, 2"
          )
        const [a, b, c] = lab
          .query<{ source_id: number }>("SELECT source_id FROM sources ORDER BY path")
          .map(({ source_id }) => source_id)
        assert.deepStrictEqual(
          kept().toSorted((one, two) => JSON.stringify(one).localeCompare(JSON.stringify(two))),
          [
            { id: a, reason: "no-match", lines: 13_001, texts: 10_000 },
            { id: b, reason: "no-match", lines: 12_000, texts: 10_000 },
            { id: c, reason: "bad-time", lines: 18_000, texts: 10_000 },
            { id: c, reason: "no-time", lines: 11_000, texts: 10_000 }
          ].toSorted((one, two) => JSON.stringify(one).localeCompare(JSON.stringify(two)))
        )
        lab.formats = goodFormats
        const content = lab.read("a.log").toString()
        yield* lab.retry(["a.log", "b.log.gz"])
        assert.strictEqual(
          lab.query("SELECT * FROM rejects WHERE source LIKE '%a.log' OR source LIKE '%.gz'").length,
          0
        )
        yield* lab.forget("b.log.gz", "c.log")
        assert.strictEqual(dumpDifference(lab.dump(), yield* dumpOf(content)), null)
      }),
    60_000
  )
})

describe("lines under a header", () => {
  const header = "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n"
  const turned = "#Fields: date time cs-method cs-uri-stem sc-status c-ip\n"
  const w3c: FormatDefinition = {
    name: "w3c",
    title: "W3C",
    columns: {
      header: "#Fields:",
      separator: "blanks",
      fields: {
        date: "date:utc",
        time: "clock:utc",
        "c-ip": "client",
        "cs-method": "method",
        "cs-uri-stem": "path",
        "sc-status": "status"
      }
    },
    samples: []
  }
  const line = (number: number, client: string) => `2026-11-05 12:00:${10 + number} ${client} GET /${number} 200\n`
  const turnedLine = (number: number, client: string) =>
    `2026-11-05 12:00:${10 + number} GET /${number} 200 ${client}\n`
  const log =
    `#Version: 1.0\n${header}${line(1, "192.0.2.1")}${line(2, "192.0.2.2")}` +
    `${turned}${turnedLine(3, "192.0.2.3")}${header}${line(4, "192.0.2.4")}`

  it.live("are read from the file, with the headers before them, plain and compressed", () =>
    Effect.gen(function* () {
      for (const name of ["a.log", "a.log.gz"]) {
        const lab = yield* makeLab
        lab.write(name, name.endsWith("gz") ? gzipSync(log) : log)
        yield* lab.ingest([name], { logFormat: "combined" })
        assert.strictEqual(lab.query("SELECT * FROM rejects").length, 4)
        lab.formats = [w3c]
        assert.deepInclude((yield* lab.retry()).sources[0], { format: "w3c", stored: 4 })
        const fresh = yield* makeLab
        fresh.formats = [w3c]
        fresh.write("a.log", log)
        yield* fresh.ingest(["a.log"])
        assert.strictEqual(dumpDifference(lab.dump(), fresh.dump()), null)
      }
    })
  )

  it.live("cannot be read without it", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", log)
      yield* lab.ingest(["a.log"], { logFormat: "combined" })
      lab.formats = [w3c]
      lab.write("a.log", log.replace("c-ip", "x-ip"))
      const changed = yield* lab.retry([], { logFormat: "w3c" })
      assert.deepStrictEqual(changed.sources[0]?.notRetried, { lines: 4, reason: "changed", needsHeader: true })
      lab.remove("a.log")
      const gone = yield* lab.retry([], { logFormat: "w3c" })
      assert.deepStrictEqual(gone.sources[0]?.notRetried, { lines: 4, reason: "gone", needsHeader: true })
    })
  )

  it.live("where the header was a reject, too, it is a comment now", () =>
    Effect.gen(function* () {
      const csv: FormatDefinition = {
        name: "csv",
        title: "CSV",
        columns: {
          header: "at,",
          separator: "comma",
          fields: { at: "time:iso", who: "client", method: "method", what: "path", code: "status" }
        },
        samples: []
      }
      const content = "at,who,method,what,code\n2026-11-05T12:00:00Z,192.0.2.1,GET,/a,200\n"
      const lab = yield* makeLab
      lab.write("a.log", content)
      yield* lab.ingest(["a.log"], { logFormat: "common" })
      lab.formats = [csv]
      assert.deepInclude((yield* lab.retry()).sources[0], { stored: 1, skipped: 1 })
      assert.deepStrictEqual(lab.query("SELECT lines, stored, rejected, comment FROM sources"), [
        { lines: 2, stored: 1, rejected: 0, comment: 1 }
      ])
    })
  )
})
