/** What a retry has stored stays through all that becomes of a log, and goes with it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { dumpDifference } from "../../testing/dump.ts"
import { makeLab, outcomeOf, resultsOf } from "../../testing/lab.ts"
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

describe("what was stored by a retry", () => {
  it.live("is taken back by forget, and can be read again", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      yield* lab.retry()
      const { forgotten } = yield* lab.forget("a.log")
      assert.strictEqual(forgotten[0]?.entries, 12)
      for (const table of [
        "entry",
        "reject",
        "source_range",
        "source",
        "hits_day",
        "hits_path",
        "visitor_day",
        "path"
      ]) {
        assert.strictEqual(lab.count("logs.db", table), 0, table)
      }
      yield* lab.ingest(["a.log"], asShop)
      assert.strictEqual(dumpDifference(lab.dump(), yield* dumpOf(mixed)), null)
    })
  )

  it.live("stays when the file grows, which is read on behind it", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      yield* lab.retry()
      const more = shopLines("v2", "c", 20, 3)
      lab.append("a.log", more)
      const report = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(resultsOf(report), { "a.log": "continued" })
      assert.strictEqual(report.counts.stored, 3)
      assert.strictEqual(dumpDifference(lab.dump(), yield* dumpOf(mixed + more)), null)
      lab.gzip("a.log", "a.log.gz")
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log.gz"])), { "a.log.gz": "alreadyRead" })
    })
  )

  const tails = [
    ["a whole line", shopLine("v2", "tail", 30), "\n"],
    ["half of one that parses", shopLine("v2", "tail", 300).slice(0, -1), "7\n"],
    ["half of one that does not", shopLine("v2", "tail", 30).slice(0, 25), `${shopLine("v2", "tail", 30).slice(25)}\n`],
    ["one that a rule drops", shopLine("v2", "drop", 30), "\n"]
  ] as const
  it.live.each(tails)("is undone with a last line without its end: %s", ([, tail, rest]) =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed + tail)
      const drop = ["path:/drop/*"]
      yield* lab.retry([], { drop })
      const [{ hits, entries } = assert.fail()] = lab.query<{ hits: number; entries: number }>(
        "SELECT (SELECT sum(hits) FROM hits) AS hits, (SELECT count(*) FROM entries) AS entries"
      )
      assert.strictEqual(hits, entries)
      const more = shopLines("v2", "c", 40, 2)
      lab.append("a.log", rest + more)
      const report = yield* lab.ingest(["a.log"], { drop })
      assert.strictEqual(report.counts.lines, 2)
      assert.strictEqual(dumpDifference(lab.dump(), yield* dumpOf(mixed + tail + rest + more, { drop })), null)
      assert.strictEqual(lab.query("SELECT * FROM source_range WHERE tail").length, 0)
    })
  )

  it.live("is known again in a file that is cut or rewritten among its lines", () =>
    Effect.gen(function* () {
      // Before, between and behind lines that were stored, dropped and are rejects still, a blank one and a comment.
      for (const kept of [1, 5, 7, 8, 10, 11, 13]) {
        const lab = yield* badlyRead(mixed)
        yield* lab.retry([], { drop: ["path:/b/8"] })
        lab.keepLines("a.log", kept)
        assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "unchanged" }, `cut after ${kept}`)
        lab.append("a.log", shopLines("v2", "new", 1, 3))
        const report = yield* lab.ingest(["a.log"])
        assert.include(outcomeOf(report, "a.log").detail, `after line ${kept}:`)
        assert.deepInclude(report.counts, { lines: 3, stored: 3 })
        assert.deepStrictEqual(lab.query("SELECT line FROM entries WHERE path LIKE '/new/%' ORDER BY line"), [
          { line: kept + 1 },
          { line: kept + 2 },
          { line: kept + 3 }
        ])
        assert.strictEqual(lab.query("SELECT * FROM sources").length, 1)
      }
    })
  )

  it.live("does not keep rejects from being known again by a format that reads them now", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      lab.keepLines("a.log", 8)
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "unchanged" })
      lab.append("a.log", shopLines("v2", "new", 1, 3))
      yield* lab.ingest(["a.log"])
      yield* lab.retry()
      assert.strictEqual(lab.query("SELECT * FROM entries").length, 12 + 3)
    })
  )

  it.live("gets its line numbers when the lines before it are read", () =>
    Effect.gen(function* () {
      const content = shopLines("v1", "a", 1, 9000) + mixed
      const lab = yield* badlyRead(content)
      // As an ingest leaves it that died after the last range.
      lab.change(`UPDATE source SET state = 'reading'; UPDATE source_range SET first_line = NULL; DELETE FROM source_file;
        DELETE FROM hits_day; DELETE FROM hits_hour; DELETE FROM hits_path; DELETE FROM visitor_day; UPDATE meta SET watermark = 0;
        DELETE FROM entry WHERE id BETWEEN (SELECT min(first_entry) FROM source_range) AND (SELECT last_entry FROM source_range WHERE start_offset = 0);
        DELETE FROM source_range WHERE start_offset = 0`)
      yield* lab.retry()
      assert.strictEqual(lab.query("SELECT * FROM entries WHERE line IS NULL AND path LIKE '/b/%'").length, 5)
      yield* lab.ingest(["a.log"])
      assert.strictEqual(dumpDifference(lab.dump(), yield* dumpOf(content)), null)
    })
  )

  it.live("of a generation before the last keeps its lines", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      lab.keepLines("a.log", 7)
      lab.append("a.log", shopLines("v1", "c", 1, 3))
      yield* lab.ingest(["a.log"])
      yield* lab.retry()
      assert.deepStrictEqual(
        lab.query("SELECT line, path FROM entries WHERE path LIKE '/b/%' ORDER BY line"),
        [6, 7, 8, 9, 10].map((line) => ({ line, path: `/b/${line}` }))
      )
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "unchanged" })
    })
  )

  it.live("is known again of a file that was cut, also when its format has changed since", () =>
    Effect.gen(function* () {
      for (const isRetried of [true, false]) {
        const lab = yield* makeLab
        const content = shopLines("v1", "a", 1, 30) + shopLines("v2", "b", 40, 30)
        lab.write("a.log", content)
        lab.formats = badFormats
        yield* lab.ingest(["a.log"])
        const [own] = goodFormats
        lab.formats = [{ ...own!, regex: String(own!.regex).replace("<bytes>", "<bytes_in>") }]
        if (isRetried) yield* lab.retry()
        const before = lab.count("logs.db", "entry")
        lab.write("b.log", content.slice(0, 1500))
        lab.write("a.log", content.split("\n").slice(0, 10).join("\n") + "\n")
        yield* lab.ingest(["a.log", "b.log"])
        assert.strictEqual(lab.count("logs.db", "entry"), before)
        assert.strictEqual(lab.count("logs.db", "source"), 1)
      }
    })
  )

  it.live("lets its format stand beside that of the lines that were read before", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const common = (number: number): string =>
        `192.0.2.${number} - - [10/Nov/2026:13:55:36 +0000] "GET /${number} HTTP/1.1" 200 5\n`
      const others = (from: number): string =>
        [1, 2, 3].map((number) => `B 192.0.2.9 [10/Nov/2026:13:55:36 +0000] "GET /b/${from + number}" 200\n`).join("")
      lab.write("a.log", common(1) + others(0))
      yield* lab.ingest(["a.log"])
      yield* lab.retry([], { logFormat: 'B $remote_addr [$time_local] "$request" $status' })
      lab.append("a.log", common(2) + others(10))
      const { counts } = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual([counts.stored, counts.rejected], [4, 0])
    })
  )
})
