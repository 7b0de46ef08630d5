/** Which format rejected lines are tried by, and what the source is read by from then on. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { dumpDifference } from "../../testing/dump.ts"
import { makeLab } from "../../testing/lab.ts"
import { logLines } from "../../testing/logs.ts"
import { badFormats, badlyRead, dumpOf, goodFormats, mixed, shopLines } from "../../testing/shopLogs.ts"

describe("the format of a retry", () => {
  it.live("is looked for among all that are known now, and the file is read on by it", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 5) + shopLines("v2", "b", 6, 5))
      yield* lab.ingest(["a.log"])
      assert.strictEqual(lab.query("SELECT * FROM rejects").length, 5)
      lab.formats = goodFormats
      assert.deepInclude((yield* lab.retry()).sources[0], { format: "shop", stored: 5 })
      assert.deepStrictEqual(lab.query("SELECT format FROM sources"), [{ format: "combined + shop" }])
      lab.append("a.log", shopLines("v1", "c", 11, 2) + logLines("d", 13, 2))
      const report = yield* lab.ingest(["a.log"])
      assert.deepInclude(report.counts, { lines: 4, stored: 4 })
    })
  )

  it.live("replaces one by which nothing was stored", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", shopLines("v2", "b", 6, 5))
      yield* lab.ingest(["a.log"], { logFormat: "common" })
      lab.formats = goodFormats
      yield* lab.retry()
      assert.strictEqual(dumpDifference(lab.dump(), yield* dumpOf(shopLines("v2", "b", 6, 5))), null)
    })
  )

  it.live("is the one that is given, in any dialect", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", shopLines("v2", "b", 6, 5))
      yield* lab.ingest(["a.log"], { logFormat: "common" })
      const logFormat = "{-} {time:iso} {client} {method} {uri} {status} {bytes}"
      assert.deepInclude((yield* lab.retry([], { logFormat })).sources[0], { format: logFormat, stored: 5 })
      lab.append("a.log", shopLines("v3", "c", 11, 2))
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.stored, 2)
    })
  )

  it.live("is not guessed where two read the lines otherwise", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      const [own] = goodFormats
      lab.formats = [
        ...badFormats,
        { ...own!, name: "one" },
        {
          ...own!,
          name: "other",
          regex: String(own!.regex)
            .replace("<bytes>", "<bytes_in>")
            .replace("<uri>", "<agent>")
            .replace("<method>[A-Z]+", "<uri>[A-Z]+")
        }
      ]
      const { sources } = yield* lab.retry()
      assert.sameMembers([...sources[0]!.conflict!], ["one", "other"])
      assert.strictEqual(sources[0]?.stored, 0)
    })
  )

  it.live("is not told by another log that stands where the source's was", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      const header = "#Fields: date time c-ip cs-uri-stem\n"
      lab.write("a.log", `${header}2026-11-05 12:00:10 192.0.2.1 /a\n`)
      const fields = { date: "date:utc", time: "clock:utc", "c-ip": "client", "cs-uri-stem": "path" }
      lab.formats = [
        ...goodFormats,
        { name: "w3c", title: "W3C", columns: { header: "#Fields:", separator: "blanks", fields }, samples: [] }
      ]
      assert.deepInclude((yield* lab.retry()).sources[0], { format: "shop", stored: 5, notRetried: null })
    })
  )

  it.live("that is there no more does not keep others from being tried", () =>
    Effect.gen(function* () {
      const lab = yield* badlyRead(mixed)
      lab.formats = [{ ...goodFormats[0]!, name: "renamed" }]
      assert.deepInclude((yield* lab.retry()).sources[0], { format: "renamed", stored: 5 })
    })
  )
})
