import { assert, describe, it, layer } from "@effect/vitest"
import { loadCatalog } from "@logmill/core/analysis/catalog"
import type { FilterInput } from "@logmill/core/analysis/filter"
import { Analyses } from "@logmill/core/analysis/runner"
import type { TestEntry, TestSource } from "@logmill/core/testing/database"
import { analysesLayer } from "@logmill/core/testing/services"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"

import { builtInAnalyses } from "./analyses.ts"

const hour = 3_600_000
const noon = Date.UTC(2026, 9, 24, 12)

/** Two days and a night in which Berlin's clocks go back, a few visitors, one of them a bot. */
const entries: ReadonlyArray<TestEntry> = [
  { time: noon, path: "/", bytes: 10, client: "192.0.2.1" },
  { time: noon + 1, path: "/", bytes: null, client: "192.0.2.1", agent: "Googlebot/2.1" },
  { time: noon + hour, path: "/b", bytes: 5, client: "192.0.2.2", status: 304 },
  { time: noon + hour, path: "/b", bytes: 0, client: "192.0.2.1", status: 404 },
  { time: noon + 11 * hour, path: "/c", bytes: 7, client: "192.0.2.3", agent: null, status: 500 },
  { time: noon + 12 * hour, path: "/c", bytes: 7, client: "192.0.2.3", agent: null, status: null },
  { time: noon + 13 * hour, path: "/c", bytes: 7, client: "2001:db8::1", status: 101 }
]

const sources: ReadonlyArray<TestSource> = [
  { path: "a.log", entries: entries.slice(0, 4), filtered: 2, blank: 1, comment: 3, rejects: ["x"] },
  { path: "b.log", entries: entries.slice(4), rejects: ["y", "z"] }
]

const rowsOf = (id: string, filter: FilterInput = {}, params = {}) =>
  Effect.gen(function* () {
    const analyses = yield* Analyses
    const { columns, rows } = yield* analyses.run(id, { filter, params })
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])))
  })

const catalog = Effect.provide(loadCatalog([builtInAnalyses]), NodeServices.layer)

describe("the built-in analyses", () => {
  it.effect("are all well-formed, and say what they are", () =>
    Effect.gen(function* () {
      const { analyses, problems } = yield* catalog
      assert.deepStrictEqual(problems, [])
      assert.includeMembers(
        analyses.map(({ id }) => id),
        ["summary", "paths", "status", "hours"]
      )
      for (const { id, description, params, file } of analyses) {
        assert.isNotEmpty(description, id)
        assert.isTrue(file.endsWith(`/${id}.sql`), file)
        for (const param of params) assert.isNotNull(param.description, `${id}: ${param.name}`)
      }
    })
  )
})

layer(analysesLayer(sources, [builtInAnalyses], "Europe/Berlin"))("built in", (it) => {
  it.effect("every analysis declares its columns, in each of its forms", () =>
    Effect.gen(function* () {
      const analyses = yield* Analyses
      for (const { id, columns, variants } of (yield* analyses.list).analyses) {
        for (const when of [null, ...variants.map((variant) => variant.when)]) {
          const answer = yield* analyses.run(id, { params: when === null ? {} : { [when]: true } })
          const declared = columns
            .filter((column) => column.when === null || column.when === when)
            .map(({ name }) => name)
          assert.deepStrictEqual(
            answer.columns.map(({ name }) => name),
            declared,
            id
          )
          assert.isNotEmpty(answer.rows, id)
        }
      }
    })
  )

  it.effect.each<FilterInput>([
    { path: ["/nothing"] },
    { from: "2027" },
    { to: "2020" },
    { sourceIds: [] },
    { source: ["nothing.log"] },
    { client: ["203.0.113.0/24"] },
    { status: ["!1xx,!2xx,!3xx,!4xx,!5xx,!-"] },
    { from: "2026-10-24", source: ["nothing.log"], tz: "America/New_York" }
  ])("every analysis has no rows under a filter that excludes everything: %j", (filter) =>
    Effect.gen(function* () {
      const analyses = yield* Analyses
      for (const { id, variants } of (yield* analyses.list).analyses) {
        assert.deepStrictEqual(yield* rowsOf(id, filter), [], id)
        for (const { when } of variants) assert.deepStrictEqual(yield* rowsOf(id, filter, { [when]: true }), [], id)
      }
    })
  )

  it.effect("paths counts exactly, most hits first and ties by path", () =>
    Effect.gen(function* () {
      const path = (path: string, hits: number, bytes: number, classes: ReadonlyArray<number>) => ({
        path,
        hits,
        share: hits / 7,
        bytes,
        ...Object.fromEntries(
          ["hits_2xx", "hits_3xx", "hits_4xx", "hits_5xx", "hits_other"].map((name, n) => [name, classes[n] ?? 0])
        )
      })
      const all = [path("/c", 3, 21, [0, 0, 0, 1, 2]), path("/", 2, 10, [2]), path("/b", 2, 5, [0, 1, 1])]
      assert.deepStrictEqual(yield* rowsOf("paths"), all)
      const visitors = [2, 2, 2]
      assert.deepStrictEqual(
        yield* rowsOf("paths", {}, { visitors: "true" }),
        all.map((row, n) => ({ ...row, visitors: visitors[n] }))
      )
      assert.deepStrictEqual(
        (yield* rowsOf("paths", { status: ["404,500"] })).map((row) => [row["path"], row["hits"], row["share"]]),
        [
          ["/b", 1, 0.5],
          ["/c", 1, 0.5]
        ]
      )
    })
  )

  it.effect("summary is one row, whose lines add up", () =>
    Effect.gen(function* () {
      const [summary, ...others] = yield* rowsOf("summary")
      assert.deepStrictEqual(others, [])
      assert.deepStrictEqual(summary, {
        entries: 7,
        visitors: 5,
        bytes: 36,
        first_time: noon,
        last_time: noon + 13 * hour,
        days: 2,
        sources: 2,
        lines: 16,
        filtered: 2,
        rejected: 3,
        skipped: 4,
        hits_4xx: 1,
        hits_5xx: 1,
        bot_hits: 1
      })
      const { lines, entries: stored, filtered, rejected, skipped } = summary as Record<string, number>
      assert.strictEqual(lines, stored! + filtered! + rejected! + skipped!)
    })
  )

  it.effect("summary keeps the counts of lines for whole sources only", () =>
    Effect.gen(function* () {
      const counts = (filter: FilterInput) =>
        Effect.map(rowsOf("summary", filter), ([row]) =>
          ["entries", "sources", "lines", "rejected", "days"].map((name) => row![name])
        )
      assert.deepStrictEqual(yield* counts({ source: ["b.log"] }), [3, 1, 5, 2, 1])
      assert.deepStrictEqual(yield* counts({ path: ["/c"] }), [3, 1, null, null, 1])
      assert.deepStrictEqual(yield* counts({ path: ["/c"], tz: "UTC" }), [3, 1, null, null, 2])
    })
  )

  it.effect("status tells each status, and its times", () =>
    Effect.gen(function* () {
      const rows = yield* rowsOf("status", {}, { times: "true" })
      const counts = rows.map(({ status, hits, share, bytes }) => ({ status, hits, share, bytes }))
      assert.deepStrictEqual(yield* rowsOf("status"), counts)
      assert.deepStrictEqual(
        rows.map((row) => [row["status"], row["hits"], row["bytes"]]),
        [
          [200, 2, 10],
          [null, 1, 7],
          [101, 1, 7],
          [304, 1, 5],
          [404, 1, 0],
          [500, 1, 7]
        ]
      )
      assert.deepStrictEqual([rows[0]!["first_time"], rows[0]!["last_time"]], [noon, noon + 1])
    })
  )

  it.effect("hours keeps the hour apart that comes twice", () =>
    Effect.gen(function* () {
      const rows = yield* rowsOf("hours", {}, { visitors: "true" })
      assert.deepStrictEqual(
        yield* rowsOf("hours"),
        rows.map(({ hour: at, hits, bytes, hits_4xx, hits_5xx }) => ({ hour: at, hits, bytes, hits_4xx, hits_5xx }))
      )
      assert.deepStrictEqual(
        rows.map((row) => [(Number(row["hour"]) - noon) / hour, row["hits"], row["visitors"], row["hits_4xx"]]),
        [
          [0, 2, 2, 0],
          [1, 2, 2, 1],
          [11, 1, 1, 0],
          [12, 1, 1, 0],
          [13, 1, 1, 0]
        ]
      )
    })
  )
})
