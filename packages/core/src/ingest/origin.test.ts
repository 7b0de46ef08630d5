/** Where logs come from other than files: standard input; and reading them anew: --again, and ingesting what was forgotten. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFileSync } from "node:child_process"
import { closeSync, constants, openSync, writeSync } from "node:fs"
import { gzipSync } from "node:zlib"

import { IngestChild, ingestInChild } from "../testing/child.ts"
import { checkDatabase, checkReport, type Lab, makeLab, pathsOf, resultsOf } from "../testing/lab.ts"
import { logLines } from "../testing/logs.ts"
import { ingestOptions } from "../testing/options.ts"

/** Ingests `inputs` in a process that has a file as its standard input. */
const ingestFrom = (lab: Lab, stdin: string, inputs: ReadonlyArray<string> = ["-"]) =>
  Effect.promise(async () => {
    const fd = openSync(lab.path(stdin), "r")
    try {
      const result = await ingestInChild(ingestOptions(lab.folder, inputs), { stdin: fd })
      assert(!("died" in result) && !("reason" in result), JSON.stringify(result))
      checkReport(result.report)
      return result.report
    } finally {
      closeSync(fd)
    }
  })

/** A process whose standard input is a pipe, and the end of it to write to. */
const startOnPipe = (lab: Lab, name: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      execFileSync("mkfifo", [lab.path(name)])
      const stdin = openSync(lab.path(name), constants.O_RDONLY | constants.O_NONBLOCK)
      const pipe = openSync(lab.path(name), "w")
      const child = new IngestChild({ stdin })
      closeSync(stdin)
      return { child, pipe }
    }),
    ({ child }) => Effect.sync(() => child.kill())
  )

describe("standard input", () => {
  it.live(
    "is read as a new source each time, plain or compressed",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.write("a.log", logLines("a", 1, 5))
        lab.write("b.gz", gzipSync(logLines("b", 1, 5)))
        const first = yield* ingestFrom(lab, "a.log")
        assert.deepStrictEqual(resultsOf(first), { "-": "read" })
        assert.strictEqual(first.counts.stored, 5)
        const second = yield* ingestFrom(lab, "a.log", ["-", "-"])
        assert.deepStrictEqual(
          [first, second].map(({ outcomes }) => outcomes.find(({ result }) => result === "read")!.detail),
          [
            null,
            "begins like source 1 (stdin) and is as long; if it is the same log, its lines count twice now, and logmill forget 2 takes them back"
          ]
        )
        const last = yield* ingestFrom(lab, "b.gz")
        assert.isNull(last.outcomes[0]!.detail)
        checkDatabase(lab.databasePath, last)
        assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 5], ["a", 1, 5], ["b", 1, 5]))
        assert.strictEqual(lab.query("SELECT * FROM sources").length, 3)
      }),
    30_000
  )

  it.live(
    "is read from a pipe that takes its time, and left when the ingest is asked to stop",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        const options = ingestOptions(lab.folder, ["-"])
        const slow = yield* startOnPipe(lab, "slow")
        yield* Effect.promise(() => slow.child.run(options))
        for (const name of ["a", "b"]) {
          yield* Effect.sleep("300 millis")
          writeSync(slow.pipe, logLines(name, 1, 5))
        }
        closeSync(slow.pipe)
        const read = yield* Effect.promise(() => slow.child.result)
        assert("report" in read, JSON.stringify(read))
        assert.strictEqual(read.report.counts.stored, 10)

        const endless = yield* startOnPipe(lab, "endless")
        yield* Effect.promise(() => endless.child.run(options))
        writeSync(endless.pipe, logLines("c", 1, 5))
        yield* Effect.sleep("1 second")
        endless.child.stop()
        const stopped = yield* Effect.promise(() => endless.child.result)
        closeSync(endless.pipe)
        assert("report" in stopped, JSON.stringify(stopped))
        assert.isTrue(stopped.report.interrupted)
        assert.strictEqual(stopped.report.counts.stored, 5)
        checkDatabase(lab.databasePath, stopped.report)
      }),
    30_000
  )

  it.live("that holds nothing is named, and leaves no source and no database", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("empty", "")
      const report = yield* ingestFrom(lab, "empty")
      assert.deepStrictEqual(resultsOf(report), { "-": "empty" })
      assert.throws(() => lab.dump(), /unable to open/)
    })
  )
})

describe("--again", () => {
  it.live("counts a file once more, and only then", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 5))
      yield* lab.ingest(["a.log"])
      const again = yield* lab.ingest(["a.log"], { again: true })
      assert.deepStrictEqual(resultsOf(again), { "a.log": "read" })
      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log"])), { "a.log": "unchanged" })
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 5], ["a", 1, 5]))
      lab.append("a.log", logLines("a", 6, 1))
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.stored, 1)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 5], ["a", 1, 6]))
    })
  )
})

describe("forget", () => {
  it.live("takes back a source and what only it had, so that it can be ingested again", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const fresh = yield* makeLab
      lab.write("a.log", `${logLines("a", 1, 5)}no log line\n\n`)
      lab.write("b.log", logLines("b", 1, 5))
      yield* lab.ingest(["a.log", "b.log"])
      const { forgotten, unknown } = yield* Effect.scoped(lab.forget("a.log", "nobody.log"))
      assert.deepStrictEqual(forgotten, [{ sourceId: forgotten[0]!.sourceId, path: lab.path("a.log"), entries: 5 }])
      assert.deepStrictEqual(unknown, ["nobody.log"])
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["b", 1, 5]))
      assert.deepStrictEqual(lab.query("SELECT value FROM path WHERE value LIKE '/a/%'"), [])
      fresh.write("b.log", lab.read("b.log"))
      yield* fresh.ingest(["b.log"])
      assert.deepStrictEqual(lab.dump(), fresh.dump())

      assert.deepStrictEqual(resultsOf(yield* lab.ingest(["a.log", "b.log"])), {
        "a.log": "read",
        "b.log": "unchanged"
      })
      fresh.write("a.log", lab.read("a.log"))
      yield* fresh.ingest(["a.log"])
      assert.deepStrictEqual(lab.dump(), fresh.dump())
    })
  )

  it.live("forgets all generations and names of a source", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 5))
      yield* lab.ingest(["a.log"])
      lab.keepLines("a.log", 3)
      lab.append("a.log", logLines("b", 1, 2))
      yield* lab.ingest(["a.log"])
      lab.gzip("a.log", "a.gz")
      yield* lab.ingest(["a.gz"])
      const { forgotten } = yield* Effect.scoped(lab.forget("a.gz"))
      assert.strictEqual(forgotten[0]?.entries, 7)
      for (const table of [
        "source",
        "source_file",
        "source_range",
        "entry",
        "reject",
        "path",
        "client",
        "agent",
        "request"
      ]) {
        assert.deepStrictEqual(lab.query(`SELECT * FROM ${table}`), [], table)
      }
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.stored, 5)
    })
  )

  it.live("of a database that is not there says so", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const error = yield* Effect.flip(Effect.scoped(lab.forget("a.log")))
      assert.strictEqual(error.reason, "missing")
    })
  )
})
