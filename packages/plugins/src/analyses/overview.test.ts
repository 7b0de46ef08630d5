import { assert, layer } from "@effect/vitest"
import type { FilterInput } from "@logmill/core/analysis/filter"
import { day, entriesAt, hour, midnight, minute, over, rowsOf, tableOf, without } from "@logmill/core/testing/answers"
import type { TestEntry, TestSource } from "@logmill/core/testing/database"
import { analysesLayer } from "@logmill/core/testing/services"
import { Effect } from "effect"

import { builtInAnalyses } from "../analyses.ts"

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

layer(analysesLayer(sources, [builtInAnalyses], "Europe/Berlin"))("summary, paths and status", (it) => {
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
      const counts = (filter: FilterInput) => tableOf("summary", "entries sources lines rejected days", filter)
      assert.deepStrictEqual(yield* counts({ source: ["b.log"] }), [[3, 1, 5, 2, 1]])
      assert.deepStrictEqual(yield* counts({ path: ["/c"] }), [[3, 1, null, null, 1]])
      assert.deepStrictEqual(yield* counts({ path: ["/c"], tz: "UTC" }), [[3, 1, null, null, 2]])
    })
  )

  it.effect("status tells each status, and its times", () =>
    Effect.gen(function* () {
      const rows = yield* rowsOf("status", {}, { times: "true" })
      const counts = rows.map(({ status, hits, share, bytes }) => ({ status, hits, share, bytes }))
      assert.deepStrictEqual(yield* rowsOf("status"), counts)
      assert.deepStrictEqual(yield* tableOf("status", "status hits bytes"), [
        [200, 2, 10],
        [null, 1, 7],
        [101, 1, 7],
        [304, 1, 5],
        [404, 1, 0],
        [500, 1, 7]
      ])
      assert.deepStrictEqual([rows[0]!["first_time"], rows[0]!["last_time"]], [noon, noon + 1])
    })
  )

  it.effect("traffic keeps the hour apart that comes twice", () =>
    Effect.gen(function* () {
      const rows = yield* rowsOf("traffic", {}, { bucket: "hour", visitors: "true" })
      const plain = without(rows, "visitors")
      assert.deepStrictEqual(yield* rowsOf("traffic", {}, { bucket: "hour" }), plain)
      assert.deepStrictEqual(yield* rowsOf("traffic"), plain)
      assert.deepStrictEqual(
        rows.map((row) => [(Number(row["start"]) - noon) / hour, row["hits"], row["visitors"], row["hits_4xx"]]),
        [
          [0, 2, 2, 0],
          [1, 2, 2, 1],
          [11, 1, 1, 0],
          [12, 1, 1, 0],
          [13, 1, 1, 0]
        ]
      )
      assert.deepStrictEqual(
        rows.map((row) => [row["bytes"], row["hits_5xx"], row["bot_hits"]]),
        [
          [10, 0, 1],
          [5, 0, 0],
          [7, 1, 0],
          [7, 0, 0],
          [7, 0, 0]
        ]
      )
    })
  )

  it.effect("traffic takes months, and the days of another zone", () =>
    Effect.gen(function* () {
      const october = Date.UTC(2026, 8, 30, 22)
      assert.deepStrictEqual(yield* tableOf("traffic", "start hits", {}, { bucket: "month" }), [[october, 7]])
      assert.deepStrictEqual(yield* tableOf("traffic", "start hits", { tz: "UTC" }, { bucket: "day" }), [
        [noon - 12 * hour, 5],
        [noon + 12 * hour, 2]
      ])
    })
  )
})

const statuses = [200, 204, 301, 404, 451, 503, 101, null, 700]

layer(
  over(builtInAnalyses, [
    ...statuses.map((status, n) => ({ time: midnight + n * 1000, status })),
    { time: midnight + 2 * minute, status: 200 }
  ])
)("a log of two minutes", (it) => {
  it.effect("is counted by the minute", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tableOf("traffic", "start hits"), [
        [midnight, 9],
        [midnight + 2 * minute, 1]
      ])
      assert.deepStrictEqual(yield* tableOf("traffic", "start hits", {}, { bucket: "hour" }), [[midnight, 10]])
    })
  )

  it.effect("has its statuses by class over time", () =>
    Effect.gen(function* () {
      const classes = "start hits hits_2xx hits_3xx hits_4xx hits_5xx hits_other"
      assert.deepStrictEqual(yield* tableOf("status-over-time", classes), [
        [midnight, 9, 2, 1, 2, 1, 3],
        [midnight + 2 * minute, 1, 1, 0, 0, 0, 0]
      ])
      assert.deepStrictEqual(yield* tableOf("status-over-time", classes, { status: ["5xx"] }, { bucket: "day" }), [
        [midnight, 1, 0, 0, 0, 1, 0]
      ])
    })
  )
})

/** Monday, 26 October 2026, 00:00 in Berlin; the Sunday before had 25 hours. */
const monday = Date.UTC(2026, 9, 25, 23)

const week: ReadonlyArray<TestEntry> = [
  { time: monday - 23 * hour, bytes: 1 },
  ...entriesAt([monday - 22.5 * hour, monday - 21.5 * hour], { status: 500 }),
  ...entriesAt([monday, monday + hour / 2], { bytes: 5, agent: "Googlebot" }),
  ...entriesAt([monday + 10 * hour, monday + 7 * day + 10 * hour], { status: 404 })
]

layer(over(builtInAnalyses, week, { zone: "Europe/Berlin" }))("the week", (it) => {
  it.effect("hours are those of the wall clock, where one comes twice", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tableOf("hours", "hour hits share hits_4xx hits_5xx bot_hits"), [
        [0, 2, 2 / 7, 0, 0, 2],
        [2, 3, 3 / 7, 0, 2, 0],
        [10, 2, 2 / 7, 2, 0, 0]
      ])
      assert.deepStrictEqual(yield* tableOf("hours", "hour hits", { tz: "UTC", status: ["500"] }), [
        [0, 1],
        [1, 1]
      ])
    })
  )

  it.effect("weekdays are counted with how many whole ones there are", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("weekdays"), [
        {
          weekday: 1,
          name: "Monday",
          hits: 4,
          share: 4 / 7,
          bytes: 210,
          days: 1,
          hits_per_day: 3,
          bot_hits: 2
        },
        { weekday: 7, name: "Sunday", hits: 3, share: 3 / 7, bytes: 201, days: 0, hits_per_day: null, bot_hits: 0 }
      ])
      assert.deepStrictEqual(
        yield* tableOf("weekdays", "weekday days hits_per_day", { from: "2026-10-25", to: "2026-11-01" }),
        [
          [1, 0, null],
          [7, 0, null]
        ]
      )
    })
  )

  it.effect("the heat map has both", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tableOf("heatmap", "weekday hour hits bytes hits_4xx hits_5xx"), [
        [1, 0, 2, 10, 0, 0],
        [1, 10, 2, 200, 2, 0],
        [7, 2, 3, 201, 0, 2]
      ])
    })
  )
})

/** Ten days up to Thursday, 5 November, noon; `/a` by day, `/b` at night of the first and the last. */
const tenDays: ReadonlyArray<TestEntry> = [
  ...[9, 8, 7, 6, 5, 4, 3, 2, 1].flatMap((ago) =>
    entriesAt([midnight - ago * day + 11 * hour, midnight - ago * day + 20 * hour], { path: "/a", bytes: ago })
  ),
  ...entriesAt([midnight + 11 * hour, midnight + 11.5 * hour], { path: "/a", bytes: 3, status: 404 }),
  { time: midnight + hour, path: "/b", bytes: 0 }
]

layer(over(builtInAnalyses, tenDays))("trends", (it) => {
  it.effect("compare weekday with weekday, and of the last day the hours there are", () =>
    Effect.gen(function* () {
      const names = "day hits hits_before hits_change bytes bytes_before errors errors_before day_before"
      assert.deepStrictEqual(yield* tableOf("trends", names, {}, { days: "2" }), [
        ["2026-11-04", 2, 2, 0, 2, 16, 0, 0, "2026-10-28"],
        ["2026-11-05", 3, 1, 2, 6, 7, 2, 0, "2026-10-29"]
      ])
      const rows = yield* tableOf("trends", "day hits hits_before hits_change errors_change")
      assert.strictEqual(rows.length, 7)
      assert.deepStrictEqual(rows[0], ["2026-10-30", 2, null, null, null])
    })
  )

  it.effect("of eight days look two weeks back", () =>
    Effect.gen(function* () {
      const rows = yield* tableOf("trends", "day day_before", {}, { days: "8" })
      assert.deepStrictEqual(rows.at(-1), ["2026-11-05", "2026-10-22"])
      assert.strictEqual(rows.length, 8)
    })
  )

  it.effect("of paths compare their parts of the traffic", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("trending-paths", {}, { days: "2" }), [
        { path: "/a", hits: 4, hits_before: 4, change: 0, share: 0.8, share_before: 1 },
        { path: "/b", hits: 1, hits_before: 0, change: null, share: 0.2, share_before: 0 }
      ])
      // Else all would be new.
      assert.deepStrictEqual(yield* rowsOf("trending-paths", { from: "2026-11-04" }, { days: "2" }), [])
    })
  )

  it.effect("tell what was there before only", () =>
    Effect.gen(function* () {
      const filter = { to: "2026-11-05T02:00" }
      assert.deepStrictEqual(yield* tableOf("trending-paths", "path hits hits_before change", filter, { days: "1" }), [
        ["/b", 1, 0, null],
        ["/a", 0, 2, -1]
      ])
      assert.deepStrictEqual(yield* tableOf("trends", "day hits hits_before", filter, { days: "1" }), [
        ["2026-11-05", 1, 0]
      ])
    })
  )
})

layer(over(builtInAnalyses, [...tenDays, { time: Date.UTC(2999, 0, 1), path: "/a", bytes: 1 }]))(
  "trends beside a clock's mistake",
  (it) => {
    it.effect("count back from the last day that is not to come", () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* tableOf("trends", "day hits hits_before", {}, { days: "1" }), [
          ["2026-11-05", 3, 1]
        ])
        assert.deepStrictEqual(yield* tableOf("trending-paths", "path hits hits_before", {}, { days: "1" }), [
          ["/a", 2, 2],
          ["/b", 1, 0]
        ])
      })
    )
  }
)
