/** What a report in one file holds: every question that the page asks of it, each once, none that nobody can answer. */
import { assert, describe, it } from "@effect/vitest"

import type { Analysis } from "@logmill/core/plugin"

import { type Asked, questionsFor, type Selected, unitFor } from "./questions.ts"

const analysis = (id: string, given: Partial<Analysis> = {}): Analysis => ({
  id,
  title: id,
  description: "",
  topic: null,
  cost: "rollup",
  chart: "table",
  empty: null,
  counts: "all",
  replaces: false,
  also: [],
  params: [],
  columns: [],
  sql: "SELECT 1",
  variants: [],
  file: `${id}.sql`,
  origin: "user",
  ...given
})

const all = [
  analysis("summary", { chart: "figure" }),
  analysis("traffic", { chart: "line" }),
  analysis("latency", { chart: "figure" }),
  analysis("hours", { chart: "bar" }),
  analysis("paths"),
  analysis("own", { chart: "bar" })
]

const selected: Selected = { limit: 7, compare: null, isSince: false, unit: "hour" }
const ask = (given: Partial<Selected> = {}, analyses = all) => questionsFor(analyses, { ...selected, ...given })
const of = (asked: ReadonlyArray<Asked>, id: string) =>
  asked.filter((one) => one.id === id).map(({ compare, limit, params }) => [params, compare, limit])

describe("the questions of a report in one file", () => {
  it("are one for each panel, and those of figures and main chart", () => {
    const asked = ask()
    assert.sameMembers(
      [...new Set(asked.map(({ id }) => id))],
      ["summary", "latency", "traffic", "hours", "paths", "own"]
    )
    assert.deepStrictEqual(of(asked, "traffic"), [
      [{ bucket: "hour" }, null, 20_000],
      [{ bucket: "hour", visitors: "true" }, null, 20_000],
      [{}, null, 20_000]
    ])
  })

  it("cut lists, the user's own too, and nothing that is drawn whole", () => {
    const asked = ask()
    assert.deepStrictEqual([of(asked, "paths"), of(asked, "own")], [[[{}, null, 7]], [[{}, null, 7]]])
    assert.deepStrictEqual(of(asked, "hours"), [[{}, null, 20_000]])
    assert.deepStrictEqual(of(ask({ limit: 0 }), "paths"), [[{}, null, 0]])
  })

  it("compare all or nothing, but figures of a time that has a beginning, and none that compares by itself", () => {
    assert.isTrue(ask().every(({ compare }) => compare === null))
    const since = ask({ isSince: true })
    assert.sameDeepMembers(
      since.filter(({ compare }) => compare !== null).map(({ compare, id }) => [id, compare]),
      [
        ["summary", "previous"],
        ["latency", "previous"]
      ]
    )
    const change = {
      name: "change",
      kind: "change",
      filter: null,
      pattern: null,
      status: null,
      description: null,
      when: null,
      key: null
    }
    const trends = analysis("trends", { columns: [change as Analysis["columns"][number]] })
    const compared = ask({ compare: "year" }, [...all, trends])
    assert.deepStrictEqual(
      compared.filter(({ compare }) => compare === null).map(({ id }) => id),
      ["summary", "trends"]
    )
  })

  it("are each asked once, and of analyses that there are", () => {
    const asked = ask({ compare: "previous" })
    assert.strictEqual(new Set(asked.map((one) => JSON.stringify(one))).size, asked.length)
    assert.deepStrictEqual(ask({}, [analysis("own")]), [{ id: "own", params: {}, compare: null, limit: 7 }])
    assert.deepStrictEqual(ask({}, []), [])
  })

  it("have no course of time where there are no entries", () => {
    assert.isFalse(ask({ unit: null }).some(({ params }) => "bucket" in params))
  })

  it("draw no more than 400 bars, and 200 that are compared", () => {
    const [hour, day] = [3_600_000, 86_400_000]
    const cases: ReadonlyArray<readonly [ms: number, unit: string]> = [
      [1, "minute"],
      [400 * 60_000, "minute"],
      [400 * 60_000 + 1, "hour"],
      [400 * hour, "hour"],
      [401 * hour, "day"],
      [401 * day, "week"],
      [401 * 7 * day, "month"],
      [401 * 30 * day, "year"],
      [Infinity, "year"]
    ]
    for (const [ms, unit] of cases) assert.strictEqual(unitFor(ms, false), unit, `${ms}`)
    assert.deepStrictEqual([unitFor(200 * day, true), unitFor(365 * day, true)], ["day", "week"])
  })
})
