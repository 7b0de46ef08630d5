/** Several ingests into one database at once: one after the other, or a sentence that says who is there. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type ChildResult, IngestChild } from "../testing/child.ts"
import { dumpDifference, goldenDump, integrityOf } from "../testing/dump.ts"
import { checkDatabase, checkReport, type Lab, makeLab, pathsOf, resultsOf } from "../testing/lab.ts"
import { distinctLines, logLines } from "../testing/logs.ts"
import { ingestOptions } from "../testing/options.ts"

const startChild = Effect.acquireRelease(
  Effect.sync(() => new IngestChild()),
  (child) => Effect.sync(() => child.kill())
)

/** A process in the middle of ingesting `input`. */
const holder = (lab: Lab, input: string) =>
  Effect.gen(function* () {
    const child = yield* startChild
    const isCommitting = Promise.withResolvers<void>()
    yield* Effect.promise(() =>
      child.run(ingestOptions(lab.folder, [input]), (lines) => lines > 0 && isCommitting.resolve())
    )
    yield* Effect.promise(() => isCommitting.promise)
    return child
  })

const reportOf = (result: ChildResult) => {
  assert("report" in result, JSON.stringify(result))
  checkReport(result.report)
  return result.report
}

describe("two ingests at once", () => {
  it.live(
    "the second says which process holds the database, and changes nothing; or waits, and then reads",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.write("long.log", distinctLines("long", 30_000))
        lab.write("short.log", logLines("short", 1, 10))
        const first = yield* holder(lab, "long.log")
        const error = yield* Effect.flip(lab.ingest(["short.log"]))
        assert.strictEqual(error.reason, "busy")
        assert.include(error.message, `process ${first.pid}`)
        assert.include(error.message, lab.databasePath)
        assert.deepStrictEqual(resultsOf(yield* lab.ingest(["short.log"], { waitMs: 30_000 })), { "short.log": "read" })
        const report = reportOf(yield* Effect.promise(() => first.result))
        checkDatabase(lab.databasePath, report)
        assert.strictEqual(lab.count("logs.db", "entry"), 30_010)
        assert.strictEqual(integrityOf(lab.databasePath), "ok")
      }),
    30_000
  )

  it.live(
    "a stopped process still holds it, a killed one never",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.write("long.log", distinctLines("long", 30_000))
        const first = yield* holder(lab, "long.log")
        process.kill(first.pid, "SIGSTOP")
        const error = yield* Effect.flip(lab.ingest(["long.log"], { waitMs: 100 }))
        assert.strictEqual(error.reason, "busy")
        assert.include(error.message, `process ${first.pid}`)
        first.kill()
        yield* Effect.promise(() => first.result)
        yield* lab.ingest(["long.log"])
        assert.deepStrictEqual(lab.storedPaths(), pathsOf(["long", 0, 30_000]))
      }),
    30_000
  )

  it.live(
    "of the same files and of others, all waiting, come to the same as one",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        const names = ["a.log", "b.log", "c.log"]
        for (const name of names) lab.write(name, distinctLines(name, 3000))
        yield* lab.ingest(names, { databasePath: lab.path("golden.db") })
        const inputs = [names, names.toReversed(), ["a.log"], ["b.log", "c.log"]]
        const children = yield* Effect.all(inputs.map(() => startChild))
        const results = yield* Effect.promise(() =>
          Promise.all(
            children.map(async (child, index) => {
              await child.run(ingestOptions(lab.folder, inputs[index]!, { waitMs: 60_000 }))
              return child.result
            })
          )
        )
        const stored = results.map((result) => reportOf(result).counts.stored)
        assert.strictEqual(
          stored.reduce((sum, count) => sum + count),
          9000
        )
        assert.strictEqual(dumpDifference(lab.dump(), goldenDump(lab.path("golden.db"))), null)
        assert.strictEqual(integrityOf(lab.databasePath), "ok")
      }),
    60_000
  )
})
