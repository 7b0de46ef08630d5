/** Answers over two periods, through the whole of it: filters, statements, matching, the limit. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { join } from "node:path"

import { QueryEngine } from "../query/QueryEngine.ts"
import type { TestEntry } from "../testing/database.ts"
import { temporaryDatabase } from "../testing/services.ts"
import { Analyses, type Answer } from "./runner.ts"

const files: Readonly<Record<string, string>> = {
  paths: `/* logmill
id = "paths"
title = "Paths"
[params.least]
type = "int"
default = 1
[columns.path]
kind = "path"
filter = "path"
[columns.hits]
kind = "count"
*/
SELECT path, count(*) AS hits FROM entries GROUP BY path_id HAVING count(*) >= :least ORDER BY hits DESC, path`,
  traffic: `/* logmill
id = "traffic"
title = "Traffic"
[columns.at]
kind = "time"
[columns.hits]
kind = "count"
*/
SELECT bucket(time, 'auto') AS at, sum(hits) AS hits FROM hits GROUP BY at ORDER BY at`,
  growth: `/* logmill
id = "growth"
title = "Growth"
[columns.hits_change]
kind = "change"
*/
SELECT count(*) / 2.0 - 1 AS hits_change FROM entries`
}

const at = (path: string, ...times: ReadonlyArray<string>): ReadonlyArray<TestEntry> =>
  times.map((time) => ({ path, time: Date.parse(`2026-11-${time}Z`) }))

/** From the 4th to the 15th; what is on the 8th and before it is the week before. */
const entries: ReadonlyArray<TestEntry> = [
  ...at("/a", "04T12:00", "08T23:59:59.999", "09T00:00", "09T10:00", "15T23:00"),
  ...at("/b", "08T01:00", "08T02:00", "10T01:00"),
  ...at("/gone", "05T00:00", "05T01:00"),
  ...at("/new", "12T00:00")
]

const withAnalyses = <A, E>(test: (analyses: Analyses["Service"]) => Effect.Effect<A, E>, zone = "UTC") =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const file = yield* temporaryDatabase([{ path: "a.log", entries }], zone)
    const folder = join(file, "../analyses")
    yield* fs.makeDirectory(folder)
    for (const [id, text] of Object.entries(files)) yield* fs.writeFileString(join(folder, `${id}.sql`), text)
    const layer = Analyses.layer({ folders: [{ path: folder, origin: "flag" }] }).pipe(
      Layer.provide(QueryEngine.layer(file))
    )
    return yield* Analyses.use(test).pipe(Effect.provide(layer))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

const periods = ({ compared }: Answer): ReadonlyArray<string> =>
  [compared!.period, compared!.before].map(({ from, to }) =>
    [from, to].map((time) => new Date(time).toISOString().slice(5, 16)).join(" ")
  )

const week = { from: "2026-11-09", to: "2026-11-15" }

describe("a comparison", () => {
  it.live("is of the filter's period with the one before", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const answer = yield* analyses.run("paths", { filter: week, compare: "previous" })
        assert.deepStrictEqual(answer.columns, [
          { name: "path", kind: "path", filter: "path" },
          { name: "hits", kind: "count", filter: null },
          { name: "hits_before", kind: "count", filter: null },
          { name: "hits_change", kind: "change", filter: null }
        ])
        assert.deepStrictEqual(answer.rows, [
          ["/a", 3, 2, 0.5],
          ["/b", 1, 2, -0.5],
          ["/new", 1, 0, null],
          ["/gone", 0, 2, -1]
        ])
        assert.deepStrictEqual(periods(answer), ["11-09T00:00 11-16T00:00", "11-02T00:00 11-09T00:00"])
        assert.deepStrictEqual([answer.complete, answer.total, answer.dataVersion], [true, 4, 2])
        assert.include(answer.sql, String(Date.parse("2026-11-09T00:00Z")))
        assert.include(answer.compared!.sqlBefore, String(Date.parse("2026-11-02T00:00Z")))
      })
    )
  )

  it.live("takes the last week of the data where no period is given, and the other parts of the filter for both", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const answer = yield* analyses.run("paths", { filter: { path: ["/a | /gone"] }, compare: "previous" })
        assert.deepStrictEqual(answer.rows, [
          ["/a", 3, 2, 0.5],
          ["/gone", 0, 2, -1]
        ])
        assert.deepStrictEqual(periods(answer), ["11-09T00:00 11-16T00:00", "11-02T00:00 11-09T00:00"])
      })
    )
  )

  it.live("is cut by the limit when all is matched", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const { complete, rows, total } = yield* analyses.run("paths", { filter: week, compare: "previous", limit: 2 })
        assert.deepStrictEqual([rows.length, complete, total], [2, false, 4])
        // The first of the week before is /a, too, and /b its third: a limit of its own would have lost it.
        assert.deepStrictEqual(rows[1], ["/b", 1, 2, -0.5])
      })
    )
  )

  it.live("hands parameters to both", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const { rows } = yield* analyses.run("paths", { filter: week, compare: "previous", params: { least: "2" } })
        assert.deepStrictEqual(rows, [
          ["/a", 3, 2, 0.5],
          ["/b", 0, 2, -1],
          ["/gone", 0, 2, -1]
        ])
      })
    )
  )

  it.live("cuts time into the same buckets on both sides", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        // The two hours by themselves were cut into minutes.
        const answer = yield* analyses.run("traffic", {
          filter: { from: "2026-11-05T18:00", to: "2026-11-12" },
          compare: "2026-11-05T00:00..2026-11-05T02:00"
        })
        assert.deepStrictEqual(
          answer.rows
            .slice(0, 2)
            .map(([own, before, ...hits]) => [
              ...[own, before].map((time) => new Date(Number(time)).toISOString().slice(8, 13)),
              ...hits
            ]),
          [
            ["05T18", "05T00", 0, 1, -1],
            ["05T19", "05T01", 0, 1, -1]
          ]
        )
        assert.strictEqual(answer.rows.length, 9)
      })
    )
  )

  it.live("counts days by the zone asked for", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const filter = { ...week, tz: "Asia/Tokyo" }
        const answer = yield* analyses.run("paths", { filter, compare: "previous" })
        // 23:00 in London is the next day in Tokyo, and so is a millisecond before midnight.
        assert.deepStrictEqual(answer.rows, [
          ["/a", 3, 1, 2],
          ["/b", 1, 2, -0.5],
          ["/new", 1, 0, null],
          ["/gone", 0, 2, -1]
        ])
        assert.deepStrictEqual(periods(answer), ["11-08T15:00 11-15T15:00", "11-01T15:00 11-08T15:00"])
      })
    )
  )

  it.live("is refused with what to type", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(analyses.run("paths", { compare: "lastweek" }))
        assert.strictEqual(error._tag, "FilterError")
        assert.include(error.message, `--compare: "lastweek" is no period; write previous, week, year, or two times`)
        const ofItself = yield* Effect.flip(analyses.run("growth", { compare: "previous" }))
        assert.deepStrictEqual(
          [ofItself._tag, ofItself.message],
          ["AnalysisError", "growth compares by itself; ask it without --compare, or another one with it"]
        )
      })
    )
  )
})
