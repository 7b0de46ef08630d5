/** What is forgotten is in no file of the database any more. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync, readdirSync, readFileSync } from "node:fs"

import { makeLab } from "../testing/lab.ts"
import { clfTime, logLines } from "../testing/logs.ts"

describe("forget", () => {
  it.live("overwrites what it deletes, and takes kept answers with it", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const line = (number: number): string =>
        `198.51.100.${number} - - [${clfTime(number)}] "GET /secret/${number} HTTP/1.1" 200 5 "-" "Forgotten/${number}"\n`
      const bad = "198.51.100.99 and no more of a line\n"
      lab.write("a.log", Array.from({ length: 40 }, (_, number) => line(number)).join("") + bad)
      lab.write("b.log", logLines("kept", 1, 5))
      yield* lab.ingest(["a.log", "b.log"])
      lab.write("logs.db-answers", "198.51.100.7")
      const found = (): ReadonlyArray<string> =>
        readdirSync(lab.folder)
          .filter((name) => name.startsWith("logs.db"))
          .flatMap(
            (name) => readFileSync(lab.path(name), "latin1").match(/198\.51\.100\.\d+|\/secret\/|Forgotten/g) ?? []
          )
      assert.isAbove(found().length, 100)
      yield* Effect.scoped(lab.forget("a.log"))
      assert.deepStrictEqual(found(), [])
      assert.isFalse(existsSync(lab.path("logs.db-answers")))
      assert.deepStrictEqual(lab.storedPaths().length, 5)
    })
  )
})
