import { assert, layer } from "@effect/vitest"
import { hour, midnight, minute, over, rowsOf, second, tableOf } from "@logmill/core/testing/answers"
import type { TestEntry } from "@logmill/core/testing/database"
import { Effect } from "effect"

import { builtInAnalyses } from "../analyses.ts"

const ada = { client: "192.0.2.1" }
const bob = { client: "192.0.2.2", agent: null }
const at = (time: number, path: string, who: TestEntry, more: TestEntry = {}): TestEntry => ({
  time: midnight + time,
  path,
  bytes: 10,
  ...who,
  ...more
})

/**
 * Ada comes at one minute to ten and stays for three pages, the second of which is 30 minutes on, at the very limit; a
 * moment more than 30 minutes after the last she comes again, for one. Bob, who says no agent, sees two pages in the same
 * second, and is there an hour later, for one. Ada's other browser sees one.
 */
const entries: ReadonlyArray<TestEntry> = [
  at(10 * hour - minute, "/", ada, { referrer: "https://search.example/" }),
  at(10 * hour - minute + second, "/a.css", ada),
  at(10 * hour - minute + 2 * second, "/gone", ada, { status: 404 }),
  at(10 * hour + 29 * minute, "/b", ada, { status: 304 }),
  at(10 * hour + 30 * minute, "/c", ada),
  at(10 * hour + 59 * minute, "/c.css", ada),
  at(11 * hour + 1, "/b", ada),
  // Logged before the first, in the same second.
  at(12 * hour, "/x", bob),
  at(12 * hour, "/a", bob),
  at(13 * hour, "/", bob, { bytes: null }),
  at(12 * hour, "/", ada, { agent: "Mozilla/5.0 Other" })
]

layer(over(builtInAnalyses, entries))("visits", (it) => {
  it.effect("are runs of pages of one visitor, parted by more than the timeout", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("visits"), [
        {
          visits: 5,
          visitors: 3,
          pages: 8,
          pages_per_visit: 8 / 5,
          single_page_visits: 3,
          bounce_share: 3 / 5,
          mean_duration_ms: (31 * minute) / 5,
          median_duration_ms: 0,
          bytes: 70
        }
      ])
      assert.deepStrictEqual(yield* tableOf("visits", "visits pages", {}, { timeout: "1h" }), [[3, 8]])
      assert.deepStrictEqual(yield* tableOf("visits", "visits pages", {}, { timeout: "1800001ms" }), [[4, 8]])
      assert.deepStrictEqual(yield* tableOf("visits", "visits pages", {}, { timeout: "1s" }), [[7, 8]])
    })
  )

  it.effect("are listed with where they begin and end, the latest first", () =>
    Effect.gen(function* () {
      const names = "first_time duration_ms client pages entry_path exit_path referrer bytes agent_class"
      assert.deepStrictEqual(yield* tableOf("visit-list", names), [
        [midnight + 13 * hour, 0, "192.0.2.2", 1, "/", "/", null, 0, "unknown"],
        [midnight + 12 * hour, 0, "192.0.2.1", 1, "/", "/", null, 10, "human"],
        [midnight + 12 * hour, 0, "192.0.2.2", 2, "/x", "/a", null, 20, "unknown"],
        [midnight + 11 * hour + 1, 0, "192.0.2.1", 1, "/b", "/b", null, 10, "human"],
        [midnight + 10 * hour - minute, 31 * minute, "192.0.2.1", 3, "/", "/c", "https://search.example/", 30, "human"]
      ])
    })
  )

  it.effect("begin on entry pages", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("entry-pages"), [
        {
          path: "/",
          visits: 3,
          share: 3 / 5,
          bounce_share: 2 / 3,
          pages_per_visit: 5 / 3,
          mean_duration_ms: (31 * minute) / 3
        },
        { path: "/b", visits: 1, share: 1 / 5, bounce_share: 1, pages_per_visit: 1, mean_duration_ms: 0 },
        { path: "/x", visits: 1, share: 1 / 5, bounce_share: 0, pages_per_visit: 2, mean_duration_ms: 0 }
      ])
    })
  )

  it.effect("end on exit pages", () =>
    Effect.gen(function* () {
      const page = (path: string, visits: number, views: number, single: number) => ({
        path,
        visits,
        share: visits / 5,
        views,
        exit_share: visits / views,
        single_page_visits: single
      })
      assert.deepStrictEqual(yield* rowsOf("exit-pages"), [
        page("/", 2, 3, 2),
        page("/a", 1, 1, 0),
        page("/b", 1, 2, 1),
        page("/c", 1, 1, 0)
      ])
    })
  )

  it.effect("belong to the time they begin in", () =>
    Effect.gen(function* () {
      const names = "start visits pages pages_per_visit bounce_share mean_duration_ms"
      assert.deepStrictEqual(yield* tableOf("visits-over-time", names, {}, { bucket: "hour" }), [
        [midnight + 9 * hour, 1, 1, 3, 0, 31 * minute],
        // Seen in the visit that began at nine.
        [midnight + 10 * hour, 0, 2, null, null, null],
        [midnight + 11 * hour, 1, 1, 1, 1, 0],
        [midnight + 12 * hour, 2, 3, 1.5, 0.5, 0],
        [midnight + 13 * hour, 1, 1, 1, 1, 0]
      ])
      assert.deepStrictEqual(yield* tableOf("visits-over-time", "start visits", {}, { bucket: "day" }), [[midnight, 5]])
    })
  )

  it.effect("are long and deep", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("visit-durations"), [
        { duration: "single page", from_ms: null, visits: 3, share: 3 / 5, pages: 3, pages_per_visit: 1 },
        { duration: "under 10 s", from_ms: 0, visits: 1, share: 1 / 5, pages: 2, pages_per_visit: 2 },
        { duration: "30 min to 1 h", from_ms: 1_800_000, visits: 1, share: 1 / 5, pages: 3, pages_per_visit: 3 }
      ])
      assert.deepStrictEqual(yield* rowsOf("visit-depths"), [
        { pages: "1", visits: 3, share: 3 / 5, mean_duration_ms: 0 },
        { pages: "2", visits: 1, share: 1 / 5, mean_duration_ms: 0 },
        { pages: "3", visits: 1, share: 1 / 5, mean_duration_ms: 31 * minute }
      ])
    })
  )

  it.effect("are those within the selection", () =>
    Effect.gen(function* () {
      const filter = { from: "2026-11-05T10:30", path: ["/b,/c"] }
      assert.deepStrictEqual(yield* tableOf("visit-list", "pages entry_path exit_path", filter, { timeout: "1d" }), [
        [2, "/c", "/b"]
      ])
    })
  )
})

const clicks = (count: number, from: number): ReadonlyArray<TestEntry> =>
  Array.from({ length: count }, (_, n) => at(from + n * 25 * minute, `/${n}`, ada))

layer(over(builtInAnalyses, [...clicks(12, 0), ...clicks(10, 12 * hour), ...clicks(2, 20 * hour)]))(
  "long visits",
  (it) => {
    it.effect("go through many slots of the timeout, and have a last step", () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* tableOf("visit-list", "pages duration_ms entry_path exit_path"), [
          [2, 25 * minute, "/0", "/1"],
          [10, 225 * minute, "/0", "/9"],
          [12, 275 * minute, "/0", "/11"]
        ])
        assert.deepStrictEqual(yield* tableOf("visit-depths", "pages visits"), [
          ["2", 1],
          ["10+", 2]
        ])
        assert.deepStrictEqual(yield* tableOf("visit-durations", "duration visits"), [
          ["10 min to 30 min", 1],
          ["1 h and more", 2]
        ])
        assert.deepStrictEqual(yield* tableOf("visits", "visits", {}, { timeout: "24m" }), [[24]])
      })
    )
  }
)
