/** What makes a log the same log: its content, whatever the file is called and however often it is given. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { linkSync, symlinkSync } from "node:fs"

import { makeLab, outcomeOf, pathsOf, resultsOf } from "../testing/lab.ts"
import { logLine, logLines } from "../testing/logs.ts"

describe("the same file", () => {
  it.live("is read once, however often it is ingested", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 10))
      const first = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(resultsOf(first), { "a.log": "read" })
      const dump = lab.dump()
      const second = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(resultsOf(second), { "a.log": "unchanged" })
      assert.strictEqual(second.counts.lines, 0)
      assert.deepStrictEqual(lab.dump(), dump)
      assert.deepStrictEqual(lab.storedPaths(), pathsOf(["a", 1, 10]))
    })
  )
})
void linkSync
void symlinkSync
void outcomeOf
void logLine
