import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"

import { publicViews } from "../query/protocol.ts"
import { QueryEngine, type SqlValue } from "../query/QueryEngine.ts"
import { noon, type TestEntry } from "../testing/database.ts"
import { engineLayer } from "../testing/services.ts"
import { zoneRule } from "../zone.ts"
import { longestBucketMs } from "./bucket.ts"
import { Bindings } from "./condition.ts"
import { type FilterInput, parseFilter } from "./filter.ts"
import { needsOf } from "./needs.ts"
import { relationCtes, type RelationName } from "./relations.ts"

const day = 86_400_000
const zone = "Europe/Berlin"

/** Around the nights of three days and the end of summer time: (client, agent) pairs that come again and ones that don't. */
const entries: ReadonlyArray<TestEntry> = Array.from({ length: 120 }, (_, n) => ({
  time: Date.UTC(2026, 9, 23, 21) + n * 47 * 60_000,
  client: `192.0.2.${n % 7}`,
  agent: n % 11 === 0 ? null : ["Mozilla/5.0", "Googlebot"][n % 2]!,
  path: ["/", "/a.css", "/b"][n % 3]!,
  site: [null, "example.com"][(n >> 3) % 2]!,
  status: n % 13 === 0 ? null : 200 + (n % 5) * 100,
  bytes: n % 17 === 0 ? null : n,
  durationMs: n % 4 === 0 ? n / 8 : null,
  ...(n % 5 === 0 ? { trace: `t${n}` } : {})
}))

const ask = (sql: string, names: ReadonlyArray<RelationName>, input: FilterInput, otherZone: string | null = null) =>
  Effect.gen(function* () {
    const engine = yield* QueryEngine
    const filter = yield* parseFilter(input, { now: noon, zone })
    const bindings = new Bindings()
    const span = { from: entries[0]!.time!, to: entries.at(-1)!.time! }
    const rule = otherZone === null ? null : zoneRule(otherZone, span.from - longestBucketMs, span.to)
    const needs = needsOf(sql, { params: {}, span })
    const ctes = relationCtes(names, {
      filter,
      zone: zoneRule(zone, 0, span.to),
      otherZone: rule,
      span,
      needs,
      bindings,
      isPlain: false,
      partHours: null,
      fromSelected: false
    })
    const { columns, rows } = yield* engine.run({
      sql: `${ctes.length === 0 ? "" : `WITH ${ctes.join(", ")} `}${sql}`,
      params: bindings.values
    })
    return { columns, rows, spliced: ctes.length }
  })

const sorted = (rows: ReadonlyArray<ReadonlyArray<SqlValue>>): ReadonlyArray<string> =>
  rows.map((row) => JSON.stringify(row)).toSorted()

const everyEntry: FilterInput = { from: "2026-01-01" }

layer(
  engineLayer(
    [
      { path: "a.log", entries, rejects: ["x", "y"], filtered: 3, blank: 1 },
      { path: "b.log", entries: [], rejects: ["z"] }
    ],
    zone
  )
)("relations", (it) => {
  it.effect("are the views themselves when nothing is narrowed, and no rollup knows better", () =>
    Effect.gen(function* () {
      const others = publicViews.filter((name) => name !== "hits" && name !== "visits")
      assert.strictEqual((yield* ask("SELECT 1", others, {})).spliced, 0)
    })
  )

  it.effect.each(publicViews.filter((name) => name !== "sources" && name !== "rejects"))(
    "%s is its view when the filter lets everything through",
    (name) =>
      Effect.gen(function* () {
        const view = yield* ask(`SELECT * FROM main.${name}`, [], {})
        const narrowed = yield* ask(`SELECT * FROM ${name}`, [name], everyEntry)
        assert.strictEqual(narrowed.spliced, 1)
        assert.deepStrictEqual(narrowed.columns, view.columns)
        assert.isNotEmpty(view.rows)
        assert.deepStrictEqual(sorted(narrowed.rows), sorted(view.rows))
      })
  )

  it.effect.each([
    [
      "hits",
      "day, site, path, kind, method, status, agent_class, sum(hits), sum(bytes), sum(duration_ms), max(duration_max_ms), sum(timed)",
      "GROUP BY day, site, path, method, status, agent_class"
    ],
    ["visits", "*", ""]
  ] as const)("%s has the same days when the zone asked for has the same offsets", ([name, columns, group]) =>
    Effect.gen(function* () {
      const view = yield* ask(`SELECT ${columns} FROM main.${name} ${group}`, [], {})
      for (const input of [{}, everyEntry]) {
        const other = yield* ask(`SELECT ${columns} FROM ${name} ${group}`, [name], input, "Europe/Paris")
        assert.deepStrictEqual(other.columns, view.columns)
        assert.deepStrictEqual(sorted(other.rows), sorted(view.rows))
      }
    })
  )

  it.effect("hits has the days of another zone", () =>
    Effect.gen(function* () {
      const { rows } = yield* ask(
        "SELECT DISTINCT day FROM hits ORDER BY day LIMIT 2",
        ["hits"],
        {},
        "America/New_York"
      )
      assert.deepStrictEqual(rows, [["2026-10-23"], ["2026-10-24"]])
      const own = yield* ask("SELECT DISTINCT day FROM hits ORDER BY day LIMIT 2", ["hits"], everyEntry)
      assert.deepStrictEqual(own.rows, [["2026-10-23"], ["2026-10-24"]])
    })
  )

  it.effect("visits tells the distinct visitors of any days", () =>
    Effect.gen(function* () {
      for (const input of [{}, { path: ["/", "/b"] }, { status: ["!200"] }]) {
        const days = yield* ask("SELECT DISTINCT day FROM visits ORDER BY day", ["visits"], input)
        for (const [from] of days.rows) {
          const { rows } = yield* ask(
            `SELECT (SELECT count(*) FROM visits WHERE site_id IS NULL AND day >= '${String(from)}' AND (prev_day IS NULL OR prev_day < '${String(from)}')),
                (SELECT count(DISTINCT client_id || ' ' || coalesce(agent_id, '')) FROM visits WHERE site_id IS NULL AND day >= '${String(from)}')`,
            ["visits"],
            input
          )
          assert.strictEqual(rows[0]![0], rows[0]![1])
        }
        assert.isAbove(days.rows.length, 3)
      }
    })
  )

  it.effect("visits of a filter know no day before it", () =>
    Effect.gen(function* () {
      const { rows } = yield* ask("SELECT min(day), min(prev_day) FROM visits", ["visits"], { from: "2026-10-25" })
      assert.strictEqual(rows[0]![0], "2026-10-25")
      assert.strictEqual(rows[0]![1], "2026-10-25")
    })
  )

  it.effect("sources and rejects go by --source alone, and have no counts under another filter", () =>
    Effect.gen(function* () {
      const sql =
        "SELECT (SELECT count(*) FROM sources), (SELECT sum(lines) FROM sources), (SELECT sum(rejected) FROM sources), (SELECT count(*) FROM rejects)"
      const counts = (input: FilterInput) => Effect.map(ask(sql, ["sources", "rejects"], input), ({ rows }) => rows[0])
      assert.deepStrictEqual(yield* counts({}), [2, 127, 3, 3])
      assert.deepStrictEqual(yield* counts({ source: ["b.log"] }), [1, 1, 1, 1])
      assert.deepStrictEqual(yield* counts({ sourceIds: [1] }), [1, 126, 2, 2])
      assert.deepStrictEqual(yield* counts({ path: ["/b"] }), [1, null, null, 0])
      assert.deepStrictEqual(yield* counts({ path: ["/nothing"] }), [0, null, null, 0])
      assert.deepStrictEqual(yield* counts({ from: "2026-10-24", source: ["b.log"] }), [0, null, null, 0])
      const columns = (input: FilterInput) =>
        Effect.map(ask("SELECT * FROM sources", ["sources"], input), (answer) => answer.columns)
      assert.deepStrictEqual(yield* columns({ path: ["/b"] }), yield* columns({}))
    })
  )

  it.effect("extras are those of the selected entries", () =>
    Effect.gen(function* () {
      const sql = "SELECT value FROM extras ORDER BY entry_id"
      const { rows } = yield* ask(sql, ["extras"], { path: ["/b"], client: ["192.0.2.0/30"] })
      const selected = entries.filter(({ client, path }) => path === "/b" && /[0-3]$/.test(client!))
      assert.deepStrictEqual(
        rows.map(([value]) => value),
        selected.flatMap(({ trace }) => trace ?? [])
      )
      assert.isNotEmpty(rows)
    })
  )

  it.effect("a time filter looks only where ranges have such times, and misses nothing", () =>
    Effect.gen(function* () {
      for (let at = entries[0]!.time! - day; at < entries.at(-1)!.time! + day; at += day / 3) {
        const [from, to] = [new Date(at).toISOString(), new Date(at + day).toISOString()]
        const { rows } = yield* ask("SELECT count(*) FROM entries", ["entries"], { from, to })
        assert.strictEqual(rows[0]![0], entries.filter(({ time }) => time! >= at && time! < at + day).length)
      }
    })
  )
})
