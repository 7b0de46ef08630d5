import { assert, layer } from "@effect/vitest"
import {
  day,
  entriesAt,
  hour,
  midnight,
  minute,
  over,
  repeat,
  rowsOf,
  second,
  tableOf
} from "@logmill/core/testing/answers"
import type { TestEntry, TestSource } from "@logmill/core/testing/database"
import { analysesLayer } from "@logmill/core/testing/services"
import { Effect } from "effect"

import { builtInAnalyses } from "../analyses.ts"

/** Six days of 64 hits in each of six hours; on the fifth: silence for three hours, then a storm, then a trickle. */
const hourly = (atDay: number, n: number): number => {
  if ((atDay === 0 && n === 0) || (atDay === 5 && n === 5)) return 1
  return atDay === 4 ? [0, 0, 0, 300, 200, 10][n]! : 64
}

const sixDays = [0, 1, 2, 3, 4, 5].flatMap((atDay) =>
  [0, 1, 2, 3, 4, 5].flatMap((n) => {
    const hits = hourly(atDay, n)
    const agent = hits === 300 ? "Googlebot" : "Mozilla/5.0"
    return repeat(hits, { time: midnight + atDay * day + (3 + n) * hour, agent })
  })
)

layer(over(builtInAnalyses, sixDays, { zone: "Europe/Berlin" }))("gaps and bursts", (it) => {
  it.effect("are told against the hour's own history, the ends of the log aside", () =>
    Effect.gen(function* () {
      const rows = yield* tableOf("anomalies", "start hours anomaly hits expected factor bot_hits")
      const fifth = midnight + 4 * day
      assert.deepStrictEqual(rows, [
        [fifth + 3 * hour, 3, "gap", 0, 192, 0, 0],
        [fifth + 6 * hour, 2, "burst", 500, 128, 500 / 128, 300],
        [fifth + 8 * hour, 1, "low", 10, 64, 10 / 64, 0]
      ])
      // The square root of 65 is what an hour may be off by itself, of 3 * 65 are three.
      const scores = (yield* rowsOf("anomalies")).map((row) => Math.round(Number(row["score"]) * 10) / 10)
      assert.deepStrictEqual(scores, [-13.7, 29.3, -6.7])
    })
  )

  it.effect("are a matter of degree, and need a history", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tableOf("anomalies", "anomaly hours", {}, { score: "20" }), [["burst", 1]])
      assert.deepStrictEqual(yield* rowsOf("anomalies", {}, { min_days: "7" }), [])
      assert.deepStrictEqual(yield* rowsOf("anomalies", { from: "2026-11-08" }), [])
    })
  )
})

/** Ten days of five hits in each hour but those from 22 to 4, with silence from 15 on the sixth day to 13 on the seventh. */
const fiveAnHour = Array.from({ length: 240 }, (_, n) => n)
  .filter((n) => n % 24 >= 4 && n % 24 < 22 && (n < 135 || n >= 157))
  .flatMap((n) => repeat(5, { time: midnight + n * hour }))

layer(over(builtInAnalyses, fiveAnHour))("a silence of a quiet site", (it) => {
  it.effect("is told where no hour of it would be, from the first to the last hour that has hits otherwise", () =>
    Effect.gen(function* () {
      const rows = yield* tableOf("anomalies", "start hours anomaly hits expected factor")
      assert.deepStrictEqual(rows, [[midnight + 135 * hour, 22, "gap", 0, 80, 0]])
      // Sixteen hours of five, each of which may be off by the square root of six.
      assert.closeTo(Number((yield* rowsOf("anomalies"))[0]!["score"]), -80 / Math.sqrt(16 * 6), 1e-9)
      assert.deepStrictEqual(yield* rowsOf("anomalies", {}, { score: "9" }), [])
    })
  )
})

/** A week of 64 hits an hour, a line of a clock that was never set, some of a quarter later, and one of the last year there is. */
const lastYear = Date.UTC(9999, 5, 30, 23)
const scattered = [
  { time: 0 },
  ...Array.from({ length: 7 * 24 }, (_, n) => repeat(64, { time: midnight + n * hour })).flat(),
  ...entriesAt(
    [0, 1, 2].map((n) => midnight + 90 * day + n * hour),
    {}
  ),
  { time: lastYear }
]

layer(over(builtInAnalyses, scattered))("silence for long", (it) => {
  it.effect("is a gap, and no proof that nothing is usual", () =>
    Effect.gen(function* () {
      const end = midnight + 7 * day
      const later = midnight + 90 * day
      assert.deepStrictEqual(yield* tableOf("anomalies", "start hours anomaly hits expected"), [
        [hour, midnight / hour - 1, "gap", 0, null],
        [end, 83 * 24, "gap", 0, null],
        [later + hour, 1, "low", 1, 64],
        [later + 3 * hour, (lastYear - later) / hour - 3, "gap", 0, null]
      ])
    })
  )

  it.effect("is told of the data, too", () =>
    Effect.gen(function* () {
      const rows = yield* tableOf("data-quality", "issue detail count", {}, { apart_days: "400" })
      assert.deepStrictEqual(
        rows.filter(([issue]) => issue === "far-apart"),
        [
          ["far-apart", `nothing from 1970-01-01 to ${new Date(midnight).toISOString().slice(0, 10)}`, 1],
          ["far-apart", `nothing from ${new Date(midnight + 90 * day).toISOString().slice(0, 10)} to 9999-06-30`, 1]
        ]
      )
    })
  )
})

const sources: ReadonlyArray<TestSource> = [
  {
    path: "a.log",
    entries: [
      { time: midnight },
      { time: midnight + hour, status: null },
      { time: midnight + hour - 5 * minute, status: 999, bytes: null },
      { time: midnight + hour - 6 * minute },
      { time: midnight, method: null, path: "\\x16\\x03", agent: null, durationMs: 5 },
      { time: midnight + 2 * hour }
    ],
    rejects: ["x", "y"],
    filtered: 2,
    copies: ["a.log.gz", "b/a.log"]
  },
  // Earlier than the last of the other log: no jump.
  { path: "d.log", entries: [], detail: "has more in its lines: x" },
  { path: "b.log", entries: [{ time: midnight - day }], state: "damaged", detail: "the gzip data ends early" },
  { path: "c.log", entries: [{ time: midnight - 2 * day }], state: "reading", generation: 2 }
]

const rewritten =
  "cut or rewritten since it was read; what it held before counts, too (logmill forget 4 takes back all of it)"

layer(analysesLayer(sources, [builtInAnalyses]))("data quality", (it) => {
  it.effect("tells what is wrong, and how much of it", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tableOf("data-quality", "issue detail count share source line"), [
        ["rejected", "no time", 2, 0.2, "a.log", 7],
        ["damaged", "the gzip data ends early", 1, null, "b.log", 2],
        ["left-out", "has more in its lines: x", 1, null, "d.log", null],
        ["unfinished", "there is more to read", 1, null, "c.log", null],
        ["filtered", "left out by --drop or --keep", 2, 0.2, "a.log", null],
        ["copies", "seen under other names too, counted once", 2, null, "a.log", null],
        ["rewritten", rewritten, 2, null, "c.log", null],
        ["clock-jump", "back by up to 54 min 0 s", 2, 0.2, "a.log", 3],
        ["no-request", "what was sent is no HTTP", 1, 1 / 8, null, null],
        ["no-status", null, 1, 1 / 8, null, null],
        ["odd-status", "not from 100 to 599", 1, 1 / 8, null, null],
        ["no-bytes", "counted as 0", 1, 1 / 8, null, null],
        ["no-agent", null, 1, 1 / 8, null, null],
        ["no-duration", null, 7, 7 / 8, null, null]
      ])
    })
  )

  it.effect("has jumps of the size asked for", () =>
    Effect.gen(function* () {
      const jumps = (tolerance: string) =>
        Effect.map(tableOf("data-quality", "issue count line", {}, { tolerance }), (rows) =>
          rows.filter(([issue]) => issue === "clock-jump")
        )
      assert.deepStrictEqual(yield* jumps("1m"), [["clock-jump", 3, 3]])
      assert.deepStrictEqual(yield* jumps("1h"), [])
    })
  )

  it.effect("says of selected entries what can be said of them", () =>
    Effect.gen(function* () {
      const rows = yield* tableOf("data-quality", "issue count source", { status: ["-,999"] })
      assert.deepStrictEqual(rows, [
        ["copies", 2, "a.log"],
        ["clock-jump", 1, "a.log"],
        ["no-status", 1, null],
        ["odd-status", 1, null],
        ["no-bytes", 1, null]
      ])
      assert.deepStrictEqual(yield* tableOf("data-quality", "issue source", { source: ["c.log"] }), [
        ["unfinished", "c.log"],
        ["rewritten", "c.log"]
      ])
    })
  )
})

const jumpedFar: ReadonlyArray<TestSource> = [
  { path: "a.log", entries: entriesAt([midnight, midnight - 40 * day + minute], {}) },
  { path: "b.log", entries: entriesAt([midnight, midnight - 90 * minute], {}) },
  { path: "c.log", entries: entriesAt([midnight, midnight - 59 * second], {}) }
]

layer(analysesLayer(jumpedFar, [builtInAnalyses]))("a clock that jumps", (it) => {
  it.effect("does so by days, hours or seconds", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tableOf("data-quality", "source detail", {}, { tolerance: "1s" }), [
        ["a.log", "back by up to 39 d 23 h"],
        ["b.log", "back by up to 1 h 30 min"],
        ["c.log", "back by up to 59 s"]
      ])
    })
  )
})

const quiet: ReadonlyArray<TestEntry> = entriesAt([midnight, midnight + second], {})

layer(over(builtInAnalyses, quiet))("a log without fault", (it) => {
  it.effect("has nothing to be said about", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("data-quality"), [])
      assert.deepStrictEqual(yield* rowsOf("anomalies"), [])
    })
  )
})
