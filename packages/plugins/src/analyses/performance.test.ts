import { assert, layer } from "@effect/vitest"
import { day, midnight, over, repeat, rowsOf, second, tableOf } from "@logmill/core/testing/answers"
import type { TestEntry } from "@logmill/core/testing/database"
import { Effect } from "effect"

import { builtInAnalyses } from "../analyses.ts"

const entries: ReadonlyArray<TestEntry> = [
  ...[10, 20, 30, 40, 1000].map((durationMs, n) => ({ time: midnight + n * second, path: "/a", durationMs })),
  { time: midnight + day, path: "/rare", durationMs: 60_000, status: 503 },
  { time: midnight + day, path: "/b", durationMs: 0 },
  { time: midnight + day, path: "/b", durationMs: null },
  { time: midnight + day, path: "/untimed" }
]

/** What is left of a fraction that is no sum of powers of two. */
const rounded = Effect.map((rows: ReadonlyArray<ReadonlyArray<unknown>>) =>
  rows.map((row) => row.map((value) => (typeof value === "number" ? Math.round(value * 1e6) / 1e6 : value)))
)

layer(over(builtInAnalyses, entries))("response times", (it) => {
  it.effect("have percentiles that lie between two durations", () =>
    Effect.gen(function* () {
      const names = "timed mean_ms p50_ms p90_ms p95_ms p99_ms max_ms"
      const rows = yield* rounded(tableOf("latency", names, { path: ["/a"] }))
      assert.deepStrictEqual(rows, [[5, 220, 30, 616, 808, 961.6, 1000]])
      assert.deepStrictEqual(yield* tableOf("latency", "timed p50_ms p99_ms max_ms", { path: ["/rare"] }), [
        [1, 60_000, 60_000, 60_000]
      ])
      assert.deepStrictEqual(yield* rowsOf("latency", { path: ["/untimed"] }), [])
    })
  )

  it.effect("are those of each day", () =>
    Effect.gen(function* () {
      const names = "start timed mean_ms p50_ms p95_ms p99_ms max_ms"
      assert.deepStrictEqual(yield* rounded(tableOf("latency-over-time", names, {}, { bucket: "day" })), [
        [midnight, 5, 220, 30, 808, 961.6, 1000],
        [midnight + day, 2, 30_000, 30_000, 57_000, 59_400, 60_000]
      ])
    })
  )

  it.effect("are those of each path, the rare ones too", () =>
    Effect.gen(function* () {
      const names = "path p95_ms timed p50_ms p99_ms mean_ms max_ms total_ms"
      assert.deepStrictEqual(yield* rounded(tableOf("latency-paths", names)), [
        ["/rare", 60_000, 1, 60_000, 60_000, 60_000, 60_000, 60_000],
        ["/a", 808, 5, 30, 961.6, 220, 1000, 1100],
        ["/b", 0, 1, 0, 0, 0, 0, 0]
      ])
      assert.deepStrictEqual(yield* tableOf("latency-paths", "path", {}, { min_hits: "2" }), [["/a"]])
    })
  )

  it.effect("slowest paths go by mean, longest or total", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("slowest-paths"), [
        {
          path: "/rare",
          mean_ms: 60_000,
          max_ms: 60_000,
          timed: 1,
          total_ms: 60_000,
          share: 60_000 / 61_100,
          hits_5xx: 1
        },
        { path: "/a", mean_ms: 220, max_ms: 1000, timed: 5, total_ms: 1100, share: 1100 / 61_100, hits_5xx: 0 },
        { path: "/b", mean_ms: 0, max_ms: 0, timed: 1, total_ms: 0, share: 0, hits_5xx: 0 }
      ])
      assert.deepStrictEqual(yield* tableOf("slowest-paths", "path", {}, { min_hits: "2", by: "total" }), [["/a"]])
    })
  )
})

/** 401 paths, each asked for twice but one, which took a minute. */
const many = Array.from({ length: 401 }, (_, n) =>
  n === 400 ? [{ path: "/slow", durationMs: 60_000 }] : repeat(2, { path: `/${n}`, durationMs: n })
).flat()

const random = Array.from({ length: 997 }, (_, n) => ({ path: "/random", durationMs: ((n * 7919) % 509) / 4 }))

layer(over(builtInAnalyses, [...many, ...random]))("many paths", (it) => {
  it.effect("hide no slow one", () =>
    Effect.gen(function* () {
      for (const by of ["mean", "max", "total"]) {
        assert.deepStrictEqual((yield* tableOf("slowest-paths", "path", { path: ["!/random"] }, { by }))[0], ["/slow"])
      }
      assert.deepStrictEqual((yield* tableOf("latency-paths", "path"))[0], ["/slow"])
    })
  )

  it.effect("have the same percentiles, counted or sorted", () =>
    Effect.gen(function* () {
      const filter = { path: ["/random"] }
      const [sorted] = yield* tableOf("latency-paths", "timed p50_ms p95_ms p99_ms mean_ms max_ms", filter)
      for (const id of ["latency", "latency-over-time"]) {
        const [counted] = yield* tableOf(id, "timed p50_ms p95_ms p99_ms mean_ms max_ms", filter)
        for (const [index, value] of counted!.entries()) {
          assert.approximately(Number(value), Number(sorted![index]), 1e-9)
        }
      }
    })
  )
})

const hit = { tls: "TLSv1.3", cipher: "A", cache: "HIT", mime: "text/html; charset=utf-8" }

layer(
  over(builtInAnalyses, [
    { extra: hit, bytes: 10, durationMs: 1 },
    { extra: { ...hit, mime: "Text/HTML" }, bytes: 20, durationMs: 2 },
    { extra: { tls: "TLSv1.3", cipher: "B", cache: "MISS", mime: "image/png" }, bytes: 60, durationMs: null },
    { bytes: null }
  ])
)("what only some formats log", (it) => {
  it.effect("cache", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("cache"), [
        { cache: "HIT", hits: 2, share: 0.5, bytes: 30, bytes_share: 30 / 90, mean_ms: 1.5 },
        { cache: null, hits: 1, share: 0.25, bytes: 0, bytes_share: 0, mean_ms: null },
        { cache: "MISS", hits: 1, share: 0.25, bytes: 60, bytes_share: 60 / 90, mean_ms: null }
      ])
    })
  )

  it.effect("TLS", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("tls"), [
        { tls: "TLSv1.3", cipher: "A", hits: 2, share: 0.5, bytes: 30 },
        { tls: null, cipher: null, hits: 1, share: 0.25, bytes: 0 },
        { tls: "TLSv1.3", cipher: "B", hits: 1, share: 0.25, bytes: 60 }
      ])
    })
  )

  it.effect("media types", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("mime-types"), [
        { mime: "text/html", hits: 2, share: 0.5, bytes: 30, bytes_share: 30 / 90, bytes_per_hit: 15 },
        { mime: null, hits: 1, share: 0.25, bytes: 0, bytes_share: 0, bytes_per_hit: 0 },
        { mime: "image/png", hits: 1, share: 0.25, bytes: 60, bytes_share: 60 / 90, bytes_per_hit: 60 }
      ])
    })
  )
})
