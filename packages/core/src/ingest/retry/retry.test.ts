/** Lines that did not parse are tried again: what comes of it is what a right format would have stored at once. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { dumpDifference } from "../../testing/dump.ts"
import { makeLab } from "../../testing/lab.ts"
import { logLines } from "../../testing/logs.ts"
import { asShop, badFormats, badlyRead, dumpOf, goodFormats, mixed, shopLines } from "../../testing/shopLogs.ts"

describe("retrying rejects", () => {
  it.live("is refused where there is no database", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const error = yield* Effect.flip(lab.retry())
      assert.strictEqual(error.reason, "missing")
      assert.throws(() => lab.read("logs.db"), /ENOENT/)
    })
  )

  it.live(
    "stores what parses now under its source, line and day, with the file gone; a second time there is nothing",
    () =>
      Effect.gen(function* () {
        const lab = yield* badlyRead(mixed)
        lab.remove("a.log")
        const report = yield* lab.retry()
        const [source] = report.sources
        assert.deepInclude(source, { rejected: 6, stored: 5, filtered: 0, skipped: 0, notRetried: null, left: 0 })
        assert.deepStrictEqual(source?.failed, [{ reason: "no-match", lines: 1, nearest: null }])
        assert.strictEqual(source?.format, "shop")
        assert.strictEqual(dumpDifference(lab.dump(), yield* dumpOf(mixed)), null)
        assert.deepStrictEqual(
          lab.query("SELECT line, path FROM entries WHERE path LIKE '/b/%' ORDER BY line"),
          [6, 7, 8, 9, 10].map((line) => ({ line, path: `/b/${line}` }))
        )
        const version = lab.query("SELECT data_version FROM meta")
        const again = yield* lab.retry()
        assert.deepInclude(again.sources[0], { rejected: 1, stored: 0 })
        assert.deepStrictEqual(lab.query("SELECT * FROM source_range WHERE generation IS NULL").length, 1)
        assert.deepStrictEqual(version, lab.query("SELECT data_version FROM meta"))
      })
  )

  it.live("says that there are none", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      yield* lab.ingest(["a.log"])
      assert.deepInclude(yield* lab.retry(), { sources: [], without: [], unknown: [] })
      assert.deepInclude(yield* lab.retry(["a.log", "b.log"]), { without: [lab.path("a.log")], unknown: ["b.log"] })
    })
  )

  it.live("stores nothing in a dry run, and says the same", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      const dump = lab.dump()
      const dry = yield* lab.retry([], { dryRun: true })
      assert.deepStrictEqual(lab.dump(), dump)
      const wet = yield* lab.retry()
      assert.deepStrictEqual({ ...dry, elapsedMs: 0 }, { ...wet, elapsedMs: 0 })
    })
  )

  it.live("goes by the filter rules of its own, and counts by them", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      const report = yield* lab.retry([], { drop: ["path:/b/7", "client:192.0.2.9"] })
      assert.deepInclude(report.sources[0], { stored: 3, filtered: 2 })
      assert.deepStrictEqual(
        lab.query("SELECT rule, sum(lines) AS lines FROM range_filtered GROUP BY rule ORDER BY rule"),
        [
          { rule: "client:192.0.2.9", lines: 1 },
          { rule: "path:/b/7", lines: 1 }
        ]
      )
      assert.deepStrictEqual(lab.query("SELECT stored, filtered, rejected, skipped FROM sources"), [
        { stored: 10, filtered: 2, rejected: 1, skipped: 2 }
      ])
      const again = yield* lab.retry()
      assert.deepInclude(again.sources[0], { rejected: 1, stored: 0, filtered: 0 })
    })
  )

  const zones = [
    ["of the ingest that read it", {}, "2026-11-05T11:06:00.000Z", "old.example.com"],
    ["that is given", { logZone: "America/New_York" }, "2026-11-05T17:06:00.000Z", "old.example.com"],
    ["and the site that is given", { site: "new.example.com" }, "2026-11-05T11:06:00.000Z", "new.example.com"],
    ["and the site of its name", { siteFrom: "([a-z]+)[.]log" }, "2026-11-05T11:06:00.000Z", "a"]
  ] as const
  it.live.each(zones)("takes the zone %s", ([, options, time, site]) =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", mixed)
      lab.formats = badFormats
      yield* lab.ingest(["a.log"], { ...asShop, logZone: "Europe/Berlin", site: "old.example.com" })
      lab.formats = goodFormats
      yield* lab.retry([], options)
      assert.deepStrictEqual(lab.query("SELECT iso_time, site FROM entries WHERE path = '/b/6'"), [
        { iso_time: time, site }
      ])
    })
  )

  it.live("keeps what a line is, byte by byte", () =>
    Effect.gen(function* () {
      const odd = Buffer.concat([
        Buffer.from("\ufeff"),
        Buffer.from(shopLines("v2", "first", 1, 1)),
        Buffer.from("v2 2026-11-05T12:00:00 192.0.2.1 GET /\\x41\\\\b\\ 200 5\n"),
        Buffer.from("v2 2026-11-05T12:00:00 192.0.2.1 GET /\xff\x01\x7f\xc3\xa4 200 5\r\n", "latin1"),
        Buffer.from("v2 2026-11-05T12:00:00 192.0.2.1 GET /ä€𝄞 200 5\r\r\n"),
        Buffer.from("\0\0v2 2026-11-05T12:00:00 192.0.2.1 GET /nul 200 5\n"),
        Buffer.from(
          "v2 2026-11-05T12:00:00 192.0.2.1 GET /cut\0\0\0v2 2026-11-05T12:00:00 192.0.2.1 GET /whole 200 5\n"
        ),
        Buffer.from(`v2 2026-11-05T12:00:00 192.0.2.1 GET /${"x".repeat(65_000)} 200 5\n`),
        Buffer.from(`v2 2026-11-05T12:00:00 192.0.2.1 GET /${"y".repeat(70_000)} 200 5\n`),
        Buffer.from("\ufeffv2 2026-11-05T12:00:00 192.0.2.1 GET /mark 200 5\n"),
        Buffer.from("v2 2026-11-05T12:00:00 192.0.2.1 GET /last 200 5")
      ])
      const lab = yield* badlyRead(odd)
      lab.remove("a.log")
      const report = yield* lab.retry()
      assert.deepStrictEqual(
        report.sources[0]?.failed.map(({ lines, reason }) => [reason, lines]),
        [
          ["too-long", 1],
          ["no-match", 1]
        ]
      )
      assert.strictEqual(dumpDifference(lab.dump(), yield* dumpOf(odd)), null)
    })
  )

  it.live("names sources by path, number, folder and glob, and by content under another name", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.formats = badFormats
      lab.mkdir("logs")
      for (const path of ["logs/a.log", "logs/b.log", "c.log"]) {
        lab.write(path, shopLines("v2", path, 1, 3))
        yield* lab.ingest([path], asShop)
      }
      lab.write("moved.log", lab.read("logs/b.log"))
      lab.formats = goodFormats
      const names: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
        ["logs/a.log", ["a"]],
        ["2", ["b"]],
        ["logs", ["a", "b"]],
        ["logs/*.log", ["a", "b"]],
        ["moved.log", ["b"]],
        ["logs/../logs/b.log", ["b"]],
        [".", ["a", "b", "c"]],
        ["log", []]
      ]
      for (const [name, expected] of names) {
        const { sources, unknown } = yield* lab.retry([name, "other.log"], { dryRun: true })
        assert.deepStrictEqual(
          sources.map(({ path, stored }) => [path.slice(-5, -4), stored]),
          expected.map((letter) => [letter, 3]),
          name
        )
        assert.deepStrictEqual(unknown, expected.length === 0 ? [name, "other.log"] : ["other.log"])
      }
      yield* lab.retry(["logs/b.log"])
      assert.deepStrictEqual(lab.query("SELECT DISTINCT source_id FROM entries"), [{ source_id: 2 }])
    })
  )

  it.live("of standard input goes by the texts alone", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      // As if it had come through a pipe.
      lab.change(
        "UPDATE source SET head_digest = NULL, path = 'stdin'; DELETE FROM source_file; UPDATE reject SET text = NULL WHERE id % 2"
      )
      const { sources } = yield* lab.retry()
      assert.strictEqual(sources[0]?.notRetried?.reason, "standardInput")
      assert.strictEqual(sources[0]?.stored, 2)
    })
  )

  it.live("asked to stop leaves the rest for the next time", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.formats = badFormats
      for (const name of ["a", "b"]) lab.write(`${name}.log`, shopLines("v2", name, 1, 9000))
      yield* lab.ingest(["a.log", "b.log"], asShop)
      lab.formats = goodFormats
      const asked = Promise.withResolvers<void>()
      const report = yield* lab.retry(
        [],
        {},
        { stop: Effect.promise(() => asked.promise), onProgress: () => asked.resolve() }
      )
      assert.isTrue(report.interrupted)
      assert.isAbove(
        report.sources.reduce((sum, { left }) => sum + left, 0),
        0
      )
      const stored = report.sources.reduce((sum, source) => sum + source.stored, 0)
      assert.isAbove(stored, 0)
      const rest = yield* lab.retry()
      assert.strictEqual(
        rest.sources.reduce((sum, source) => sum + source.stored, 0),
        18_000 - stored
      )
      assert.strictEqual(lab.query("SELECT * FROM rejects").length, 0)
    })
  )
})
