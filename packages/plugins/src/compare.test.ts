/** Every built-in analysis over two periods: each row finds its like. */
import { assert, layer } from "@effect/vitest"
import { Analyses } from "@logmill/core/analysis/runner"
import type { TestEntry } from "@logmill/core/testing/database"
import { analysesLayer } from "@logmill/core/testing/services"
import { Effect } from "effect"

import { builtInAnalyses } from "./analyses.ts"

const hour = 3_600_000
const start = Date.UTC(2026, 9, 19)
const agents = ["Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", "Googlebot/2.1", "GPTBot", null]

/** Two weeks, the night in which Berlin's clocks go back between them, the same in each: so many hours after their Monday. */
const week = (begin: number): ReadonlyArray<TestEntry> =>
  Array.from({ length: 300 }, (_, n) => ({
    time: begin + ((n * 7) % 160) * hour + n * 1000,
    client: `192.0.2.${n % 17}`,
    path: `/${["a", "b", "c/d", "e.css", "wp-login.php"][n % 5]}`,
    query: n % 3 === 0 ? `q=${n % 4}` : null,
    method: n % 7 === 0 ? "POST" : "GET",
    status: [200, 304, 404, 500, 401, null][n % 6]!,
    bytes: (n * 37) % 5000,
    referrer: n % 4 === 0 ? `https://example.org/${n % 5}` : null,
    agent: agents[n % 4]!,
    site: ["example.com", null][n % 2]!,
    durationMs: n % 5 === 0 ? null : n % 90
  }))

const sources = [{ path: "a.log", entries: [...week(start), ...week(start + 7 * 24 * hour)] }]

layer(analysesLayer(sources, [builtInAnalyses]))("built in", (it) => {
  it.effect("a period compared with itself has each row beside its like, and no change", () =>
    Effect.gen(function* () {
      const analyses = yield* Analyses
      const filter = { from: "2026-10-19", to: "2026-10-25" }
      for (const { columns: own, id, variants } of (yield* analyses.list).analyses) {
        // These compare two periods themselves, under the same names.
        if (own.some(({ name }) => name.endsWith("_before"))) continue
        for (const when of [null, ...variants.map((variant) => variant.when)]) {
          const params = when === null ? {} : { [when]: true }
          const plain = yield* analyses.run(id, { filter, params })
          const { columns, rows } = yield* analyses.run(id, { filter, params, compare: "2026-10-19..2026-10-25" })
          const index = new Map(columns.map(({ name }, at) => [name, at]))
          assert.deepStrictEqual(
            rows.map((row) => plain.columns.map(({ name }) => row[index.get(name)!])),
            plain.rows.map((row) => [...row]),
            id
          )
          for (const [name, at] of index) {
            const before = index.get(`${name}_before`)
            const change = index.get(`${name}_change`)
            for (const row of rows) {
              if (before !== undefined) assert.deepStrictEqual(row[before], row[at], `${id}: ${name}`)
              if (change !== undefined) assert.include([0, null], row[change]!, `${id}: ${name}`)
            }
          }
        }
      }
    })
  )

  it.effect("paths of one week with those of the other are the same hits", () =>
    Effect.gen(function* () {
      const analyses = yield* Analyses
      const { rows } = yield* analyses.run("paths", { compare: "previous", filter: { from: "2026-10-26" } })
      assert.deepStrictEqual(
        rows.map((row) => row.slice(0, 4)),
        ["/a", "/b", "/c/d", "/e.css", "/wp-login.php"].map((path) => [path, 60, 60, 0])
      )
    })
  )
})
