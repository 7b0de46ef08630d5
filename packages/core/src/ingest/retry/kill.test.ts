/** kill -9 while rejects are tried again: each line is a reject or what it became, and the next time finishes. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { copyFileSync } from "node:fs"

import { IngestChild } from "../../testing/child.ts"
import { dumpDifference, goldenDump, integrityOf } from "../../testing/dump.ts"
import { checkLaws, makeLab } from "../../testing/lab.ts"
import { logLine, logLines } from "../../testing/logs.ts"
import { retryOptions } from "../../testing/options.ts"

const kills = 8
const rejected = 60_000

/** Lines with a virtual host in front, which combined does not have; some that nothing reads. */
const log = Array.from({ length: rejected }, (_, number) =>
  number % 100 === 0 ? `no log line ${number}\n` : `www.example.com ${logLine("a", number)}\n`
).join("")

describe("a retry that is killed", () => {
  it.live(
    `${kills} times comes to the same in the end`,
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.write("a.log", logLines("before", 1, 10) + log)
        yield* lab.ingest(["a.log"], { logFormat: "combined" })
        const badly = lab.path("badly.db")
        copyFileSync(lab.databasePath, badly)
        yield* lab.retry()
        const golden = lab.dump()

        const databasePath = lab.path("killed.db")
        copyFileSync(badly, databasePath)
        const left: Array<number> = []
        for (let killed = 0; killed < kills; killed++) {
          const child = yield* Effect.acquireRelease(
            Effect.sync(() => new IngestChild()),
            (started) => Effect.sync(() => started.kill())
          )
          // The first time at once, and then later each time; what is left becomes less.
          const enough = (rejected / kills) * killed * 0.3
          let tried = 0
          yield* Effect.promise(() =>
            child.retry(retryOptions(lab.folder, [], { databasePath }), (lines) => {
              tried = lines
              if (lines > enough) child.kill()
            })
          )
          const result = yield* Effect.promise(() => child.result)
          assert("died" in result, JSON.stringify(result))
          assert.isAbove(tried, 0)
          if (result.died === "SIGKILL") checkLaws(databasePath)
          assert.strictEqual(integrityOf(databasePath), "ok")
          left.push(lab.count("killed.db", "reject"))
        }
        assert.isAbove(new Set(left).size, 2, `rejects left: ${left.join(", ")}`)
        yield* lab.retry([], { databasePath })
        assert.strictEqual(dumpDifference(goldenDump(databasePath), golden), null)
      }),
    180_000
  )
})
