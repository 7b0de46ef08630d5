/** A last line without a line end: stored as it is, undone and read again when the file goes on there. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { IngestOptions } from "../ingest/options.ts"
import { dumpDifference } from "../testing/dump.ts"
import { makeLab, outcomeOf, pathsOf } from "../testing/lab.ts"
import { logLine, logLines } from "../testing/logs.ts"

const whole = logLine("last", 9)

describe("a last line without line end", () => {
  it.live("is stored, and is not read again as long as nothing follows", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 2) + whole)
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.stored, 3)
      const dump = lab.dump()
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.lines, 0)
      assert.deepStrictEqual(lab.dump(), dump)
    })
  )

  it.live("that only gets its line end stays one entry", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 2) + whole)
      yield* lab.ingest(["a.log"])
      lab.append("a.log", "\n")
      const report = yield* lab.ingest(["a.log"])
      assert.strictEqual(report.counts.lines, 0)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 2], ["last", 9, 1]))
    })
  )

  type Kind = "stored" | "rejected" | "filtered" | "blank" | "comment"
  /** A last line's beginning, and what it counts as before it goes on. */
  const beginnings: ReadonlyArray<readonly [string, (line: string) => string, Kind]> = [
    ["an entry already", (line) => line.slice(0, line.indexOf(' "-" "Moz')), "stored"],
    ["an entry with half an agent", (line) => line.slice(0, -5), "stored"],
    ["an entry with a carriage return", (line) => `${line}\r`, "stored"],
    ["half a time", (line) => line.slice(0, 20), "rejected"],
    ["half a request", (line) => line.slice(0, 52), "rejected"],
    ["half a character", (line) => `${line.slice(0, 52)}\xc3`, "rejected"],
    ["one byte", (line) => line.slice(0, 1), "rejected"],
    ["too long", () => "x".repeat(100_000), "rejected"],
    ["NULs and half a line", (line) => "\0".repeat(300) + line.slice(0, 52), "rejected"],
    ["NULs alone", () => "\0".repeat(5000), "blank"],
    ["blank", () => " \t ", "blank"],
    ["a comment", () => "# half a com", "comment"]
  ]
  const rulesets: ReadonlyArray<readonly [string, Partial<IngestOptions>]> = [
    ["everything is stored", {}],
    ["a rule drops the beginning", { drop: ["path:/last/*"] }],
    ["no rule keeps the beginning", { keep: ["path:/before/*"] }]
  ]
  for (const [ruleset, rules] of rulesets) {
    it.live(
      `is undone and read as what it becomes, whatever it was, when ${ruleset}`,
      () =>
        Effect.gen(function* () {
          const lab = yield* makeLab
          const fresh = yield* makeLab
          const forced = { logFormat: "combined", ...rules }
          const files = beginnings.flatMap(([what, beginningOf, kind], number) =>
            ["alone", "after others"].map((place) => {
              const before = place === "alone" ? "" : logLines(`before/${number}`, number * 10, 3)
              const last = logLine("last", number)
              const beginning = Buffer.from(beginningOf(last), "latin1")
              return { name: `${what} ${place}.log`, before, beginning, rest: `${last.slice(40)}\n`, kind }
            })
          )
          const names = files.map(({ name }) => name)
          for (const { name, before, beginning } of files) {
            lab.write(name, Buffer.concat([Buffer.from(before), beginning]))
            if (before !== "") fresh.write(name, before)
          }
          const first = yield* lab.ingest(names, forced)
          for (const { before, kind, name } of files) {
            const now = kind === "stored" && ruleset !== "everything is stored" ? "filtered" : kind
            const others = before !== "" && now === "stored" ? 3 : 0
            assert.strictEqual(outcomeOf(first, name).counts[now], 1 + others, `${name} is ${now}`)
          }
          for (const { name, rest } of files) lab.append(name, rest + logLines(`next/${name}`, 1, 2))
          const second = yield* lab.ingest(names, { logFormat: "combined" })
          for (const { name } of files) {
            const { counts, result } = outcomeOf(second, name)
            assert.strictEqual(result, "continued", name)
            assert.strictEqual(counts.lines, 2, name)
          }
          assert.strictEqual(lab.query("SELECT * FROM source_range WHERE tail").length, 0)

          // The same as if the files had never ended there.
          yield* fresh.ingest(names, forced)
          for (const name of names) fresh.write(name, lab.read(name))
          yield* fresh.ingest(names, { logFormat: "combined" })
          assert.strictEqual(dumpDifference(lab.dump(), fresh.dump()), null)
        }),
      30_000
    )
  }

  it.live("that comes bit by bit is one line in the end", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 1))
      yield* lab.ingest(["a.log"])
      for (let at = 0; at < whole.length; at += 17) {
        lab.append("a.log", whole.slice(at, at + 17))
        yield* lab.ingest(["a.log"])
        assert.strictEqual(lab.query<{ lines: number }>("SELECT lines FROM sources")[0]?.lines, 2)
      }
      lab.append("a.log", "\n")
      yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 1], ["last", 9, 1]))
      assert.strictEqual(lab.query("SELECT * FROM rejects").length, 0)
    })
  )

  it.live("counts in the report as what it adds and takes back, by rule and reason too", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 1) + whole.slice(0, 30))
      const first = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(first.rejectedBy, [{ reason: "no-time", lines: 1 }])
      const { detail, isUnfinished } = outcomeOf(first, "a.log")
      assert.match(detail!, /ends inside a line/)
      assert.strictEqual(isUnfinished, true)
      lab.append("a.log", `${whole.slice(30)}\n`)
      const second = yield* lab.ingest(["a.log"])
      assert.strictEqual(second.counts.lines, 0)
      assert.strictEqual(second.counts.stored, 1)
      assert.strictEqual(second.counts.rejected, -1)
      assert.strictEqual(outcomeOf(second, "a.log").isFinished, true)
      assert.deepStrictEqual(second.rejectedBy, [{ reason: "no-time", lines: -1 }])
    })
  )
})
