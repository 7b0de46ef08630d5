/** Rules of an ingest: what they drop is counted and named, and stays dropped. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { makeLab, pathsOf } from "../testing/lab.ts"
import { logLine, logLines } from "../testing/logs.ts"

const styles = (from: number, count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `${logLine("style", from + index).replace(" HTTP/1.1", ".css HTTP/1.1")}\n`
  ).join("")

describe("rules", () => {
  it.live("that cannot be read are named, and nothing is done", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      const wrong: ReadonlyArray<readonly ["drop" | "keep", string]> = [
        ["drop", "nonsense"],
        ["keep", "path:"],
        ["drop", "path:~("]
      ]
      for (const [option, rule] of wrong) {
        const error = yield* Effect.flip(lab.ingest(["a.log"], { [option]: [rule] }))
        assert.strictEqual(error._tag, "IngestError")
        assert.include(error.message, rule)
      }
      assert.throws(() => lab.read("logs.db"), /ENOENT/)
    })
  )

  it.live("are counted one by one, and leave nothing of what they drop", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10) + logLines("private", 1, 4) + styles(1, 3) + logLines("b", 1, 2))
      const options = { drop: ["path:/private/*", "static", "status:404"], keep: ["path:/a/*"] }
      const report = yield* lab.ingest(["a.log"], options)
      assert.deepStrictEqual(report.filteredBy, [
        { rule: "path:/private/*", lines: 4 },
        { rule: "static", lines: 3 },
        { rule: "not kept by path:/a/*", lines: 2 }
      ])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10]))
      assert.deepStrictEqual(lab.query("SELECT stored, filtered FROM sources"), [{ stored: 10, filtered: 9 }])
      assert.strictEqual(lab.count("logs.db", "path"), 10)
      assert.strictEqual(lab.count("logs.db", "request"), 10)
      assert.deepStrictEqual(
        lab.query("SELECT rule, sum(lines) AS lines FROM range_filtered GROUP BY rule ORDER BY lines"),
        [
          { rule: "not kept by path:/a/*", lines: 2 },
          { rule: "static", lines: 3 },
          { rule: "path:/private/*", lines: 4 }
        ]
      )
    })
  )

  it.live("keep the numbers of lines as they are in the file", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", styles(1, 3) + logLines("a", 1, 1) + styles(4, 2) + logLines("a", 2, 1))
      yield* lab.ingest(["a.log"], { drop: ["ext:css"] })
      assert.deepStrictEqual(lab.query("SELECT line FROM entries ORDER BY line"), [{ line: 4 }, { line: 7 }])
    })
  )
})

describe("rules that do nothing", () => {
  it.live("are told, but for presets and what dropped lines before", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 2) + styles(1, 1))
      const drop = ["ext:css", "method:get", "static", "path:a/*"]
      const first = yield* lab.ingest(["a.log"], { drop })
      assert.deepStrictEqual(first.notices, [
        "--drop method:get dropped no line; methods are case-sensitive: method:GET",
        "--drop path:a/* dropped no line; paths begin with a slash, or a pattern with *"
      ])
      lab.append("a.log", logLines("a", 3, 1))
      assert.deepStrictEqual((yield* lab.ingest(["a.log"], { drop: ["ext:css"] })).notices, [])
      lab.write("b.log", logLines("b", 1, 2))
      const kept = yield* lab.ingest(["b.log"], { drop: ["ext:css"], keep: ["method:get", "path:/x"] })
      assert.deepStrictEqual(kept.notices, [
        "--keep method:get matched no line; methods are case-sensitive: method:GET",
        "--keep path:/x matched no line"
      ])
    })
  )
})

describe("an ingest by other rules than an earlier one", () => {
  it.live("says what stays dropped, by which rule and how much", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 5) + styles(1, 3))
      const first = yield* lab.ingest(["a.log"], { drop: ["ext:css"] })
      assert.deepStrictEqual(first.notices, [])
      lab.append("a.log", styles(4, 1))
      const same = yield* lab.ingest(["a.log"], { drop: ["ext:css", "status:500"] })
      assert.deepStrictEqual(same.notices, ["--drop status:500 dropped no line"])
      lab.append("a.log", styles(5, 2))
      const other = yield* lab.ingest(["a.log"], {})
      assert.strictEqual(other.counts.stored, 2)
      assert.strictEqual(other.notices.length, 1)
      assert.match(
        other.notices[0]!,
        /^4 lines dropped by an earlier ingest \(ext:css\) stay dropped; .*logmill forget/
      )
    })
  )

  it.live("says so also of what was not kept", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 5) + logLines("b", 1, 1))
      yield* lab.ingest(["a.log"], { keep: ["path:/a/*"] })
      lab.append("a.log", logLines("b", 2, 1))
      assert.deepStrictEqual((yield* lab.ingest(["a.log"], { keep: ["path:/a/*"] })).notices, [])
      for (const keep of [[], ["path:/b/*"], ["path:/a/*", "path:/b/*"]]) {
        const { notices } = yield* lab.ingest(["a.log"], { keep })
        assert.match(notices.join(), /^2 lines dropped by an earlier ingest \(not kept by path:\/a\/\*\) stay dropped/)
      }
    })
  )

  it.live("says nothing any more once the source is forgotten", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 5) + styles(1, 3))
      lab.write("b.log", logLines("b", 1, 5))
      yield* lab.ingest(["a.log", "b.log"], { drop: ["ext:css"] })
      yield* Effect.scoped(lab.forget("a.log"))
      const report = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(report.notices, [])
      assert.strictEqual(report.counts.stored, 8)
    })
  )
})
