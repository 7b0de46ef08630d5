/** What makes a log the same log: its content, whatever the file is called and however often it is given. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { linkSync, mkdirSync, rmSync, symlinkSync, utimesSync } from "node:fs"

import { makeLab, outcomeOf, pathsOf, resultsOf } from "../testing/lab.ts"
import { logLine, logLines } from "../testing/logs.ts"

describe("a file ingested again", () => {
  it.live("adds nothing when nothing is new in it", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "read" })
      const dump = lab.dump()
      const second = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(resultsOf(second), { "a.log": "unchanged" })
      assert.strictEqual(second.counts.lines, 0)
      utimesSync(lab.path("a.log"), 1, 1)
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "unchanged" })
      assert.deepStrictEqual(lab.dump(), dump)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10]))
    })
  )

  it.live("adds what was appended, under the numbers of its lines", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      yield* lab.ingest(["a.log"])
      lab.append("a.log", logLines("a", 11, 5))
      const report = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(resultsOf(report), { "a.log": "continued" })
      assert.strictEqual(report.counts.stored, 5)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 15]))
      const [last] = lab.query<{ line: number }>("SELECT line FROM entries WHERE path = '/a/15'")
      assert.strictEqual(last?.line, 15)
    })
  )

  it.live("is the same as one ingest of the whole file", () =>
    Effect.gen(function* () {
      const bits = yield* makeLab
      const whole = yield* makeLab
      const text = `# comment\n${logLines("a", 1, 3)}\nno log line\n${logLines("a", 4, 3)}`
      const steps = [10, 11, 60, 150, 300, 301, text.length]
      for (const [index, end] of steps.entries()) {
        bits.append("a.log", text.slice(steps[index - 1] ?? 0, end))
        yield* bits.ingest(["a.log"], { logFormat: "combined" })
      }
      whole.write("a.log", text)
      yield* whole.ingest(["a.log"], { logFormat: "combined" })
      assert.deepStrictEqual(bits.dump(), whole.dump())
    })
  )
})

describe("a renamed file", () => {
  it.live("is known, named, and takes its new name", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      yield* lab.ingest(["a.log"])
      lab.rename("a.log", "b.log")
      const report = yield* lab.ingest(["b.log"])
      assert.strictEqual(report.counts.lines, 0)
      const { detail, result } = outcomeOf(report, "b.log")
      assert.strictEqual(result, "alreadyRead")
      assert.include(detail, lab.path("a.log"))
      assert.deepStrictEqual(lab.query("SELECT path FROM sources"), [{ path: lab.path("b.log") }])
    })
  )

  it.live("goes on where it was when it has grown", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      yield* lab.ingest(["a.log"])
      lab.rename("a.log", "b.log")
      lab.append("b.log", logLines("a", 11, 3))
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["b.log"])), { "b.log": "continued" })
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 13]))
    })
  )

  it.live("that goes on is named as joined to a log only where that is still there by its old name", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("one.log", logLines("one", 1, 10))
      yield* lab.ingest(["one.log"])
      lab.write("joined.log", logLines("one", 1, 10) + logLines("two", 1, 5))
      const joined = yield* lab.ingest(["joined.log"])
      assert.strictEqual(joined.counts.stored, 5)
      assert.strictEqual(
        outcomeOf(joined, "joined.log").detail,
        `begins with all that was read from ${lab.path("one.log")}: only what comes after it was read`
      )
      // Its lines are those of the joined file now, under their numbers there.
      assert.deepStrictEqual(lab.query("SELECT path, lines FROM sources"), [
        { path: lab.path("joined.log"), lines: 15 }
      ])
      assert.strictEqual(outcomeOf(yield* lab.ingest(["one.log"]), "one.log").result, "unchanged")
      const other = yield* makeLab
      other.write("one.log", logLines("one", 1, 10))
      yield* other.ingest(["one.log"])
      other.rename("one.log", "moved.log")
      other.append("moved.log", logLines("two", 1, 5))
      const moved = yield* other.ingest(["moved.log"])
      assert.deepStrictEqual([outcomeOf(moved, "moved.log").detail, moved.counts.stored], [null, 5])
    })
  )

  for (const [when, ...runs] of [
    ["in the same ingest", ["one.log", "two.log", "joined.log"]],
    ["read before them", ["joined.log"], ["one.log", "two.log"]],
    ["read after them", ["two.log", "one.log"], ["joined.log"]],
    ["read after the second", ["two.log"], ["joined.log"]]
  ] as ReadonlyArray<readonly [string, ...ReadonlyArray<ReadonlyArray<string>>]>) {
    it.live(`that others are joined to is said to have their lines, ${when}`, () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.write("one.log", logLines("one", 1, 10))
        lab.write("two.log", logLines("two", 500, 10))
        lab.write("joined.log", logLines("one", 1, 10) + logLines("two", 500, 10))
        let notices: ReadonlyArray<string> = []
        for (const run of runs) ({ notices } = yield* lab.ingest(run))
        assert.match(notices.join(), /joined.log holds lines of \S*two.log, too.*forget \d/)
        assert.deepStrictEqual((yield* lab.ingest(["."])).notices, [])
      })
    )
  }

  it.live("copied to another folder is the same log", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      mkdirSync(lab.path("copies"))
      lab.write("a.log", logLines("a", 1, 10))
      lab.write("copies/a.log", lab.read("a.log"))
      const report = yield* lab.ingest(["."])
      assert.strictEqual(report.counts.stored, 10)
      assert.deepStrictEqual(report.outcomes.map(({ result }) => result).toSorted(), ["alreadyRead", "read"])
    })
  )
})

describe("a file given twice", () => {
  it.live("under the same path, ./path, by a symbolic link, a hard link and globs is read once, and said so", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      symlinkSync(lab.path("a.log"), lab.path("symbolic.log"))
      linkSync(lab.path("a.log"), lab.path("hard.log"))
      const inputs = ["a.log", "./a.log", lab.path("a.log"), "symbolic.log", "hard.log", "*.log", "a*", "."]
      const report = yield* lab.ingest(inputs)
      assert.strictEqual(report.counts.stored, 10)
      const [first, ...others] = report.outcomes.toSorted(
        (a, b) => Number(b.result === "read") - Number(a.result === "read")
      )
      assert.strictEqual(first?.result, "read")
      for (const { detail, path, result } of others) {
        assert.strictEqual(result, "alreadyRead", path)
        assert.include(detail, lab.path("a.log"))
      }
      for (const name of ["a.log", "symbolic.log", "hard.log"])
        assert(others.some(({ path }) => path.endsWith(`/${name}`)))
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10]))
    })
  )

  it.live("through a link in one ingest and itself in the next is read once", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      symlinkSync(lab.path("a.log"), lab.path("link.log"))
      yield* lab.ingest(["link.log"])
      const report = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(resultsOf(report), { "a.log": "alreadyRead" })
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10]))
    })
  )
})

describe("a compressed copy", () => {
  it.live("in the same ingest is named, and the plain file is the source", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("z.log", logLines("a", 1, 10))
      lab.gzip("z.log", "a.log.gz")
      const report = yield* lab.ingest(["a.log.gz", "z.log"])
      assert.deepStrictEqual(resultsOf(report), { "a.log.gz": "alreadyRead", "z.log": "read" })
      assert.include(outcomeOf(report, "a.log.gz").detail, lab.path("z.log"))
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10]))
    })
  )

  it.live("in a later ingest adds nothing, and only what is new when it holds more", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      yield* lab.ingest(["a.log"])
      lab.gzip("a.log", "same.gz")
      lab.append("a.log", logLines("a", 11, 5))
      lab.gzip("a.log", "more.gz")
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["same.gz"])), { "same.gz": "alreadyRead" })
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["more.gz"])), { "more.gz": "continued" })
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["."])), {
        "a.log": "unchanged",
        "more.gz": "unchanged",
        "same.gz": "unchanged"
      })
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 15]))
    })
  )

  it.live("read first leaves the plain file only what it has beyond it", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      lab.gzip("a.log", "a.log.gz")
      yield* lab.ingest(["a.log.gz"])
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "alreadyRead" })
      lab.append("a.log", logLines("a", 11, 2))
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "continued" })
      lab.remove("a.log.gz")
      lab.append("a.log", logLines("a", 13, 2))
      yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 14]))
    })
  )

  it.live(
    "that others are joined to is said to have their lines, few as they are, but not the probe of two servers",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.write("one.log", logLines("one", 1, 10))
        lab.write("few.log", logLines("few", 500, 2))
        lab.write("longer.log", logLines("one", 1, 10) + logLines("few", 500, 1))
        lab.write("whole.log", logLines("other", 20, 10) + logLines("few", 500, 2))
        lab.write("probe.log", logLines("probe", 600, 1))
        lab.write("probed.log", logLines("more", 590, 9) + logLines("probe", 600, 1) + logLines("more", 601, 1))
        yield* lab.ingest(["one.log", "few.log", "probe.log"])
        const { notices } = yield* lab.ingest(["longer.log", "whole.log", "probed.log"])
        assert.match(
          notices.toSorted().join("\n"),
          /^\S*longer.log holds lines of \S*few.log, too.*\n\S*whole.log holds lines of \S*few.log, too.*$/
        )
      })
  )

  it.live("of an earlier state is known as such", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      lab.gzip("a.log", "old.gz")
      lab.append("a.log", logLines("a", 11, 5))
      yield* lab.ingest(["a.log"])
      const report = yield* lab.ingest(["old.gz"])
      assert.deepStrictEqual(resultsOf(report), { "old.gz": "alreadyRead" })
      assert.include(outcomeOf(report, "old.gz").detail, lab.path("a.log"))
      assert.strictEqual(report.counts.lines, 0)
    })
  )

  it.live("of a part of a log that is gone does not give it its name", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      yield* lab.ingest(["a.log"])
      rmSync(lab.path("a.log"))
      lab.write("part.log", logLines("a", 1, 4))
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["part.log"])), { "part.log": "alreadyRead" })
      assert.deepStrictEqual(lab.query("SELECT path FROM sources"), [{ path: lab.path("a.log") }])
    })
  )

  it.live("is recognised by its content, not by its name", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("plain.gz", logLines("a", 1, 10))
      lab.gzip("plain.gz", "packed.log")
      const report = yield* lab.ingest(["plain.gz", "packed.log"])
      assert.strictEqual(report.counts.stored, 10)
      assert.deepStrictEqual(Object.values(resultsOf(report)).toSorted(), ["alreadyRead", "read"])
    })
  )

  it.live.each(["gz", "tgz", "zst", "br", "bz2", "xz"])(
    "is the log itself, not its copy whose name ends in .%s",
    (ending) =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        // More than are read at a time, so that the order tells.
        const copies = Array.from({ length: 30 }, (_, n) => `${n + 10}.log.${ending}`)
        for (const [n, copy] of copies.entries()) {
          lab.write("z.log", logLines(`a${n}`, 1, 10))
          lab.gzip("z.log", copy)
        }
        lab.write("z.log", logLines("a0", 1, 10))
        const results = resultsOf(yield* lab.ingest([...copies, "z.log"]))
        assert.deepStrictEqual([results["z.log"], results[copies[0]!]], ["read", "alreadyRead"])
      })
  )
})

describe("files that begin alike", () => {
  const common = (bytes: number): string => {
    let text = ""
    for (let number = 1; text.length < bytes; number++) text += `${logLine("same", number)}\n`
    return text
  }

  for (const bytes of [200, 4096, 200 * 1024]) {
    it.live(`for ${bytes} bytes and differ later are both complete`, () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        const beginning = common(bytes)
        const lines = beginning.split("\n").length - 1
        lab.write("a.log", beginning + logLines("a", 1, 20))
        lab.write("b.log", beginning + logLines("b", 1, 20))
        const report = yield* lab.ingest(["a.log", "b.log"])
        assert.deepStrictEqual(resultsOf(report), { "a.log": "read", "b.log": "read" })
        const expected = pathsOf(["a", 1, 20], ["b", 1, 20], ["same", 1, lines], ["same", 1, lines])
        assert.deepStrictEqual(lab.storedPaths(), expected)
        lab.append("b.log", logLines("b", 21, 1))
        lab.append("a.log", logLines("a", 21, 1))
        assert.strictEqual((yield* lab.ingest(["b.log", "a.log"])).counts.stored, 2)
        assert.strictEqual(lab.storedPaths().length, expected.length + 2)
      })
    )
  }

  it.live("are one log as long as they are the same, and two when they part", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("same", 1, 5) + logLines("a", 6, 5))
      lab.write("b.log", logLines("same", 1, 5))
      const first = yield* lab.ingest(["a.log", "b.log"])
      assert.deepStrictEqual(resultsOf(first), { "a.log": "read", "b.log": "alreadyRead" })
      lab.append("b.log", logLines("b", 6, 2))
      const second = yield* lab.ingest(["a.log", "b.log"])
      assert.deepStrictEqual(resultsOf(second), { "a.log": "unchanged", "b.log": "read" })
      assert.include(outcomeOf(second, "b.log").detail, "of its own")
      lab.append("a.log", logLines("a", 11, 1))
      lab.append("b.log", logLines("b", 8, 1))
      const third = yield* lab.ingest(["a.log", "b.log"])
      assert.deepStrictEqual(resultsOf(third), { "a.log": "continued", "b.log": "continued" })
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 6, 6], ["b", 6, 3], ["same", 1, 5], ["same", 1, 5]))
    })
  )
})

describe("an inode used again", () => {
  it.live("by another log is another log", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      let reused = 0
      lab.write("a.log", logLines("first", 1, 10))
      yield* lab.ingest(["a.log"])
      for (let attempt = 1; attempt <= 5; attempt++) {
        const inode = lab.inode("a.log")
        lab.remove("a.log")
        lab.write("a.log", logLines(`next-${attempt}`, 1, 10))
        if (lab.inode("a.log") === inode) reused++
        assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "read" })
      }
      if (reused === 0) console.warn("this file system did not use an inode again: only new files were tried")
      assert.strictEqual(lab.storedPaths().length, 60)
      assert.strictEqual(new Set(lab.storedPaths()).size, 60)
    })
  )
})

describe("tiny files", () => {
  it.live("of one line, with and without a line end, are read", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("one.log", logLines("one", 1, 1))
      lab.write("open.log", logLine("open", 1))
      const report = yield* lab.ingest(["one.log", "open.log"])
      assert.strictEqual(report.counts.stored, 2)
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["one.log", "open.log"])), {
        "one.log": "unchanged",
        "open.log": "unchanged"
      })
    })
  )

  it.live("with the same one line are one log, and the other is named", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      for (const name of ["a.log", "b.log", "c.log"]) lab.write(name, logLines("same", 1, 1))
      const report = yield* lab.ingest(["a.log", "b.log", "c.log"])
      assert.deepStrictEqual(resultsOf(report), { "a.log": "read", "b.log": "alreadyRead", "c.log": "alreadyRead" })
      assert.deepStrictEqual(lab.storedPaths(), ["/same/1"])
    })
  )

  it.live("of blank lines and comments alone are each their own, and go on as logs", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", "\n")
      lab.write("b.log", "\n")
      lab.write("c.log", "# begun\n \t\n")
      const report = yield* lab.ingest(["a.log", "b.log", "c.log"])
      assert.deepStrictEqual(resultsOf(report), { "a.log": "read", "b.log": "read", "c.log": "read" })
      assert.strictEqual(report.counts.blank, 3)
      assert.strictEqual(report.counts.comment, 1)
      lab.append("a.log", logLines("a", 1, 2))
      lab.append("b.log", logLines("b", 1, 2))
      assert.strictEqual((yield* lab.ingest(["a.log", "b.log", "c.log"])).counts.stored, 4)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 2], ["b", 1, 2]))
      assert.deepStrictEqual(lab.query("SELECT path, format FROM sources WHERE stored > 0 ORDER BY path"), [
        { path: lab.path("a.log"), format: "combined" },
        { path: lab.path("b.log"), format: "combined" }
      ])
    })
  )

  it.live("that are empty are named, and are no sources", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 1))
      lab.write("empty.log", "")
      lab.gzip("empty.log", "empty.log.gz")
      const report = yield* lab.ingest(["a.log", "empty.log", "empty.log.gz"])
      assert.deepStrictEqual(resultsOf(report), { "a.log": "read", "empty.log": "empty", "empty.log.gz": "empty" })
      assert.strictEqual(lab.query("SELECT * FROM sources").length, 1)
    })
  )
})
