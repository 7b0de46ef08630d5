import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"

import { makeLab } from "../testing/lab.ts"

const line = '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5\n'

describe("a run", () => {
  it.live("that fails after its files were read is told as failed, and they stay read", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", line)
      yield* lab.ingest(["a.log"], { site: "one.example" })
      lab.write("a.log", line + line)
      // What is said of a site that a source keeps is said last of all.
      const command = (): string => {
        throw new Error("nothing can be said")
      }
      const exit = yield* Effect.exit(lab.ingest(["a.log"], { site: "two.example" }, { command }))
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual(lab.query("SELECT state, ended_at IS NOT NULL AS has_ended FROM run ORDER BY id"), [
        { state: "done", has_ended: 1 },
        { state: "failed", has_ended: 1 }
      ])
      assert.deepStrictEqual(lab.query("SELECT count(*) AS entries FROM entries"), [{ entries: 2 }])
    })
  )
})
