import { assert, describe, it, layer } from "@effect/vitest"
import { loadCatalog } from "@logmill/core/analysis/catalog"
import type { FilterInput } from "@logmill/core/analysis/filter"
import { Analyses } from "@logmill/core/analysis/runner"
import { day, entriesAt, hour, midnight, minute, over, repeat, rowsOf, second } from "@logmill/core/testing/answers"
import type { TestDetails, TestEntry } from "@logmill/core/testing/database"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { builtInAnalyses } from "./analyses.ts"
import { analysesPage } from "./analysesPage.ts"

const catalog = Effect.provide(loadCatalog([builtInAnalyses]), NodeServices.layer)

describe("the built-in analyses", () => {
  it.effect("are all well-formed, and say what they are", () =>
    Effect.gen(function* () {
      const { analyses, problems } = yield* catalog
      assert.deepStrictEqual(problems, [])
      assert.includeMembers(
        analyses.map(({ id }) => id),
        ["summary", "paths", "status"]
      )
      for (const { id, description, params, file, topic } of analyses) {
        assert.isNotEmpty(description, id)
        assert.isNotNull(topic, id)
        assert.isTrue(file.endsWith(`/${id}.sql`), file)
        for (const param of params) assert.isNotNull(param.description, `${id}: ${param.name}`)
      }
    })
  )
})

describe("other words for the built-in analyses", () => {
  it.effect("are ids of none, and written as ids are", () =>
    Effect.gen(function* () {
      const { analyses } = yield* catalog
      const ids = analyses.map(({ id }) => id)
      const words = analyses.flatMap(({ also }) => also)
      assert.isAbove(words.length, 50)
      assert.deepStrictEqual(
        words.filter((word) => ids.includes(word) || !/^[a-z0-9][a-z0-9-]*$/.test(word)),
        []
      )
    })
  )

  it.effect("tell which is meant", () =>
    Effect.gen(function* () {
      const analyses = yield* Analyses
      const asked = (word: string) => Effect.map(Effect.flip(analyses.describe(word)), ({ message }) => message)
      for (const [word, id] of [
        ["hosts", "clients"],
        ["os", "systems"],
        ["404", "not-found"],
        ["errors", "error-clients or error-paths"],
        ["sessions", "visits"]
      ]) {
        assert.strictEqual(yield* asked(word!), `there is no analysis "${word}"; did you mean ${id}?`)
      }
    }).pipe(Effect.provide(over(builtInAnalyses, [])))
  )
})

describe("docs/analyses.md", () => {
  it("is what the files say", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../docs/analyses.md"), "utf8")
    // Tables are laid out anew by the formatter: words count.
    const words = (text: string): ReadonlyArray<string> => text.match(/[^\s|-]+/g) ?? []
    assert.deepStrictEqual(words(page), words(analysesPage()), "run node scripts/analysesPage.ts")
  })
})

const chrome = "Mozilla/5.0 (X11) Chrome/1"
const extra = { tls: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", cache: "HIT", mime: "text/html" }

/** A page and what is on it, every hour of nine days. */
const ordinary = Array.from({ length: 9 * 24 }, (_, n): ReadonlyArray<TestEntry> => {
  const entry = {
    time: midnight - n * hour,
    client: `192.0.2.${n % 20}`,
    agent: chrome,
    site: "www.example.com",
    user: n === 0 ? "ada" : null,
    referrer: "https://www.example.org/search",
    durationMs: n + 1,
    extra
  }
  return [
    { ...entry, path: `/user/${n % 5}`, query: "utm_source=a" },
    { ...entry, time: entry.time + second, path: "/a.css", status: 304, agent: n % 2 === 0 ? chrome : "Googlebot" }
  ]
}).flat()

/** Of everything there is an analysis for. */
const entries: ReadonlyArray<TestEntry> = [
  ...ordinary,
  ...Array.from({ length: 30 }, (_, n) => ({ time: midnight, client: "203.0.113.1", path: `/${n}`, status: 404 })),
  ...repeat(30, { time: midnight, client: "203.0.113.2", path: "/wp-login.php", method: "POST", status: 401 }),
  ...entriesAt([midnight, midnight + minute], { path: "/", query: "id=1' UNION SELECT password FROM users--" }),
  { time: midnight + day, path: "/robots.txt", status: 500 },
  { time: midnight - day, path: "/late" },
  { time: midnight, path: "/gone", status: 410, referrer: "https://www.example.org/search" }
]

const details: TestDetails = {
  clients: { "192.0.2.1": { country: "DE", city: "Berlin", network: "AS64500 Example Net" } },
  agents: { [chrome]: { browser: "Chrome", browserVersion: "1", os: "Linux", osVersion: "6", device: "desktop" } },
  referrers: { "https://www.example.org/search": "search" },
  paths: Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`/user/${n}`, "/user/:id"]))
}

layer(over(builtInAnalyses, entries, { details, rejects: ["x"], zone: "Europe/Berlin" }))("built in", (it) => {
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
    { client: ["198.51.100.0/24"] },
    { status: ["!1xx,!2xx,!3xx,!4xx,!5xx,!-"] },
    { from: "2026-10-24", source: ["nothing.log"], tz: "America/New_York" }
  ])("every analysis but the summary has no rows under a filter that excludes everything: %j", (filter) =>
    Effect.gen(function* () {
      const analyses = yield* Analyses
      for (const { id, variants } of (yield* analyses.list).analyses) {
        if (id === "summary") continue
        assert.deepStrictEqual(yield* rowsOf(id, filter), [], id)
        for (const { when } of variants) assert.deepStrictEqual(yield* rowsOf(id, filter, { [when]: "true" }), [], id)
      }
      const [summary, ...others] = yield* rowsOf("summary", filter)
      assert.deepStrictEqual(others, [])
      const { bytes, entries, first_time, last_time, visitors } = summary!
      assert.deepStrictEqual([entries, visitors, bytes, first_time, last_time], [0, 0, 0, null, null])
    })
  )
})

/** The clock of a zone changes twice a year, and expressions of days and hours grow with that. */
const years = entriesAt(
  Array.from({ length: 20 }, (_, n) => midnight - n * 365 * day),
  { path: "/a", durationMs: 1, agent: chrome }
)

layer(over(builtInAnalyses, years, { zone: "Europe/Berlin" }))("twenty years", (it) => {
  it.effect("are no more than any analysis can be asked about, in another zone and by agent", () =>
    Effect.gen(function* () {
      const analyses = yield* Analyses
      const filter: FilterInput = { tz: "America/New_York", agent: [chrome] }
      for (const { id } of (yield* analyses.list).analyses) yield* rowsOf(id, filter)
      assert.deepStrictEqual(yield* rowsOf("trending-paths", filter, { days: "366" }), [
        { path: "/a", hits: 2, hits_before: 1, change: 1, share: 1, share_before: 1 }
      ])
    })
  )
})
