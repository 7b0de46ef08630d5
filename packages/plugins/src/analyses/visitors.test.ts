import { assert, layer } from "@effect/vitest"
import { day, midnight, over, rowsOf, tableOf } from "@logmill/core/testing/answers"
import type { TestDetails, TestEntry } from "@logmill/core/testing/database"
import { Effect } from "effect"

import { builtInAnalyses } from "../analyses.ts"

const [firefox, chrome, googlebot] = ["Mozilla/5.0 Firefox/1", "Mozilla/5.0 Chrome/2", "Googlebot/2.1"]
const [berlin, munich, paris, nowhere] = ["192.0.2.1", "192.0.2.2", "198.51.100.1", "host.example"]

/** Three days: in Berlin somebody with two browsers, from Munich every day, in Paris and from nowhere a robot. */
const entries: ReadonlyArray<TestEntry> = [
  { time: midnight, client: berlin, agent: firefox, bytes: 1, site: "a.example" },
  { time: midnight + 1, client: berlin, agent: firefox, bytes: 1, site: "b.example" },
  { time: midnight + 2, client: berlin, agent: chrome, bytes: 1, user: "ada", status: 404 },
  ...[0, 1, 2].map((n) => ({ time: midnight + n * day, client: munich, agent: firefox, bytes: 10, user: "ada" })),
  { time: midnight + day, client: paris, agent: googlebot, bytes: 100 },
  { time: midnight + 2 * day, client: nowhere, agent: googlebot, bytes: null, status: 500, user: "bob" },
  { time: midnight + 2 * day, client: nowhere, agent: null, bytes: 5 }
]

const germany = { country: "DE", network: "AS64500 Example Net" }
const details: TestDetails = {
  clients: {
    [berlin]: { ...germany, city: "Berlin" },
    [munich]: { ...germany, city: "Munich" },
    [paris]: { country: "FR", city: "Paris", network: "AS64501 Réseau" }
  },
  agents: {
    [firefox]: { browser: "Firefox", browserVersion: "1", os: "Linux", device: "desktop" },
    [chrome]: { browser: "Chrome", browserVersion: "2", os: "Android", osVersion: "16", device: "mobile" }
  }
}

layer(over(builtInAnalyses, entries, { details }))("visitors", (it) => {
  it.effect("are counted by day, and those of the whole time are the new ones of all days", () =>
    Effect.gen(function* () {
      const names = "day visitors new_visitors returning_visitors bot_visitors clients hits hits_per_visitor bytes"
      assert.deepStrictEqual(yield* tableOf("visitors", names), [
        ["2026-11-05", 3, 3, 0, 0, 2, 4, 4 / 3, 13],
        ["2026-11-06", 2, 1, 1, 1, 2, 2, 1, 110],
        ["2026-11-07", 3, 2, 1, 1, 2, 3, 1, 15]
      ])
      assert.deepStrictEqual(yield* rowsOf("unique-visitors"), [
        {
          visitors: 6,
          returning_visitors: 1,
          returning_share: 1 / 6,
          bot_visitors: 2,
          clients: 4,
          agents: 3,
          days: 3,
          visitors_per_day: 8 / 3,
          hits_per_visitor: 9 / 6
        }
      ])
    })
  )

  it.effect("are new within the selection", () =>
    Effect.gen(function* () {
      const filter = { from: "2026-11-06", client: [munich] }
      assert.deepStrictEqual(yield* tableOf("visitors", "day visitors new_visitors", filter), [
        ["2026-11-06", 1, 1],
        ["2026-11-07", 1, 0]
      ])
      assert.deepStrictEqual(yield* tableOf("unique-visitors", "visitors returning_visitors days", filter), [[1, 1, 2]])
    })
  )

  it.effect("clients are told with where they are", () =>
    Effect.gen(function* () {
      const names = "client country city network hits bytes agents days bot_hits first_day last_day"
      assert.deepStrictEqual(yield* tableOf("clients", names), [
        [berlin, "DE", "Berlin", "AS64500 Example Net", 3, 3, 2, 1, 0, "2026-11-05", "2026-11-05"],
        [munich, "DE", "Munich", "AS64500 Example Net", 3, 30, 1, 3, 0, "2026-11-05", "2026-11-07"],
        [nowhere, null, null, null, 2, 5, 2, 1, 1, "2026-11-07", "2026-11-07"],
        [paris, "FR", "Paris", "AS64501 Réseau", 1, 100, 1, 1, 1, "2026-11-06", "2026-11-06"]
      ])
      assert.deepStrictEqual(yield* tableOf("clients", "share", { client: [paris, nowhere] }), [[2 / 3], [1 / 3]])
    })
  )

  it.effect("and so are countries, cities and networks", () =>
    Effect.gen(function* () {
      const counts = "hits share visitors clients bytes bot_hits"
      assert.deepStrictEqual(yield* tableOf("countries", `country ${counts}`), [
        ["DE", 6, 6 / 9, 3, 2, 33, 0],
        [null, 2, 2 / 9, 2, 1, 5, 1],
        ["FR", 1, 1 / 9, 1, 1, 100, 1]
      ])
      assert.deepStrictEqual(yield* tableOf("cities", `city country ${counts}`), [
        ["Berlin", "DE", 3, 3 / 9, 2, 1, 3, 0],
        ["Munich", "DE", 3, 3 / 9, 1, 1, 30, 0],
        [null, null, 2, 2 / 9, 2, 1, 5, 1],
        ["Paris", "FR", 1, 1 / 9, 1, 1, 100, 1]
      ])
      assert.deepStrictEqual(yield* tableOf("networks", `network ${counts}`), [
        ["AS64500 Example Net", 6, 6 / 9, 3, 2, 33, 0],
        [null, 2, 2 / 9, 2, 1, 5, 1],
        ["AS64501 Réseau", 1, 1 / 9, 1, 1, 100, 1]
      ])
    })
  )

  it.effect("browsers, systems and devices are those of agents", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("browsers"), [
        { browser: "Firefox", hits: 5, share: 5 / 9, visitors: 2, visitors_share: 2 / 6, bytes: 32 },
        { browser: null, hits: 3, share: 3 / 9, visitors: 3, visitors_share: 3 / 6, bytes: 105 },
        { browser: "Chrome", hits: 1, share: 1 / 9, visitors: 1, visitors_share: 1 / 6, bytes: 1 }
      ])
      const versions = { versions: "true" }
      assert.deepStrictEqual(yield* tableOf("browsers", "browser browser_version visitors", {}, versions), [
        ["Firefox", "1", 2],
        [null, null, 3],
        ["Chrome", "2", 1]
      ])
      assert.deepStrictEqual(yield* tableOf("systems", "os hits visitors"), [
        ["Linux", 5, 2],
        [null, 3, 3],
        ["Android", 1, 1]
      ])
      assert.deepStrictEqual(yield* tableOf("systems", "os os_version hits", { class: ["human"] }, versions), [
        ["Linux", null, 5],
        ["Android", "16", 1]
      ])
      assert.deepStrictEqual(yield* tableOf("devices", "device hits share visitors bytes", { class: ["human"] }), [
        ["desktop", 5, 5 / 6, 2, 32],
        ["mobile", 1, 1 / 6, 1, 1]
      ])
    })
  )

  it.effect("agents are told with who they are", () =>
    Effect.gen(function* () {
      const names = "agent agent_class bot browser os device hits clients bytes first_day last_day"
      assert.deepStrictEqual(yield* tableOf("agents", names), [
        [firefox, "human", null, "Firefox", "Linux", "desktop", 5, 2, 32, "2026-11-05", "2026-11-07"],
        [googlebot, "search", "Googlebot", null, null, null, 2, 2, 100, "2026-11-06", "2026-11-07"],
        [null, "unknown", null, null, null, null, 1, 1, 5, "2026-11-07", "2026-11-07"],
        [chrome, "human", null, "Chrome", "Android", "mobile", 1, 1, 1, "2026-11-05", "2026-11-05"]
      ])
    })
  )

  it.effect("users have logged in", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("users"), [
        {
          user: null,
          hits: 4,
          share: 4 / 9,
          clients: 3,
          bytes: 107,
          hits_4xx: 0,
          hits_5xx: 0,
          first_time: midnight,
          last_time: midnight + 2 * day
        },
        {
          user: "ada",
          hits: 4,
          share: 4 / 9,
          clients: 2,
          bytes: 31,
          hits_4xx: 1,
          hits_5xx: 0,
          first_time: midnight,
          last_time: midnight + 2 * day
        },
        {
          user: "bob",
          hits: 1,
          share: 1 / 9,
          clients: 1,
          bytes: 0,
          hits_4xx: 0,
          hits_5xx: 1,
          first_time: midnight + 2 * day,
          last_time: midnight + 2 * day
        }
      ])
    })
  )

  it.effect("people and bots are told apart, and bots by name", () =>
    Effect.gen(function* () {
      const names = "agent_class hits share visitors clients agents bots bytes bytes_share"
      assert.deepStrictEqual(yield* tableOf("agent-classes", names), [
        ["human", 6, 6 / 9, 3, 2, 2, 0, 33, 33 / 138],
        ["search", 2, 2 / 9, 2, 2, 1, 1, 100, 100 / 138],
        ["unknown", 1, 1 / 9, 1, 1, 0, 0, 5, 5 / 138]
      ])
      assert.deepStrictEqual(yield* rowsOf("bots"), [
        {
          bot: "Googlebot",
          agent_class: "search",
          hits: 2,
          share: 2 / 9,
          bytes: 100,
          clients: 2,
          agents: 1,
          days: 2,
          first_day: "2026-11-06",
          last_day: "2026-11-07"
        }
      ])
      assert.deepStrictEqual(yield* rowsOf("bots", { class: ["human"] }), [])
    })
  )
})
