import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"

import { QueryEngine } from "../query/QueryEngine.ts"
import { prepare } from "../sql/run.ts"
import type { TestEntry, TestSource } from "../testing/database.ts"
import { engineLayer } from "../testing/services.ts"
import { dataContext } from "./context.ts"
import { type FilterInput, parseFilter } from "./filter.ts"
import { selectedSpan } from "./selectedSpan.ts"

const at = (iso: string, more: TestEntry = {}): TestEntry => ({ time: Date.parse(`${iso}Z`), ...more })

const year: TestSource = {
  path: "year.log",
  entries: [
    at("2025-11-05T00:10", { site: "a.example" }),
    at("2026-03-01T08:05", { site: "b.example", client: "2001:db8::1", method: "POST" }),
    at("2026-03-01T09:55", { site: "b.example", client: "2001:db8::1", status: 404, path: "/rare" }),
    at("2026-04-01T00:00", { site: "d.example", method: "HEAD", status: null }),
    at("2026-10-30T12:00", { site: "a.example", agent: "rare" })
  ]
}
const day: TestSource = {
  path: "day.log",
  entries: [at("2026-05-02T10:00", { site: "a.example" }), at("2026-05-02T10:40", { site: "a.example" })]
}
/** Of a source that the rollups don't have yet. */
const late: TestSource = { path: "late.log", entries: [at("2026-06-01T00:00", { site: "c.example" })] }

const cases: ReadonlyArray<readonly [FilterInput, string | null]> = [
  [{}, null],
  [{ path: ["/*"], referrer: ["-"] }, "2025-11-05T00:10/2026-10-30T12:00"],
  [{ from: "2026-01-01" }, "2026-03-01T08:05/2026-10-30T12:00"],
  [{ from: "2026-01-01", path: ["/*"], referrer: ["-"] }, "2026-03-01T08:05/2026-10-30T12:00"],
  [{ path: ["/rare"] }, "2026-03-01T09:55/2026-03-01T09:55"],
  [{ path: ["!/rare"], site: ["b.example"] }, "2026-03-01T08:05/2026-03-01T08:05"],
  [{ path: ["/nosuch"] }, null],
  [{ source: ["day.log"] }, "2026-05-02T10:00/2026-05-02T10:40"],
  [{ source: ["!year.log"] }, "2026-05-02T10:00/2026-05-02T10:40"],
  [{ sourceIds: [2] }, "2026-05-02T10:00/2026-05-02T10:40"],
  [{ source: ["day.log"], from: "2026-05-02T10:30" }, "2026-05-02T10:40/2026-05-02T10:40"],
  [{ source: ["nosuch.log"] }, null],
  [{ site: ["b.example"] }, "2026-03-01T08:05/2026-03-01T09:55"],
  [{ status: ["404"] }, "2026-03-01T09:55/2026-03-01T09:55"],
  [{ method: ["POST"] }, "2026-03-01T08:05/2026-03-01T08:05"],
  [{ site: ["a.example"], from: "2026-04-01", to: "2026-06" }, "2026-05-02T10:00/2026-05-02T10:40"],
  [{ client: ["2001:db8::/32"] }, "2026-03-01T08:05/2026-03-01T09:55"],
  [{ client: ["2001:db8::/32"], status: ["404"] }, "2026-03-01T09:55/2026-03-01T09:55"],
  [{ site: ["-"] }, null],
  [{ status: ["-"] }, "2026-04-01T00:00/2026-04-01T00:00"],
  [{ agent: ["rare"] }, "2026-10-30T12:00/2026-10-30T12:00"]
]

const spanUnder = (input: FilterInput) =>
  Effect.gen(function* () {
    const data = yield* dataContext
    const filter = yield* parseFilter(input, { now: 0, zone: data.zone })
    const span = yield* selectedSpan(yield* QueryEngine, filter, data)
    const shown = (time: number): string => new Date(time).toISOString().slice(0, 16)
    return span === null ? null : `${shown(span.from)}/${shown(span.to)}`
  })

layer(engineLayer([year, day]))("the times of the entries that a filter lets through", (it) => {
  it.effect.each(cases)("%j: %s", ([input, expected]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* spanUnder(input), expected)
    })
  )

  it.effect.each<readonly [FilterInput, string]>([
    [{ source: ["year.log"] }, "604800000"],
    [{ source: ["day.log"] }, "60000"],
    [{ client: ["2001:db8::1"] }, "60000"]
  ])("and bucket(time, 'auto') of a typed statement goes by it: %j", ([filter, size]) =>
    Effect.gen(function* () {
      const sql = "SELECT bucket(time, 'auto') AS start, count(*) AS n FROM entries GROUP BY start"
      const { question } = yield* prepare({ sql, params: new Map(), typedIn: "flags", filter })
      assert.include(question.sql, `% ${size}`)
    })
  )
})

describe("entries that no rollup has yet", () => {
  it.live("are seen, too", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* spanUnder({ site: ["b.example"] }), "2026-03-01T08:05/2026-03-01T09:55")
    }).pipe(Effect.provide(engineLayer([year, day, late], "UTC", {}, { behind: 1 })))
  )
})

/** Of a clock that is broken: a span has no more of them than that of a database with nothing else. */
const broken: TestSource = {
  path: "broken.log",
  entries: [at("1969-12-31T23:59:59"), at("2024-02-29T12:10", { path: "/a" }), at("9999-12-29T12:00")]
}

describe("times that no zone has rules for", () => {
  it.live("count as the ends of those that have some, under a filter as without", () =>
    Effect.gen(function* () {
      for (const filter of [{ path: ["*"] }, { method: ["GET"] }, { client: ["*"] }, { referrer: ["-"] }]) {
        assert.strictEqual(yield* spanUnder(filter), "1970-01-01T00:00/2100-01-01T00:00", JSON.stringify(filter))
      }
      assert.strictEqual(yield* spanUnder({ path: ["/a"] }), "2024-02-29T12:10/2024-02-29T12:10")
    }).pipe(Effect.provide(engineLayer([broken])))
  )
})
