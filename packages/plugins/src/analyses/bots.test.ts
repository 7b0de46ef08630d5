import { assert, layer } from "@effect/vitest"
import { day, entriesAt, hour, midnight, minute, over, rowsOf, second, tableOf } from "@logmill/core/testing/answers"
import type { TestEntry } from "@logmill/core/testing/database"
import { Effect } from "effect"

import { builtInAnalyses } from "../analyses.ts"

const chrome = "Mozilla/5.0 Chrome/1"
const times = (count: number, pause: number, from = midnight): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, n) => from + n * pause)

/** Reads `count` pages, each with its style. */
const reader = (client: string, count: number, pause: number, from = midnight): ReadonlyArray<TestEntry> => [
  ...entriesAt(times(count, pause, from), { client, agent: chrome, path: "/page" }),
  ...entriesAt(times(count, pause, from), { client, agent: chrome, path: "/a.css" })
]

const entries: ReadonlyArray<TestEntry> = [
  // People: one reads 30 pages in an hour, one 19 without assets, one a page each quarter of an hour for eleven hours.
  ...reader("192.0.2.1", 30, 2 * minute),
  ...entriesAt(times(19, minute), { client: "192.0.2.2", agent: chrome, path: "/page" }),
  ...reader("192.0.2.3", 44, 15 * minute),
  // A robot that says so.
  ...entriesAt(times(600, minute), { client: "198.51.100.9", agent: "Googlebot", path: "/page" }),
  { client: "198.51.100.9", agent: "Googlebot", path: "/robots.txt" },
  // Robots that don't.
  { time: midnight, client: "198.51.100.1", agent: chrome, path: "/robots.txt" },
  ...entriesAt(times(20, second), { client: "198.51.100.2", agent: chrome, path: "/page" }),
  { time: midnight, client: "198.51.100.2", agent: chrome, method: "OPTIONS", path: "*" },
  ...reader("198.51.100.3", 500, 10 * second),
  ...reader("198.51.100.4", 80, 15 * minute),
  ...reader("198.51.100.5", 10, minute),
  ...entriesAt(times(10, minute), { client: "198.51.100.5", agent: chrome, path: "/gone", status: 404 }),
  ...reader("198.51.100.6", 48, 15 * minute, midnight + day)
]

layer(over(builtInAnalyses, entries))("bots by behaviour", (it) => {
  it.effect("are told by what they do, with the numbers", () =>
    Effect.gen(function* () {
      const names =
        "client rules hits pages assets busiest_day_pages busiest_day_hours error_share variation robots_txt"
      assert.deepStrictEqual(yield* tableOf("behavioural-bots", names), [
        ["198.51.100.3", "many-pages", 1000, 500, 500, 500, 2, 0, null, 0],
        ["198.51.100.4", "day-and-night, steady", 160, 80, 80, 80, 20, 0, 0, 0],
        ["198.51.100.6", "steady", 96, 48, 48, 48, 12, 0, 0, 0],
        ["198.51.100.5", "many-errors", 30, 20, 10, 20, 1, 0.5, null, 0],
        ["198.51.100.2", "no-assets", 21, 20, 0, 20, 1, 0, null, 0],
        ["198.51.100.1", "robots-txt", 1, 1, 0, 1, 1, 0, null, 1]
      ])
    })
  )

  it.effect("are told by other limits, too", () =>
    Effect.gen(function* () {
      const params = { min_pages: "19", pages_per_day: "600", hours_per_day: "11", variation: "0" }
      assert.deepStrictEqual(yield* tableOf("behavioural-bots", "client rules", {}, params), [
        ["198.51.100.4", "day-and-night"],
        ["198.51.100.6", "day-and-night"],
        ["192.0.2.3", "day-and-night"],
        ["198.51.100.5", "many-errors"],
        ["198.51.100.2", "no-assets"],
        ["192.0.2.2", "no-assets"],
        ["198.51.100.1", "robots-txt"]
      ])
    })
  )

  it.effect("need no assets where nobody fetches any", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tableOf("behavioural-bots", "client", { client: ["198.51.100.2,192.0.2.2"] }), [])
    })
  )

  it.effect("say when they came", () =>
    Effect.gen(function* () {
      const [row] = yield* rowsOf("behavioural-bots", { client: ["198.51.100.6"] })
      assert.deepStrictEqual(
        [row!["first_time"], row!["last_time"]],
        [midnight + day, midnight + day + 11 * hour + 45 * minute]
      )
    })
  )
})
