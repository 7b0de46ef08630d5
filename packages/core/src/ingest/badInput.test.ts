/** What is no readable log is named with its reason, and never keeps the others from being read. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFileSync } from "node:child_process"
import { chmodSync, symlinkSync, writeFileSync } from "node:fs"
import { gzipSync } from "node:zlib"

import { ingestInChild } from "../testing/child.ts"
import { dumpDifference } from "../testing/dump.ts"
import { checkReport, type Lab, makeLab, outcomeOf, pathsOf, resultsOf } from "../testing/lab.ts"
import { logLine, logLines } from "../testing/logs.ts"
import { ingestOptions } from "../testing/options.ts"
import type { SourceOutcome } from "./report.ts"

interface BadInput {
  readonly what: string
  /** What is typed. */
  readonly input: string
  readonly result: SourceOutcome["result"]
  readonly detail: RegExp
  readonly make?: (lab: Lab) => void
  /** What is named, when it is not what was typed. */
  readonly named?: string
}

const gz = gzipSync(logLines("packed", 1, 1000))

const badInputs: ReadonlyArray<BadInput> = [
  { what: "a missing file", input: "missing.log", result: "missing", detail: /no such file/ },
  { what: "a file below a file", input: "good.log/x", result: "missing", detail: /no such file/ },
  { what: "a glob without matches", input: "none-*.log", result: "missing", detail: /matches no file/ },
  { what: "a name that is too long", input: "x".repeat(300), result: "unreadable", detail: /ENAMETOOLONG/ },
  { what: "a name with a NUL", input: "a\0b", result: "unreadable", detail: /cannot be read/ },
  {
    what: "a dangling link",
    input: "dangling.log",
    result: "missing",
    detail: /no such file/,
    make: (lab) => symlinkSync("nowhere", lab.path("dangling.log"))
  },
  {
    what: "a link to itself",
    input: "loop.log",
    result: "unreadable",
    detail: /leads to itself/,
    make: (lab) => symlinkSync("loop.log", lab.path("loop.log"))
  },
  { what: "a device", input: "/dev/null", result: "unreadable", detail: /no regular file/ },
  {
    what: "a pipe that nobody writes",
    input: "pipe.log",
    result: "unreadable",
    detail: /no regular file/,
    make: (lab) => void execFileSync("mkfifo", [lab.path("pipe.log")])
  },
  {
    what: "an empty folder",
    input: "folder",
    result: "unreadable",
    detail: /empty folder/,
    make: (lab) => lab.mkdir("folder")
  },
  {
    what: "an empty file",
    input: "empty.log",
    result: "empty",
    detail: /empty/,
    make: (lab) => lab.write("empty.log", "")
  },
  {
    what: "an empty file, compressed",
    input: "empty.gz",
    result: "empty",
    detail: /empty/,
    make: (lab) => lab.write("empty.gz", gzipSync(""))
  },
  {
    what: "a text that is no log",
    input: "notes.txt",
    result: "refused",
    detail: /no access log/,
    make: (lab) => lab.write("notes.txt", "Dear diary,\ntoday I read logs.\n")
  },
  {
    what: "bytes",
    input: "image.png",
    result: "refused",
    detail: /no access log/,
    make: (lab) => lab.write("image.png", Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256)))
  },
  {
    what: "a text in UTF-16",
    input: "utf16.log",
    result: "refused",
    detail: /iconv -f UTF-16/,
    make: (lab) => lab.write("utf16.log", Buffer.from(`\ufeff${logLines("a", 1, 3)}`, "utf16le"))
  },
  {
    what: "another compression",
    input: "a.zip",
    result: "refused",
    detail: /unzip -p/,
    make: (lab) => lab.write("a.zip", Buffer.from("504b03040a00000000", "hex"))
  },
  {
    what: "a zstd file that is cut",
    input: "a.zst",
    result: "damaged",
    detail: /inside a zstd frame/,
    make: (lab) => lab.write("a.zst", Buffer.from("28b52ffd0458190000", "hex"))
  },
  {
    what: "a compressed text that is no log",
    input: "notes.gz",
    result: "refused",
    detail: /no access log/,
    make: (lab) => lab.write("notes.gz", gzipSync("Dear diary,\n"))
  },
  {
    what: "a compressed file that is cut off",
    input: "cut.gz",
    result: "damaged",
    detail: /truncated.*stored/,
    make: (lab) => lab.write("cut.gz", gz.subarray(0, gz.length / 2))
  },
  {
    what: "a compressed file that is only begun",
    input: "begun.gz",
    result: "damaged",
    detail: /truncated/,
    make: (lab) => lab.write("begun.gz", gz.subarray(0, 5))
  },
  {
    what: "a compressed file with a wrong checksum",
    input: "wrong.gz",
    result: "damaged",
    detail: /corrupt.*checksum/,
    make: (lab) => {
      const wrong = gzipSync(logLines("wrong", 1, 100))
      wrong[wrong.length - 8]! ^= 1
      lab.write("wrong.gz", wrong)
    }
  },
  {
    what: "a compressed file and garbage",
    input: "garbage.gz",
    result: "damaged",
    detail: /garbage/,
    make: (lab) => lab.write("garbage.gz", Buffer.concat([gzipSync(logLines("garbage", 1, 5)), Buffer.from("garbage")]))
  }
]

describe("bad input", () => {
  it.live("of every kind is named with its reason, and all good files are read", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("good.log", logLines("good", 1, 10))
      lab.write("also good.gz", gzipSync(logLines("also", 1, 10)))
      for (const { make } of badInputs) make?.(lab)
      const inputs = ["good.log", ...badInputs.map(({ input }) => input), "also good.gz"]
      const report = yield* lab.ingest(inputs)
      for (const { detail, input, named, result, what } of badInputs) {
        const outcome = outcomeOf(report, named ?? input)
        assert.strictEqual(outcome.result, result, `${what}: ${outcome.detail}`)
        assert.match(outcome.detail ?? "", detail, what)
      }
      assert.strictEqual(report.outcomes.length, inputs.length)
      assert.strictEqual(outcomeOf(report, "good.log").counts.stored, 10)
      assert.strictEqual(outcomeOf(report, "also good.gz").counts.stored, 10)
      for (const { sourceId, result } of report.outcomes) {
        assert.strictEqual(sourceId === null, !["read", "damaged"].includes(result))
      }
      const again = yield* lab.ingest(inputs)
      assert.strictEqual(again.counts.lines, 0)
      for (const { input, result, named } of badInputs)
        assert.strictEqual(outcomeOf(again, named ?? input).result, result)
    })
  )

  for (const { input, make, named, result, what } of badInputs) {
    if (result !== "unreadable" && result !== "missing") continue
    it.live(`alone makes no database: ${what}`, () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        if (input.startsWith("good.log")) lab.write("good.log", "")
        make?.(lab)
        const report = yield* lab.ingest([input])
        assert.strictEqual(outcomeOf(report, named ?? input).result, result)
        assert.throws(() => lab.read("logs.db"), /ENOENT/)
      })
    )
  }

  it.live("in a folder does not hide the good files in it, and links that lead back end", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      for (const folder of ["logs", "logs/deep", "logs/deep/empty"]) lab.mkdir(folder)
      lab.write("logs/a.log", logLines("a", 1, 3))
      lab.write("logs/deep/b.log", logLines("b", 1, 3))
      lab.write("logs/.hidden.log", logLines("hidden", 1, 3))
      lab.write("logs/notes.txt", "Dear diary,\n")
      for (const link of ["up", "self", "again"]) symlinkSync("..", lab.path(`logs/deep/${link}`))
      execFileSync("mkfifo", [lab.path("logs/pipe")])
      symlinkSync("nowhere", lab.path("logs/dangling"))
      const report = yield* lab.ingest(["logs"])
      assert.strictEqual(report.counts.stored, 6)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 3], ["b", 1, 3]))
      const { ".hidden.log": hidden, dangling, "notes.txt": notes, pipe } = resultsOf(report)
      assert.deepStrictEqual([hidden, dangling, notes, pipe], ["skipped", "missing", "refused", "skipped"])
    })
  )

  it.live("in a folder that only looks like a log is none, and what leads out of it or is a copy is skipped", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      for (const folder of ["logs", "logs/site", "other"]) lab.mkdir(folder)
      const script = `${"print(1)\n".repeat(30)}${logLines("script", 1, 1)}`
      const numbers = logLines("numbers", 1, 3).replaceAll("/2026:", "/1970:")
      lab.write("logs/a.log", logLines("a", 1, 3))
      lab.write("logs/a.log.1", logLines("a", 4, 3))
      lab.write("logs/a.log-20261101", logLines("a", 7, 3))
      lab.write("logs/script.py", script)
      lab.write("logs/numbers.py", numbers)
      for (const name of ["a.log~", "a.log.bak", "a.log.orig", "a.swp"]) lab.write(`logs/${name}`, logLines(name, 1, 3))
      lab.write("other/b.log", logLines("b", 1, 3))
      symlinkSync("../other", lab.path("logs/out"))
      symlinkSync("../../other/b.log", lab.path("logs/site/b.log"))
      const report = yield* lab.ingest(["logs"])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 9], ["b", 1, 3]))
      assert.match(outcomeOf(report, "script.py").detail!, /1 of its first 31 lines can be read.*name it/)
      assert.match(outcomeOf(report, "numbers.py").detail!, /times before 1990.*name it/)
      assert.match(outcomeOf(report, "out").detail!, /outside of the one/)
      assert.strictEqual(report.outcomes.filter(({ result }) => result === "skipped").length, 5)

      yield* lab.ingest(["logs/script.py", "logs/numbers.py", "logs/a.log.bak", "logs/out"])
      assert.strictEqual(lab.storedPaths().length, 12 + 1 + 3 + 3)
    })
  )

  it.live("whose name is not UTF-8 is told from one that is not there", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      writeFileSync(Buffer.concat([Buffer.from(`${lab.folder}/`), Buffer.from([0xff]), Buffer.from(".log")]), "")
      const report = yield* lab.ingest(["."])
      assert.match(outcomeOf(report, "\ufffd.log").detail!, /name is not UTF-8; rename it/)
    })
  )

  it.live("such as the database itself is named when it is given, and left out of folders", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      yield* lab.ingest(["."])
      symlinkSync("logs.db", lab.path("link"))
      const report = yield* lab.ingest([".", "logs.db", "*", "*.db"])
      for (const name of ["logs.db", "link"]) {
        const { detail, result } = outcomeOf(report, name)
        assert.strictEqual(result, "unreadable")
        assert.include(detail, "is the database")
      }
      assert.strictEqual(outcomeOf(report, "*.db").result, "missing")
      assert.deepStrictEqual(report.outcomes.filter(({ result }) => result === "unchanged").length, 1)
      assert.strictEqual(report.counts.lines, 0)
    })
  )

  const isRoot = process.getuid?.() === 0
  it.live(
    "such as a file without the right to read it is named",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.mkdir("open")
        chmodSync(lab.folder, 0o755)
        chmodSync(lab.path("open"), 0o777)
        lab.write("a.log", logLines("a", 1, 3))
        lab.write("private.log", logLines("private", 1, 3))
        lab.mkdir("closed")
        chmodSync(lab.path("private.log"), 0)
        chmodSync(lab.path("closed"), 0)
        const options = ingestOptions(lab.folder, ["private.log", "closed", "a.log"], {
          databasePath: lab.path("open/logs.db")
        })
        // Root may read everything.
        const result = yield* Effect.promise(() => ingestInChild(options, isRoot ? { uid: 65_534 } : {}))
        chmodSync(lab.path("closed"), 0o755)
        assert("report" in result, JSON.stringify(result))
        checkReport(result.report)
        assert.deepStrictEqual(resultsOf(result.report), {
          "a.log": "read",
          closed: "unreadable",
          "private.log": "unreadable"
        })
        for (const name of ["private.log", "closed"]) {
          assert.include(outcomeOf(result.report, name).detail, "permission denied")
        }
      }),
    20_000
  )

  it.live.skipIf(process.platform !== "linux")(
    "such as a file that cannot be read though it may be opened is named",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.write("a.log", logLines("a", 1, 3))
        const report = yield* lab.ingest(["/proc/self/mem", "a.log"])
        const { detail, result } = outcomeOf(report, "mem")
        assert.strictEqual(result, "unreadable")
        assert.include(detail, "EIO")
        assert.strictEqual(report.counts.stored, 3)
      })
  )
})

describe("a log whose lines end in CR alone", () => {
  const old = logLines("a", 1, 2000).replaceAll("\n", "\r")
  it.live.each([
    ["", old, {}],
    ["compressed", gzipSync(old), {}],
    ["of a format that was given", old, { logFormat: "combined" }],
    ["of two lines, the last without its end", old.slice(0, 2 * logLine("a", 1).length + 1), {}],
    ["with several of them between lines", old.replaceAll("\r", "\r\r"), {}]
  ] as const)("%s is refused with that reason", ([, content, options]) =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("old.log", content)
      const report = yield* lab.ingest(["old.log"], options)
      const { detail, result } = outcomeOf(report, "old.log")
      assert.strictEqual(result, "refused")
      assert.include(detail, "CR alone")
    })
  )

  it.live("is not taken for one for a CR in a value", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", `${logLine("a", 1).replace("Mozilla", "Mo\rzilla")}\r`)
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "read" })
    })
  )
})

describe("a mistake of ours in reading a file", () => {
  it.live("is named as one, with its stack, and the file can be read on when it is mended", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 3))
      yield* lab.ingest(["a.log"])
      lab.append("a.log", logLines("a", 4, 3))
      lab.write("new.log", logLines("new", 1, 3))
      lab.write("empty.log", "")
      // The command knows the formats there are; recognising new files and the parser threads trust it.
      const report = yield* lab.ingest(["a.log", "new.log", "empty.log"], { logFormat: "nonsense" })
      assert.deepStrictEqual(resultsOf(report), { "a.log": "crashed", "empty.log": "empty", "new.log": "crashed" })
      for (const name of ["a.log", "new.log"]) {
        const { detail } = outcomeOf(report, name)
        assert.match(detail!, /mistake in logmill.*RangeError: no format is named "nonsense"\n +at parserFor/s)
      }
      assert.deepStrictEqual(lab.query("SELECT state, detail FROM sources"), [{ state: "complete", detail: null }])
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log", "new.log"])), {
        "a.log": "continued",
        "new.log": "read"
      })
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 6], ["new", 1, 3]))
    })
  )
})

describe("a log with runs of NULs, as copying and truncating it leaves them", () => {
  it.live("has them counted once, also where its last line goes on", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const lines = logLines("a", 1, 4).split("\n")
      const log = `${lines[0]}\n${"\0".repeat(4096)}${lines[1]}\n${"\0".repeat(100)}${lines[2]}`
      const nulBytes = () => lab.query("SELECT lines, stored, nul_bytes FROM sources")
      lab.write("a.log", log)
      assert.strictEqual((yield* lab.ingest(["a.log"])).nulBytes, 4196)
      assert.deepStrictEqual(nulBytes(), [{ lines: 3, stored: 3, nul_bytes: 4196 }])
      lab.write("a.log", `${log}\n\0${lines[3]}\n`)
      assert.strictEqual((yield* lab.ingest(["a.log"])).nulBytes, 1)
      assert.deepStrictEqual(nulBytes(), [{ lines: 4, stored: 4, nul_bytes: 4197 }])
    })
  )
})

describe("a compressed file that comes bit by bit", () => {
  it.live(
    "keeps every whole line it has, and adds only the rest",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        const fresh = yield* makeLab
        const text = logLines("day", 1, 15_000)
        // Two members, as a rotation that appends makes them.
        const half = text.indexOf("\n", text.length / 2) + 1
        const whole = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))])
        let stored = 0
        const step = Math.ceil(whole.length / 12)
        for (let end = step; end < whole.length; end += step) {
          lab.write("day.gz", whole.subarray(0, end))
          const report = yield* lab.ingest(["day.gz"])
          const { counts, result } = outcomeOf(report, "day.gz")
          assert.strictEqual(result, "damaged")
          assert.strictEqual(counts.lines, counts.stored)
          stored += counts.stored
          assert.strictEqual(lab.count("logs.db", "entry"), stored)
          assert.isAtLeast(stored, 15_000 * (end / whole.length) - 3000)
        }
        lab.write("day.gz", whole)
        assert.deepStrictEqual(resultsOf(yield* lab.ingest(["day.gz"])), { "day.gz": "continued" })
        assert.deepStrictEqual(lab.query("SELECT state, detail FROM sources"), [{ state: "complete", detail: null }])
        fresh.write("day.gz", whole)
        yield* fresh.ingest(["day.gz"])
        assert.strictEqual(dumpDifference(lab.dump(), fresh.dump()), null)
      }),
    60_000
  )
})
