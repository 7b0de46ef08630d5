import { assert, layer } from "@effect/vitest"
import { midnight, over, repeat, rowsOf, tableOf } from "@logmill/core/testing/answers"
import type { TestEntry } from "@logmill/core/testing/database"
import { Effect } from "effect"

import { builtInAnalyses } from "../analyses.ts"

const [ada, bob, eve] = ["192.0.2.1", "192.0.2.2", "192.0.2.3"]

const entries: ReadonlyArray<TestEntry> = [
  ...repeat(3, { time: midnight, client: ada, path: "/a" }),
  { time: midnight + 1, client: ada, path: "/a", status: 500 },
  { time: midnight + 2, client: ada, path: "/gone", status: 404, agent: "Googlebot" },
  { time: midnight + 3, client: bob, path: "/gone", status: 404 },
  { time: midnight + 4, client: bob, path: "/odd", status: 600 },
  { time: midnight + 5, client: bob, path: "/odd", status: null },
  { time: midnight + 6, client: eve, path: "/b", status: 499 }
]

layer(over(builtInAnalyses, entries, { details: { clients: { [ada]: { country: "DE", network: "AS1 A" } } } }))(
  "errors",
  (it) => {
    it.effect("by path", () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* rowsOf("error-paths"), [
          { path: "/gone", errors: 2, hits_4xx: 2, hits_5xx: 0, hits: 2, error_share: 1, bot_errors: 1 },
          { path: "/a", errors: 1, hits_4xx: 0, hits_5xx: 1, hits: 4, error_share: 0.25, bot_errors: 0 },
          { path: "/b", errors: 1, hits_4xx: 1, hits_5xx: 0, hits: 1, error_share: 1, bot_errors: 0 }
        ])
      })
    )

    it.effect("by client", () =>
      Effect.gen(function* () {
        const names = "client errors hits_4xx hits_5xx hits error_share first_time last_time country network"
        assert.deepStrictEqual(yield* tableOf("error-clients", names), [
          [ada, 2, 1, 1, 5, 0.4, midnight + 1, midnight + 2, "DE", "AS1 A"],
          [bob, 1, 1, 0, 3, 1 / 3, midnight + 3, midnight + 3, null, null],
          [eve, 1, 1, 0, 1, 1, midnight + 6, midnight + 6, null, null]
        ])
        assert.deepStrictEqual(yield* rowsOf("error-clients", { status: ["200,600"] }), [])
      })
    )
  }
)
