import { readdirSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { makeLab } from "../testing/lab.ts"
import { logLines } from "../testing/logs.ts"

/** Where temporary files are, until the scope ends. */
const temporary = (folder: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = process.env["TMPDIR"]
      process.env["TMPDIR"] = folder
      return before
    }),
    (before) =>
      Effect.sync(() => (before === undefined ? delete process.env["TMPDIR"] : (process.env["TMPDIR"] = before)))
  )

describe("a dry run", () => {
  it.live("says what the ingest says, stores nothing and leaves nothing", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 1, 20))
      const { folder } = yield* makeLab
      yield* temporary(folder)
      const first = yield* lab.ingest(["a.log"], { dryRun: true })
      assert.strictEqual(first.counts.stored, 20)
      assert.notInclude(readdirSync(lab.folder), "logs.db")
      yield* lab.ingest(["a.log"])
      assert.strictEqual((yield* lab.ingest(["a.log"], { dryRun: true })).outcomes[0]!.result, "unchanged")
      lab.append("a.log", logLines("a", 21, 5))
      const dry = yield* lab.ingest(["."], { dryRun: true })
      assert.deepStrictEqual(
        dry.outcomes.map(({ result, counts }) => [result, counts.stored]),
        [["continued", 5]]
      )
      assert.lengthOf(lab.query("SELECT id FROM entry"), 20)
      assert.deepStrictEqual(readdirSync(folder), [])
      assert.strictEqual((yield* lab.ingest(["."])).counts.stored, 5)
    })
  )
})
