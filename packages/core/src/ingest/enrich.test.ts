/** What is known of stored values changes, and with it all answers; the log files may be gone. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { otherEnrichment } from "../testing/database.ts"
import { makeLab } from "../testing/lab.ts"
import { clfTime, logLines } from "../testing/logs.ts"
import { testKnowledge } from "../testing/options.ts"

const other = { enrichment: () => Promise.resolve(otherEnrichment) }

const robotLine = (number: number, path: string): string =>
  `192.0.2.9 - - [${clfTime(number)}] "GET ${path} HTTP/1.1" 200 1 "-" "Googlebot/2.1"\n`

describe("enrich", () => {
  it.live("says that there is no database", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const error = yield* Effect.flip(lab.enrich(other))
      assert.strictEqual(error.reason, "missing")
      assert.include(error.message, "nothing to enrich")
    }).pipe(Effect.scoped)
  )

  it.live("moves entries to their agents' new classes, in views and rollups", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const later = 3 * 86_400
      // The last line has no end, so it is in no rollup.
      lab.write(
        "a.log",
        logLines("a", 0, 50) + logLines("b", later, 30) + robotLine(later + 99, "/robot.html").trimEnd()
      )
      yield* lab.ingest(["a.log"])
      lab.remove("a.log")
      const classes = () => lab.query("SELECT agent_class, sum(hits) AS hits FROM hits GROUP BY 1 ORDER BY 1")
      assert.deepStrictEqual(classes(), [
        { agent_class: "human", hits: 80 },
        { agent_class: "search", hits: 1 }
      ])
      assert.deepStrictEqual(yield* lab.enrich(other), { agents: 7, paths: 1, referrers: 0 })
      assert.deepStrictEqual(classes(), [
        { agent_class: "monitor", hits: 80 },
        { agent_class: "search", hits: 1 }
      ])
      assert.deepStrictEqual(lab.query("SELECT DISTINCT agent_class, bot, kind FROM entries ORDER BY 1, 3"), [
        { agent_class: "monitor", bot: "Mozilla", kind: "page" },
        { agent_class: "search", bot: "Googlebot", kind: "asset" }
      ])
      assert.deepStrictEqual(lab.query("SELECT DISTINCT bot FROM visits ORDER BY 1"), [
        { bot: "Googlebot" },
        { bot: "Mozilla" }
      ])
    }).pipe(Effect.scoped)
  )

  it.live("changes nothing where nothing is to be changed", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 0, 20))
      yield* lab.ingest(["a.log"])
      const before = [lab.dump(), lab.query("SELECT data_version FROM meta")]
      assert.deepStrictEqual(yield* lab.enrich(testKnowledge), { agents: 0, paths: 0, referrers: 0 })
      assert.deepStrictEqual([lab.dump(), lab.query("SELECT data_version FROM meta")], before)
      yield* lab.enrich(other)
      yield* lab.enrich(testKnowledge)
      assert.deepStrictEqual(lab.dump(), before[0])
    }).pipe(Effect.scoped)
  )
})
